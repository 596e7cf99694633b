import JSON

/// What loading a definition gave: the machine, nil when it has errors, and everything worth saying.
public struct LoadedDefinition: Sendable {
  /// Nil when a diagnostic is an error.
  public var machine: StateMachine?
  /// All that was found, errors and the rest.
  public var diagnostics: [Diagnostic]

  /// What was made, and what was found.
  public init(machine: StateMachine?, diagnostics: [Diagnostic]) {
    self.machine = machine
    self.diagnostics = diagnostics
  }
}
