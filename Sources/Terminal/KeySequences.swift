import Canvas

/// Which keys the usual control sequences are.
enum KeySequences {
  static let pasteBegin = Array("200~".utf8)
  static let pasteEnd = Array("\u{1B}[201~".utf8)

  /// After `ESC O`: cursor keys in application mode, F1 to F4, the numeric keypad.
  static let ss3: [UInt8: Key] = {
    var table = letters
    let keypad = Array("*+,-./0123456789=".utf8)
    for (code, meant) in zip("jklmnopqrstuvwxyX".utf8, keypad) { table[code] = .character(Character(Unicode.Scalar(meant))) }
    table[UInt8(ascii: "M")] = .enter
    table[UInt8(ascii: "I")] = .tab
    return table
  }()

  /// The key of a CSI sequence, given from behind `ESC [` to its final byte. Shift, Ctrl and Alt with a cursor or function key count as the key alone.
  static func key(ofCSI body: ArraySlice<UInt8>) -> Key? {
    guard let final = body.last else { return nil }
    let parameters = body.dropLast()
    if parameters.first == UInt8(ascii: "[") {
      return parameters.count == 1 && (0x41...0x45).contains(final) ? .function(Int(final) - 0x40) : nil
    }
    guard parameters.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ";") }) else { return nil }
    if final == UInt8(ascii: "~") { return number(parameters).flatMap { numbered[$0] } }
    if parameters.isEmpty {
      switch final {
      case UInt8(ascii: "Z"): return .backTab
      case UInt8(ascii: "I"): return .focusIn
      case UInt8(ascii: "O"): return .focusOut
      default: break
      }
    }
    // With parameters these letters are keys only in the form `1;modifier`.
    guard parameters.isEmpty || number(parameters) == 1 else { return nil }
    return letters[final]
  }

  private static func number(_ parameters: ArraySlice<UInt8>) -> Int? {
    let digits = parameters.prefix { $0 != UInt8(ascii: ";") }
    guard (1...3).contains(digits.count) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  private static let letters: [UInt8: Key] = Dictionary(
    uniqueKeysWithValues: zip(
      "ABCDHFPQRS".utf8, [.up, .down, .right, .left, .home, .end, .function(1), .function(2), .function(3), .function(4)]))

  private static let numbered: [Int: Key] = {
    var table: [Int: Key] = [1: .home, 7: .home, 2: .insert, 3: .delete, 4: .end, 8: .end, 5: .pageUp, 6: .pageDown]
    let functions = [11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 32, 33, 34]
    for (index, code) in functions.enumerated() { table[code] = .function(index + 1) }
    return table
  }()

  /// Terminfo's names of the keys that a terminal may send in a way of its own.
  static let capabilities: [(String, Key)] =
    [
      ("kcuu1", .up), ("kcud1", .down), ("kcub1", .left), ("kcuf1", .right), ("khome", .home), ("kend", .end), ("kpp", .pageUp),
      ("knp", .pageDown),
      ("kich1", .insert), ("kdch1", .delete), ("kcbt", .backTab),
    ] + (1...12).map { ("kf\($0)", .function($0)) }
}
