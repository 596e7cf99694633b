import Engine
import ExecutionSource
import History
import JSON
import Time

/// The debugger around a core: runs it until something says stop, steps it, and takes it back. A value, so that all of it is tested without clocks.
struct StepController: Sendable {
  private(set) var core: DriverCore
  let clock: ClockMode
  /// Whether a person can answer tokens and give results; then virtual time does not run past what only he can end.
  let isInteractive: Bool
  var breakpoints: [Breakpoint] = []
  var pause: PauseReason?
  /// The cursor that `step` moves.
  var selected: CursorKey?
  /// The cursor that a breakpoint let go on: it does not stop there again.
  private var released: CursorKey?
  private var journal: [DriverCore.Input] = []
  private var checkpoints: [(length: Int, core: DriverCore)] = []
  /// Lengths of the journal at which somebody saw the execution stand still.
  private var stops: [Int] = []
  private let keepsJournal: Bool

  /// Inputs between two checkpoints.
  static let checkpointInterval = 256

  init(core: DriverCore, clock: ClockMode, isInteractive: Bool, keepsJournal: Bool) {
    self.core = core
    self.clock = clock
    self.isInteractive = isInteractive
    self.keepsJournal = keepsJournal
  }

  /// Feeds the core and remembers what it was fed.
  mutating func apply(_ input: DriverCore.Input) throws(EngineRefusal) {
    if keepsJournal, journal.count % StepController.checkpointInterval == 0, checkpoints.last?.length != journal.count {
      checkpoints.append((journal.count, core))
    }
    try core.apply(input)
    if keepsJournal { journal.append(input) }
    if let key = selected, core.engine.view(of: key) == nil { selected = nil }
  }

  /// What the runner could not do, said once; the run stands still so that a person can give the result.
  mutating func takeProblem() -> String? {
    guard let problem = core.problem else { return nil }
    core.problem = nil
    hold(.request, at: core.engine.cursorViews.last { $0.task != nil }?.key)
    return problem
  }

  // MARK: Running

  /// What a slice of running came to.
  enum Outcome: Equatable {
    /// Nothing to do before this time; nil when only a person or the outside can go on.
    case idle(until: Timestamp?)
    case paused
    case ended
    /// The budget is used up; there is more to do.
    case more
  }

  /// Runs until something says stop, at most `budget` inputs.
  mutating func run(budget: Int) throws(EngineRefusal) -> Outcome {
    for _ in 0..<budget {
      if pause != nil { return .paused }
      if core.engine.status.isFinal { return .ended }
      if let problem = core.problem, !isInteractive { throw EngineRefusal(message: problem) }
      if let key = core.ready.first {
        if let reason = breakReason(key) {
          hold(reason, at: key)
          return .paused
        }
        try apply(.engine(.advance(key)))
      } else if let due = core.dueInput {
        try apply(due)
      } else if clock == .virtual, let next = core.nextDue, mayJump {
        try apply(.time(next))
      } else {
        return .idle(until: core.nextDue)
      }
    }
    return .more
  }

  /// Virtual time stands while a person is expected to end a wait: it would run past him.
  private var mayJump: Bool { !isInteractive || (core.byHand.isEmpty && core.engine.pendingTokens.isEmpty) || !core.planned.isEmpty }

  private mutating func breakReason(_ key: CursorKey) -> PauseReason? {
    guard let view = core.engine.view(of: key) else { return nil }
    if released == key {
      released = nil
      return nil
    }
    for breakpoint in breakpoints where breakpoint.isEnabled {
      switch breakpoint.place {
      case .state(let name):
        if view.place == .before, view.state == name, BreakCondition.holds(breakpoint.condition, for: view.input) { return .breakpoint(name) }
      case .failure: if view.place == .failed { return .failure(state: view.state) }
      }
    }
    return nil
  }

  private mutating func hold(_ reason: PauseReason, at key: CursorKey?) {
    pause = reason
    if let key { selected = key }
    markStop()
  }

  mutating func markStop() {
    if keepsJournal, stops.last != journal.count { stops.append(journal.count) }
  }

  /// `p`.
  mutating func pauseNow() {
    guard pause == nil, !core.engine.status.isFinal else { return }
    hold(.request, at: selected ?? core.ready.first ?? core.engine.cursorViews.last?.key)
  }

  /// `c`.
  mutating func resume() {
    pause = nil
    released = core.ready.first
  }

  // MARK: Stepping

  /// The cursor a step moves: the chosen one, else the first that can move, else the innermost.
  var current: CursorKey? {
    if let selected, core.engine.view(of: selected) != nil { return selected }
    return core.ready.first ?? core.engine.cursorViews.last?.key
  }

  /// One stop: see `SourceAction.step`.
  mutating func step() throws(SourceRefusal) {
    guard !core.engine.status.isFinal else { throw SourceRefusal("The execution is over; u goes back, q quits.") }
    guard let key = current, let view = core.engine.view(of: key) else { throw SourceRefusal("No cursor is left to step.") }
    markStop()
    if view.canMove { try move(key) } else { try jump(key, view) }
    pause = .step
    markStop()
  }

  /// Advances a cursor that can move, and lets what it sends be taken up.
  private mutating func move(_ key: CursorKey) throws(SourceRefusal) {
    let before = Set(core.engine.cursorViews.map(\.key))
    try refuse { (controller: inout StepController) throws(EngineRefusal) in
      try controller.apply(.engine(.advance(key)))
      while case .started? = controller.core.planned.first(where: { $0.due <= controller.core.now })?.content,
        let input = controller.core.dueInput
      { try controller.apply(input) }
    }
    follow(key, new: core.engine.cursorViews.filter { !before.contains($0.key) })
  }

