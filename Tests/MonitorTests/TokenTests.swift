import Canvas
import ExecutionSource
import JSON
import Testing

@testable import Monitor

@Suite("Task tokens")
struct TokenTests {
  @Test("a token is approved with five keys that the footer shows, at 80×24")
  func approving() throws {
    var driver = MonitorDriver(Size(width: 80, height: 24))
    driver.show(try Fixture.waiting())
    for key in ["t", "a", "Space", "s"] {
      #expect(driver.footer.contains(" \(key) "), "\(key) is not in: \(driver.footer)")
      driver.press(key)
    }
    #expect(driver.shows("Approve \"Approve deploy\"?"))
    #expect(driver.takeActions() == [])
    driver.press("y")
    #expect(driver.takeActions() == [.sendTaskSuccess(token: Fixture.token, output: "{\"approved\":true}")])
  }

  @Test("fields that later states read are holes that must be filled; Space goes through what rules ask for")
  func holes() throws {
    var driver = MonitorDriver()
    driver.show(try Fixture.waiting())
    driver.press("t", "a")
    #expect(driver.shows("1 field to fill"))
    #expect(driver.shows("$.approved  boolean  in \"Approved?\""))
    driver.press("s")
    #expect(driver.said == " \"approved\" is still to be filled; Space takes a value that is asked for, i edits")
    driver.press("Space")
    #expect(driver.shows("leads to  Approved? → Deploy → Notify"))
    driver.press("Space")
    #expect(driver.shows("\"approved\": false"))
    #expect(driver.shows("leads to  Approved? → Notify"))
  }

  @Test("Esc keeps the draft; a refusal leaves the form open; an answer closes it")
  func drafts() throws {
    var driver = MonitorDriver()
    driver.show(try Fixture.waiting())
    driver.press("t", "a", "Space", "Esc", "a")
    #expect(driver.shows("\"approved\": true"))
    driver.press("s", "y")
    driver.send(.effectResult(.performed(label: "approved", refusal: "someone else answered, or it expired")))
    #expect(driver.said == " someone else answered, or it expired")
    #expect(driver.app.tokens.form != nil)
    driver.press("s", "y")
    driver.send(.effectResult(.performed(label: "approved \"Approve deploy\"", refusal: nil)))
    #expect(driver.app.tokens.form == nil)
  }

  @Test("editing in place checks JSON and its size")
  func editing() throws {
    var driver = MonitorDriver()
    driver.show(try Fixture.waiting())
    driver.press("t", "a", "e")
    guard case .runEditor(let text, .answer(Fixture.token)) = driver.takeEffects().last else {
      Issue.record("no editor was asked for")
      return
    }
    #expect(text.contains("‹fill›"))
    driver.send(.effectResult(.edited(.answer(token: Fixture.token), text: "{\"approved\": ", problem: nil)))
    driver.press("s")
    #expect(driver.footer.hasPrefix(" not JSON: line 1, column 14"))
    let long = "\"" + String(repeating: "x", count: 262_143) + "\""
    driver.send(.effectResult(.edited(.answer(token: Fixture.token), text: long, problem: nil)))
    driver.press("s")
    #expect(driver.said == " 262145 bytes are too many; at most 262144 are accepted")
  }

  @Test("failing and heartbeats")
  func failing() throws {
    var driver = MonitorDriver()
    driver.show(try Fixture.waiting())
    driver.press(":fail Rejected not today", "y")
    #expect(driver.takeActions() == [.sendTaskFailure(token: Fixture.token, error: "Rejected", cause: "not today")])
    driver.press("Esc", "H")
    #expect(driver.shows("Send a heartbeat for \"Approve deploy\"?"))
    #expect(driver.shows("aws stepfunctions send-task-heartbeat --task-token ••••••"))
    #expect(driver.takeActions() == [])
    driver.press("y", "y")
    #expect(driver.takeActions() == [.sendTaskHeartbeat(token: Fixture.token)])
  }

  @Test("a read-only session answers nothing")
  func readOnly() throws {
    var snapshot = try Fixture.waiting()
    snapshot.identity.isReadOnly = true
    var driver = MonitorDriver()
    driver.show(snapshot)
    driver.press("t", "a")
    #expect(driver.said == " read-only: by --read-only, the profile, or as another process runs it")
    #expect(driver.header.contains("read-only"))
  }

  @Test("a token behind a task that stopped with an error is stranded")
  func stranded() throws {
    var snapshot = try Fixture.waiting()
    snapshot.tasks[0].task = try Fixture.taskDocument("STOPPED", exit: 137)
    var driver = MonitorDriver(Size(width: 160, height: 40))
    driver.show(snapshot)
    driver.press("t")
    #expect(driver.header.contains("1 stranded"))
    #expect(driver.shows("exit 137"))
  }
}
