import DataFlow
import Engine
import ExecutionSource
import History
import JSON
import Time

/// An embedded execution as a source: an actor around a step controller, which it drives on a clock and shows as snapshots.
public actor LocalExecution: ExecutionSource {
  private nonisolated let thread = OwnThread("stepscope.run")
  /// Whatever it evaluates, the threads of all other tasks stay free.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
  var controller: StepController
  private var setup: LocalSetup
  /// Ends what is being evaluated while the actor is busy with it.
  nonisolated let interrupt: EvaluationInterrupt
  /// What was being evaluated when somebody asked the run to pause, until he is told.
  var interrupted: String?
  private let face: ClockFace
  private let wall: any WallClock
  private var revision: UInt64 = 1
  var audit: [AuditLine] = []
  private var readers: [Int: AsyncStream<ExecutionSnapshot>.Continuation] = [:]
  private var nextReader = 0
  private var driving: Task<Void, Never>?
  private var wake: CheckedContinuation<Void, Never>?
  private var isWoken = false
  private var alarm: Task<Void, Never>?
  private var isClosed = false
  private var isIdle = false
  private var idleWaiters: [CheckedContinuation<Void, Never>] = []

  /// - Throws: `EngineRefusal` when the machine or the input cannot be run.
  public init(_ setup: LocalSetup, wall: any WallClock = SystemClock()) throws(EngineRefusal) {
    try self.init(setup, wall: wall, interrupt: EvaluationInterrupt())
  }

  init(_ setup: LocalSetup, wall: any WallClock, interrupt: EvaluationInterrupt) throws(EngineRefusal) {
    self.interrupt = interrupt
    self.setup = setup
    self.wall = wall
    controller = try setup.controller(isInteractive: true)
    face = ClockFace(mode: setup.clock, start: setup.startTime, wallStart: wall.now)
  }

  // MARK: ExecutionSource

  /// The history, the definition and where every cursor stands now; its revision grows whenever the run may have changed.
  public func snapshot() -> ExecutionSnapshot { controller.snapshot(setup, revision: revision, audit: audit) }

  /// Snapshots as they change, only the newest kept for a slow reader. The first reader sets the run going; the stream ends with `close`.
  public nonisolated func updates() -> AsyncStream<ExecutionSnapshot> {
    let (stream, continuation) = AsyncStream.makeStream(of: ExecutionSnapshot.self, bufferingPolicy: .bufferingNewest(1))
    Task { await self.add(continuation) }
    return stream
  }

  private func add(_ continuation: AsyncStream<ExecutionSnapshot>.Continuation) {
    let id = nextReader
    nextReader += 1
    readers[id] = continuation
    continuation.onTermination = { [weak self] _ in
      guard let self else { return }
      Task { await self.remove(reader: id) }
    }
    continuation.yield(snapshot())
    startDriving()
  }

  private func remove(reader id: Int) { readers[id] = nil }

  /// Says something more of where it runs, beside `LOCAL`: the address at which it answers.
  public func show(address: String) {
    setup.detail += " · \(address)"
    publish()
  }

  /// Stops driving the run, also in the middle of an evaluation, and ends every stream of updates; `snapshot` still gives the last state.
  public nonisolated func close() async {
    interrupt.raise()
    await end()
  }

  private func end() {
    isClosed = true
    kick()
    for reader in readers.values { reader.finish() }
    readers = [:]
  }

  /// Does what somebody asked for at the run's present time, and notes it in the audit where it changes the run.
  /// Pausing and stopping end an evaluation that is running: the run then stands where it stood before it.
  /// - Throws: `SourceRefusal` when the run is read-only and the action is more than stepping, or when the action does not fit the moment.
  @discardableResult
  public nonisolated func perform(_ action: SourceAction) async throws(SourceRefusal) -> SourceAnswer {
    switch action {
    case .attend: return .done
    case .pause, .stop:
      interrupt.raise()
      return try await take(action, hasRaised: true)
    default: return try await take(action, hasRaised: false)
    }
  }

  private func take(_ action: SourceAction, hasRaised: Bool) throws(SourceRefusal) -> SourceAnswer {
    if hasRaised { interrupt.lower() }
    if case .pause = action, let name = interrupted {
      interrupted = nil
      throw SourceRefusal("The evaluation of \(name) was interrupted; the run stands before it.")
    }
    interrupted = nil
    if setup.isReadOnly, action.capability != .step {
      throw SourceRefusal("This run is read-only: nothing in it may be changed; leave --read-only away to change it.")
    }
    startDriving()
    tellTime()
    let line = try interruptible(action)
    tellProblems()
    if let line { audit.append(AuditLine(at: controller.core.now, text: line)) }
    publish()
    kick()
    return .done
  }

  // MARK: What the run has started

  func key(ofExecution arn: String) -> ExecutionKey? { controller.core.key(ofExecution: arn) }

  /// The run itself, should the child not be there after going back.
  func snapshot(ofChild key: ExecutionKey) -> ExecutionSnapshot {
    controller.snapshot(ofChild: key, setup, revision: revision, audit: audit) ?? snapshot()
  }

  nonisolated func stop(child key: ExecutionKey, error: String, cause: String) async throws(SourceRefusal) -> SourceAnswer {
    interrupt.raise()
    return try await end(child: key, error: error, cause: cause)
  }

  private func end(child key: ExecutionKey, error: String, cause: String) throws(SourceRefusal) -> SourceAnswer {
    interrupt.lower()
    if setup.isReadOnly {
      throw SourceRefusal("This run is read-only: nothing in it may be changed; leave --read-only away to change it.")
    }
    tellTime()
    audit.append(AuditLine(at: controller.core.now, text: try controller.stop(child: key, error: error, cause: cause)))
    publish()
    kick()
    return .done
  }

  func catalogSnapshot(_ view: CatalogView) -> CatalogSnapshot {
    var snapshot = CatalogSnapshot(place: .local(detail: setup.detail), isReadOnly: setup.isReadOnly)
    snapshot.revision = revision
    snapshot.region = setup.identity.region
    snapshot.account = setup.identity.account
    snapshot.capabilities = setup.isReadOnly ? [] : [.answerTokens, .stop]
    snapshot.machines.rows = controller.machineRows
    snapshot.machines.asOf = controller.core.now
    snapshot.now = controller.core.now
    snapshot.audit = audit
    switch view {
    case .mapRun(let arn, let status, let limit):
      snapshot.executions[view] = controller.rows(ofMapRun: arn, status: status, limit: limit)
    case .executions(let arn, let status, let limit):
      snapshot.executions[view] = controller.rows(ofMachine: arn, status: status, limit: limit)
    case .nothing, .machines, .tokens: break
    }
    return snapshot
  }

  /// Gives every reader a snapshot although nothing has changed.
  func republish() { publish() }

  // MARK: Driving

  /// Returns once nothing more happens by itself: paused, over, or waiting for a clock or a person. What tests wait for.
  public func settle() async {
    startDriving()
    if isIdle { return }
    await withCheckedContinuation { idleWaiters.append($0) }
  }

  private func startDriving() {
    guard driving == nil, !isClosed else { return }
    driving = Task { await self.drive() }
  }

  private func drive() async {
    while !isClosed {
      tellTime()
      let outcome: StepController.Outcome
      do throws(EngineRefusal) { outcome = try slice() } catch {
        audit.append(AuditLine(at: controller.core.now, text: "stopped: \(error.message)"))
        controller.hold(.request)
        outcome = .paused
      }
      tellProblems()
      publish()
      switch outcome {
      case .more: await Task.yield()
      case .idle(let due): await rest(until: controller.clock == .virtual ? nil : due)
      case .paused, .ended: await rest(until: nil)
      }
    }
    becomeIdle()
  }

  private func tellProblems() {
    for problem in controller.takeProblems() { audit.append(AuditLine(at: controller.core.now, text: problem)) }
  }

  private func tellTime() {
    guard !controller.core.engine.status.isFinal, let time = face.time(at: wall.now), time > controller.core.now else { return }
    // Time always fits.
    try? controller.apply(.time(time))
  }

  /// Sleeps until somebody does something, or the given execution time.
  private func rest(until due: Timestamp?) async {
    if isWoken {
      isWoken = false
      return
    }
    if let due {
      let wall = wall
      // The moment is fixed here: however late the task begins, it sleeps no longer than until then.
      let moment = wall.now + face.wallDelay(from: controller.core.now, to: due)
      alarm = Task { [weak self] in
        await wall.sleep(for: max(.zero, moment - wall.now))
        if !Task.isCancelled { await self?.kick() }
      }
    }
    becomeIdle()
    await withCheckedContinuation { wake = $0 }
    isIdle = false
    isWoken = false
    alarm?.cancel()
    alarm = nil
  }

  private func becomeIdle() {
    isIdle = true
    for waiter in idleWaiters { waiter.resume() }
    idleWaiters = []
  }

  private func kick() {
    isIdle = false
    if let wake {
      self.wake = nil
      wake.resume()
    } else {
      isWoken = true
    }
  }

  private func publish() {
    revision += 1
    guard !readers.isEmpty else { return }
    let snapshot = snapshot()
    for reader in readers.values { reader.yield(snapshot) }
  }
}
