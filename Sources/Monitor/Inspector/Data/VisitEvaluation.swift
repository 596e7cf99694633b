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
  /// The result of the visit's work, once the history holds it.
  let result: JSONValue?
  /// What a Catch gets, once the visit has failed.
  let errorOutput: JSONValue?
  /// The variables in scope as the state was entered.
  let variables: [String: JSONValue]
  private let object: ContextObject

  /// Nil without a definition, where the history does not hold the visit's input, and while older events are missing: the
  /// execution's input and its variables stand in them.
  init?(_ context: TabContext) {
    guard context.missing == 0, let state = context.state, let flow = try? StateDataFlow(state),
      let visit = context.visit,
      let input = visit.input.flatMap({ try? JSONValue(parsing: $0, limits: .document) })
    else { return nil }
    self.input = input
    self.flow = flow
    result = VisitEvaluation.result(of: visit, context)
    errorOutput = VisitEvaluation.errorOutput(of: visit)
    variables = VisitEvaluation.variables(context, before: visit)
    object = VisitEvaluation.object(context, visit)
  }

  /// The same for a state that a cursor stands before; nil where none does.
  init?(before context: TabContext) {
    guard context.missing == 0, let cursor = context.cursor, cursor.stop == .before, let input = cursor.input,
      let flow = context.state.flatMap({ try? StateDataFlow($0) })
    else { return nil }
    self.input = input
    self.flow = flow
    result = nil
    errorOutput = nil
    variables = VisitEvaluation.variables(context, before: Int.max, in: cursor.scope)
    object = VisitEvaluation.object(context, nil)
  }

  /// A context in which `$` stands for `value`. Seeded alike each time, so that a value of chance does not change while it is looked at.
  func context(_ value: JSONValue) -> EvaluationContext {
    EvaluationContext(input: value, context: object, variables: variables, random: SplitMix64(seed: 1))
  }

  /// What JSONata sees once the visit is as far as it is.
  var scope: JSONataScope {
    var scope = JSONataScope(context(input), result: result, errorOutput: errorOutput)
    scope.limits.maximumSteps = VisitEvaluation.maximumSteps
    return scope
  }

  /// What an expression of the state sees; nil while it is not evaluated yet: Output waits for the result, a Catch for a failure, an item for its Map.
  func scope(for field: JSONataField) -> JSONataScope? {
    let uses = field.expression.uses.compactMap { use in if case .states(let member) = use.kind { member } else { nil } }
    if uses.contains("result"), result == nil { return nil }
    if uses.contains("errorOutput") || field.location.hasPrefix("Catch["), errorOutput == nil { return nil }
    var scope = scope
    // Each expression sees what exists where it stands.
    if field.location.hasPrefix("Catch[") { scope.result = nil } else { scope.errorOutput = nil }
    return scope
  }

  /// What the ItemSelector of a Map sees of one of its items; nil where there is no such item, and while an ItemReader supplies them.
  func scope(ofItem index: Int, of map: MapState) -> JSONataScope? {
    guard map.itemReader == nil else { return nil }
    var scope = scope
    (scope.result, scope.errorOutput) = (nil, nil)
    var value = input
    if let template = try? JSONataTemplate(optional: map.items, location: "Items") {
      guard let found = try? template.evaluate(&scope) else { return nil }
      value = found
    }
    guard let items = MapItems(value, takesObjects: map.isDistributed), items.items.indices.contains(index) else { return nil }
    return scope.selecting(MapItems.entry(index, items.items[index], isKeyed: items.areKeyed))
  }

  /// Steps of one evaluation on the screen: over before anybody waits for it.
  static let maximumSteps = 1_000_000

  /// The result that the history holds.
  static func result(of visit: Visit, _ context: TabContext) -> JSONValue? {
    if visit.kind == .parallel || visit.kind == .map { return ContainerResult.value(of: visit, in: context.index) }
    guard let attempt = visit.attempts.last, attempt.outcome == .succeeded, let ended = attempt.endedEvent,
      let event = context.snapshot.events.event(id: ended)
    else { return nil }
    switch event.details {
    case .taskOutput(_, let output), .succeeded(let output): return output.flatMap { try? JSONValue(parsing: $0, limits: .document) }
    default: return nil
    }
  }

  private static func errorOutput(of visit: Visit) -> JSONValue? {
    guard let failure = visit.attempts.last(where: { $0.outcome == .failed || $0.outcome == .timedOut }) else { return nil }
    return ["Error": failure.error.map { .string($0) } ?? .null, "Cause": failure.cause.map { .string($0) } ?? .null]
  }

  /// What was assigned on the way here: by visits that were left before this one was entered, in this scope or one around it.
  static func variables(_ context: TabContext, before visit: Visit) -> [String: JSONValue] {
    variables(context, before: visit.enteredEvent, in: visit.scope)
  }

  private static func variables(_ context: TabContext, before event: Int, in scope: Scope) -> [String: JSONValue] {
    var variables: [String: JSONValue] = [:]
    for earlier in context.index.visits where !earlier.assignedVariables.isEmpty {
      guard let left = earlier.exitedEvent, left < event, !earlier.isSuperseded, scope.starts(with: earlier.scope) else {
        continue
      }
      for variable in earlier.assignedVariables {
        variables[variable.name] = try? JSONValue(parsing: variable.value, limits: .document)
      }
    }
    return variables
  }

  private static func object(_ context: TabContext, _ visit: Visit?) -> ContextObject {
    let who = context.snapshot.identity
    var input: JSONValue = .object([:])
    var role = ""
    if case .executionStarted(let text, let roleArn)? = context.snapshot.events.first?.details {
      input = text.flatMap { try? JSONValue(parsing: $0, limits: .document) } ?? input
      role = roleArn ?? ""
    }
    let entered = visit?.enteredAt ?? context.now
    let started = context.index.startedAt ?? context.snapshot.startedAt ?? entered
    var token = context.index.pendingTokens(in: context.snapshot.events).first { $0.visit == visit?.index }?.token
    if token == nil, case .task(let task)? = context.state?.kind, task.target.pattern.hasToken {
      // There is one, which only the request holds, or held.
      token = Mask.masked
    }
    return ContextObject(
      execution: .init(id: who.executionArn, input: input, name: who.executionName, roleArn: role, startTime: started.iso8601),
      stateMachineID: who.stateMachineArn, stateMachineName: who.machineName,
      state: .init(
        name: context.stateName, enteredTime: entered.iso8601, retryCount: max(0, (visit?.attempts.count ?? 1) - 1)), taskToken: token)
  }
}
