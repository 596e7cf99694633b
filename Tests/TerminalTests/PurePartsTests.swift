import Canvas
import Testing

@testable import Terminal

@Suite struct PurePartsTests {
  @Test func keysArePaintedAtOnceAndSourcesThirtyTimesASecond() {
    var schedule = PaintSchedule()
    let start = ContinuousClock.now
    #expect(schedule.wait(at: start, needsPaint: false) == nil)
    #expect(schedule.wait(at: start, needsPaint: true) == .zero)
    schedule.painted(at: start)
    #expect(schedule.wait(at: start + .milliseconds(10), needsPaint: true) == PaintSchedule.interval - .milliseconds(10))
    #expect(schedule.wait(at: start + .milliseconds(40), needsPaint: true) == .zero)
    schedule.hurry()
    #expect(schedule.wait(at: start + .milliseconds(1), needsPaint: true) == .zero)
    schedule.settled()
    #expect(schedule.wait(at: start + .milliseconds(1), needsPaint: true) == PaintSchedule.interval - .milliseconds(1))
  }

  @Test func timeoutsAreRoundedUp() {
    #expect(TerminalLoop.milliseconds(.zero) == 0)
    #expect(TerminalLoop.milliseconds(.seconds(-3)) == 0)
    #expect(TerminalLoop.milliseconds(.nanoseconds(1)) == 1)
    #expect(TerminalLoop.milliseconds(.milliseconds(33)) == 33)
    #expect(TerminalLoop.milliseconds(.milliseconds(1_033) + .nanoseconds(1)) == 1_034)
    #expect(TerminalLoop.milliseconds(.seconds(1_000_000_000)) == 86_400_000)
  }

  @Test func coloursFollowWhatTheTerminalCan() {
    let direct = ColorNumbers(colors: 1 << 24, most: .rgb)
    #expect(direct.depth == .rgb)
    #expect(direct.number(.rgb(255, 136, 0)).number == 0xFF8800)
    #expect(direct.number(.rgb(0, 0, 3)).number == 16)
    #expect(direct.number(.ansi(4)).number == 4)
    let many = ColorNumbers(colors: 256, most: .rgb)
    #expect(many.depth == .ansi256)
    #expect(many.number(.palette(75)).number == 75)
    #expect(many.number(.ansi(12)).number == 12)
    #expect(many.number(.rgb(255, 0, 0)).number == 196)
    let eight = ColorNumbers(colors: 8, most: .rgb)
    #expect(eight.depth == .ansi16)
    #expect(eight.number(.ansi(12)).number == 4)
    #expect(eight.number(.ansi(8)) == (-1, true))
    #expect(eight.number(.palette(75)).number == -1)
    #expect(ColorNumbers(colors: 256, most: .none).number(.ansi(1)).number == -1)
    #expect(ColorNumbers(colors: 0, most: .rgb).depth == .none)
    #expect(ColorNumbers(colors: 88, most: .rgb).depth == .ansi16)
  }

  /// What the C library says of these scalars.
  private func width(_ scalar: UInt32) -> Int {
    switch scalar {
    case 0x301, 0x200D, 0xFE0F: 0
    case 0x1F000...0x1F1E5, 0x1F200..., 0x4E00...0x9FFF: 2
    case 0x378: -1
    default: 1
    }
  }

  @Test(
    arguments: [
      ("é", 1, [[0xE9]]), ("e\u{301}", 1, [[0x65, 0x301]]), ("作", 2, [[0x4F5C]]), ("👨‍👩‍👧", 2, [[0x1F468]]), ("🇩🇪", 2, [[0x1F1E9], [0x1F1EA]]),
      ("⚠\u{FE0F}", 2, [[0x26A0], [0x20]]), ("\u{301}", 1, [[0x20, 0x301]]), ("\u{378}", 1, [[0xFFFD]]), ("🚑", 1, [[0xFFFD]]),
    ] as [(String, UInt8, [[UInt32]])])
  func cellsBecomeWhatNcursesHolds(_ text: String, _ columns: UInt8, _ pieces: [[UInt32]]) throws {
    let cell = Cell(character: try #require(text.first), width: columns)
    #expect(CellPieces.of(cell, isUTF8: true, width: width) == pieces)
  }

  @Test func withoutUTF8OnlyASCIIIsWritten() {
    #expect(CellPieces.of(Cell(character: "作", width: 2), isUTF8: false, width: width) == [[0x3F], [0x20]])
    #expect(CellPieces.of(Cell(character: "é"), isUTF8: false, width: width) == [[0x3F]])
  }

  @Test func payloadsCannotEndTheirControlString() throws {
    #expect(TerminalPayload.plain("Run\u{7}\u{1B}]0;evil", isUTF8: true) == "Run␇␛]0;evil")
    #expect(TerminalPayload.plain("é◷", isUTF8: false) == "??")
    #expect(TerminalPayload.copy("Hi\u{7}") == "\u{1B}]52;c;SGkH\u{7}")
    #expect(TerminalPayload.copy(String(repeating: "x", count: 60_000)) == nil)
    for (text, encoded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("作", "5L2c")] {
      #expect(TerminalPayload.base64(Array(text.utf8)) == encoded)
    }
    #expect(TerminalPayload.throughScreen("abc") == "\u{1B}Pabc\u{1B}\\")
  }

  @Test func errorsAreSentencesThatOfferPlain() {
    #expect(
      TerminalError.typeUnset.description
        == "TERM is not set, so nothing is known about this terminal; set it (for example to xterm-256color) or use --plain.")
    #expect(
      TerminalError.typeUnknown("x\u{1B}y").description
        == "The terminal type \"x␛y\" is unknown here; set TERM to one that is known (for example xterm-256color) or use --plain.")
    #expect(
      TerminalError.noCursorAddressing("dumb").description
        == "The terminal type \"dumb\" cannot move its cursor; use another terminal or --plain.")
    #expect(
      TerminalError.noKeyboard.description
        == "There is no terminal to read keys from, since standard input is not one and /dev/tty cannot be opened; use --plain.")
  }
}
