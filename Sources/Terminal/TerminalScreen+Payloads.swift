import Canvas

extension TerminalScreen {
  /// Rings the bell.
  public func bell() { TerminalSystem.write(output, "\u{7}") }

  /// Sets the title of the terminal's window; the old one comes back on closing. Nothing happens where terminals of this type have none.
  public func setTitle(_ text: String) {
    guard takesPrivateModes else { return }
    // 22 and 23 are xterm's stack of titles.
    let push = hasTitle ? "" : "\u{1B}[22;0t"
    hasTitle = true
    TerminalSystem.write(output, push + "\u{1B}]2;" + TerminalPayload.plain(text, isUTF8: isUTF8) + "\u{7}")
  }

  /// Asks the terminal to notify its user (OSC 9), where it can.
  public func notify(_ text: String) {
    guard takesPrivateModes else { return }
    TerminalSystem.write(output, "\u{1B}]9;" + TerminalPayload.plain(text, isUTF8: isUTF8) + "\u{7}")
  }

  /// Asks the terminal to put `text` on the clipboard (OSC 52), which works over ssh as well. False when it is too long, or the terminal is of a type
  /// that would print it; whether a terminal obeys cannot be known.
  public func copy(_ text: String) -> Bool {
    guard takesPrivateModes, let sequence = TerminalPayload.copy(text) else { return false }
    let isInScreen = type.hasPrefix("screen") && TerminalSystem.environment("TMUX") == nil
    TerminalSystem.write(output, isInScreen ? TerminalPayload.throughScreen(sequence) : sequence)
    return true
  }
}

/// The texts of control strings; pure.
enum TerminalPayload {
  /// The largest base64 text sent to a clipboard: what the strictest common terminals take.
  static let largestCopy = 74_994

  /// One line of visible text, short enough for a title; nothing in it can end a control string.
  static func plain(_ text: String, isUTF8: Bool) -> String {
    let visible = TextWidth.truncateEnd(VisibleText.sanitise(String(text.prefix(400))), columns: 200)
    return isUTF8 ? visible : String(visible.map { $0.isASCII ? $0 : "?" })
  }

  static func copy(_ text: String) -> String? {
    guard text.utf8.count <= largestCopy / 4 * 3 else { return nil }
    return "\u{1B}]52;c;" + base64(Array(text.utf8)) + "\u{7}"
  }

  /// GNU screen passes a device control string through to its terminal, in pieces of less than 768 bytes.
  static func throughScreen(_ sequence: String) -> String {
    var result = ""
    var rest = Substring(sequence)
    while !rest.isEmpty {
      result += "\u{1B}P" + rest.prefix(700) + "\u{1B}\\"
      rest = rest.dropFirst(700)
    }
    return result
  }

  static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let three = bytes[start..<min(start + 3, bytes.count)]
      let value = three.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << (16 - 8 * UInt32($1.offset)) }
      for place in 0..<4 {
        result.append(place <= three.count ? alphabet[Int(value >> (18 - 6 * UInt32(place)) & 63)] : UInt8(ascii: "="))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
