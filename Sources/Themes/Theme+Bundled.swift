import Canvas

extension Theme {
  /// The themes the program carries, the default first.
  public static let bundled: [Theme] = bundledNames.compactMap { try? Theme.named($0) }

  /// Their names, in the order in which the theme picker shows them.
  public static let bundledNames = ["terminal", "dark", "light", "okabe-ito-dark", "okabe-ito-light", "monochrome"]

  /// The terminal's own colours.
  public static var standard: Theme { bundled.first ?? Theme(name: "plain", looks: ColorDepth.allCases.map { _ in [:] }, warnings: []) }

  /// A bundled theme. Reads only that one and what it inherits.
  public static func named(_ name: String) throws(ThemeError) -> Theme {
    guard let text = bundledText(name) else { throw .unknownTheme(name) }
    return try load(yaml: text, name: name)
  }

  /// A theme from a file's text; `name` (the file's path) is what messages call it, and the theme's name where the file has none.
  /// It inherits from a bundled theme, `terminal` where it does not say.
  public static func load(yaml text: String, name: String) throws(ThemeError) -> Theme {
    var file = try ThemeFile(yaml: text, name: name)
    let (shownName, warnings) = (file.name ?? name, file.warnings)
    var looks = file.looks
    var seen: Set<String> = []
    while let parent = file.inherits {
      guard !seen.contains(parent), let parentText = bundledText(parent) else { throw .unknownParent(parent, at: file.inheritsPlace) }
      seen.insert(parent)
      file = try ThemeFile(yaml: parentText, name: parent)
      for depth in ColorDepth.allCases { looks[depth.rawValue].merge(file.looks[depth.rawValue]) { mine, _ in mine } }
    }
    return Theme(name: shownName, looks: looks, warnings: warnings)
  }

  private static func bundledText(_ name: String) -> String? {
    let bytes: [UInt8]
    switch name {
    case "terminal": bytes = PackageResources.terminal_yaml
    case "dark": bytes = PackageResources.dark_yaml
    case "light": bytes = PackageResources.light_yaml
    case "okabe-ito-dark": bytes = PackageResources.okabe_ito_dark_yaml
    case "okabe-ito-light": bytes = PackageResources.okabe_ito_light_yaml
    case "monochrome": bytes = PackageResources.monochrome_yaml
    default: return nil
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
