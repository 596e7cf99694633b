import DataFlow
import History
import JSON
import StatesLanguage
import Time

/// Moving a cursor from stop to stop.
extension ExecutionEngine {
  mutating func advance(_ cursor: EngineCursor, _ step: inout EngineStep) throws(EngineRefusal) {
    var cursor = cursor
    switch cursor.phase {
    case .before: enter(&cursor, &step)
    case .entered: work(&cursor, &step)
    case .again:
      if case .task = cursor.state.state.kind { prepare(&cursor, &step) } else { work(&cursor, &step) }
    case .ready: send(&cursor, &step)
    case .elapsed:
      if let jsonata = cursor.state.jsonata { return leave(&cursor, jsonata, result: nil, &step) }
      let input = cursor.visit.effectiveInput ?? cursor.input.value
      leave(&cursor, input, assigning: input, &step)
    case .finished(let result): complete(&cursor, result: result, &step)
    case .failed(let failure): recover(&cursor, failure, &step)
    case .scheduled, .sent, .waiting, .backOff, .children, .mapRun:
      throw EngineRefusal(message: "'\(cursor.state.state.name)' waits; it cannot be moved")
    }
  }

  /// Records that the state is entered.
  private mutating func enter(_ cursor: inout EngineCursor, _ step: inout EngineStep) {
    let state = cursor.state
    cursor.visit = EngineCursor.Visit()
    cursor.visit.before = cursor.last
    cursor.visit.enteredAt = step.now
    cursor.visit.retries = Array(repeating: 0, count: state.state.retriers.count)
    let id = emit(state.enteredType, after: cursor.last, .stateEntered(name: state.state.name, input: cursor.input.text), &step)
    cursor.visit.enteredEvent = id
    cursor.last = id
    cursor.phase = .entered
    keep(cursor, &step)
  }

  /// What a state does once entered.
  private mutating func work(_ cursor: inout EngineCursor, _ step: inout EngineStep) {
    do throws(DataFlowError) {
      let input = try effectiveInput(&cursor)
      if let jsonata = cursor.state.jsonata {
        switch cursor.state.state.kind {
        case .pass, .succeed: return leave(&cursor, jsonata, result: nil, &step)
        case .choice: return try choose(&cursor, jsonata, &step)
        case .task, .wait, .fail, .parallel, .map: break
        }
      }
      switch cursor.state.state.kind {
      case .task: prepare(&cursor, &step)
      case .pass:
        let state = cursor.state
        let result = try evaluate(cursor, input: input) { context throws(DataFlowError) in try state.passResult(&context) }
        leave(&cursor, try state.place(result, into: cursor.input.value), assigning: result, &step)
      case .choice: try choose(&cursor, input, &step)
      case .wait: try wait(&cursor, input, &step)
      case .succeed: leave(&cursor, input, assigning: input, &step)
      case .fail: try fail(&cursor, &step)
      case .parallel, .map: try fork(&cursor, input, &step)
      }
    } catch {
      breakOff(&cursor, error, &step)
    }
  }

  /// The input after InputPath, evaluated once a visit.
  mutating func effectiveInput(_ cursor: inout EngineCursor) throws(DataFlowError) -> JSONValue {
    if let known = cursor.visit.effectiveInput { return known }
    let state = cursor.state
    let input = try evaluate(cursor, input: cursor.input.value) { context throws(DataFlowError) in try state.effectiveInput(&context) }
    cursor.visit.effectiveInput = input
    return input
  }

  private mutating func choose(_ cursor: inout EngineCursor, _ input: JSONValue, _ step: inout EngineStep) throws(DataFlowError) {
    let state = cursor.state
    let chosen = try evaluate(cursor, input: input) { context throws(DataFlowError) in try state.choose(&context) }
    guard let chosen else { return noChoice(&cursor, &step) }
    for (_, value) in chosen.assigned { try Payload.check(value, "An assigned variable") }
    let output = try evaluate(cursor, input: input) { context throws(DataFlowError) in try state.output(&context) }
    exit(&cursor, state.passesThrough ? cursor.input : Payload(output), chosen.assigned, next: chosen.next, &step)
  }

  /// No rule holds and there is no Default.
  mutating func noChoice(_ cursor: inout EngineCursor, _ step: inout EngineStep) {
    let failure = StateFailure(
      error: "States.NoChoiceMatched", cause: cause(cursor, "No choice rule matched and there is no Default."), isFatal: true)
    give(up: &cursor, failure, &step)
  }

  private mutating func wait(_ cursor: inout EngineCursor, _ input: JSONValue, _ step: inout EngineStep) throws(DataFlowError) {
    let state = cursor.state
    let due = try evaluate(cursor, input: input) { context throws(DataFlowError) in try state.waitUntil(context, entered: step.now) }
    cursor.phase = .waiting
    setTimer(.wait, cursor: cursor.key, at: max(due, step.now))
    keep(cursor, &step, ready: false)
  }

