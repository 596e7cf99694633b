import Canvas
import Testing

@Suite struct TextWidthTests {
  @Test(arguments: [
    ("a", 1), ("é", 1), ("e\u{301}", 1), ("作", 2), ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("ｱ", 1), ("Ａ", 2), ("🚑", 2), ("👨‍👩‍👧‍👦", 2),
    ("🇩🇪", 2), ("👍🏽", 2), ("⚠", 1), ("⚠\u{FE0F}", 2), ("1\u{FE0F}\u{20E3}", 2), ("⏳", 2), ("⚡", 2), ("✔", 1), ("◷", 1), ("α", 1), ("…", 1),
    ("กำ", 2),
  ])
  func columnsOfOneGrapheme(_ text: String, _ columns: Int) {
    #expect(text.count == 1)
    #expect(TextWidth.columns(text) == columns)
  }

  @Test func everyGlyphTakesOneColumn() {
    for glyphs in [Glyphs.unicode, .ascii] {
      for sides in 0..<16 {
        #expect(TextWidth.columns(glyphs.line(.init(rawValue: UInt8(sides)))) == 1)
        #expect(TextWidth.columns(glyphs.line(.init(rawValue: UInt8(sides)), dashed: true)) == 1)
      }
      let all = [
        glyphs.pending, glyphs.running, glyphs.waiting, glyphs.paused, glyphs.succeeded, glyphs.failed, glyphs.retrying, glyphs.aborted,
        glyphs.skipped, glyphs.breakpoint,
      ]
      #expect(all.allSatisfy { TextWidth.columns($0) == 1 })
      #expect(Set(all).count == all.count)
      #expect(TextWidth.columns(glyphs.ellipsis) == 1)
    }
  }

  @Test func cutsAtWholeGraphemes() {
    #expect(TextWidth.prefix("作者🚑x", columns: 5) == "作者")
    #expect(TextWidth.prefix("abc", columns: 0) == "")
    #expect(TextWidth.suffix("作者🚑x", columns: 4) == "🚑x")
    #expect(TextWidth.truncateEnd("Run an ECS task", columns: 8) == "Run an …")
    #expect(TextWidth.truncateMiddle("Run an ECS Task until complete", columns: 21) == "Run an ECS…l complete")
    #expect(TextWidth.truncateMiddle("Run", columns: 3) == "Run")
    #expect(TextWidth.truncateMiddle("Running", columns: 1) == "…")
    #expect(TextWidth.truncateMiddle("Running", columns: -1) == "")
    #expect(TextWidth.pad("作", columns: 4) == "作  ")
    #expect(TextWidth.padLeft("7", columns: 3) == "  7")
  }

  @Test func wrapsAtBlanksAndInsideLongWords() {
    #expect(TextWidth.wrap("a task that stopped", columns: 8) == ["a task", "that", "stopped"])
    #expect(TextWidth.wrap("abcdefgh", columns: 3) == ["abc", "def", "gh"])
    #expect(TextWidth.wrap("作者", columns: 1) == ["作", "者"])
    #expect(TextWidth.wrap("", columns: 5) == [""])
    #expect(TextWidth.wrap("a\n\nb", columns: 5) == ["a", "", "b"])
  }

  @Test(arguments: 0..<40) func truncationNeverExceedsTheColumns(_ columns: Int) {
    for text in ["plain text that is long enough to be cut", "状態機械の名前がとても長い場合の例です", "👨‍👩‍👧‍👦👨‍👩‍👧‍👦 e\u{301}e\u{301}🇩🇪🇫🇷 mixed 作者 text"] {
      #expect(TextWidth.columns(TextWidth.truncateEnd(text, columns: columns)) <= columns)
      #expect(TextWidth.columns(TextWidth.truncateMiddle(text, columns: columns)) <= columns)
      #expect(TextWidth.columns(TextWidth.pad(text, columns: columns)) == columns)
    }
  }
}
