import Canvas
import Foundation
import Testing
import Themes

@testable import Monitor

/// Compares screens with how they are meant to be. `STEPSCOPE_UPDATE_SCREENS=FOLDER` writes what is drawn there, to be looked at and taken
/// over.
enum GoldenScreen {
  static func expect(_ driver: MonitorDriver, _ name: String, without pane: Pane? = nil, sourceLocation: SourceLocation = #_sourceLocation)
    throws
  {
    var grid = driver.app.render()
    if let pane { grid.fill(driver.app.layout.content(pane)) }
    try expect(grid, name, GoldenScreens.all[name] ?? GoldenScreens.remote[name], theme: driver.app.theme, sourceLocation: sourceLocation)
  }

  /// The same for a screen that is drawn already.
  static func expect(
    _ grid: CellGrid, _ name: String, _ golden: String?, theme: Theme, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let got = grid.text
    if let folder = ProcessInfo.processInfo.environment["STEPSCOPE_UPDATE_SCREENS"] {
      try write(got.joined(separator: "\n"), folder, name + ".txt")
    }
    let wanted = golden?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) ?? []
    guard wanted != got else { return }
    let folder = NSTemporaryDirectory() + "stepscope-screens"
    try write(page(wanted, got), folder, name + ".txt")
    try write(SVG.document(grid, theme: { theme.appearance($0, depth: .rgb) }, title: name), folder, name + ".svg")
    Issue.record(
      "the screen \"\(name)\" differs; expected and got are side by side in \(folder)/\(name).txt\n\(page(wanted, got))",
      sourceLocation: sourceLocation)
  }

  /// Expected and got side by side, rows that differ marked.
  private static func page(_ wanted: [String], _ got: [String]) -> String {
    let width = (wanted.map { TextWidth.columns($0) }.max() ?? 0) + 2
    return (0..<max(wanted.count, got.count)).map { row in
      let left = wanted.indices.contains(row) ? wanted[row] : ""
      let right = got.indices.contains(row) ? got[row] : ""
      return TextWidth.pad(left, columns: width) + (left == right ? "  " : "≠ ") + right
    }.joined(separator: "\n")
  }

  private static func write(_ text: String, _ folder: String, _ name: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
  }
}
