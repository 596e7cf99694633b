import Canvas
import ExecutionSource
import History
import JSON
import Testing

@testable import Monitor

@Suite("Stepping")
struct SteppingTests {
  @Test(
    "stepping keys ask the source",
    arguments: [("s", SourceAction.step), ("S", .stepOver), ("o", .stepOut), ("c", .resume), ("u", .stepBack)])
  func keys(key: String, action: SourceAction) throws {
    var driver = MonitorDriver()
    driver.show(try Fixture.paused())
    driver.press(key)
    #expect(driver.takeActions() == [action])
  }

  @Test("at the ready stop the state is selected and the Overrides tab is open")
  func ready() throws {
    var driver = MonitorDriver()
    driver.show(try Fixture.paused())
    #expect(driver.app.selectedState == "Run job")
    #expect(driver.app.inspector.tab == .overrides)
    #expect(driver.footer.hasPrefix(" s send"))
  }

  @Test("stepping keys say where they work, or when")
  func refusals() throws {
    var driver = MonitorDriver()
    driver.show(try Fixture.waiting())
    driver.press("s")
    #expect(driver.said == " only in local runs")
    driver.show(try Fixture.running())
    driver.press("s")
    #expect(driver.said == " the run is not paused; p pauses it")
    #expect(driver.takeActions() == [])
    driver.press("p")
    #expect(driver.takeActions() == [.pause])
  }

  @Test("the cursors of a Map and a Parallel that wait for theirs are not counted, nor chosen")
  func cursors() throws {
    var driver = MonitorDriver()
    var snapshot = try Fixture.paused()
    func cursor(_ id: Int, _ state: String, _ scope: Scope, moves: Bool = true) -> CursorStatus {
      CursorStatus(id: CursorID(id), state: state, scope: scope, stop: moves ? .ready : .entered, canMove: moves)
    }
    let inside: Scope = [.iteration(state: "Each", index: 1)]
    snapshot.live.cursors = [
      cursor(1, "Each", [], moves: false), cursor(2, "Run job", [.iteration(state: "Each", index: 0)]),
      cursor(3, "Both", inside, moves: false),
      cursor(4, "Left", inside + [.branch(state: "Both", index: 0)]), cursor(5, "Right", inside + [.branch(state: "Both", index: 1)]),
    ]
    snapshot.live.selectedCursor = CursorID(4)
    driver.show(snapshot)
    #expect(driver.header.contains("cursor 2 of 3"), "\(driver.header)")
    driver.press(")")
    #expect(driver.takeActions() == [.selectCursor(CursorID(5))])
    // One that only waits for the one other is no choice.
    snapshot.live.cursors = Array(snapshot.live.cursors.prefix(2))
    snapshot.live.selectedCursor = CursorID(2)
    driver.show(snapshot)
    #expect(!driver.header.contains("cursor 1 of"))
    driver.press(")")
    #expect(driver.said == " there is one cursor only" && driver.takeActions() == [])
  }

  @Test("b breaks before the selected state, and no longer; :break takes conditions and errors")
  func breakpoints() throws {
    var driver = MonitorDriver()
    driver.show(try Fixture.paused())
    driver.press("b")
    #expect(driver.takeActions() == [.setBreakpoints([])])
    driver.press(":break How many? if $.x")
    #expect(
      driver.takeActions() == [
        .setBreakpoints([Breakpoint(place: .state("Run job")), Breakpoint(place: .state("How many?"), condition: "$.x")])
      ])
    driver.press(":break on error")
    #expect(driver.takeActions() == [.setBreakpoints([Breakpoint(place: .state("Run job")), Breakpoint(place: .failure)])])
    driver.press(":break Run jop")
    #expect(driver.said == " there is no state \"Run jop\"; did you mean \"Run job\"?")
    driver.press("B", "Enter")
    #expect(driver.takeActions() == [.setBreakpoints([Breakpoint(place: .state("Run job"), isEnabled: false)])])
  }

  @Test("i edits what will be sent; a text that is no JSON goes nowhere")
  func editing() throws {
    var driver = MonitorDriver()
    driver.show(try Fixture.paused())
    driver.press("i")
    #expect(driver.shows("what will be sent"))
    driver.type("x")
    driver.press("Ctrl-D")
    #expect(driver.takeActions() == [])
    #expect(driver.shows("not JSON"))
    driver.press("Backspace", "Ctrl-D")
    let sent = driver.takeActions()
    guard case .edit(CursorID(1), let json) = sent.first else {
      Issue.record("nothing was sent: \(sent)")
      return
    }
    #expect(try JSONValue(parsing: json) == JSONValue(parsing: Fixture.request))
    driver.press(":edit {\"a\": 1}")
    #expect(driver.takeActions() == [.edit(CursorID(1), json: "{\"a\": 1}")])
  }

  @Test("r gives the result by hand")
  func result() throws {
    var driver = MonitorDriver()
    driver.show(try Fixture.paused())
    driver.press(":result {\"ok\": true}")
    #expect(driver.takeActions() == [.succeedByHand(CursorID(1), json: "{\"ok\": true}")])
  }

  @Test("X asks before it stops; y does it")
  func stopping() throws {
    var driver = MonitorDriver()
    driver.show(try Fixture.running())
    driver.press("X", "n")
    #expect(driver.takeActions() == [])
    driver.press("X", "y")
    #expect(driver.takeActions() == [.stop(error: "", cause: "")])
  }

  @Test("q leaves a finished or remote execution at once and asks in a local run")
  func leaving() throws {
    var driver = MonitorDriver()
    driver.show(try Fixture.waiting())
    driver.press("q")
    #expect(driver.takeEffects().contains(.quit))
    driver.show(try Fixture.running())
    driver.press("q")
    #expect(!driver.takeEffects().contains(.quit))
    #expect(driver.shows("The run is not over and would be lost. Leave?"))
    driver.press("y")
    #expect(driver.takeEffects().contains(.quit))
  }
}