  private mutating func fail(_ cursor: inout EngineCursor, _ step: inout EngineStep) throws(DataFlowError) {
    let state = cursor.state
    let input = cursor.visit.effectiveInput ?? cursor.input.value
    let (error, cause) = try evaluate(cursor, input: input) { context throws(DataFlowError) in try state.failure(&context) }
    give(up: &cursor, StateFailure(error: error, cause: cause), &step)
  }

  /// A result in hand goes through ResultSelector, ResultPath and OutputPath, and the state is left.
  private mutating func complete(_ cursor: inout EngineCursor, result: JSONValue, _ step: inout EngineStep) {
    if let jsonata = cursor.state.jsonata { return leave(&cursor, jsonata, result: result, &step) }
    do throws(DataFlowError) {
      let state = cursor.state
      let selected = try evaluate(cursor, input: result) { context throws(DataFlowError) in try state.selectResult(&context) }
      leave(&cursor, try state.place(selected, into: cursor.input.value), assigning: result, &step)
    } catch {
      breakOff(&cursor, error, &step)
    }
  }

  /// Leaves a state whose OutputPath still has to be applied to `value`; `$` of its Assign is `source`.
  private mutating func leave(_ cursor: inout EngineCursor, _ value: JSONValue, assigning source: JSONValue, _ step: inout EngineStep) {
    do throws(DataFlowError) {
      let state = cursor.state
      let assigned = try evaluate(cursor, input: source) { context throws(DataFlowError) in try state.assignments(&context) }
      for (_, value) in assigned { try Payload.check(value, "An assigned variable") }
      let output = try evaluate(cursor, input: value) { context throws(DataFlowError) in try state.output(&context) }
      // A loop can nest a value ever deeper; writing and freeing it recurse.
      guard !output.isNested() else {
        throw DataFlowError("States.Runtime", "The output is nested deeper than \(JSONLimits.document.maximumDepth) levels.")
      }
      let payload = cursor.state.passesThrough ? cursor.input : Payload(output)
      switch cursor.state.state.transition {
      case .next(let name): exit(&cursor, payload, assigned, next: name.value, &step)
      case .end, .none: exit(&cursor, payload, assigned, next: nil, &step)
      }
    } catch {
      breakOff(&cursor, error, &step)
    }
  }

  /// Records that the state is left and goes on to `next`, or ends the scope.
  mutating func exit(
    _ cursor: inout EngineCursor, _ output: Payload, _ assigned: [(String, JSONValue)], next: String?, _ step: inout EngineStep
  ) {
    cancelTimers(of: cursor.key)
    if output.isTooLarge {
      let name = cursor.state.state.name
      let cause = "The state/task '\(name)' returned a result with a size exceeding the maximum number of bytes service limit."
      return give(up: &cursor, StateFailure(error: "States.DataLimitExceeded", cause: cause, isFatal: true), &step)
    }
    for (name, value) in assigned { cursor.variables[name] = value }
    if let type = cursor.state.exitedType {
      let variables = assigned.map { AssignedVariable(name: $0.0, value: $0.1.compact) }
      let previous = cursor.last
      cursor.last = emit(
        type, after: previous, .stateExited(name: cursor.state.state.name, output: output.text, assignedVariables: variables), &step)
    }
    cursor.input = output
    guard let next, let state = cursor.group.state(next) else { return finish(cursor, &step) }
    cursor.state = state
    cursor.statesLeft += 1
    cursor.phase = .before
    cursor.visit = EngineCursor.Visit()
    keep(cursor, &step)
  }

  /// The end of a scope: of the execution, a branch or an iteration.
  private mutating func finish(_ cursor: EngineCursor, _ step: inout EngineStep) {
    guard let parent = cursor.parent else {
      return end(.executionSucceeded, after: cursor.last, .succeeded(output: cursor.input.text), reason: "the execution succeeded", &step)
    }
    cursors[cursor.key] = nil
    childFinished(cursor, of: parent, &step)
  }

  /// A field of the definition could not be evaluated. Children that were begun before that go; Retry and Catch look at the next advance, as after any failure.
  mutating func breakOff(_ cursor: inout EngineCursor, _ error: DataFlowError, _ step: inout EngineStep) {
    let failure = StateFailure(error: error.name, cause: error.cause(state: cursor.state.state.name, enteredAt: cursor.visit.enteredEvent))
    cancelTimers(of: cursor.key)
    recordEvaluationFailed(&cursor, error, cause: failure.cause ?? "", &step)
    if !cursor.visit.children.running.isEmpty { abort(&cursor, because: nil, at: cursor.last, &step) }
    cursor.phase = .failed(failure)
    keep(cursor, &step)
  }

  /// AWS's sentence around what went wrong in a state.
  func cause(_ cursor: EngineCursor, _ reason: String) -> String {
    "An error occurred while executing the state '\(cursor.state.state.name)' (entered at the event id #\(cursor.visit.enteredEvent)). \(reason)"
  }
}
