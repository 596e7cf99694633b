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
  var breakpoints: [Breakpoint] = [] {
    didSet {
      conditions = Dictionary(
        breakpoints.compactMap { $0.condition.flatMap { text in (try? BreakCondition(text)).map { (text, $0) } } }
      ) { first, _ in first }
    }
  }
  /// Their conditions by their texts, read once.
  private var conditions: [String: BreakCondition] = [:]
  private(set) var pause: PauseReason?
  /// The cursor that `step` moves.
  var selected: CursorKey?
  /// The cursor that a breakpoint let go on: it does not stop there again.
  private var released: CursorKey?
  /// Where a run that somebody bounded shall stop.
  private var goal: StepGoal?
  private(set) var past = Journal()
  private let keepsJournal: Bool
  /// Answers what the core needs from outside.
  private let supply: LocalSupply

  init(core: DriverCore, clock: ClockMode, isInteractive: Bool, keepsJournal: Bool, supply: LocalSupply = .nothing) {
    self.supply = supply
    self.core = core
    self.clock = clock
    self.isInteractive = isInteractive
    self.keepsJournal = keepsJournal
  }

  /// Whether running it may evaluate JSONata: in a state, or as a breakpoint's condition.
  var mayEvaluate: Bool { core.usesJSONata || !conditions.isEmpty }

  /// Feeds the core and remembers what it was fed.
  mutating func apply(_ input: DriverCore.Input) throws(EngineRefusal) {
    if keepsJournal { past.willApply(to: core) }
    try core.apply(input)
    if keepsJournal { past.append(input) }
    if let key = selected, core.view(of: key) == nil { selected = nil }
  }

  /// What runners could not do, each said once.
  mutating func takeProblems() -> [String] {
    defer { core.problems = [] }
    return core.problems.map(\.sentence)
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
  /// - Throws: `EngineRefusal` when nobody can perform a task and there is no screen on which its result could be given, or a limit of the run is reached.
  mutating func run(budget: Int) throws(EngineRefusal) -> Outcome {
    var left = budget
    while left > 0 {
      left -= 1
      if pause != nil { return .paused }
      if core.engine.status.isFinal { return .ended }
      if let excess = core.excess { throw EngineRefusal(message: excess.message) }
      if let problem = core.problems.first, core.cursor(of: problem.task) != nil {
        guard isInteractive else { throw EngineRefusal(message: problem.sentence) }
        hold(.request, at: core.cursor(of: problem.task))
        return .paused
      }
      if isUnwatched {
        let count = try core.runNext(limit: left + 1)
        left -= max(0, count - 1)
        if count > 0 { continue }
      }
      if let input = nextInput {
        if case .engine(.advance(let key)) = input, let reason = breakReason(key) {
          hold(reason, at: key)
          return .paused
        }
        try apply(input)
      } else if clock == .virtual, let next = core.nextDue, !isInteractive || core.mayPassPerson {
        try apply(.time(next))
      } else if let goal, clock == .virtual {
        // Somebody bounded the run, and nothing more happens by itself.
        hold(.step, at: goal.cursor)
        return .paused
      } else {
        return .idle(until: core.nextDue)
      }
      if let goal, goal.isReached(core) {
        hold(.step, at: goal.cursor)
        return .paused
      }
    }
    return .more
  }

  /// What happens next without time going on: first what somebody waits for from outside. A bounded run moves only the cursor it was asked for and what runs inside its
  /// state: other branches stand where they are.
  private var nextInput: DriverCore.Input? {
    if let need = core.needs.first { return .provide(need: need.id, supply.answer(need.kind)) }
    guard let goal else { return core.nextInternal() }
    return core.nextInternal { core.isCursor($0, inside: goal.cursor) }
  }

  /// Whether nobody looks at single steps: then cursors go on by themselves until they wait.
  private var isUnwatched: Bool { !keepsJournal && breakpoints.isEmpty && goal == nil && core.needs.isEmpty }

  private var movable: CursorKey? {
    guard let goal else { return core.nextReady }
    return core.nextReady { core.isCursor($0, inside: goal.cursor) }
  }

  private mutating func breakReason(_ key: CursorKey) -> PauseReason? {
    if released == key {
      released = nil
      return nil
    }
    guard !breakpoints.isEmpty, let view = core.view(of: key) else { return nil }
    for breakpoint in breakpoints where breakpoint.isEnabled {
      switch breakpoint.place {
      case .state(let name):
        if view.place == .before, view.state == name, holds(breakpoint.condition, at: key) {
          return .breakpoint(name)
        }
      case .failure:
        if view.place == .failed, holds(breakpoint.condition, at: key) { return .failure(state: view.state) }
      }
    }
    return nil
  }

  private func holds(_ condition: String?, at key: CursorKey) -> Bool {
    guard let condition else { return true }
    guard let place = core.expressionContext(of: key) else { return false }
    return conditions[condition]?.holds(place) ?? false
  }

  /// Stands still for this reason, with the cursor chosen where it is still there.
  mutating func hold(_ reason: PauseReason, at key: CursorKey? = nil) {
    pause = reason
    goal = nil
    if let key, core.view(of: key) != nil { selected = key }
    markStop()
  }

  /// Somebody sees the execution stand here: `u` comes back to it.
  mutating func markStop() { if keepsJournal { past.markStop() } }

  /// `p`.
  mutating func pauseNow() {
    guard pause == nil, !core.engine.status.isFinal else { return }
    hold(.request, at: current)
  }

  /// `c`.
  mutating func resume() {
    pause = nil
    goal = nil
    released = core.nextReady
  }

  // MARK: Stepping

  /// The cursor a step moves: the chosen one, else the first that can move, else the innermost.
  var current: CursorKey? {
    if let selected, core.view(of: selected) != nil { return selected }
    return core.nextReady ?? core.engine.newestCursor
  }

  /// One stop: see `SourceAction.step`.
  mutating func step() throws(SourceRefusal) {
    try refuseAtEnd()
    guard let key = current, let view = core.view(of: key) else { throw SourceRefusal("No cursor is left to step.") }
    markStop()
    if view.canMove { try move(key) } else { try jump(key, view) }
    hold(.step)
  }

  /// Advances a cursor that can move, and lets what it sends be taken up.
  private mutating func move(_ key: CursorKey) throws(SourceRefusal) {
    let newest = newestCursor(beside: key)
    try refuse { (controller: inout StepController) throws(EngineRefusal) in
      try controller.apply(.engine(.advance(key)))
      while case .started? = controller.core.planned.first?.content, case .deliver? = controller.core.dueInput {
        try controller.apply(.deliver)
      }
    }
    // The selection goes where the step led: into the first branch, or out to the parent.
    if let child = core.children(of: key).first, newest.map({ child > $0 }) ?? true {
      selected = child
    } else {
      follow(key)
    }
  }

  private mutating func follow(_ key: CursorKey) {
    selected = core.view(of: key) != nil ? key : core.nextReady ?? core.engine.newestCursor
  }

  private func newestCursor(beside key: CursorKey) -> CursorKey? { core.look(ExecutionKey(of: key)) { $0.newestCursor } }

  /// Lets time jump to the next thing that happens to a cursor that waits; what comes before it happens too.
  private mutating func jump(_ key: CursorKey, _ view: CursorView) throws(SourceRefusal) {
    if view.place == .children {
      let children = core.children(of: key)
      // A Map Run's children are executions of their own: the run goes on to its end.
      guard let child = children.first(where: core.canMove) ?? children.first else {
        return try run(to: StepGoal(cursor: key, kind: .joined))
      }
      selected = child
      return
    }
    if let task = view.task, core.waitsForExecution(task) { return try run(to: StepGoal(cursor: key, kind: .answered)) }
    guard clock == .virtual else {
      throw SourceRefusal("'\(view.state)' waits and this run's clock is real; c continues, :skip-wait lets its timer fire.")
    }
    if let task = view.task, !core.planned.has(task) {
      throw SourceRefusal(
        core.byHand.contains(task)
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
    follow(key)
  }

  private func concerns(_ input: DriverCore.Input, _ key: CursorKey) -> Bool {
    switch input {
    case .deliver:
      guard let entry = core.planned.first, core.cursor(of: entry.task) == key else { return false }
      // Log lines and heartbeats are no stops.
      switch entry.content {
      case .started, .update(.log), .update(.heartbeat): return false
      case .update: return true
      }
    case .engine(.timerFired(let timer)): return core.look(ExecutionKey(of: timer)) { $0.timer(timer)?.cursor } == key
    default: return false
    }
  }

  /// Over the whole state, to where it is left; on a real clock the run goes on until then.
  mutating func stepOver() throws(SourceRefusal) {
    try refuseAtEnd()
    guard let key = current, let view = core.view(of: key) else { throw SourceRefusal("No cursor is left to step.") }
    try run(to: StepGoal(cursor: key, kind: .left(statesLeft: view.statesLeft)))
  }

  /// Out of the cursor's scope: until its parent's state goes on.
  mutating func stepOut() throws(SourceRefusal) {
    try refuseAtEnd()
    guard let key = current, let parent = core.parent(of: key) else {
      throw SourceRefusal("The cursor is at the top level; c continues to the end.")
    }
    try run(to: StepGoal(cursor: parent, kind: .joined))
  }

  /// Inputs that a bounded run takes at once; what is left is run in slices, as after `c`.
  private static let boundedBudget = 4_096

  /// Runs everything until the goal, a breakpoint, or nothing happens by itself; on a real clock it goes on by itself.
  private mutating func run(to goal: StepGoal) throws(SourceRefusal) {
    markStop()
    resume()
    self.goal = goal
    released = movable
    try refuse { (controller: inout StepController) throws(EngineRefusal) in
      if try controller.run(budget: StepController.boundedBudget) == .ended { controller.hold(.step) }
    }
  }

  private func refuseAtEnd() throws(SourceRefusal) {
    if let excess = core.excess, !core.engine.status.isFinal { throw SourceRefusal("Nothing goes on: \(excess.message).") }
    guard !core.engine.status.isFinal else { throw SourceRefusal("The execution is over; u goes back, q quits.") }
  }

  private mutating func refuse(_ work: (inout StepController) throws(EngineRefusal) -> Void) throws(SourceRefusal) {
    do throws(EngineRefusal) { try work(&self) } catch { throw SourceRefusal(error.message) }
  }

  // MARK: Back

  /// Back to the stop before. Nothing is performed twice: runners are part of the core, and what people gave is in the journal.
  mutating func stepBack() throws(SourceRefusal) {
    guard let core = try past.goBack(from: core) else { throw SourceRefusal("This is the first stop; there is nothing to go back to.") }
    self.core = core
    pause = .step
    selected = nil
    released = nil
    goal = nil
  }
}
