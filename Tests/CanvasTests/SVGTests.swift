import Canvas
import Testing
import Themes

@Suite struct SVGTests {
  @Test func oneElementForEachRun() throws {
    var grid = CellGrid(size: Size(width: 12, height: 1))
    grid.put("a<b", x: 0, y: 0, Style(.title))
    grid.put("作 x", x: 4, y: 0, Style(.text, on: .selection))
    let dark = try Theme.named("dark")
    let lines = SVG.document(grid, theme: { dark.appearance($0, depth: .rgb) }, title: "A & B").split(separator: "\n")
    #expect(
      lines.dropFirst(4).dropLast(2).map(String.init) == [
        "<rect x=\"41.6\" y=\"8\" width=\"33.6\" height=\"18\" fill=\"#22303f\"/>",
        "<text x=\"8\" y=\"21.4\" fill=\"#f0f3f6\" textLength=\"25.2\" lengthAdjust=\"spacingAndGlyphs\" font-weight=\"bold\">a&lt;b</text>",
        "<text x=\"50\" y=\"21.4\" fill=\"#d5d9e0\" text-anchor=\"middle\">作</text>",
        "<text x=\"66.8\" y=\"21.4\" fill=\"#d5d9e0\">x</text>",
      ])
    #expect(lines[1] == "<title>A &amp; B</title>")
    #expect(lines[2] == "<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"#15181e\"/>")
  }

  @Test func linesAreShapes() {
    var grid = CellGrid(size: Size(width: 3, height: 2))
    grid.frame(grid.bounds)
    let picture = SVG.document(grid, theme: { _ in Appearance() }, title: "")
    #expect(!picture.contains("<text"))
    #expect(picture.split(separator: "\n").count { $0.hasPrefix("<path") } == 6)
  }

  @Test func anEmptyGridIsAPicture() {
    let picture = SVG.document(CellGrid(size: Size(width: 0, height: 0)), theme: { _ in Appearance() }, title: "x")
    #expect(picture.contains("width=\"16\" height=\"16\""))
  }
}
