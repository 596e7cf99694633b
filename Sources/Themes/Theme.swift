import Canvas

/// What roles look like. Panes never see it: they name roles, and the terminal and the SVG writer ask a theme.
public struct Theme: Sendable {
  /// The name that the theme picker shows.
  public let name: String
  /// Sentences about the file that do no harm: unknown roles and keys.
  public let warnings: [String]
  /// By `ColorDepth.rawValue`, then by role.
  private let looks: [[Role: Look]]
  /// Colours changed so that they can be read on `bar` and `selection`, by depth.
  private var adjusted: [ColorDepth: [Pair: Color]] = [:]

  private struct Pair: Hashable {
    var role: Role
    var background: Role
  }

  init(name: String, looks: [[Role: Look]], warnings: [String]) {
    self.name = name
    self.warnings = warnings
    self.looks = looks
    adjust()
  }

  /// The look of a style on a terminal that shows `depth` colours.
  ///
  /// What a role leaves out comes from `text`, the page. A role's own background (`state.paused`) is never covered; otherwise the style's
  /// background role gives it. On one that reverses (a selected row without colours of its own) the row is one bar, in one colour.
  public func appearance(_ style: Style, depth: ColorDepth) -> Appearance {
    let table = looks[depth.rawValue]
    let page = table[.text]
    let own = table[style.role]
    var result = Appearance(
      foreground: own?.foreground ?? page?.foreground, background: own?.background ?? page?.background,
      emphasis: (own?.emphasis ?? []).union(style.emphasis))
    let standsOut = style.role != .text && (own?.background != nil || own?.emphasis.contains(.reverse) == true)
    if let role = style.background, let under = table[role], !standsOut {
      if under.emphasis.contains(.reverse) {
        result.foreground = under.foreground ?? page?.foreground
        result.emphasis.remove(.dim)
      } else if let color = adjusted[depth]?[Pair(role: style.role, background: role)] {
        result.foreground = color
      }
      result.background = under.background ?? result.background
      result.emphasis.formUnion(under.emphasis)
    }
    return result
  }

  /// The colour behind everything; nil for the terminal's own.
  public func page(depth: ColorDepth) -> Color? { looks[depth.rawValue][.text]?.background }

  private mutating func adjust() {
    let table = looks[ColorDepth.rgb.rawValue]
    guard let page = table[.text], let ink = table[.title]?.foreground ?? page.foreground else { return }
    for under in [Role.bar, .selection] {
      guard let background = table[under]?.background else { continue }
      for role in Role.allCases {
        guard let color = table[role]?.foreground ?? page.foreground else { continue }
        let better = Contrast.readable(color, on: background, towards: ink, ratio: Contrast.needed(by: role))
        guard better != color else { continue }
        adjusted[.rgb, default: [:]][Pair(role: role, background: under)] = better
        adjusted[.ansi256, default: [:]][Pair(role: role, background: under)] = Palette.nearest(better)
      }
    }
  }
}
