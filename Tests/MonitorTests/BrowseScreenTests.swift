import Canvas
import ExecutionSource
import Testing

@testable import Monitor

@Suite("Browse screens")
struct BrowseScreenTests {
  static let sizes = [(80, 24), (120, 40), (200, 60)]

  @Test("machines, executions, a form, questions, tokens", arguments: sizes)
  func browse(width: Int, height: Int) throws {
    let size = "\(width)x\(height)"
    var driver = WorkspaceDriver(.machines, Size(width: width, height: height))
    driver.show(CatalogFixture.swept())
    driver.press("j", "j", "j")
    try driver.expectGolden("machines-\(size)")
    driver.press("Enter", "j", "j", "Space", "j", "Space")
    try driver.expectGolden("executions-\(size)")
    driver.press("&failed")
    driver.picture("executions-failed-\(size)")
    driver.press("Esc", "N")
    try driver.expectGolden("start-\(size)")
    driver.press("s")
    driver.picture("start-question-\(size)")
    driver.press("n", "Esc", "g", "X")
    try driver.expectGolden("stop-\(size)")
    driver.press("n", "t")
    try driver.expectGolden("swept-\(size)")
    driver.press("j", "a")
    driver.picture("swept-approve-\(size)")
  }

  @Test("in ASCII, one column a character")
  func ascii() throws {
    var driver = WorkspaceDriver(.machines, Size(width: 60, height: 20), settings: MonitorSettings(glyphs: .ascii, theme: "dark"))
    driver.show(CatalogFixture.swept())
    driver.press("j", "j", "j", "Enter")
    try driver.expectGolden("executions-ascii-60x20")
    for keys in [["N"], ["s"], ["n", "Esc"], ["X"], ["n", "t"], ["a"]] {
      for key in keys { driver.press(key) }
      #expect(driver.screen.allSatisfy { $0.allSatisfy(\.isASCII) })
    }
  }
}
