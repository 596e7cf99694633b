import ExecutionSource
import History
import JSON
import Recorded
import StatesLanguage
import Testing
import Time

@Suite struct RecordedTests {
  private let made = OutputTests.ecs()

  private func source(_ definition: StateMachine? = nil) throws -> RecordedExecution {
    let document = try HistoryDocument(parsing: HistoryDocument(events: made.log).bytes)
    return RecordedExecution(document, file: "out/nightly.json", definition: definition)
  }

  @Test func theWholeHistoryIsThereAtOnce() async throws {
    let snapshot = try await source().snapshot()
    #expect(snapshot.events == made.log)
    #expect(snapshot.status == .failed)
    #expect(snapshot.identity.machineName == "nightly")
    #expect(snapshot.identity.place == .recording(file: "out/nightly.json"))
    #expect(snapshot.identity.isReadOnly)
    #expect(snapshot.capabilities.isEmpty)
    #expect(snapshot.definition == nil)
    #expect(snapshot.live.now == MadeUp.at(60))
    #expect(!snapshot.live.isClockRunning)
    #expect(snapshot.tasks.map(\.state) == ["Run job", "Run job"])
    #expect(snapshot.tasks.map(\.task.id) == ["3f2c0d91a7b8", "3f2c0d91a7b8"])
    #expect(snapshot.tasks.map(\.scheduledEventId) == [5, 5])
  }

  @Test func thereIsOneUpdate() async throws {
    var revisions: [UInt64] = []
    for await snapshot in try source().updates() { revisions.append(snapshot.revision) }
    #expect(revisions == [1])
  }

  @Test func aDefinitionNamesTheMachine() async throws {
    let text = #"{"StartAt":"Ready?","States":{"Ready?":{"Type":"Pass","End":true}}}"#
    let machine = try #require(StateMachine.load(bytes: Array(text.utf8), file: "machines/batch.asl.json").machine)
    let snapshot = try await source(machine).snapshot()
    #expect(snapshot.identity.machineName == "batch.asl")
    #expect(snapshot.definition?.stateNames == ["Ready?"])
  }

  @Test(arguments: [
    (SourceAction.step, "only in local runs: out/nightly.json is a recording; move through its events with , and ."),
    (.sendTaskHeartbeat(token: "t"), "nothing is sent: out/nightly.json is a recording; attach to the execution to answer its tokens"),
    (.stop(error: "", cause: ""), "nothing is stopped: out/nightly.json is a recording; attach to the execution to stop it"),
    (.pollNow, "nothing is polled: out/nightly.json is a recording; attach to the execution to see what is new"),
  ])
  func nothingCanBeChanged(action: SourceAction, sentence: String) async throws {
    let source = try source()
    do throws(SourceRefusal) {
      try await source.perform(action)
      Issue.record("\(action) was done")
    } catch {
      #expect(error.message == sentence)
    }
    await source.close()
  }
}
