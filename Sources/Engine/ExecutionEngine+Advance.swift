import DataFlow
import History
import JSON
import StatesLanguage
import Time

/// Moving a cursor from stop to stop.
extension ExecutionEngine {
  /// Moves a cursor, and what it leads to, until whoever drives must look: it waits, several can move, something is to be done in the world, a request is ready or a
  /// failure is in hand. The same as as many `advance` inputs, whose outputs are put together.
  /// - Parameters:
  ///   - limit: advances at most; at least one is made.
  ///   - output: what came of it is added here.
  /// - Returns: how many advances were made.
  public mutating func advance(
    _ key: CursorKey, upTo limit: Int, at now: Timestamp, into output: inout EngineOutput
  ) throws(EngineRefusal) -> Int {
    var cursor = try cursor(key)
    self.now = now
    var step = EngineStep(now: now, output: output)
    output = EngineOutput()
    defer { output = step.output }
    // Which of several failures comes next is for whoever drives to know.
    let hadFailed = cursor.hasFailed
    try advance(&cursor, &step)
    var count = 1
    while count < limit, step.output.textBytes < ExecutionEngine.textsAtOnce, !hadFailed, step.output.ready.count == 1,
      step.output.effects.isEmpty, status == .running
    {
      let next = step.output.ready[0]
      if next != cursor.key {
        guard let other = cursors.unique(next) else { break }
        cursor = other
      }
      guard cursor.movesAlone else { break }
      step.output.ready.removeAll(keepingCapacity: true)
      try advance(&cursor, &step)
      count += 1
    }
    return count
  }

  /// Bytes of texts that are put together at most before whoever drives looks.
  private static let textsAtOnce = 16 << 20

  mutating func advance(_ cursor: inout EngineCursor, _ step: inout EngineStep) throws(EngineRefusal) {
    switch cursor.phase {
    case .before: enter(&cursor, &step)
    case .entered: work(&cursor, &step)
    case .again: if cursor.state.type == .task { prepare(&cursor, &step) } else { work(&cursor, &step) }
    case .ready: send(&cursor, &step)
    case .elapsed:
      if let jsonata = cursor.state.jsonata { return leave(&cursor, jsonata, result: nil, &step) }
      let input = cursor.visit.effectiveInput ?? cursor.input.value
      leave(&cursor, input, assigning: input, &step)
    case .finished(let result): complete(&cursor, result: result, &step)
    case .failed(let failure): recover(&cursor, failure, &step)
    case .scheduled, .sent, .waiting, .backOff, .children, .mapRun:
      throw EngineRefusal(message: "'\(cursor.state.name)' waits; it cannot be moved")
    }
  }

  /// Records that the state is entered.
  private mutating func enter(_ cursor: inout EngineCursor, _ step: inout EngineStep) {
    let state = cursor.state
    cursor.visit.before = cursor.last
    cursor.visit.enteredAt = step.now
    if state.retrierCount > 0 { cursor.visit.retries = Array(repeating: 0, count: state.retrierCount) }
    let id = emit(state.enteredType, after: cursor.last, .stateEntered(name: state.name, input: cursor.input.text), &step)
    cursor.visit.enteredEvent = id
    cursor.last = id
    cursor.phase = .entered
    keep(cursor, &step)
  }

