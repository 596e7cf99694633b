import Canvas
import Foundation

/// How well a colour is read on another, after the Web Content Accessibility Guidelines 2.1.
public enum Contrast {
  /// What text needs.
  public static let text = 4.5
  /// What decoration and frames need.
  public static let decoration = 3.0

  /// From 1 (the same) to 21 (black on white).
  public static func ratio(_ a: Color, _ b: Color) -> Double {
    let (x, y) = (luminance(a), luminance(b))
    return (max(x, y) + 0.05) / (min(x, y) + 0.05)
  }

  /// What the rule asks of a role: decoration (`faint`, frames, skipped states) may be quieter than text.
  public static func needed(by role: Role) -> Double {
    switch role {
    case .faint, .border, .borderFocus, .stateSkipped: return decoration
    default: return text
    }
  }

  /// `color`, or the nearest to it on the way to `ink` that reaches `ratio` on `background`. Only colours in red, green and blue are changed.
  static func readable(_ color: Color, on background: Color, towards ink: Color, ratio needed: Double) -> Color {
    guard case .rgb = color, case .rgb = background, ratio(color, background) < needed else { return color }
    for step in 1...20 {
      let mixed = mix(color, ink, Double(step) / 20)
      if ratio(mixed, background) >= needed { return mixed }
    }
    return ink
  }

  private static func mix(_ a: Color, _ b: Color, _ part: Double) -> Color {
    let (x, y) = (a.components, b.components)
    func between(_ from: UInt8, _ to: UInt8) -> UInt8 { UInt8((Double(from) * (1 - part) + Double(to) * part).rounded()) }
    return .rgb(between(x.red, y.red), between(x.green, y.green), between(x.blue, y.blue))
  }

  private static func luminance(_ color: Color) -> Double {
    let (red, green, blue) = color.components
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  private static func linear(_ component: UInt8) -> Double {
    let value = Double(component) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }
}
