import DataFlow
import History
import JSON
import StatesLanguage

/// What JSONata states do where they differ: no paths, Output and Assign of one moment, and an event for an expression that fails.
extension ExecutionEngine {
  /// Leaves a state; a Task, Parallel or Map has a result, and every other goes on with its input.
  mutating func leave(_ cursor: inout EngineCursor, _ jsonata: JSONataFields, result: JSONValue?, _ step: inout EngineStep) {
    do throws(DataFlowError) {
      let (values, output) = try evaluate(cursor, input: cursor.input.value) { context throws(DataFlowError) in
        try jsonata.leave(&context, result: result)
      }
      let passesThrough = result == nil && jsonata.output == nil
      let assigned = try measured(values, of: cursor)
      let payload = passesThrough ? cursor.input : try checked(output)
      exit(&cursor, payload, assigned, next: cursor.state.successor, passesOn: passesThrough, &step)
    } catch {
      breakOff(&cursor, error, &step)
    }
  }

  /// What a Choice does.
  mutating func choose(_ cursor: inout EngineCursor, _ jsonata: JSONataFields, _ step: inout EngineStep) throws(DataFlowError) {
    guard case .choice(let choice) = cursor.state.state.kind else { return }
    let chosen = try evaluate(cursor, input: cursor.input.value) { context throws(DataFlowError) in
      try jsonata.choose(&context, of: choice)
    }
    guard let chosen else { return noChoice(&cursor, &step) }
    let assigned = try measured(chosen.assigned, of: cursor)
    let payload = try chosen.output.map { output throws(DataFlowError) in try checked(output) } ?? cursor.input
    exit(&cursor, payload, assigned, next: cursor.group.successor(chosen.next), passesOn: chosen.output == nil, &step)
  }

  /// The output and the assigned variables of a catcher.
  mutating func caught(
    _ cursor: EngineCursor, _ jsonata: JSONataFields, _ error: JSONValue, catcher: Int
  ) throws(DataFlowError) -> (assigned: [Assigned], output: Payload) {
    let (assigned, output) = try evaluate(cursor, input: cursor.input.value) { context throws(DataFlowError) in
      try jsonata.caught(&context, error: error, catcher: catcher)
    }
    return (try measured(assigned, of: cursor), try checked(output))
  }

  private func checked(_ output: JSONValue) throws(DataFlowError) -> Payload {
    guard !output.isNested() else {
      throw DataFlowError("States.Runtime", "The output is nested deeper than \(JSONLimits.document.maximumDepth) levels.")
    }
    return Payload(output)
  }

  /// Records that an expression failed. As recorded, at a state's entry the event names what came before the state; in a Wait, and once something has
  /// happened in the state, what happened last.
  mutating func recordEvaluationFailed(
    _ cursor: inout EngineCursor, _ error: DataFlowError, cause: String, after last: Int? = nil, _ step: inout EngineStep
  ) {
    guard error.name == DataFlowError.queryEvaluation else { return }
    let isAtEntry = cursor.last == cursor.visit.enteredEvent && cursor.state.type != .wait
    let details = EventDetails.evaluationFailed(
      state: cursor.state.state.name, location: error.location, error: error.name, cause: cause)
    cursor.last = emit(.evaluationFailed, after: last ?? (isAtEntry ? cursor.visit.before : cursor.last), details, &step)
    // The state's own failure is recorded as that of its branches is.
    cursor.visit.children.hasFailed = [.map, .parallel].contains(cursor.state.type)
  }
}

/// What an expression sees where a cursor stands.
public struct ExpressionContext: Sendable {
  /// `input` is the state's raw input.
  public var context: EvaluationContext
  /// `$states.result`, once there is one.
  public var result: JSONValue?
  /// `$states.errorOutput`, while a failure is in hand.
  public var errorOutput: JSONValue?
}

extension ExecutionEngine {
  /// What an expression sees where a cursor stands; nil when there is no such cursor.
  public func expressionContext(of key: CursorKey) -> ExpressionContext? {
    guard let cursor = cursors[key] else { return nil }
    var seen = ExpressionContext(context: environment(of: cursor, input: cursor.input.value))
    switch cursor.phase {
    case .finished(let result): seen.result = result
    case .failed(let failure):
      seen.errorOutput = [
        "Error": failure.error.map { .string($0) } ?? .null, "Cause": failure.cause.map { .string($0) } ?? .null,
      ]
    default: break
    }
    return seen
  }
}
