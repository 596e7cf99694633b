import ExecutionSource
import History
import Testing
import Time

@testable import Monitor

@Suite("The newest events first")
struct NewestFirstTests {
  func driver(missing: Int, of count: Int = 4_000) throws -> MonitorDriver {
    let snapshot = try Fixture.long(count, missing: missing)
    var driver = MonitorDriver(now: snapshot.live.now)
    driver.show(snapshot)
    return driver
  }

  /// A later snapshot in which fewer events are missing.
  func later(missing: Int, of count: Int = 4_000) throws -> ExecutionSnapshot { try Fixture.long(count, missing: missing) }

  @Test("ids are right, and what is missing is said")
  func ids() throws {
    let driver = try driver(missing: 3_000)
    #expect(driver.shows("older events still loading: 3,000"))
    #expect(driver.shows("4,000 of 4,000"))
    #expect(driver.shows(" 4000 "))
    #expect(driver.shows("from event 3,001 on"))
  }

  @Test("a state of which nothing is known is not pending")
  func unknown() throws {
    var driver = try driver(missing: 3_000)
    #expect(driver.shows("? Begin"))
    #expect(!driver.shows("○ Begin"))
    driver.press("'Begin")
    #expect(driver.shows("? not known · older events are still loading"))
    driver.press("]", "]")
    #expect(driver.shows("Not known yet whether it was entered: older events are still"))
    driver.show(try later(missing: 0))
    driver.press("[", "[")
    #expect(driver.shows("○ Begin"))
    #expect(driver.shows("○ not entered yet"))
  }

  @Test("when the rest arrives selection and place stay", arguments: [0, 1_000])
  func stays(missing: Int) throws {
    var driver = try driver(missing: 3_000)
    driver.press("2", "k", "k", "k", "Ctrl-U")
    let selected = try #require(driver.app.events.selectedId)
    let visit = driver.app.visit?.enteredEvent
    let rows = driver.app.events.lines.map(\.event.id)
    let screen = driver.screen
    driver.show(try later(missing: missing))
    #expect(driver.app.events.selectedId == selected)
    #expect(driver.app.visit?.enteredEvent == visit)
    // Where no note stands any more there is a row more, above.
    #expect(Array(driver.app.events.lines.map(\.event.id).suffix(rows.count)) == rows)
    let row = screen.firstIndex { $0.contains(" \(selected) ") }
    #expect(driver.screen.firstIndex { $0.contains(" \(selected) ") } == row)
  }

  @Test("pages that fill in behind are taken in steps that double")
  func steps() throws {
    var past = HistoryCheckpoints()
    past.take(EventLog(Fixture.longEvents(3_001...4_000)), isWhole: false)
    var begun = 0
    for missing in stride(from: 2_900, through: 0, by: -100) {
      if past.take(EventLog(Fixture.longEvents(missing + 1...4_000)), isWhole: missing == 0) { begun += 1 }
      #expect(past.log.count + past.heldBack == 4_000 - missing)
      #expect(past.newest.eventCount == past.log.count)
      #expect(past.newest.eventsBefore == missing + past.heldBack)
    }
    #expect(begun == 2)
    #expect(past.log == EventLog(Fixture.longEvents(1...4_000)))
    #expect(past.index(events: 1_000).eventCount == 1_000)
  }

  @Test("new events are taken while older ones are held back")
  func grows() throws {
    var past = HistoryCheckpoints()
    past.take(EventLog(Fixture.longEvents(3_001...4_000)), isWhole: false)
    let isAnew = past.take(EventLog(Fixture.longEvents(2_901...4_050)), isWhole: false)
    #expect(!isAnew)
    #expect(past.log == EventLog(Fixture.longEvents(3_001...4_050)))
    #expect(past.heldBack == 100)
    #expect(past.newest.lastEventAt == Fixture.at(40_500))
  }

  @Test("a snapshot that brings nothing new rebuilds nothing")
  func nothingNew() throws {
    let log = EventLog(Fixture.longEvents(1...1_000))
    var past = HistoryCheckpoints(log: log)
    var grown = log
    grown.append(Fixture.longEvents(1_001...1_001)[0])
    let isAnew = [past.take(log), past.take(grown)]
    #expect(isAnew == [false, false])
    #expect(past.newest.eventCount == 1_001)
    // A run that was stepped back is another log.
    let isOther = past.take(log.prefix(events: 500))
    #expect(isOther)
  }

  @Test("the viewed event stays when older ones arrive")
  func viewing() throws {
    var driver = try driver(missing: 3_000)
    driver.press(",", ",", ",")
    #expect(driver.header.contains("VIEWING event 3997 of 4000"))
    driver.show(try later(missing: 0))
    #expect(driver.header.contains("VIEWING event 3997 of 4000"))
    driver.press(",")
    #expect(driver.header.contains("VIEWING event 3996 of 4000"))
    driver.press(":event 10")
    #expect(driver.header.contains("VIEWING event 10 of 4000"))
  }

  @Test("an event that is not here is said to be on its way")
  func missing() throws {
    var driver = try driver(missing: 3_000)
    driver.press(":event 10")
    #expect(driver.footer.contains("event 10 is still loading"))
    driver.press(":event 4001")
    #expect(driver.footer.contains("there is no event \"4001\"; events are numbered 3001 to 4000"))
  }

  @Test("what needs the whole history waits for it: writing it, its input for a new run, what expressions make")
  func whole() throws {
    var snapshot = try Fixture.long(4_000, missing: 3_000)
    snapshot.capabilities.insert(.startNew)
    snapshot.identity.stateMachineArn = "arn:aws:states:eu-west-1:123456789012:stateMachine:nightly-report"
    var driver = MonitorDriver(now: snapshot.live.now)
    driver.show(snapshot)
    driver.press(":write history h.json")
    #expect(driver.footer.contains("a history is written whole, and older events are still loading: 3,000"))
    driver.press("N")
    #expect(driver.footer.contains("the execution's input is still loading; \":start JSON\" gives another"))
    #expect(driver.takeActions() == [])
    driver.press("]", "]")
    #expect(driver.shows("Expressions are evaluated once the older events are here."))
    driver.show(try later(missing: 0))
    #expect(!driver.shows("Expressions are evaluated"))
    driver.press(":write history h.json")
    #expect(driver.takeEffects().contains { if case .writeFile = $0 { true } else { false } })
  }

  @Test("times count from the start only where it is known")
  func times() throws {
    var snapshot = try Fixture.long(4_000, missing: 3_000)
    var driver = MonitorDriver(now: snapshot.live.now)
    driver.show(snapshot)
    #expect(driver.shows("22:14:00.000"))
    snapshot.startedAt = Fixture.start
    driver.show(snapshot)
    #expect(driver.shows("+40.000"))
    #expect(driver.header.contains("RUNNING 41.0s"))
  }

  @Test("a filter keeps its events and its place")
  func filtered() throws {
    var driver = try driver(missing: 3_000)
    driver.press("2", "&WaitStateEntered", "k", "k", "k", "k", "k", "k", "k", "k", "k", "k", "k", "k", "k")
    let selected = try #require(driver.app.events.selectedId)
    driver.show(try later(missing: 0))
    #expect(driver.app.events.selectedId == selected)
    #expect(driver.app.events.count == 1_000)
    #expect(driver.app.events.lines.contains { $0.event.id == selected })
  }
}
