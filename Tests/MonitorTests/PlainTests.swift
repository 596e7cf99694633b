import ExecutionSource
import Testing

@testable import Monitor

@Suite("Without a screen")
struct PlainTests {
  @Test("one line a change, statuses as words")
  func changes() throws {
    var plain = PlainPresenter(now: Fixture.start)
    var snapshot = try Fixture.paused()
    let first = plain.take(snapshot, at: Fixture.start).lines
    #expect(first.contains("1  +0.000  ExecutionStarted  {\"commands\":[\"test command 1\",\"test command 2\",\"test command 3\"]}"))
    #expect(first.contains("PAUSED before sending \"Run job\" · nothing sent"))
    #expect(first.last == "execution RUNNING")
    snapshot.status = .succeeded
    snapshot.live.pause = nil
    #expect(plain.take(snapshot, at: Fixture.start).lines == ["execution SUCCEEDED"])
  }

  @Test("commands by the line; questions are answered with yes or no")
  func commands() throws {
    var plain = PlainPresenter(now: Fixture.start)
    _ = plain.take(try Fixture.waiting(), at: Fixture.start)
    #expect(plain.run("step", at: Fixture.start).lines == ["refused: only in local runs"])
    let asked = plain.run("approve {\"approved\": true}", at: Fixture.start)
    #expect(asked.lines.first == "Approve \"Approve deploy\"? (yes or no)")
    #expect(asked.effects == [])
    let sent = plain.run("yes", at: Fixture.start)
    #expect(
      sent.effects == [
        .perform(.sendTaskSuccess(token: Fixture.token, output: "{\"approved\":true}"), label: "approved \"Approve deploy\"")
      ])
    #expect(!asked.lines.joined().contains(Fixture.token.prefix(24)))
  }
}
