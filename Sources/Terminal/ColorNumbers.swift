import Canvas

/// From a theme's colours to the numbers ncurses knows on this terminal.
struct ColorNumbers: Sendable, Equatable {
  let depth: ColorDepth
  /// How many of the terminal's own colours there are: 8 or 16.
  private let own: UInt8

  /// `colors` is ncurses' count: terminfo's word, since COLORTERM promises what ncurses may not be able to do.
  init(colors: Int, most: ColorDepth) {
    let can: ColorDepth = colors >= 1 << 24 ? .rgb : colors >= 256 ? .ansi256 : colors >= 8 ? .ansi16 : .none
    depth = min(can, most)
    own = colors >= 16 && colors < 1 << 24 ? 16 : 8
  }

  /// A colour's number, -1 for the terminal's own, and whether it takes `dim` to be told apart.
  func number(_ color: Color?) -> (number: Int32, dim: Bool) {
    guard let color, depth != .none else { return (-1, false) }
    switch (depth, color) {
    case (_, .ansi(let number)) where number < own: return (Int32(number), false)
    // Grey: black in bright letters is not seen on every terminal.
    case (.ansi16, .ansi(8)), (.ansi256, .ansi(8)): return (-1, true)
    case (.ansi16, .ansi(let number)), (.ansi256, .ansi(let number)): return (Int32(number & 7), false)
    case (.rgb, _): return (direct(color), false)
    case (.ansi256, .palette(let number)): return (Int32(number), false)
    case (.ansi256, .rgb(let red, let green, let blue)): return (cube(red, green, blue), false)
    default: return (-1, false)
    }
  }

  /// On a terminal with direct colours a number is the colour itself, but the first 16 are its own.
  private func direct(_ color: Color) -> Int32 {
    let (red, green, blue) = color.components
    return max(16, Int32(red) << 16 | Int32(green) << 8 | Int32(blue))
  }

  /// Themes answer for the depth they are asked for; a caller that asked for more still gets a colour.
  private func cube(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int32 {
    func level(_ value: UInt8) -> Int32 { value < 48 ? 0 : value < 115 ? 1 : (Int32(value) - 35) / 40 }
    return 16 + 36 * level(red) + 6 * level(green) + level(blue)
  }
}
