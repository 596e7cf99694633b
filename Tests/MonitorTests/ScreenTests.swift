import Canvas
import Testing

@testable import Monitor

@Suite("Screens")
struct ScreenTests {
  static let sizes = [(80, 24), (124, 41), (200, 60)]

  @Test("the main screen while a task runs", arguments: sizes)
  func running(width: Int, height: Int) throws {
    var driver = MonitorDriver(Size(width: width, height: height))
    driver.show(try Fixture.running())
    driver.picture("main-\(width)x\(height)")
    #expect(driver.shows("Run job"))
    #expect(driver.header.contains("RUNNING"))
  }

  @Test("the main screen while it is held before sending", arguments: sizes)
  func paused(width: Int, height: Int) throws {
    var driver = MonitorDriver(Size(width: width, height: height))
    driver.show(try Fixture.paused())
    driver.picture("paused-\(width)x\(height)")
    #expect(driver.header.contains("‖ PAUSED before sending \"Run job\" · nothing sent"))
    #expect(driver.footer.contains("s send"))
  }

  @Test("the inbox of tokens", arguments: sizes)
  func tokens(width: Int, height: Int) throws {
    var driver = MonitorDriver(Size(width: width, height: height))
    driver.show(try Fixture.waiting())
    driver.press("t")
    driver.picture("tokens-\(width)x\(height)")
    driver.press("a")
    driver.picture("approve-\(width)x\(height)")
    #expect(driver.shows("Approve deploy"))
    driver.press("Space", "s")
    driver.picture("send-\(width)x\(height)")
    driver.press("n", "Esc", "Esc", "?")
    driver.picture("help-\(width)x\(height)")
    driver.press("Esc", "4")
    driver.picture("timeline-\(width)x\(height)")
  }
}
