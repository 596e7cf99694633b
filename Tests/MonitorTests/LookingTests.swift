import Canvas
import ExecutionSource
import History
import Testing
import Time

@testable import Monitor

@Suite("Looking")
struct LookingTests {
  @Test("earlier events are viewed with everything as of then; nothing is done there; G goes back")
  func scrubbing() throws {
    var driver = MonitorDriver()
    driver.show(try Fixture.running())
    driver.press(",", ",", ",")
    #expect(driver.header.contains("VIEWING event 6 of 9 · live goes on · G live"))
    #expect(driver.app.view.snapshot.tasks.isEmpty)
    #expect(driver.app.selectedState == "Run job")
    driver.press("p")
    #expect(driver.said == " event 6 is viewed; G goes back to the present first")
    driver.press("<")
    #expect(driver.header.contains("VIEWING event 4 of 9"))
    #expect(driver.app.selectedState == "How many?")
    driver.press(":event 2")
    #expect(driver.header.contains("VIEWING event 2 of 9"))
    driver.press("G")
    #expect(!driver.header.contains("VIEWING"))
    #expect(driver.app.selectedState == "Run job")
  }

  @Test("scrolling lets follow go, and new events are counted; G follows again")
  func follow() throws {
    var snapshot = try Fixture.running()
    let all = snapshot.events
    snapshot.events = all.prefix(events: 7)
    var driver = MonitorDriver()
    driver.show(snapshot)
    #expect(driver.shows("▼ following"))
    snapshot.events = all.prefix(events: 8)
    driver.show(snapshot)
    #expect(driver.app.events.selectedId == 8)
    snapshot.events = all.prefix(events: 7)
    driver.show(snapshot)
    driver.press("2", "k")
    snapshot.events = all
    driver.show(snapshot)
    #expect(driver.shows("▼ 2 new"))
    #expect(driver.app.events.selectedId == 6)
    driver.press("G")
    #expect(driver.shows("▼ following"))
    #expect(driver.app.events.selectedId == 9)
  }

  @Test("& keeps events, / finds them, n goes on, Esc lets go")
  func filter() throws {
    var driver = MonitorDriver()
    driver.show(try Fixture.running())
    driver.press("2", "&Choice")
    #expect(driver.shows("2 of 9"))
    #expect(!driver.shows("TaskScheduled"))
    driver.press("Esc", "/ecs")
    #expect(driver.app.events.selectedId == 7)
    driver.press("n", "n")
    #expect(driver.app.events.selectedId == 9)
    driver.press("/nowhere")
    #expect(driver.said == " \"nowhere\" is not found")
  }

  @Test("selecting an event selects its state, selecting a state its visit")
  func selection() throws {
    var driver = MonitorDriver()
    driver.show(try Fixture.running())
    driver.press("2", "g")
    driver.press("j")
    #expect(driver.app.selectedState == "Prepare input")
    driver.press("'run")
    #expect(driver.app.selectedState == "Run job")
    driver.press("1", "k")
    #expect(driver.app.selectedState == "How many?")
  }

  @Test("an unknown command names the nearest")
  func unknown() throws {
    var driver = MonitorDriver()
    driver.show(try Fixture.running())
    driver.press(":brek")
    #expect(driver.said == " there is no command \":brek\"; did you mean \":break\"?")
    driver.press(":xyzzyplugh")
    #expect(driver.said == " there is no command \":xyzzyplugh\"; Tab lists the commands")
  }

  @Test("Tab completes commands and states")
  func completion() throws {
    var driver = MonitorDriver()
    driver.show(try Fixture.running())
    driver.send(.key(.character(":")))
    driver.type("mess")
    driver.press("Tab")
    #expect(driver.footer.hasPrefix(":messages"))
    driver.press("Ctrl-U")
    driver.type("go Pu")
    driver.press("Tab", "Enter")
    #expect(driver.app.selectedState == "Publish")
  }

  @Test("m changes how times are shown")
  func times() throws {
    var driver = MonitorDriver()
    driver.show(try Fixture.running())
    #expect(driver.shows("+12.402"))
    driver.press("m")
    #expect(driver.shows("+0.004"))
    driver.press("m", "m")
    #expect(driver.shows("22:13:32.402Z"))
  }

  @Test("themes are seen at once; Esc brings the old one back, Enter keeps the new one")
  func themes() throws {
    var driver = MonitorDriver()
    driver.show(try Fixture.running())
    driver.press("T", "j", "Esc")
    #expect(
      driver.takeEffects().filter { if case .setTitle = $0 { false } else { true } } == [.useTheme(name: "light"), .useTheme(name: "dark")])
    driver.press("T", "j", "Enter")
    #expect(driver.takeEffects() == [.useTheme(name: "light"), .saveTheme(name: "light")])
  }

  @Test("a clock that runs is painted once a second, a clock that stands never")
  func deadlines() throws {
    var driver = MonitorDriver()
    #expect(driver.app.nextDeadline == nil)
    driver.show(try Fixture.running())
    #expect(driver.app.nextDeadline == driver.now + .seconds(1))
    driver.wait(.seconds(2))
    #expect(driver.header.contains("00:03:14"))
    driver.show(try Fixture.paused())
    #expect(driver.app.nextDeadline == nil)
  }

  @Test("when the connection fails the last state is shown as such, and clocks stand")
  func disconnected() throws {
    var snapshot = try Fixture.waiting()
    snapshot.live.isClockRunning = false
    snapshot.live.poll = PollStatus(asOf: Fixture.start, problem: "the credentials expired")
    var driver = MonitorDriver(Size(width: 160, height: 40))
    driver.show(snapshot)
    let before = driver.header
    driver.wait(.seconds(30))
    #expect(before.contains("◆ last known RUNNING 00:14:02 as of 22:13:20"))
    #expect(before.contains("the credentials expired"))
    #expect(driver.header == before)
  }
}
