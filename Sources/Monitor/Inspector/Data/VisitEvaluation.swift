import Canvas
import DataFlow
import ExecutionSource
import History
import JSON
import StatesLanguage
import Time

/// What the expressions of a visit read, put together from its events: input, context object, variables.
struct VisitEvaluation: Sendable {
  let input: JSONValue
  let flow: StateDataFlow
  /// The variables in scope as the state was entered.
  let variables: [String: JSONValue]
  private let object: ContextObject

  /// Nil without a definition in JSONPath, where the history does not hold the visit's input, and while older events are missing: the
  /// execution's input and its variables stand in them.
  init?(_ context: TabContext) {
    guard context.missing == 0, let state = context.state, state.queryLanguage == .jsonPath, let flow = try? StateDataFlow(state),
      let visit = context.visit,
      let input = visit.input.flatMap({ try? JSONValue(parsing: $0, limits: .document) })
    else { return nil }
    self.input = input
    self.flow = flow
    variables = VisitEvaluation.variables(context, before: visit)
    object = VisitEvaluation.object(context, visit)
  }

  /// A context in which `$` stands for `value`. Seeded alike each time, so that a value of chance does not change while it is looked at.
  func context(_ value: JSONValue) -> EvaluationContext {
    EvaluationContext(input: value, context: object, variables: variables, random: SplitMix64(seed: 1))
  }

  /// What was assigned on the way here: by visits that were left before this one was entered, in this scope or one around it.
  static func variables(_ context: TabContext, before visit: Visit) -> [String: JSONValue] {
    var variables: [String: JSONValue] = [:]
    for earlier in context.index.visits where !earlier.assignedVariables.isEmpty {
      guard let left = earlier.exitedEvent, left < visit.enteredEvent, !earlier.isSuperseded, visit.scope.starts(with: earlier.scope) else {
        continue
      }
      for variable in earlier.assignedVariables {
        variables[variable.name] = try? JSONValue(parsing: variable.value, limits: .document)
      }
    }
    return variables
  }

  private static func object(_ context: TabContext, _ visit: Visit) -> ContextObject {
    let who = context.snapshot.identity
    var input: JSONValue = .object([:])
    var role = ""
    if case .executionStarted(let text, let roleArn)? = context.snapshot.events.first?.details {
      input = text.flatMap { try? JSONValue(parsing: $0, limits: .document) } ?? input
      role = roleArn ?? ""
    }
    let started = context.index.startedAt ?? context.snapshot.startedAt ?? visit.enteredAt
    var token = context.index.pendingTokens(in: context.snapshot.events).first { $0.visit == visit.index }?.token
    if token == nil, case .task(let task)? = context.state?.kind, task.target.pattern.hasToken {
      // There is one, which only the request holds, or held.
      token = Mask.masked
    }
    return ContextObject(
      execution: .init(id: who.executionArn, input: input, name: who.executionName, roleArn: role, startTime: started.iso8601),
      stateMachineID: who.stateMachineArn, stateMachineName: who.machineName,
      state: .init(name: visit.state, enteredTime: visit.enteredAt.iso8601, retryCount: max(0, visit.attempts.count - 1)), taskToken: token)
  }
}
