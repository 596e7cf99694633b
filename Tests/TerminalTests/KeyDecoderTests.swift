import Canvas
import Terminal
import Testing

@Suite struct KeyDecoderTests {
  private func keys(_ text: String) -> [Key] {
    var decoder = KeyDecoder()
    return decoder.feed(Array(text.utf8)) + decoder.flush()
  }

  @Test(
    arguments: [
      ("a", [Key.character("a")]), ("é作", [.character("é"), .character("作")]), ("e\u{301}", [.character("e\u{301}")]), ("\r", [.enter]),
      ("\n", [.enter]),
      ("\t", [.tab]), ("\u{7F}\u{8}", [.backspace, .backspace]), ("\u{4}\u{1C}\0", [.control("d"), .control("\\"), .control("@")]),
      ("\u{1B}", [.escape]),
      ("\u{1B}\u{1B}", [.escape, .escape]), ("\u{1B}q", [.escape, .character("q")]), ("\u{1B}[A\u{1B}OB", [.up, .down]),
      ("\u{1B}[Z", [.backTab]),
      ("\u{1B}[I\u{1B}[O", [.focusIn, .focusOut]), ("\u{1B}[3~\u{1B}[5~\u{1B}[6~", [.delete, .pageUp, .pageDown]),
      ("\u{1B}[H\u{1B}[4~", [.home, .end]),
      ("\u{1B}OP\u{1B}[15~\u{1B}[24~\u{1B}[[A\u{1B}[[E", [.function(1), .function(5), .function(12), .function(1), .function(5)]),
      ("\u{1B}[1;5A\u{1B}[3;2~", [.up, .delete]), ("\u{1B}Oq", [.character("1")]), ("\u{1B}[", [.escape, .character("[")]),
      ("\u{1B}O", [.escape, .character("O")]),
    ] as [(String, [Key])])
  func sequencesAreKeys(_ bytes: String, _ expected: [Key]) { #expect(keys(bytes) == expected) }

  @Test(arguments: [
    "\u{1B}[?1;2c", "\u{1B}[12;40R", "\u{1B}[<0;1;1M", "\u{1B}[99~", "\u{1B}[201~", "\u{1B}]11;rgb:0000/0000/0000\u{7}",
    "\u{1B}]11;x\u{1B}\\",
    "\u{1B}P1$r0m\u{1B}\\", "\u{1B}[>0q", "\u{1B}O!", "\u{1B}[1;2;3 p", "\u{1B}[200000000000000000000~", "\u{9B}", "\u{85}",
  ])
  func unknownSequencesAreSwallowedWhole(_ bytes: String) { #expect(keys(bytes + "x") == [.character("x")]) }

  @Test func anythingMayArriveByteByByte() {
    let all = "a\u{1B}[A作\u{1B}[200~x\u{1B}[y\r\nz\u{1B}[201~\u{1B}[1;5C\u{1B}OPq"
    let expected: [Key] = [.character("a"), .up, .character("作"), .paste("x\u{1B}[y\nz"), .right, .function(1), .character("q")]
    #expect(keys(all) == expected)
    var decoder = KeyDecoder()
    #expect(all.utf8.flatMap { decoder.feed([$0]) } == expected)
    #expect(!decoder.isWaiting)
  }

  @Test func escapeWaitsAMoment() {
    var decoder = KeyDecoder()
    #expect(decoder.feed([0x1B]).isEmpty)
    #expect(decoder.isWaiting)
    #expect(decoder.patience == .milliseconds(25))
    #expect(decoder.flush() == [.escape])
    #expect(!decoder.isWaiting)
    #expect(decoder.flush().isEmpty)
  }

  @Test func aPasteIsBoundedAndMayLoseItsEnd() {
    var decoder = KeyDecoder()
    #expect(decoder.feed(Array("\u{1B}[200~".utf8)).isEmpty)
    let megabyte = [UInt8](repeating: 0x61, count: 1 << 20)
    #expect(decoder.feed(megabyte).isEmpty)
    #expect(decoder.feed(megabyte).isEmpty)
    #expect(decoder.patience == .seconds(1))
    let pasted = decoder.feed(Array("\u{1B}[201~q".utf8))
    #expect(pasted == [.paste(String(repeating: "a", count: KeyDecoder.largestPaste)), .character("q")])
    #expect(decoder.feed(Array("\u{1B}[200~lost\u{1B}[20".utf8)).isEmpty)
    #expect(decoder.flush() == [.paste("lost\u{1B}[20")])
    #expect(decoder.feed([0x61]) == [.character("a")])
  }

  @Test func brokenBytesAreNoKeys() {
    var decoder = KeyDecoder()
    #expect(decoder.feed([0xFF, 0xFE, 0x80, 0x61, 0xC3]) == [.character("a")])
    #expect(decoder.feed([0xA9]) == [.character("é")])
    #expect(decoder.feed([0xE4, 0xBD]).isEmpty)
    #expect(decoder.flush().isEmpty)
  }

  @Test func terminfosSequencesGoFirst() {
    var decoder = KeyDecoder(known: [Array("\u{1B}[9x".utf8): .home, Array("\u{1B}OA".utf8): .end])
    #expect(decoder.feed(Array("\u{1B}[9x\u{1B}OA\u{1B}OB".utf8)) == [.home, .end, .down])
  }

  @Test(arguments: 0..<20) func noBytesBreakIt(_ seed: UInt64) {
    var state = seed
    var decoder = KeyDecoder()
    let usual: [UInt8] = [0x1B, 0x5B, 0x4F, 0x32, 0x30, 0x7E, 0x5D, 0x07, 0xC3, 0xE4, 0x41, 0x3B]
    for _ in 0..<500 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = UInt8(truncatingIfNeeded: state >> 33)
      _ = decoder.feed([state >> 62 == 0 ? value : usual[Int(value) % usual.count]])
      if state >> 58 == 5 { _ = decoder.flush() }
    }
    _ = decoder.flush()
    _ = decoder.flush()
    #expect(!decoder.isWaiting)
  }
}
