import Canvas

/// What a theme file says of one role for one kind of terminal: `COLOUR on COLOUR ATTRIBUTES`, each part optional.
struct Look: Sendable, Hashable {
  var foreground: Color?
  var background: Color?
  var emphasis: Emphasis = []

  var colors: [Color] { [foreground, background].compactMap { $0 } }

  /// Whether every colour is one of the terminal's own, so that the look also serves where there are only those.
  var isForSixteen: Bool { colors.allSatisfy { if case .ansi = $0 { true } else { false } } }

  /// Nil where a word is neither `on`, a colour nor an attribute, or stands where it cannot.
  init?(_ text: String) {
    var words = text.lowercased().split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)[...]
    guard !words.isEmpty else { return nil }
    if let first = words.first, let color = Look.color(first) {
      foreground = color.value
      words.removeFirst()
    }
    if words.first == "on" {
      words.removeFirst()
      guard let next = words.popFirst(), let color = Look.color(next) else { return nil }
      background = color.value
    }
    for word in words {
      guard let attribute = Look.attributes[word] else { return nil }
      emphasis.insert(attribute)
    }
  }

  /// With the nearest palette colour for each colour in red, green and blue.
  var for256: Look {
    var look = self
    look.foreground = foreground.map(Palette.nearest)
    look.background = background.map(Palette.nearest)
    return look
  }

  /// `default` is a colour whose value is nil: the terminal's own.
  private static func color(_ word: String) -> (value: Color?, Void)? {
    if word == "default" { return (nil, ()) }
    if let number = ansi[word] { return (.ansi(number), ()) }
    let digits = word.hasPrefix("#") ? word.dropFirst() : word[...]
    if digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16) {
      return (.rgb(UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)), ())
    }
    if let number = UInt8(word), number >= 16, word.first != "+" { return (.palette(number), ()) }
    return nil
  }

  private static let attributes: [String: Emphasis] = [
    "bold": .bold, "dim": .dim, "underline": .underline, "reverse": .reverse, "italic": .italic,
  ]

  private static let ansi: [String: UInt8] = {
    let names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]
    var table: [String: UInt8] = [:]
    for (number, name) in names.enumerated() {
      table[name] = UInt8(number)
      table["bright-" + name] = UInt8(number + 8)
    }
    return table
  }()
}
