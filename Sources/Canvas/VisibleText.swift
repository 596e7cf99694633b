/// Text from executions, files and networks, made fit to be drawn: nothing in it steers a terminal, turns the writing direction or hides.
public enum VisibleText {
  /// How many marks a letter keeps: what a terminal's cell holds.
  static let marksKept = 4

  /// `text` with every scalar that is not plainly visible shown as a symbol: C0 controls and DEL as U+2400 on (`␛`), a newline as `⏎`, other
  /// controls, bidirectional and format characters, separators, unassigned and ignorable code points as `‹U+202E›`. Joiners and variation
  /// selectors stay inside emoji; a letter keeps four marks; a mark without a letter gets `◌`.
  public static func sanitise(_ text: String) -> String { sanitise(text, scalars: .max) }

  /// The same, ending once about `limit` scalars are made: a long value costs no more than what is drawn of it.
  static func sanitise(_ text: String, scalars limit: Int) -> String {
    if TextWidth.isPlain(text) { return text }
    var result = String.UnicodeScalarView()
    var count = 0
    var marks = 0
    var previous: Unicode.Scalar?
    let scalars = text.unicodeScalars
    var index = scalars.startIndex
    while index < scalars.endIndex, count < limit {
      let scalar = scalars[index]
      index = scalars.index(after: index)
      if scalar.value >= 0x20 && scalar.value < 0x7F {
        result.append(scalar)
        (previous, marks, count) = (scalar, 0, count + 1)
        continue
      }
      switch role(of: scalar, after: previous, before: index < scalars.endIndex ? scalars[index] : nil) {
      case .shown:
        result.append(scalar)
        (previous, marks) = (scalar, 0)
      case .part:
        result.append(scalar)
        previous = scalar
      case .mark:
        if previous == nil { result.append("\u{25CC}") }
        marks += 1
        if marks <= marksKept { result.append(scalar) }
        if previous == nil { previous = "\u{25CC}" }
      case .hidden:
        let symbols = symbol(for: scalar).unicodeScalars
        result.append(contentsOf: symbols)
        count += symbols.count
        // A mark after a symbol would change the symbol.
        (previous, marks) = (nil, 0)
      }
      count += 1
    }
    return String(result)
  }

  private enum ScalarRole { case shown, part, mark, hidden }

  private static func role(of scalar: Unicode.Scalar, after previous: Unicode.Scalar?, before next: Unicode.Scalar?) -> ScalarRole {
    let value = scalar.value
    if (0xA1..<0x300).contains(value) && value != 0xAD { return .shown }
    // Arrows, box drawing, blocks and shapes: all visible, and most of what the screen itself draws.
    if (0x2190..<0x2600).contains(value) { return value < 0x2427 || value >= 0x2440 ? .shown : .hidden }
    switch value {
    case 0xFE0E, 0xFE0F: return previous.map(isEmojiBase) == true ? .part : .hidden
    case 0x200D:
      guard let previous, let next else { return .hidden }
      return isEmojiPart(previous) && isEmojiBase(next) && next.value > 0xFF ? .part : .hidden
    case 0xE0100...0xE01EF: return previous?.properties.isIdeographic == true ? .part : .hidden
    default: break
    }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: return .hidden
    case .nonspacingMark, .enclosingMark, .spacingMark: return properties.isDefaultIgnorableCodePoint ? .hidden : .mark
    default: return properties.isDefaultIgnorableCodePoint ? .hidden : .shown
    }
  }

  private static func isEmojiBase(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isEmoji }

  private static func isEmojiPart(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value == 0xFE0F || (scalar.value > 0xFF && scalar.properties.isEmoji)
  }

  private static func symbol(for scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0x0A: return "⏎"
    case 0x00..<0x20: return Unicode.Scalar(0x2400 + scalar.value).map { String(Character($0)) } ?? "␦"
    case 0x7F: return "␡"
    default:
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "‹U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "›"
    }
  }
}
