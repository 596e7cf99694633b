import DataFlow
import History
import JSON
import StatesLanguage
import Time

/// Parallel branches and Map iterations.
extension ExecutionEngine {
  /// An inline Map runs at most this many iterations at once, whatever MaxConcurrency says.
  static let inlineConcurrency = 40

  mutating func fork(_ cursor: inout EngineCursor, _ input: JSONValue, _ step: inout EngineStep) throws(DataFlowError) {
    cursor.visit.children = EngineCursor.Children()
    if case .map = cursor.state.state.kind {
      try startMap(&cursor, input, &step)
    } else {
      try startParallel(&cursor, input, &step)
    }
  }

  private mutating func startParallel(_ cursor: inout EngineCursor, _ input: JSONValue, _ step: inout EngineStep) throws(DataFlowError) {
    let state = cursor.state
    let groups = state.groups
    var payload = cursor.input
    if !state.passesInputOn {
      payload = Payload(try evaluate(cursor, input: input) { context throws(DataFlowError) in try state.request(&context) })
      try Payload.check(payload.value, "The input of the branches")
      step.output.textBytes += payload.text.utf8.count
    }
    cursor.last = emit(.parallelStateStarted, after: cursor.last, &step)
    cursor.visit.children.results = Array(repeating: nil, count: groups.count)
    cursor.phase = .children
    for (at, group) in groups.enumerated() {
      addCursor(parent: cursor.key, slot: .branch(at), group: group, input: payload, last: cursor.last, &step)
      cursor.visit.children.running += 1
    }
    keep(cursor, &step, ready: false)
  }

  private mutating func startMap(_ cursor: inout EngineCursor, _ input: JSONValue, _ step: inout EngineStep) throws(DataFlowError) {
    if cursor.state.distributed != nil { return try startMapRun(&cursor, input, &step) }
    let state = cursor.state
    let (items, limit) = try evaluate(cursor, input: input) { context throws(DataFlowError) in
      let items = try state.items(context).items
      try state.checkTolerances(context)
      return (items, try state.maxConcurrency(context))
    }
    cursor.last = emit(.mapStateStarted, after: cursor.last, .mapStarted(length: items.count), &step)
    cursor.visit.children.items = items
    cursor.visit.children.results = Array(repeating: nil, count: items.count)
    cursor.visit.children.concurrency = limit == 0 ? ExecutionEngine.inlineConcurrency : min(limit, ExecutionEngine.inlineConcurrency)
    if items.isEmpty {
      emit(.mapStateSucceeded, after: cursor.last, &step)
      cursor.phase = .finished(.array([]))
      return keep(cursor, &step)
    }
    cursor.phase = .children
    let last = cursor.last
    while cursor.visit.children.running < cursor.visit.children.concurrency, cursor.visit.children.next < items.count {
      try startIteration(&cursor, after: last, &step)
    }
    keep(cursor, &step, ready: false)
  }

  /// `last` is MapStateStarted, or the last inner event of the iteration that made room.
  private mutating func startIteration(_ cursor: inout EngineCursor, after last: Int, _ step: inout EngineStep) throws(DataFlowError) {
    guard let group = cursor.state.groups.first else { return }
    let index = cursor.visit.children.next
    let item = cursor.visit.children.items[index]
    cursor.visit.children.next += 1
    let state = cursor.state
    var input = item
    if state.hasItemSelector {
      input = try evaluate(cursor, input: cursor.visit.effectiveInput ?? cursor.input.value, item: (index, item)) {
        context throws(DataFlowError) in try state.iterationInput(&context, item: item)
      }
    }
    try Payload.check(input, "The input of iteration \(index)")
    let started = emit(.mapIterationStarted, after: last, .mapIteration(name: cursor.state.state.name, index: index), &step)
    let payload = Payload(input)
    step.output.textBytes += payload.text.utf8.count
    addCursor(parent: cursor.key, slot: .iteration(index), group: group, input: payload, last: started, &step)
    cursor.visit.children.running += 1
  }

