/// Why a theme cannot be had. Its text is one sentence that tells what to do.
public struct ThemeError: Error, Sendable, Equatable, CustomStringConvertible {
  private enum Code: Sendable, Equatable {
    case unknownTheme, unknownParent, badFile
  }

  private let code: Code
  /// The sentence.
  public let description: String

  private init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }

  static func unknownTheme(_ name: String) -> ThemeError {
    ThemeError(.unknownTheme, "There is no theme \"\(name)\"; give a file's path or one of \(Theme.bundledNames.joined(separator: ", ")).")
  }

  /// For whoever reads theme files: `reason` is the system's.
  public static func unreadable(file: String, reason: String) -> ThemeError {
    ThemeError(
      .badFile,
      "The theme file \(file) cannot be read (\(reason)); give another path or one of \(Theme.bundledNames.joined(separator: ", ")).")
  }

  static func unknownParent(_ parent: String, at place: String) -> ThemeError {
    ThemeError(
      .unknownParent, "\(place): \"\(parent)\" cannot be inherited from; use \(Theme.bundledNames.joined(separator: ", ")) or none.")
  }

  static func tooLarge(_ name: String) -> ThemeError {
    ThemeError(.badFile, "\(name): a theme file has at most \(ThemeFile.largest) bytes; is this another file?")
  }

  static func notYAML(_ name: String, _ line: Int?, _ reason: String) -> ThemeError {
    ThemeError(.badFile, "\(name)\(line.map { ":\($0)" } ?? ""): this is not valid YAML (\(reason)); see a bundled theme for the form.")
  }

  static func notAMapping(_ place: String, _ what: String) -> ThemeError {
    ThemeError(.badFile, "\(place): \(what) must be a mapping; see a bundled theme for the form.")
  }

  static func badLook(_ place: String, role: String, _ text: String) -> ThemeError {
    ThemeError(
      .badFile,
      "\(place): \"\(text)\" is no look for \(role); write COLOUR on COLOUR ATTRIBUTES, for example \"f0f3f6 on 15181e bold\" or \"bright-black\"."
    )
  }
}
