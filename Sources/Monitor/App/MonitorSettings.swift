import Canvas
import Themes

/// What is decided before the screen opens.
public struct MonitorSettings: Sendable {
  /// What the keys do: the shipped ones with the user's changes.
  public var keymap: Keymap
  /// The characters that lines, boxes and marks are drawn with.
  public var glyphs: Glyphs
  /// The name of the theme in use.
  public var theme: String
  /// All themes that can be chosen: the bundled ones and the user's own.
  public var themes: [Theme]
  /// Colours of exported pictures.
  public var depth: ColorDepth
  /// Minutes that local time is ahead of UTC.
  public var utcOffsetMinutes: Int
  /// A role whose colour marks this profile in the header; nil for none.
  public var accent: Role?
  /// The word that begins an equivalent CLI command: `aws`, or with `--endpoint-url …`.
  public var cli: String
  /// The same for commands of ECS, where they go to another endpoint; nil where they do not.
  public var ecsCLI: String?
  /// Who writes are done as: `role Deployer`; nil where it is not known.
  public var caller: String?
  /// How the end of a long wait is told.
  public var notices: Notices

  /// The defaults are those of a screen with no configuration: shipped keys, the terminal's own colours, UTC.
  public init(
    keymap: Keymap = .standard, glyphs: Glyphs = .unicode, theme: String = "terminal", themes: [Theme] = Theme.bundled,
    depth: ColorDepth = .rgb, utcOffsetMinutes: Int = 0, accent: Role? = nil, cli: String = "aws", ecsCLI: String? = nil,
    caller: String? = nil, notices: Notices = .on
  ) {
    self.keymap = keymap
    self.glyphs = glyphs
    self.theme = theme
    self.themes = themes
    self.depth = depth
    self.utcOffsetMinutes = utcOffsetMinutes
    self.accent = accent
    self.cli = cli
    self.ecsCLI = ecsCLI
    self.caller = caller
    self.notices = notices
  }

  /// The theme of that name.
  public var themeInUse: Theme { themes.first { $0.name == theme } ?? Theme.standard }
}
