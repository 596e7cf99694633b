import DataFlow
import History
import JSON
import StatesLanguage
import Time

/// RedriveExecution: an execution that ended without success goes on where it failed.
extension ExecutionEngine {
  /// Events an execution may have and still be redriven.
  public static let maximumRedrivableEvents = 24_999

  /// Why the execution cannot be redriven, as DescribeExecution says it; nil when it can.
  public var redriveRefusal: String? {
    guard status.isFinal else { return "Execution is \(status.rawValue) and cannot be redriven" }
    guard status != .succeeded else { return "Execution is SUCCEEDED and cannot be redriven" }
    guard nextEvent <= ExecutionEngine.maximumRedrivableEvents else {
      return "Execution has reached the limit of \(ExecutionEngine.maximumRedrivableEvents) history events and cannot be redriven"
    }
    return fallen.isEmpty ? "Execution has nothing to go on from and cannot be redriven" : nil
  }

  /// Whether a redrive may still run a Map Run again: its state is there, or fell, in the visit that started the run.
  public func mayRedrive(_ mapRunArn: String, of key: CursorKey) -> Bool {
    func isOf(_ cursor: EngineCursor) -> Bool {
      cursor.key == key && cursor.visit.children.mapRunArn == mapRunArn || cursor.visit.children.fallen.contains(where: isOf)
    }
    return status != .succeeded && (cursors.all.contains(where: isOf) || fallen.all.contains(where: isOf))
  }

  mutating func redrive(_ step: inout EngineStep) throws(EngineRefusal) {
    if let reason = redriveRefusal { throw EngineRefusal(message: reason) }
    let fallen = fallen
    self.fallen = CursorTable()
    status = .running
    redriveCount += 1
    redriveTime = step.now.iso8601
    runContext = makeRunContext()
    let id = emit(.executionRedriven, after: nextEvent - 1, .executionRedriven(redriveCount: redriveCount), force: true, &step)
    setTimer(.executionTimeout, cursor: nil, after: .seconds(min(machine.timeoutSeconds, maximumSeconds)), &step)
    for cursor in fallen.all where cursor.parent.map({ fallen[$0] == nil }) ?? true {
      revive(cursor, among: fallen, after: id, &step)
    }
    variableBytes = cursors.all.reduce(0) { $0 + $1.variableBytes }
  }

  /// Puts a cursor back to where its state's work begins anew; of a Parallel or Map only what had not succeeded.
  private mutating func revive(_ fallenCursor: EngineCursor, among fallen: CursorTable, after event: Int, _ step: inout EngineStep) {
    // Copies of the engine hold the fallen one too.
    let cursor = fallenCursor.copied()
    if status == .running { cursors.insert(cursor) }
    let children = cursor.visit.children
    cursor.last = event
    cursor.visit.retries = Array(repeating: 0, count: cursor.state.state.retriers.count)
    cursor.visit.retryCount = 0
    cursor.visit.request = nil
    cursor.visit.task = nil
    cursor.visit.token = nil
    cursor.visit.children.hasFailed = false
    cursor.visit.children.fallen = []
    if cursor.state.distributed != nil, !children.mapRunArn.isEmpty {
      cursor.last = emit(
        .mapRunRedriven, after: event, .mapRunRedriven(mapRunArn: children.mapRunArn, redriveCount: redriveCount), &step)
      cursor.phase = .mapRun
      keep(cursor, &step, ready: false)
      step.output.effects.append(.redriveMapRun(cursor.key))
      return
    }
    // What was aborted with a failed sibling lies in its parent's visit; what was stopped at once with it, beside it.
    var inner = fallen
    for child in children.fallen { inner.insert(child) }
    let direct = inner.children(of: cursor.key)
    guard !direct.isEmpty else {
      if case .before = cursor.phase {} else { cursor.phase = .entered }
      return keep(cursor, &step)
    }
    cursor.phase = .children
    cursor.visit.children.running = direct.count
    keep(cursor, &step, ready: false)
    for child in direct { revive(child, among: inner, after: event, &step) }
  }
}