  /// The selection goes where the step led: into the first branch, or out to the parent.
  private mutating func follow(_ key: CursorKey, new: [CursorView]) {
    if let child = new.first(where: { $0.parent == key }) {
      selected = child.key
    } else if core.engine.view(of: key) != nil {
      selected = key
    } else {
      selected = core.ready.first ?? core.engine.cursorViews.last { $0.canMove }?.key ?? core.engine.cursorViews.last?.key
    }
  }

  /// Lets time jump to the next thing that happens to a cursor that waits; what comes before it happens too.
  private mutating func jump(_ key: CursorKey, _ view: CursorView) throws(SourceRefusal) {
    if view.place == .children {
      guard let child = core.engine.cursorViews.first(where: { $0.parent == key && $0.canMove }) ?? core.engine.cursorViews.first(where: { $0.parent == key })
      else { throw SourceRefusal("'\(view.state)' waits for its branches.") }
      selected = child.key
      return
    }
    guard clock == .virtual else {
      throw SourceRefusal("'\(view.state)' waits and this run's clock is real; c continues, :skip-wait lets its timer fire.")
    }
    let hasPlan = view.task.map { id in core.planned.contains { $0.task == id } } ?? false
    let isTimerWait = view.task == nil
    guard hasPlan || isTimerWait else {
      throw SourceRefusal(
        core.byHand.contains(view.task ?? TaskID(0))
          ? "'\(view.state)' waits for a result by hand; r gives it." : "'\(view.state)' waits for its task token; t opens the tokens.")
    }
    try refuse { (controller: inout StepController) throws(EngineRefusal) in
      for _ in 0..<100_000 {
        guard let due = controller.core.nextDue else { return }
        if controller.core.dueInput == nil { try controller.apply(.time(due)) }
        guard let input = controller.core.dueInput else { return }
        let concerns = controller.concerns(input, key)
        try controller.apply(input)
        if concerns { return }
      }
    }
    follow(key, new: [])
  }

  private func concerns(_ input: DriverCore.Input, _ key: CursorKey) -> Bool {
    switch input {
    case .deliver:
      guard let entry = core.planned.first, core.engine.cursor(of: entry.task) == key else { return false }
      // Log lines and heartbeats are no stops.
      switch entry.content {
      case .started, .update(.log), .update(.heartbeat): return false
      case .update: return true
      }
    case .engine(.timerFired(let timer)): return core.engine.timers.first { $0.key == timer }?.cursor == key
    case .engine, .time: return false
    }
  }

  /// Over the whole Task, Map or Parallel, to where its state is left.
  mutating func stepOver() throws(SourceRefusal) {
    guard let key = current, let view = core.engine.view(of: key) else { return try step() }
    let entered = view.enteredEventId
    try runSteps { controller in
      guard let now = controller.core.engine.view(of: key) else { return true }
      return now.state != view.state || now.place == .before && (entered != nil || now.enteredEventId != nil) || (entered != nil && now.enteredEventId != entered)
    }
    if core.engine.view(of: key) != nil { selected = key }
  }

  /// Out of the cursor's scope: until its parent's state goes on.
  mutating func stepOut() throws(SourceRefusal) {
    guard let key = current, let parent = core.engine.view(of: key)?.parent else {
      throw SourceRefusal("The cursor is at the top level; c continues to the end.")
    }
    try runSteps { controller in controller.core.engine.view(of: parent)?.place != .children }
    if core.engine.view(of: parent) != nil { selected = parent }
  }

  /// Runs everything until `isThere`, a breakpoint, or nothing happens by itself.
  private mutating func runSteps(until isThere: (StepController) -> Bool) throws(SourceRefusal) {
    guard !core.engine.status.isFinal else { throw SourceRefusal("The execution is over; u goes back, q quits.") }
    markStop()
    resume()
    var problem: EngineRefusal?
    loop: for _ in 0..<1_000_000 {
      do throws(EngineRefusal) {
        switch try run(budget: 1) {
        case .more: if isThere(self) { break loop }
        case .idle, .paused, .ended: break loop
        }
      } catch {
        problem = error
        break loop
      }
    }
    if let problem { throw SourceRefusal(problem.message) }
    if pause == nil, isThere(self) || core.engine.status.isFinal || clock == .virtual { pause = .step }
    markStop()
  }

  private mutating func refuse(_ work: (inout StepController) throws(EngineRefusal) -> Void) throws(SourceRefusal) {
    do throws(EngineRefusal) { try work(&self) } catch { throw SourceRefusal(error.message) }
  }

  // MARK: Back

  /// Back to the stop before: the nearest checkpoint, and from there the same inputs again. Nothing is performed twice: runners are part of the core.
  mutating func stepBack() throws(SourceRefusal) {
    while let last = stops.last, last >= journal.count { stops.removeLast() }
    guard let target = stops.last, let at = checkpoints.lastIndex(where: { $0.length <= target }) else {
      throw SourceRefusal("This is the first stop; there is nothing to go back to.")
    }
    var core = checkpoints[at].core
    for input in journal[checkpoints[at].length..<target] {
      do throws(EngineRefusal) { try core.apply(input) } catch { throw SourceRefusal("Going back failed: \(error.message).") }
    }
    self.core = core
    journal.removeSubrange(target...)
    checkpoints.removeSubrange((at + 1)...)
    pause = .step
    selected = nil
    released = nil
  }
}
