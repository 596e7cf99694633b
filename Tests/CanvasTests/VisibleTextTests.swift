import Canvas
import Testing

@Suite struct VisibleTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("\u{1B}[31mred", "␛[31mred"), ("a\nb", "a⏎b"), ("a\r\nb", "a␍⏎b"), ("\t", "␉"), ("\0", "␀"), ("\u{7F}", "␡"),
    ("\u{9B}31m", "‹U+009B›31m"), ("abc\u{202E}def", "abc‹U+202E›def"), ("\u{2066}x\u{2069}", "‹U+2066›x‹U+2069›"),
    ("a\u{2028}b", "a‹U+2028›b"),
    ("a\u{200B}b", "a‹U+200B›b"), ("a\u{FE0F}", "a‹U+FE0F›"), ("\u{AD}", "‹U+00AD›"), ("\u{E0041}", "‹U+E0041›"), ("\u{FEFF}", "‹U+FEFF›"),
    ("\u{3164}", "‹U+3164›"), ("\u{301}a", "◌\u{301}a"), ("e\u{301}", "e\u{301}"), ("👨‍👩‍👧", "👨‍👩‍👧"), ("⚠\u{FE0F}", "⚠\u{FE0F}"),
    ("a\u{200D}b", "a‹U+200D›b"),
    ("作者", "作者"), ("é", "é"), ("\u{FFFF}", "‹U+FFFF›"),
  ])
  func showsWhatWouldHide(_ text: String, _ shown: String) { #expect(VisibleText.sanitise(text) == shown) }

  @Test func keepsFourMarksOfALetter() {
    let tower = "a" + String(repeating: "\u{301}", count: 500) + "b"
    #expect(VisibleText.sanitise(tower) == "a" + String(repeating: "\u{301}", count: 4) + "b")
  }

  @Test func doingItTwiceChangesNothing() {
    for value in UInt32(0)..<0x3100 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let once = VisibleText.sanitise("x\(Character(scalar))y")
      #expect(VisibleText.sanitise(once) == once)
    }
  }
}
