import Canvas
import ExecutionSource
import History
import Testing

@testable import Monitor

@Suite("Screens")
struct ScreenTests {
  static let sizes = [(80, 24), (120, 40), (200, 60)]

  @Test("the main screen while a task runs", arguments: sizes)
  func running(width: Int, height: Int) throws {
    var driver = MonitorDriver(Size(width: width, height: height))
    driver.show(try Fixture.running())
    driver.picture("main-\(width)x\(height)")
    try GoldenScreen.expect(driver, "main-\(width)x\(height)", without: .inspector)
  }

  @Test("the main screen while it is held before sending", arguments: sizes)
  func paused(width: Int, height: Int) throws {
    var driver = MonitorDriver(Size(width: width, height: height))
    driver.show(try Fixture.paused())
    driver.picture("paused-\(width)x\(height)")
    #expect(driver.header.contains("‖ PAUSED before sending \"Run job\" · nothing sent"))
    try GoldenScreen.expect(driver, "paused-\(width)x\(height)", without: .inspector)
  }

  @Test("approving a token", arguments: sizes)
  func tokens(width: Int, height: Int) throws {
    var driver = MonitorDriver(Size(width: width, height: height))
    driver.show(try Fixture.waiting())
    driver.press("t")
    driver.picture("tokens-\(width)x\(height)")
    driver.press("a", "Space")
    driver.picture("approve-\(width)x\(height)")
    try GoldenScreen.expect(driver, "approve-\(width)x\(height)")
    driver.press("s")
    driver.picture("send-\(width)x\(height)")
  }

  @Test("one pane at a time below 80 columns, and in ASCII")
  func narrow() throws {
    var driver = MonitorDriver(Size(width: 60, height: 20), settings: MonitorSettings(glyphs: .ascii, theme: "dark"))
    driver.show(try Fixture.running())
    driver.press("1")
    try GoldenScreen.expect(driver, "graph-ascii-60x20")
    driver.press("2")
    try GoldenScreen.expect(driver, "events-ascii-60x20")
    driver.press("4")
    #expect(driver.screen.allSatisfy { $0.allSatisfy(\.isASCII) })
    driver.picture("timeline-60x20")
  }

  @Test("when an execution fails, the failed state is selected and the verdict comes first")
  func failed() throws {
    var snapshot = try Fixture.running()
    var driver = MonitorDriver()
    driver.show(snapshot)
    driver.press("1", "g", "]", "]")
    snapshot.status = .failed
    let cause = #"{"Containers":[{"Name":"app","ExitCode":1}]}"#
    snapshot.events.append(
      HistoryEvent(
        id: 10, previousEventId: 9, timestamp: Fixture.at(200_000), type: .taskFailed,
        details: .taskFailed(Fixture.ecs, error: "States.TaskFailed", cause: cause)))
    snapshot.events.append(
      HistoryEvent(
        id: 11, previousEventId: 10, timestamp: Fixture.at(200_001), type: .executionFailed,
        details: .failed(error: "States.TaskFailed", cause: cause)))
    driver.show(snapshot)
    driver.picture("failed-120x40")
    #expect(driver.app.selectedState == "Run job")
    #expect(driver.app.inspector.tab == .wait)
    #expect(driver.header.contains("✖ FAILED"))
    #expect(driver.takeEffects().contains(.bell))
    #expect(driver.footer.contains("e next failure"))
  }
}
