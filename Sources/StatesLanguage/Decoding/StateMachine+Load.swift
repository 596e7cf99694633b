import JSON

extension StateMachine {
  /// Reads a definition: JSON when its first character is `{` or `[`, YAML otherwise.
  /// - Parameters:
  ///   - bytes: the file's content; anything may stand in it, and nothing in it stops the program.
  ///   - file: the name for messages; `-` is standard input.
  ///   - substitutions: values for `${NAME}`, put into the text before it is read; places stay those of the original text. What has no
  ///     value stays, and is opaque to the checks.
  ///   - limits: what a definition may cost.
  /// - Returns: the machine, nil when the definition has errors, and every diagnostic in order of place.
  public static func load(
    bytes: [UInt8], file: String, substitutions: [String: String] = [:], limits: JSONLimits = .definition
  ) -> LoadedDefinition {
    let document: DefinitionDocument
    do {
      document = try DefinitionDocument(bytes: bytes, substitutions: substitutions, limits: limits)
    } catch {
      return LoadedDefinition(machine: nil, diagnostics: [error.diagnostic])
    }
    var diagnostics = DefinitionChecker.diagnostics(of: document.root, text: document.text)
    var machine: StateMachine?
    if !diagnostics.contains(where: { $0.severity == .error }) {
      var decoder = DefinitionDecoder(file: file, source: document.text)
      do {
        machine = try decoder.machine(document.root)
      } catch {
        diagnostics.append(error.diagnostic)
      }
    }
    return LoadedDefinition(machine: machine, diagnostics: diagnostics)
  }
}
