import Canvas
import ExecutionSource
import History
import Testing
import Time

@testable import Monitor

@Suite("What is looked at, and what is told when nobody looks")
struct AttentionTests {
  func driver(_ snapshot: ExecutionSnapshot, settings: MonitorSettings = MonitorSettings(theme: "dark")) -> MonitorDriver {
    var driver = MonitorDriver(settings: settings, now: snapshot.live.now)
    driver.show(snapshot)
    return driver
  }

  @Test("the source is told what is looked at, and only when that changes")
  func attention() throws {
    var driver = driver(try Fixture.logging())
    #expect(driver.takeAttentions() == [Attention(logsOfTask: Fixture.jobArn)])
    driver.press("]")
    #expect(driver.takeAttentions() == [Attention(logsOfTask: nil)])
    driver.press("]", "1", "2")
    driver.wait(.seconds(1))
    #expect(driver.takeAttentions() == [])
    driver.press("3", "]")
    #expect(driver.takeAttentions() == [Attention(logsOfTask: Fixture.jobArn)])
    driver.press("'Publish")
    #expect(driver.takeAttentions() == [Attention(logsOfTask: nil)])
    driver.send(.key(.focusOut))
    #expect(driver.takeAttentions() == [Attention(isFocused: false, logsOfTask: nil)])
    driver.send(.key(.focusIn))
    #expect(driver.takeAttentions() == [Attention(logsOfTask: nil)])
    driver.press("4")
    #expect(driver.takeAttentions() == [])
  }

  @Test("a key says now and then that somebody waits for news")
  func keys() throws {
    var driver = driver(try Fixture.logging())
    _ = driver.takeAttentions()
    driver.press("j", "k")
    #expect(driver.takeAttentions() == [])
    driver.wait(.seconds(30))
    #expect(driver.takeAttentions() == [])
    driver.press("j", "k", "j")
    #expect(driver.takeAttentions() == [Attention(logsOfTask: Fixture.jobArn)])
  }

  @Test("a local run and a recording are asked for nothing")
  func local() throws {
    var local = driver(try Fixture.running())
    local.press("]", "]", "]")
    local.send(.key(.focusOut))
    #expect(local.takeAttentions() == [])
  }

  /// The same job after it ended.
  func ended() throws -> ExecutionSnapshot {
    var snapshot = try Fixture.remote()
    snapshot.revision += 1
    snapshot.events.append(
      HistoryEvent(
        id: 10, previousEventId: 9, timestamp: Fixture.at(191_000), type: .taskSucceeded, details: .taskOutput(Fixture.ecs, output: "{}")))
    snapshot.events.append(
      HistoryEvent(
        id: 11, previousEventId: 10, timestamp: Fixture.at(191_001), type: .taskStateExited,
        details: .stateExited(name: "Run job", output: "{}", assignedVariables: [])))
    snapshot.events.append(
      HistoryEvent(
        id: 12, previousEventId: 11, timestamp: Fixture.at(191_002), type: .passStateEntered,
        details: .stateEntered(name: "Publish", input: "{}")))
    return snapshot
  }

  @Test("a bell when a long wait ends", arguments: [true, false])
  func bell(isFocused: Bool) throws {
    var driver = driver(try Fixture.remote())
    if !isFocused { driver.send(.key(.focusOut)) }
    _ = driver.takeEffects()
    driver.show(try ended())
    #expect(driver.takeEffects().contains(.bell))
  }

  @Test("a short wait ends without a sound while somebody looks")
  func short() throws {
    var snapshot = try Fixture.remote()
    snapshot.live.now = Fixture.at(30_000)
    for isFocused in [true, false] {
      var driver = driver(snapshot)
      if !isFocused { driver.send(.key(.focusOut)) }
      var after = try ended()
      after.live.now = Fixture.at(40_000)
      driver.show(after)
      #expect(driver.takeEffects().contains(.bell) == !isFocused)
    }
  }

  @Test(":bell off is quiet; :bell notify asks the desktop")
  func notify() throws {
    var off = driver(try Fixture.remote())
    off.press(":bell off")
    off.show(try ended())
    #expect(!off.takeEffects().contains(.bell))
    var desktop = driver(try Fixture.remote())
    desktop.press(":bell notify")
    desktop.show(try ended())
    #expect(desktop.takeEffects().contains(.notify("Run job succeeded after 2 min")))
    desktop.press(":bell loud")
    #expect(desktop.footer.contains("the bell is on, off, or notify for the desktop's notifications; \"loud\" is none of them"))
  }

  @Test("on a clock that jumps no bell rings for time that nobody waited")
  func virtual() throws {
    var snapshot = try Fixture.remote()
    snapshot.identity.place = .local(detail: "simulated · virtual time")
    snapshot.live.clock = .virtual
    snapshot.live.poll = nil
    var driver = driver(snapshot)
    var after = try ended()
    after.identity.place = snapshot.identity.place
    after.live.clock = .virtual
    driver.show(after)
    #expect(!driver.takeEffects().contains(.bell))
  }

  @Test("the title says what is waited for, and changes once a minute")
  func title() throws {
    var driver = driver(try Fixture.remote())
    #expect(titles(&driver) == ["◷ Run job 2m"])
    driver.wait(.seconds(1))
    driver.wait(.seconds(1))
    driver.press("j", "]")
    #expect(titles(&driver) == ["◷ Run job 3m"])
    driver.wait(.seconds(3_600))
    #expect(titles(&driver) == ["◷ Run job 1h3m"])
    var snapshot = try ended()
    snapshot.status = .succeeded
    driver.show(snapshot)
    #expect(titles(&driver) == ["✔ SUCCEEDED nightly-report"])
  }

  private func titles(_ driver: inout MonitorDriver) -> [String] {
    driver.takeEffects().compactMap { if case .setTitle(let title) = $0 { title } else { nil } }
  }

  @Test("how long states usually take is asked for on request")
  func usual() throws {
    var driver = driver(try Fixture.remote())
    driver.press("U")
    #expect(driver.takeActions() == [.learnDurations])
    var snapshot = try Fixture.remote()
    snapshot.usualDurations["Run job"] = UsualDuration(shortest: .seconds(20), median: .seconds(30), longest: .seconds(41), visits: 3)
    driver.show(snapshot)
    #expect(driver.shows("usually 20–41 s"))
    #expect(driver.footer.contains("it is known how long 1 state usually takes"))
    var local = self.driver(try Fixture.running())
    local.press("U")
    #expect(local.footer.contains("only where there are past executions: attach to one"))
  }

  @Test(
    "durations in one unit",
    arguments: [
      (2_280, 2_640, "usually 38–44 min"), (5, 5, "usually 5 s"), (1, 89, "usually 1–89 s"), (60, 119, "usually 1–2 min"),
      (90, 200, "usually 1.5–3.3 min"), (3_600, 9_000, "usually 1–2.5 h"), (86_400, 864_000, "usually 1–10 d"),
    ])
  func words(low: Int, high: Int, text: String) {
    #expect(UsualText.text(UsualDuration(shortest: .seconds(low), median: .seconds(low), longest: .seconds(high), visits: 2)) == text)
  }
}
