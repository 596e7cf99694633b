import ArgumentParser
import JSON
import StatesLanguage

/// `--substitute NAME=VALUE`, and the loading of a definition with its diagnostics.
struct SubstitutionOptions: ParsableArguments {
  @Option(name: .customLong("substitute"), help: ArgumentHelp("A value for ${NAME} in the definition.", valueName: "NAME=VALUE"))
  var substitutions: [String] = []

  func values() throws(CommandStop) -> [String: String] {
    var values: [String: String] = [:]
    for text in substitutions {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw CommandStop(.usage, "error: --substitute takes NAME=VALUE, not '\(text)'")
      }
      values[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
    return values
  }

  /// The machine of a file. Errors end the command with the diagnostics that `validate` prints; warnings are printed and do not.
  func load(_ file: String, quiet: Bool = false) throws(CommandStop) -> StateMachine {
    let loaded = StateMachine.load(bytes: try InputFile.read(file), file: file, substitutions: try values())
    let lines = loaded.diagnostics.filter { $0.severity == .error || (!quiet && $0.severity == .warning) }.map { $0.text(file: file) }
    guard let machine = loaded.machine else { throw CommandStop(.usage, lines.joined(separator: "\n")) }
    if !lines.isEmpty { Output.error(lines.joined(separator: "\n")) }
    return machine
  }
}
