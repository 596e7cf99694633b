import Canvas
import ExecutionSource
import Testing

@testable import Monitor

@Suite("Browse screens")
struct BrowseScreenTests {
  static let sizes = [(80, 24), (120, 40), (200, 60)]

  @Test("machines, executions, a form, questions", arguments: sizes)
  func browse(width: Int, height: Int) throws {
    var driver = WorkspaceDriver(.machines, Size(width: width, height: height))
    driver.picture("browse-empty-\(width)x\(height)")
    driver.show(CatalogFixture.swept())
    driver.press("j", "j", "j")
    driver.picture("machines-\(width)x\(height)")
    driver.press("Enter", "j", "j", "Space", "j", "Space")
    driver.picture("executions-\(width)x\(height)")
    driver.press("&failed")
    driver.picture("executions-failed-\(width)x\(height)")
    driver.press("Esc", "N")
    driver.picture("start-\(width)x\(height)")
    driver.press("s")
    driver.picture("start-question-\(width)x\(height)")
    driver.press("n", "Esc", "g", "X")
    driver.picture("stop-question-\(width)x\(height)")
    driver.press("n", "t")
    driver.picture("swept-\(width)x\(height)")
    driver.press("j", "a")
    driver.picture("swept-approve-\(width)x\(height)")
  }
}
