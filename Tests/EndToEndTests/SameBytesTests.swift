import Foundation
import JSON
import Testing

/// The same arguments give the same bytes.
struct SameBytesTests {
  @Test(arguments: ["lines", "events", "history", "result", "describe"])
  func aRunGivesTheSameBytesTwice(_ output: String) async throws {
    let folder = try TestFolder()
    let arguments = Stepscope.example + Stepscope.fixed + ["--headless", "--output", output]
    let first = try await Stepscope.run(arguments, in: folder)
    let second = try await Stepscope.run(arguments, in: folder)
    #expect(first.status == 0, "\(first)")
    #expect(!first.output.isEmpty)
    #expect(first.output == second.output)
    #expect(first.error.isEmpty)
  }

  @Test func anotherSeedGivesOtherIdentifiers() async throws {
    let folder = try TestFolder()
    let arguments = Stepscope.example + ["--clock", "virtual", "--start-time", "2026-01-01T00:00:00Z", "--output", "history", "--seed"]
    let first = try await Stepscope.run(arguments + ["1"], in: folder)
    let second = try await Stepscope.run(arguments + ["2"], in: folder)
    #expect(first.output != second.output)
  }

  @Test(arguments: ["text", "svg", "dot", "mermaid", "json"]) func aGraphIsTheSameTwice(_ output: String) async throws {
    let folder = try TestFolder()
    let arguments = ["graph", Stepscope.example[1], "--output", output]
    let first = try await Stepscope.run(arguments, in: folder)
    #expect(first.status == 0 && !first.output.isEmpty)
    #expect(try await Stepscope.run(arguments, in: folder).output == first.output)
  }

  /// Virtual time: three days pass in the history, not on the wall.
  @Test(.timeLimit(.minutes(20))) func threeDaysOfWaitingArePassedOver() async throws {
    let folder = try TestFolder()
    let machine = try folder.write(
      "wait.json", #"{"StartAt":"Wait","States":{"Wait":{"Type":"Wait","Seconds":259200,"Next":"Done"},"Done":{"Type":"Succeed"}}}"#)
    let outcome = try await Stepscope.run(["run", machine, "--output", "history"] + Stepscope.fixed, in: folder)
    #expect(outcome.status == 0)
    let events = try #require(try JSONValue(parsing: outcome.output)["events"]?.arrayValue)
    let times = try events.map { try #require($0["timestamp"]?.numberValue?.lexeme) }
    #expect(times.first == "1767225600.000")
    #expect(times.last == "1767484800.000")
    #expect(
      events.compactMap { $0["type"]?.stringValue } == [
        "ExecutionStarted", "WaitStateEntered", "WaitStateExited", "SucceedStateEntered", "SucceedStateExited", "ExecutionSucceeded",
      ])
  }

  /// What a run writes, replay reads.
  @Test func aHistoryComesBackAsItWas() async throws {
    let folder = try TestFolder()
    let run = try await Stepscope.run(Stepscope.example + Stepscope.fixed + ["--output", "history"], in: folder)
    try folder.write("history.json", run.output)
    let lines = try await Stepscope.run(Stepscope.example + Stepscope.fixed + ["--output", "lines"], in: folder)
    let replay = try await Stepscope.run(["replay", "history.json", "--definition", Stepscope.example[1], "--output", "lines"], in: folder)
    #expect(replay.status == 0)
    #expect(replay.output == lines.output)
  }
}
