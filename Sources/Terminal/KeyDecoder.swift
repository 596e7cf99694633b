import Canvas

/// Turns a terminal's bytes into keys. A value without clock or descriptor: bytes in, keys out; what is incomplete waits inside.
///
/// Known sequences are those of xterm, VT220, the Linux console, rxvt, and what terminfo adds. Unknown ones are swallowed whole, never typed.
/// Escape followed at once by a key is both: multiplexers join what was typed quickly, and there is no Alt in this program.
public struct KeyDecoder: Sendable {
  /// A paste's text is cut here; the rest is swallowed.
  public static let largestPaste = 1 << 20
  /// Longer control sequences are nothing that a terminal sends.
  static let longestSequence = 4_096

  private let known: [[UInt8]: Key]
  private var pending: [UInt8] = []
  private var pasted: [UInt8]?

  /// `known` are sequences of the terminal at hand, each beginning with Escape; they go before the usual ones.
  public init(known: [[UInt8]: Key] = [:]) { self.known = known }

  /// Whether bytes wait for more. When none come within `patience`, `flush` takes them as they are.
  public var isWaiting: Bool { !pending.isEmpty || pasted != nil }

  /// How long to wait: 25 ms tell the Escape key from a sequence; a paste may stop for a second.
  public var patience: Duration { pasted == nil ? .milliseconds(25) : .seconds(1) }

  /// The keys completed by these bytes.
  public mutating func feed(_ bytes: some Sequence<UInt8>) -> [Key] {
    pending.append(contentsOf: bytes)
    return decode(isFinal: false)
  }

  /// The keys that the waiting bytes are when nothing follows them.
  public mutating func flush() -> [Key] {
    var keys = decode(isFinal: true)
    if let text = pasted {
      // Its end was lost.
      pasted = nil
      keys.append(.paste(KeyDecoder.text(text + pending)))
      pending = []
    }
    return keys
  }

  private mutating func decode(isFinal: Bool) -> [Key] {
    var keys: [Key] = []
    var index = 0
    while index < pending.count {
      if pasted != nil {
        guard takePaste(&index, &keys) else { break }
        continue
      }
      let step = next(at: index, isFinal: isFinal)
      guard step.used > 0 else { break }
      index += step.used
      switch step.result {
      case .keys(let more): keys += more
      case .pasteBegins: pasted = []
      }
    }
    pending.removeFirst(min(index, pending.count))
    return keys
  }

  enum Result { case keys([Key]), pasteBegins }

  /// What the bytes at `index` are, and how many they are; none where more are needed.
  private func next(at index: Int, isFinal: Bool) -> (used: Int, result: Result) {
    let byte = pending[index]
    if byte == 0x1B { return escape(at: index, isFinal: isFinal) }
    if byte < 0x20 || byte == 0x7F { return (1, .keys([KeyDecoder.control(byte)])) }
    return characters(at: index, isFinal: isFinal)
  }

  /// A run of text, grapheme by grapheme. A grapheme of which more may follow is not held back: marks come with their letter or not at all.
  private func characters(at index: Int, isFinal: Bool) -> (used: Int, result: Result) {
    var end = index
    while end < pending.count, pending[end] >= 0x20, pending[end] != 0x7F { end += 1 }
    var whole = end
    if end == pending.count && !isFinal { whole -= KeyDecoder.incompleteTail(pending[index..<end]) }
    guard whole > index else { return (0, .keys([])) }
    let text = String(decoding: pending[index..<whole], as: UTF8.self)
    return (whole - index, .keys(text.filter(KeyDecoder.isTyped).map(Key.character)))
  }

  /// Replacement characters (broken bytes) and C1 controls are nobody's typing.
  private static func isTyped(_ character: Character) -> Bool {
    guard let first = character.unicodeScalars.first else { return false }
    return first.value != 0xFFFD && !(0x80..<0xA0).contains(first.value)
  }

  /// How many bytes at the end begin a UTF-8 character without ending it.
  private static func incompleteTail(_ bytes: ArraySlice<UInt8>) -> Int {
    for (back, byte) in bytes.suffix(3).reversed().enumerated() {
      if byte < 0x80 { return 0 }
      if byte >= 0xC0 {
        let needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
        return back + 1 < needed ? back + 1 : 0
      }
    }
    return 0
  }

