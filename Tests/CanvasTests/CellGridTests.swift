import Canvas
import Testing

@Suite struct CellGridTests {
  @Test func putsTextAndReturnsColumns() {
    var grid = CellGrid(size: Size(width: 10, height: 2))
    #expect(grid.put("ab作", x: 1, y: 0) == 4)
    #expect(grid.put("xyz", x: 8, y: 1, Style(.muted)) == 2)
    #expect(grid.text == [" ab作", "        xy"])
    #expect(grid.styles == [" aaaa", "        cc"])
    #expect(grid[3, 0].width == 2)
    #expect(grid[4, 0].width == 0)
    #expect(grid[99, -4] == Cell())
  }

  @Test func aWideCharacterThatWouldBeCutBecomesASpace() {
    var grid = CellGrid(size: Size(width: 6, height: 1), fill: Style())
    grid.put("......", x: 0, y: 0)
    grid.put("作者作", x: -1, y: 0, maxWidth: 6)
    #expect(grid.text == [" 者作."])
    #expect(grid[0, 0] == Cell())
    var clipped = CellGrid(size: Size(width: 6, height: 1))
    clipped.put("作者作", x: 0, y: 0, clip: Rect(x: 1, y: 0, width: 4, height: 1))
    #expect(clipped.text == ["  者"])
    #expect(clipped[4, 0] == Cell())
  }

  @Test func overwritingHalfOfAWideCharacterBlanksTheOther() {
    var grid = CellGrid(size: Size(width: 4, height: 1))
    grid.put("作者", x: 0, y: 0)
    grid.put("x", x: 1, y: 0)
    #expect(grid.text == [" x者"])
    grid.put("yy", x: 1, y: 0)
    #expect(grid.text == [" yy"])
    #expect((0..<4).allSatisfy { grid[$0, 0].width == 1 })
  }

  @Test func nothingHostileReachesACell() {
    var grid = CellGrid(size: Size(width: 12, height: 1))
    grid.put("a\u{1B}]0;x\u{7}b\u{202E}", x: 0, y: 0)
    #expect(grid.text == ["a␛]0;x␇b‹U+2"])
  }

  @Test func framesHaveATitleAndATrailingText() {
    var grid = CellGrid(size: Size(width: 24, height: 3))
    grid.frame(grid.bounds, title: StyledText("Graph", Style(.title)), trailing: StyledText("2 of 5", Style(.muted)), focused: true)
    #expect(grid.text == ["╭─ Graph ───── 2 of 5 ─╮", "│                      │", "╰──────────────────────╯"])
    #expect(grid.styles[0] == "hh bbbbb hhhhh c cc c hh")
    var narrow = CellGrid(size: Size(width: 12, height: 2))
    narrow.frame(narrow.bounds, title: "A long title", trailing: "gone", glyphs: .ascii)
    #expect(narrow.text == ["+- A lon~ -+", "+----------+"])
  }

  @Test func blitsWholeCharacters() {
    var part = CellGrid(size: Size(width: 4, height: 1))
    part.put("作者", x: 0, y: 0)
    var grid = CellGrid(size: Size(width: 5, height: 1))
    grid.blit(part, at: Point(x: 2, y: 0))
    #expect(grid.text == ["  作"])
    grid.blit(part, at: Point(x: -1, y: 0))
    #expect(grid.text == [" 者"])
  }

  @Test(arguments: [(0, 0), (1, 0), (0, 1), (1, 1), (2, 2), (3, 1), (40, 10), (-5, 7)])
  func everySizeIsSurvived(_ width: Int, _ height: Int) {
    var state = UInt64(7)
    var grid = CellGrid(size: Size(width: width, height: height))
    let texts = ["plain", "作者作者", "e\u{301}👨‍👩‍👧‍👦", "\u{1B}[2J\n", ""]
    let edges = [Int.min, Int.min + 1, -3, -1, 0, 1, 2, 5, 39, 40, Int.max - 1, Int.max]
    func pick<T>(_ list: [T]) -> T {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return list[Int((state >> 33) % UInt64(list.count))]
    }
    for _ in 0..<400 {
      let rect = Rect(x: pick(edges), y: pick(edges), width: pick(edges), height: pick(edges))
      grid.put(pick(texts), x: pick(edges), y: pick(edges), Style(.muted), maxWidth: pick(edges), clip: pick([nil, rect]))
      grid.fill(rect, pick(["x", "作", "\n"]))
      grid.frame(rect, title: "作者 title", trailing: "t", focused: true)
      grid.restyle(rect) { _ in Style(.key) }
      grid.blit(grid, at: Point(x: pick(edges), y: pick(edges)), clip: rect)
      _ = rect.inset(by: pick(edges)).intersection(rect.moved(dx: pick(edges), dy: pick(edges)))
      _ = rect.splitTop(pick(edges)).rest.splitRight(pick(edges)).rest.centred(rect.size)
    }
    for y in 0..<grid.height {
      let widths = (0..<grid.width).map { grid[$0, y].width }
      for (x, w) in widths.enumerated() {
        if w == 2 { #expect(x + 1 < widths.count && widths[x + 1] == 0) }
        if w == 0 { #expect(x > 0 && widths[x - 1] == 2) }
      }
    }
  }

  @Test func styledTextKeepsItsRunsWhenCut() {
    var line = StyledText("Run ", Style(.title))
    line.append("job作", Style(.muted))
    #expect(line.width == 9)
    #expect(line.truncated(columns: 8).runs == [.init("Run ", Style(.title)), .init("job…", Style(.muted))])
    #expect(line.truncated(columns: 9) == line)
    #expect(line.truncated(columns: 0).plain == "")
  }

  @Test func rolesHaveLettersOfTheirOwn() {
    #expect(Set(Role.allCases.map(\.letter)).count == Role.allCases.count)
    #expect(Role.text.letter == "a")
  }

  @Test(arguments: [
    (Key.character("s"), "s"), (.character("S"), "S"), (.character(" "), "Space"), (.control("d"), "Ctrl-D"), (.enter, "Enter"),
    (.backTab, "Shift-Tab"),
    (.function(5), "F5"), (.escape, "Esc"), (.pageUp, "PageUp"), (.control("\\"), "Ctrl-\\"), (.character("é"), "é"),
  ])
  func keysAreWrittenAndRead(_ key: Key, _ name: String) {
    #expect(key.description == name)
    #expect(Key(name: name) == key)
  }

  @Test func otherNamesAreNoKeys() {
    for name in ["", "Ctrl-", "Ctrl-1", "F0", "F64", "Hyper-x", "Paste", "\u{1B}", "ab"] { #expect(Key(name: name) == nil) }
    #expect(Key(name: "ctrl-i") == .tab)
    #expect(Key(name: "F05") == nil)
  }
}
