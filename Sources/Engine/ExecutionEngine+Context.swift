import DataFlow
import JSON
import StatesLanguage
import Time

/// What expressions see.
extension ExecutionEngine {
  /// Evaluates something for a cursor: `input` is what `$` stands for. Chance drawn on the way is drawn from the engine's.
  mutating func evaluate<Value>(
    _ cursor: EngineCursor, input: JSONValue, item: (index: Int, value: JSONValue)? = nil,
    _ body: (inout EvaluationContext) throws(DataFlowError) -> Value
  ) throws(DataFlowError) -> Value {
    var context = environment(of: cursor, input: input, item: item)
    let value = try body(&context)
    random.expressions = context.random
    return value
  }

  /// What expressions see at a cursor, as a value of its own.
  func environment(of cursor: EngineCursor, input: JSONValue, item: (index: Int, value: JSONValue)? = nil) -> EvaluationContext {
    EvaluationContext(
      input: input, context: contextObject(cursor, item: item), variables: variables(of: cursor), random: random.expressions, now: now)
  }

  private func contextObject(_ cursor: EngineCursor, item: (index: Int, value: JSONValue)?) -> ContextObject {
    var object = runContext
    let retries = cursor.state.countsRetries ? cursor.visit.retryCount : nil
    object.state = ContextObject.StateEntry(name: cursor.state.name, entered: cursor.visit.enteredAt, retryCount: retries)
    object.taskToken = cursor.visit.token
    if let item { object.mapItem = ContextObject.MapItem(index: item.index, value: item.value) }
    return object
  }

  /// What the context object says of the execution, as of now; made anew when it starts and when it is redriven.
  func makeRunContext() -> ContextObject {
    ContextObject(
      execution: ContextObject.Execution(
        id: identity.executionArn, input: input.value, name: identity.executionName, roleArn: identity.roleArn, startTime: startTime,
        redriveCount: redriveCount, redriveTime: redriveTime),
      stateMachineID: identity.stateMachineArn, stateMachineName: identity.machineName)
  }

  /// The variables a cursor reads: its own and those of the scopes around it.
  private func variables(of cursor: EngineCursor) -> [String: JSONValue] {
    guard machine.usesVariables else { return [:] }
    guard cursor.parent != nil else { return cursor.variables }
    var all = cursor.variables
    var at = cursor.parent.flatMap { cursors[$0] }
    while let outer = at {
      all.merge(outer.variables) { inner, _ in inner }
      at = outer.parent.flatMap { cursors[$0] }
    }
    return all
  }
}