  private func escape(at index: Int, isFinal: Bool) -> (used: Int, result: Result) {
    let rest = pending[index...]
    if let (length, key) = longestKnown(rest) { return (length, .keys([key])) }
    guard rest.count > 1 else { return isFinal ? (1, .keys([.escape])) : (0, .keys([])) }
    switch pending[index + 1] {
    case UInt8(ascii: "["): return sequence(at: index, isFinal: isFinal)
    case UInt8(ascii: "O"):
      guard rest.count > 2 else { return isFinal ? (2, .keys([.escape, .character("O")])) : (0, .keys([])) }
      return (3, .keys(KeySequences.ss3[pending[index + 2]].map { [$0] } ?? []))
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
      return string(at: index, isFinal: isFinal)
    default: return (1, .keys([.escape]))
    }
  }

  private func longestKnown(_ bytes: ArraySlice<UInt8>) -> (Int, Key)? {
    guard !known.isEmpty else { return nil }
    for length in stride(from: min(bytes.count, 16), through: 2, by: -1) {
      if let key = known[Array(bytes.prefix(length))] { return (length, key) }
    }
    return nil
  }

  /// `ESC [ parameters intermediates final` (ECMA-48).
  private func sequence(at index: Int, isFinal: Bool) -> (used: Int, result: Result) {
    var end = index + 2
    // The Linux console's F1 to F5: ESC [ [ A.
    if end < pending.count, pending[end] == UInt8(ascii: "[") { end += 1 }
    while end < pending.count, (0x20..<0x40).contains(pending[end]), end - index < KeyDecoder.longestSequence { end += 1 }
    guard end < pending.count else {
      guard isFinal else { return (0, .keys([])) }
      return (end - index, .keys(end - index == 2 ? [.escape, .character("[")] : []))
    }
    // Not a final byte: the sequence was broken off, and what broke it stands for itself.
    guard (0x40..<0x7F).contains(pending[end]) else { return (end - index, .keys([])) }
    let body = pending[(index + 2)...end]
    if body.elementsEqual(KeySequences.pasteBegin) { return (end + 1 - index, .pasteBegins) }
    return (end + 1 - index, .keys(KeySequences.key(ofCSI: body).map { [$0] } ?? []))
  }

  /// A terminal's answer (OSC, DCS …), swallowed up to BEL or ESC \.
  private func string(at index: Int, isFinal: Bool) -> (used: Int, result: Result) {
    var end = index + 2
    while end < pending.count, end - index < KeyDecoder.longestSequence {
      if pending[end] == 0x07 { return (end + 1 - index, .keys([])) }
      if pending[end] == 0x1B {
        guard end + 1 < pending.count else { break }
        return (pending[end + 1] == UInt8(ascii: "\\") ? end + 2 - index : end - index, .keys([]))
      }
      end += 1
    }
    if end - index >= KeyDecoder.longestSequence { return (end - index, .keys([])) }
    guard isFinal else { return (0, .keys([])) }
    if pending.count - index == 2 { return (1, .keys([.escape])) }
    return (pending.count - index, .keys([]))
  }

  /// Moves bytes into the paste; false when its end may still come.
  private mutating func takePaste(_ index: inout Int, _ keys: inout [Key]) -> Bool {
    let mark = KeySequences.pasteEnd
    var end = index
    while end < pending.count {
      if pending[end] == 0x1B {
        let here = pending[end...].prefix(mark.count)
        if here.elementsEqual(mark) {
          keep(index..<end)
          keys.append(.paste(KeyDecoder.text(pasted ?? [])))
          pasted = nil
          index = end + mark.count
          return true
        }
        if here.count < mark.count && here.elementsEqual(mark.prefix(here.count)) { break }
      }
      end += 1
    }
    keep(index..<end)
    index = end
    return false
  }

  private mutating func keep(_ range: Range<Int>) {
    let room = max(0, KeyDecoder.largestPaste - (pasted?.count ?? 0))
    pasted?.append(contentsOf: pending[range].prefix(room))
  }

  /// Terminals send a line's end as a carriage return.
  private static func text(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      if byte == 0x0A, index > 0, bytes[index - 1] == 0x0D { continue }
      result.append(byte == 0x0D ? 0x0A : byte)
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func control(_ byte: UInt8) -> Key {
    switch byte {
    case 0x0D, 0x0A: return .enter
    case 0x09: return .tab
    case 0x08, 0x7F: return .backspace
    default: return .control(Character(Unicode.Scalar(byte < 0x1B && byte > 0 ? byte + 0x60 : byte + 0x40)))
    }
  }
}
