import Engine
import ExecutionSource
import History
import Time

extension HeadlessExecution {
  /// Runs to the end, noting what of the definition is reached: by the execution and by the children of its Map Runs.
  /// - Throws: `EngineRefusal` as `run` does; what was reached until then is noted.
  public mutating func run(clock: some WallClock, coverage: inout Coverage) async throws(EngineRefusal) {
    do throws(EngineRefusal) { try await runNoting(clock: clock, &coverage) } catch {
      note(&coverage)
      throw error
    }
    note(&coverage)
  }

  /// One input at a time: of rules that lead to the same state no history tells which was taken, so each Choice is asked before it is left.
  private mutating func runNoting(clock: some WallClock, _ coverage: inout Coverage) async throws(EngineRefusal) {
    while true {
      if let time = face.time(at: clock.now) { try controller.apply(.time(time)) }
      if let (state, branch) = chosenBranch { coverage.reached(branch: branch, of: state) }
      switch try controller.run(budget: 1) {
      case .ended: return
      case .more, .paused: continue
      case .idle(let due): try await wait(until: due, clock: clock)
      }
    }
  }

  /// The branch that the cursor takes that moves next.
  private var chosenBranch: (state: String, branch: Int)? {
    let core = controller.core
    guard core.needs.isEmpty, case .engine(.advance(let key))? = core.nextInternal() else { return nil }
    let execution = ExecutionKey(of: key)
    guard belongs(execution), let branch = core.look(execution, { $0.chosenBranch(of: key) }), let state = core.view(of: key)?.state else {
      return nil
    }
    return (state, branch)
  }

  private func note(_ coverage: inout Coverage) {
    for key in controller.core.executionKeys where belongs(key) { coverage.reached(by: controller.core.events(of: key)) }
  }

  /// Whether an execution runs a part of the root's definition: the root does, and children of its Map Runs do.
  private func belongs(_ key: ExecutionKey) -> Bool {
    var at = key
    while at != .root {
      guard let facts = controller.core.facts(of: at), facts.mapRunArn != nil, let parent = facts.parent else { return false }
      at = parent
    }
    return true
  }
}
