import JSON

/// Why a definition cannot be used: its errors and, beside them, every other diagnostic.
public struct InvalidDefinition: Error, Sendable {
  public var file: String
  public var diagnostics: [Diagnostic]

  public init(file: String, diagnostics: [Diagnostic]) {
    self.file = file
    self.diagnostics = diagnostics
  }
}

/// What loading a definition gave: the machine, nil when it has errors, and everything worth saying.
public struct LoadedDefinition: Sendable {
  public var machine: StateMachine?
  public var diagnostics: [Diagnostic]

  public init(machine: StateMachine?, diagnostics: [Diagnostic]) {
    self.machine = machine
    self.diagnostics = diagnostics
  }
}
