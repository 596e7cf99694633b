import Engine
import ExecutionSource
import JSON
import StatesLanguage
import Time

extension StepController {
  /// Does what somebody asked for; gives the audit line where one is due.
  mutating func perform(_ action: SourceAction) throws(SourceRefusal) -> String? {
    switch action {
    case .step: try step()
    case .stepOver: try stepOver()
    case .stepOut: try stepOut()
    case .stepBack: try stepBack()
    case .resume: resume()
    case .pause: pauseNow()
    case .selectCursor(let id):
      guard core.view(of: CursorKey(id.rawValue)) != nil else { throw SourceRefusal("That cursor is gone.") }
      selected = CursorKey(id.rawValue)
    case .setBreakpoints(let all): try set(all)
    case .edit(let id, let json): return try edit(id, json)
    case .succeedByHand(let id, let json):
      let value = try parse(json, "The result")
      return try byHand(id, .succeeded(output: value), "gave a result by hand")
    case .failByHand(let id, let error, let cause):
      return try byHand(id, .failed(error: error, cause: cause), "failed by hand (\(error))")
    case .skipWait(let id): return try skipWait(id)
    case .sendTaskSuccess(let token, let output):
      return try answer(token, .success(try parse(output, "The output")), "approved")
    case .sendTaskFailure(let token, let error, let cause):
      return try answer(token, .failure(error: error.isEmpty ? nil : error, cause: cause.isEmpty ? nil : cause), "failed")
    case .sendTaskHeartbeat(let token): return try answer(token, .heartbeat, "sent a heartbeat for")
    case .stop(let error, let cause):
      guard !core.engine.status.isFinal else { throw SourceRefusal("The execution is over already.") }
      try feed(.stop(error: error.isEmpty ? nil : error, cause: cause.isEmpty ? nil : cause))
      return "stopped the execution"
    case .pollNow: throw SourceRefusal("A local run is not polled.")
    case .attend: return nil
    case .redrive, .startNew, .stopTask, .learnDurations: throw SourceRefusal("Only an execution at an endpoint can do that.")
    }
    return nil
  }

  /// Stops an execution that the run has started.
  mutating func stop(child key: ExecutionKey, error: String, cause: String) throws(SourceRefusal) -> String {
    markStop()
    do throws(EngineRefusal) {
      try apply(.stop(key, error: error.isEmpty ? nil : error, cause: cause.isEmpty ? nil : cause))
    } catch { throw SourceRefusal("That is not possible: \(error.message).") }
    markStop()
    return "stopped the execution \(core.facts(at: key).identity.executionName)"
  }

  private mutating func feed(_ input: EngineInput) throws(SourceRefusal) {
    markStop()
    do throws(EngineRefusal) { try apply(.engine(input)) } catch { throw SourceRefusal("That is not possible: \(error.message).") }
    markStop()
  }

  private mutating func set(_ all: [Breakpoint]) throws(SourceRefusal) {
    for breakpoint in all {
      if case .state(let name) = breakpoint.place, core.engine.machineDefinition.state(name) == nil {
        throw SourceRefusal("No state is called '\(name)'.")
      }
      if let condition = breakpoint.condition {
        do { _ = try BreakCondition(condition) } catch {
          throw SourceRefusal("The condition '\(condition)' is neither JSONata nor a JSONPath: \(error.message).")
        }
      }
    }
    breakpoints = all
  }

  private func parse(_ json: String, _ what: String) throws(SourceRefusal) -> JSONValue {
    do { return try JSONValue(parsing: json, limits: .payload) } catch { throw SourceRefusal("\(what) is not JSON: \(error).") }
  }

  private mutating func edit(_ id: CursorID, _ json: String) throws(SourceRefusal) -> String {
    let value = try parse(json, "The text")
    let key = CursorKey(id.rawValue)
    guard let view = core.view(of: key) else { throw SourceRefusal("That cursor is gone.") }
    try feed(.edit(key, value))
    return view.place == .ready ? "edited what \"\(view.state)\" will send" : "edited the input of \"\(view.state)\""
  }

  private mutating func byHand(_ id: CursorID, _ update: TaskUpdate, _ what: String) throws(SourceRefusal) -> String {
    let key = CursorKey(id.rawValue)
    guard let view = core.view(of: key) else { throw SourceRefusal("That cursor is gone.") }
    try feed(.result(key, update))
    return "\(what) for \"\(view.state)\""
  }

  private mutating func skipWait(_ id: CursorID) throws(SourceRefusal) -> String {
    let key = CursorKey(id.rawValue)
    // A Task's timeouts are no waits: firing them would fail it.
    let timer = core.look(ExecutionKey(of: key)) { $0.timers(of: key) }?.first { timer in
      switch timer.kind {
      case .wait, .retry: true
      case .timeout, .heartbeat, .executionTimeout: false
      }
    }
    guard let timer, let view = core.view(of: key) else {
      throw SourceRefusal("This cursor waits for no timer; r gives a Task's result by hand.")
    }
    try feed(.timerFired(timer.key))
    return "let the timer of \"\(view.state)\" fire"
  }

  private mutating func answer(_ token: String, _ update: DriverCore.TokenUpdate, _ what: String) throws(SourceRefusal) -> String {
    guard let task = core.task(token: token) else {
      throw SourceRefusal("Nobody waits for this token: someone else answered, or it expired.")
    }
    let state = core.cursor(of: task).flatMap { core.view(of: $0)?.state } ?? ""
    markStop()
    do throws(EngineRefusal) { try apply(.answer(token: token, update)) } catch {
      throw SourceRefusal("That is not possible: \(error.message).")
    }
    markStop()
    return "\(what) \"\(state)\" (execution \(core.engine.identity.executionName))"
  }
}