  /// What a state does once entered.
  private mutating func work(_ cursor: inout EngineCursor, _ step: inout EngineStep) {
    do throws(DataFlowError) {
      let state = cursor.state
      let input = try effectiveInput(&cursor)
      if let jsonata = state.jsonata {
        switch state.type {
        case .pass, .succeed: return leave(&cursor, jsonata, result: nil, &step)
        case .choice: return try choose(&cursor, jsonata, &step)
        case .task, .wait, .fail, .parallel, .map: break
        }
      }
      switch state.type {
      case .task: prepare(&cursor, &step)
      case .pass:
        if state.passesThrough { return leave(&cursor, input, assigning: input, &step) }
        let result = try passResult(cursor, input)
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

  /// A Pass state's literal, what its Parameters make, or its input.
  private mutating func passResult(_ cursor: EngineCursor, _ input: JSONValue) throws(DataFlowError) -> JSONValue {
    let state = cursor.state
    if let literal = state.passLiteral { return literal }
    if state.skipsParameters { return input }
    return try evaluate(cursor, input: input) { context throws(DataFlowError) in try state.passResult(&context) }
  }

  /// The input after InputPath, evaluated once a visit.
  mutating func effectiveInput(_ cursor: inout EngineCursor) throws(DataFlowError) -> JSONValue {
    let state = cursor.state
    if state.skipsInputPath { return cursor.input.value }
    if let known = cursor.visit.effectiveInput { return known }
    let input = try evaluate(cursor, input: cursor.input.value) { context throws(DataFlowError) in try state.effectiveInput(&context) }
    cursor.visit.effectiveInput = input
    return input
  }

  private mutating func choose(_ cursor: inout EngineCursor, _ input: JSONValue, _ step: inout EngineStep) throws(DataFlowError) {
    let state = cursor.state
    let chosen = try evaluate(cursor, input: input) { context throws(DataFlowError) in try state.choose(&context) }
    guard let chosen else { return noChoice(&cursor, &step) }
    let assigned = try measured(chosen.assigned, of: cursor)
    let payload = state.passesThrough ? cursor.input : Payload(try output(cursor, input))
    exit(&cursor, payload, assigned, next: chosen.next.successor, passesOn: state.passesThrough, &step)
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
    setTimer(.wait, cursor: cursor, at: max(due, step.now))
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
      var selected = result
      if !state.skipsResultSelector {
        selected = try evaluate(cursor, input: result) { context throws(DataFlowError) in try state.selectResult(&context) }
      }
      leave(&cursor, try state.place(selected, into: cursor.input.value), assigning: result, &step)
    } catch {
      breakOff(&cursor, error, &step)
    }
  }

  /// What OutputPath picks of a value.
  private mutating func output(_ cursor: EngineCursor, _ value: JSONValue) throws(DataFlowError) -> JSONValue {
    let state = cursor.state
    if state.skipsOutputPath { return value }
    return try evaluate(cursor, input: value) { context throws(DataFlowError) in try state.output(&context) }
  }

  /// Leaves a state whose OutputPath still has to be applied to `value`; `$` of its Assign is `source`.
  private mutating func leave(_ cursor: inout EngineCursor, _ value: JSONValue, assigning source: JSONValue, _ step: inout EngineStep) {
    do throws(DataFlowError) {
      let state = cursor.state
      var assigned: [Assigned] = []
      if state.hasAssign {
        let values = try evaluate(cursor, input: source) { context throws(DataFlowError) in try state.assignments(&context) }
        assigned = try measured(values, of: cursor)
      }
      // What goes on untouched was looked at when it came.
      if state.passesThrough { return exit(&cursor, cursor.input, assigned, next: state.successor, passesOn: true, &step) }
      let output = try output(cursor, value)
      // A loop can nest a value ever deeper; writing and freeing it recurse.
      guard !output.isNested() else {
        throw DataFlowError("States.Runtime", "The output is nested deeper than \(JSONLimits.document.maximumDepth) levels.")
      }
      exit(&cursor, Payload(output), assigned, next: state.successor, &step)
    } catch {
      breakOff(&cursor, error, &step)
    }
  }

  /// Records that the state is left and goes on to `next`, or ends the scope.
  /// - Parameter passesOn: whether the output is the state's input, whose text was measured when it was made.
  mutating func exit(
    _ cursor: inout EngineCursor, _ output: Payload, _ assigned: [Assigned], next: Successor, passesOn: Bool = false,
    _ step: inout EngineStep
  ) {
    cancelTimers(of: cursor)
    if output.isTooLarge {
      let cause = "The state/task '\(cursor.state.name)' returned a result with a size exceeding the maximum number of bytes service limit."
      return give(up: &cursor, StateFailure(error: "States.DataLimitExceeded", cause: cause, isFatal: true), &step)
    }
    if !assigned.isEmpty { assign(assigned, to: cursor) }
    if let type = cursor.state.exitedType {
      let variables = assigned.map { AssignedVariable(name: $0.name, value: $0.text) }
      cursor.last = emit(
        type, after: cursor.last, .stateExited(name: cursor.state.name, output: output.text, assignedVariables: variables), &step)
      step.output.textBytes += (passesOn ? 0 : EventDetails.weight(of: output.text)) + assigned.reduce(0) { $0 + $1.text.utf8.count }
    }
    cursor.input = output
    guard let state = cursor.group.state(next) else { return finish(cursor, &step) }
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
    drop(cursor)
    childFinished(cursor, of: parent, &step)
  }

  /// A field of the definition could not be evaluated. Children that were begun before that go; Retry and Catch look at the next advance, as after any failure.
  mutating func breakOff(_ cursor: inout EngineCursor, _ error: DataFlowError, _ step: inout EngineStep) {
    let failure = StateFailure(error: error.name, cause: error.cause(state: cursor.state.name, enteredAt: cursor.visit.enteredEvent))
    cancelTimers(of: cursor)
    recordEvaluationFailed(&cursor, error, cause: failure.cause ?? "", &step)
    if cursor.visit.children.running > 0 { abort(&cursor, because: nil, at: cursor.last, &step) }
    cursor.phase = .failed(failure)
    keep(cursor, &step)
  }

  /// AWS's sentence around what went wrong in a state.
  func cause(_ cursor: EngineCursor, _ reason: String) -> String {
    "An error occurred while executing the state '\(cursor.state.name)' (entered at the event id #\(cursor.visit.enteredEvent)). \(reason)"
  }
}

extension EngineCursor {
  /// Whether an attempt failed and neither Retry nor Catch has looked.
  var hasFailed: Bool { if case .failed = phase { true } else { false } }

  /// Whether an advance moves it and nobody has to be asked first: not before a failure is acted on, nor before a request is sent.
  var movesAlone: Bool {
    switch phase {
    case .before, .entered, .finished, .elapsed, .again: true
    case .ready, .failed, .scheduled, .sent, .waiting, .backOff, .children, .mapRun: false
    }
  }
}