  /// A branch or iteration came to its end; its cursor is gone already.
  mutating func childFinished(_ child: EngineCursor, of parent: CursorKey, _ step: inout EngineStep) {
    guard var cursor = cursors.unique(parent) else { return }
    cursor.visit.children.running -= 1
    cursor.visit.children.done += 1
    let isLast = cursor.visit.children.done == cursor.visit.children.results.count
    switch child.slot {
    case .top: return keep(cursor, &step, ready: false)
    case .branch(let index):
      cursor.visit.children.results[index] = child.input.value
      guard isLast else { return keep(cursor, &step, ready: false) }
      emit(.parallelStateSucceeded, after: child.last, &step)
      cursor.last = child.last
    case .iteration(let index):
      cursor.visit.children.results[index] = child.input.value
      let succeeded = emit(
        .mapIterationSucceeded, after: child.last, .mapIteration(name: cursor.state.state.name, index: index), &step)
      guard isLast else {
        if cursor.visit.children.next < cursor.visit.children.items.count {
          do throws(DataFlowError) { try startIteration(&cursor, after: child.last, &step) } catch {
            return breakOff(&cursor, error, &step)
          }
        }
        return keep(cursor, &step, ready: false)
      }
      emit(.mapStateSucceeded, after: succeeded, &step)
      cursor.last = succeeded
    }
    cursor.phase = .finished(.array(cursor.visit.children.results.map { $0 ?? .null }))
    keep(cursor, &step)
  }

  /// A branch or iteration failed and nothing in it handled that: its siblings are aborted and the state fails with the child's own error.
  mutating func childFailed(_ child: EngineCursor, of parent: CursorKey, _ failure: StateFailure, _ step: inout EngineStep) {
    guard var cursor = cursors.unique(parent) else { return }
    abort(&cursor, because: child, at: child.last, &step)
    guard status == .running else { return }
    cursor.last = child.last
    cursor.phase = .failed(failure)
    cursor.visit.children.hasFailed = true
    keep(cursor, &step)
  }

  /// Records the end of every child that runs, in order, all caused by `event`, and takes them away.
  mutating func abort(_ cursor: inout EngineCursor, because failed: EngineCursor?, at event: Int, _ step: inout EngineStep) {
    let name = cursor.state.state.name
    let running = cursors.children(of: cursor.key)
    cursor.visit.children.fallen = running.flatMap(withDescendants)
    for child in running {
      if case .iteration(let index) = child.slot {
        let type: EventType = child.key == failed?.key ? .mapIterationFailed : .mapIterationAborted
        emit(type, after: event, .mapIteration(name: name, index: index), &step)
      }
      remove(child, at: event, hasFailed: child.key == failed?.key, &step)
    }
    cursor.visit.children.running = 0
  }

  /// A cursor and all that runs inside its state, outer before inner.
  private func withDescendants(_ cursor: EngineCursor) -> [EngineCursor] {
    [cursor] + cursors.children(of: cursor.key).flatMap(withDescendants)
  }

  /// Takes a cursor and everything below it away. An open Task (the one that failed too, as recorded), Wait, Map or Parallel is recorded as aborted.
  private mutating func remove(_ cursor: EngineCursor, at event: Int, hasFailed: Bool = false, _ step: inout EngineStep) {
    if case .before = cursor.phase {
    } else if cursor.visit.enteredEvent != 0 {
      switch cursor.state.state.kind {
      case .task: emit(.taskStateAborted, after: event, &step)
      case .wait: emit(.waitStateAborted, after: event, &step)
      case .map, .parallel:
        if hasFailed { break }
        if case .mapRun = cursor.phase {
          emit(.mapRunAborted, after: event, &step)
          step.output.effects.append(.stopMapRun(cursor.key))
        }
        for child in cursors.children(of: cursor.key) { remove(child, at: event, &step) }
        emit(cursor.state.state.type == .map ? .mapStateAborted : .parallelStateAborted, after: event, &step)
      default: break
      }
    }
    if let id = cursor.visit.task { step.output.effects.append(.stopTask(id, reason: "a sibling branch or iteration failed")) }
    forget(cursor)
    drop(cursor)
    step.output.ready.removeAll { $0 == cursor.key }
  }
}
