import ArgumentParser
import Canvas
import Themes

struct ThemesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "themes", abstract: "The themes that come with Stepscope, and what a theme's roles look like.",
    subcommands: [List.self, Show.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The names of the bundled themes.")

    func run() throws { Output.standard.write(Theme.bundledNames.map { $0 + "\n" }.joined()) }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Each role of a theme and its look, tab-separated.")

    @Argument(help: "A theme's name or file.") var name: String

    func run() throws {
      let theme = try ThemeChoice.load(name)
      for warning in theme.warnings { Output.error("warning: \(warning)") }
      for role in Role.allCases {
        let look = theme.appearance(Style(role), depth: .rgb)
        Output.standard.write("\(role.rawValue)\t\(look.words)\n")
      }
    }
  }
}

/// A theme by its name or its file.
enum ThemeChoice {
  static func load(_ name: String) throws(CommandStop) -> Theme {
    do throws(ThemeError) {
      if Theme.bundledNames.contains(name) { return try Theme.named(name) }
      guard name.contains("/") || name.contains(".") else { return try Theme.named(name) }
      let bytes: [UInt8]
      do throws(CommandStop) {
        bytes = try InputFile.read(name, limit: 1 << 20)
      } catch {
        throw ThemeError.unreadable(file: name, reason: "it cannot be read")
      }
      return try Theme.load(yaml: String(decoding: bytes, as: UTF8.self), name: name)
    } catch {
      throw CommandStop(.usage, "error: \(error.description)")
    }
  }
}

extension Appearance {
  /// `fg #6cb6ff bg #1c2129 bold`.
  var words: String {
    var parts: [String] = []
    if let foreground { parts.append("fg \(foreground)") }
    if let background { parts.append("bg \(background)") }
    for (flag, word) in [(Emphasis.bold, "bold"), (.dim, "dim"), (.underline, "underline"), (.reverse, "reverse"), (.italic, "italic")]
    where emphasis.contains(flag) { parts.append(word) }
    return parts.isEmpty ? "the terminal's own" : parts.joined(separator: " ")
  }
}
