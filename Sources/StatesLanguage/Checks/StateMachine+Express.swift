import JSON

extension StateMachine {
  /// What keeps the machine from running as an Express workflow: Express executions wait for nobody.
  /// They have neither activities nor `.sync`, nor `.waitForTaskToken`, nor distributed Maps.
  public func expressDiagnostics() -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    func refuse(_ state: State, _ what: String, at range: SourceRange, _ pointer: JSONPointer) {
      diagnostics.append(
        Diagnostic(
          .error, .notInExpress, "State '\(Words.short(state.name))' uses \(what), which an Express workflow does not have.", at: range,
          pointer: pointer.description))
    }
    for name in stateNames {
      guard let state = state(name) else { continue }
      switch state.kind {
      case .task(let task) where task.target.kind == .activity:
        refuse(state, "an activity", at: task.resource.range, task.resource.pointer)
      case .task(let task) where task.target.kind == .service && task.target.pattern != .requestResponse:
        refuse(state, "'\(task.target.pattern.rawValue)'", at: task.resource.range, task.resource.pointer)
      case .map(let map) where map.isDistributed:
        refuse(state, "a distributed Map", at: state.nameRange, state.pointer)
      default: break
      }
    }
    return diagnostics
  }
}
