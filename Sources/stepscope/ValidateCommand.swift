import ArgumentParser
import JSON
import StatesLanguage

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Says every problem of a definition with file:line:column, a code and a fix; exit 2 if any is an error.")

  enum Form: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Argument(help: "Definitions, JSON or YAML; - reads standard input.") var definitions: [String]
  @Option(help: "text (file:line:column: severity: sentence [code]) or json.") var output: Form = .text
  @Flag(help: "Also says what an Express workflow cannot do.") var express = false
  @OptionGroup var substitution: SubstitutionOptions

  func run() throws {
    var all: [(file: String, diagnostic: Diagnostic)] = []
    for file in definitions {
      let loaded = StateMachine.load(bytes: try InputFile.read(file), file: file, substitutions: try substitution.values())
      let more = express ? loaded.machine?.expressDiagnostics() ?? [] : []
      all += (loaded.diagnostics + more).map { (file, $0) }
    }
    switch output {
    case .text:
      for (file, diagnostic) in all {
        Output.standard.write(lines: diagnostic.text(file: file))
        if let fix = diagnostic.fix { Output.standard.write(lines: "  fix: \(fix)") }
      }
    case .json: Output.standard.write(JSONValue.array(all.map { $0.diagnostic.json(file: $0.file) }).compact + "\n")
    }
    if all.contains(where: { $0.diagnostic.severity == .error }) { throw CommandStop(.usage) }
  }
}

extension Diagnostic {
  /// One element of `validate --output json`.
  func json(file: String) -> JSONValue {
    [
      "file": .string(file), "line": .number(JSONNumber(range.start.line)), "column": .number(JSONNumber(range.start.column)),
      "pointer": .string(pointer), "code": .string(code), "severity": .string(severity.rawValue), "message": .string(message),
      "fix": fix.map { .string($0) } ?? .null,
    ]
  }
}
