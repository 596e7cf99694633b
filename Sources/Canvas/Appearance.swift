/// A colour as a terminal can be asked for it.
public enum Color: Sendable, Hashable {
  /// Red, green, blue, 0–255 each.
  case rgb(UInt8, UInt8, UInt8)
  /// A number of the 256-colour palette, 16–255: the part that no user repaints.
  case palette(UInt8)
  /// One of the terminal's own colours: 0–7 normal, 8–15 bright.
  case ansi(UInt8)
}

/// How many colours a terminal can show, least first.
public enum ColorDepth: Int, Sendable, Hashable, Comparable, CaseIterable {
  case none, ansi16, ansi256, rgb
  /// Less colours first.
  public static func < (a: ColorDepth, b: ColorDepth) -> Bool { a.rawValue < b.rawValue }
}

/// What a theme made of a style. A nil colour is the terminal's own.
public struct Appearance: Sendable, Hashable {
  /// Of the character; nil for the terminal's own.
  public var foreground: Color?
  /// Behind it; nil for the terminal's own.
  public var background: Color?
  /// Bold, dim and the like.
  public var emphasis: Emphasis

  /// The terminal's own colours where none are given.
  public init(foreground: Color? = nil, background: Color? = nil, emphasis: Emphasis = []) {
    self.foreground = foreground
    self.background = background
    self.emphasis = emphasis
  }
}

extension Color {
  /// The colour in red, green and blue. A terminal's own 16 colours are the user's to choose; here they are what a picture of the screen shows.
  public var components: (red: UInt8, green: UInt8, blue: UInt8) {
    switch self {
    case .rgb(let red, let green, let blue): return (red, green, blue)
    case .ansi(let number): return Color.usual[Int(number & 15)]
    case .palette(let number): return Color.paletteComponents(number)
    }
  }

  /// `#rrggbb`.
  public var hex: String {
    let (red, green, blue) = components
    return "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Numbers 16–231 are a cube of six levels a side, 232–255 a ramp of greys (xterm's palette).
  static func paletteComponents(_ number: UInt8) -> (red: UInt8, green: UInt8, blue: UInt8) {
    guard number >= 16 else { return usual[Int(number)] }
    guard number < 232 else {
      let grey = 8 + (number - 232) * 10
      return (grey, grey, grey)
    }
    let index = Int(number) - 16
    return (cubeLevels[index / 36], cubeLevels[index / 6 % 6], cubeLevels[index % 6])
  }

  static let cubeLevels: [UInt8] = [0, 95, 135, 175, 215, 255]

  private static let usual: [(red: UInt8, green: UInt8, blue: UInt8)] = [
    (0x2a, 0x2e, 0x36), (0xf4, 0x70, 0x67), (0x6b, 0xc4, 0x6d), (0xe3, 0xb3, 0x41),
    (0x6c, 0xb6, 0xff), (0xb0, 0x83, 0xf0), (0x56, 0xd4, 0xdd), (0xd5, 0xd9, 0xe0),
    (0x7a, 0x82, 0x8e), (0xff, 0x93, 0x8a), (0x8d, 0xdb, 0x8c), (0xf2, 0xcc, 0x60),
    (0x96, 0xd0, 0xff), (0xdc, 0xbd, 0xfb), (0x8d, 0xe4, 0xea), (0xff, 0xff, 0xff),
  ]
}
