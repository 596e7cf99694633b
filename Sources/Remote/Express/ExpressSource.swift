import AWS
import ExecutionSource
import HTTP
import JSON
import Time

/// An Express execution, read from the log group of its state machine: an actor around the Express engine that makes the calls the engine asks for, one at a time. Nothing is sent before
/// `connect` or the first reader of `updates`.
public actor ExpressSource: RemoteExecutionSource {
  private let states: AWSClient
  private let logs: AWSClient
  private let runtime: ClientRuntime
  private var engine: ExpressEngine
  private var loop: Task<Void, Never>?
  /// The loop before, which may still wait for its last answer.
  private var retired: Task<Void, Never>?
  private var sleeper: Task<Void, Never>?
  private var readers: [Int: AsyncStream<ExecutionSnapshot>.Continuation] = [:]
  private var nextReader = 0
  private var isClosed = false

  /// A source that has sent nothing yet.
  /// - Parameters:
  ///   - reference: the execution.
  ///   - states: the client of Step Functions.
  ///   - logs: the client of CloudWatch Logs.
  ///   - name: what the screen calls the place: a profile or host.
  ///   - isReadOnly: whether nothing may be changed through it.
  public init(_ reference: ExecutionReference, states: AWSClient, logs: AWSClient, name: String, isReadOnly: Bool, runtime: ClientRuntime) {
    self.states = states
    self.logs = logs
    self.runtime = runtime
    engine = ExpressEngine(
      reference,
      identity: ExecutionIdentity(
        place: .remote(name: name), machineName: reference.machineName, executionName: reference.executionName,
        executionArn: reference.arn.description, region: reference.arn.region, account: reference.arn.account, isReadOnly: isReadOnly),
      now: runtime.now())
  }

  /// Asks until it is known whether the execution can be read: the machine's logging first, then its log group.
  public func connect() async throws(AWSError) {
    for _ in 0..<2 where engine.snapshot.events.isEmpty && loop == nil {
      let error = await step()
      if let fatal = engine.fatal { throw fatal }
      switch error?.kind {
      case .transport, .unreadable: if let error { throw error }
      case .credentials, .configuration, .service, nil: break
      }
    }
  }

  /// The snapshot as it is now.
  public func snapshot() -> ExecutionSnapshot {
    var snapshot = engine.snapshot
    snapshot.live.now = runtime.now()
    return snapshot
  }

  /// Snapshots as they change; asking begins with the first reader and ends when the last has gone.
  public nonisolated func updates() -> AsyncStream<ExecutionSnapshot> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let registration = Task { await self.register(continuation) }
      continuation.onTermination = { _ in
        Task {
          if let reader = await registration.value { await self.forget(reader) }
        }
      }
    }
  }

  /// Starts a new execution of the machine, or looks again; an Express execution takes nothing else.
  @discardableResult
  public func perform(_ action: SourceAction) async throws(SourceRefusal) -> SourceAnswer {
    switch action {
    case .attend: return .done
    case .pollNow:
      guard !engine.isFinished else { throw SourceRefusal("nothing to poll: the log holds all it will hold of this execution") }
      engine.hurry(at: runtime.now())
      sleeper?.cancel()
      return .done
    case .startNew: return try await startNew(action)
    case .stop: throw SourceRefusal("an Express execution cannot be stopped; it ends by itself within five minutes")
    case .redrive: throw SourceRefusal("an Express execution cannot be redriven; start a new one with its input")
    case .sendTaskSuccess, .sendTaskFailure, .sendTaskHeartbeat: throw SourceRefusal("an Express execution has no task tokens")
    case .stopTask: throw SourceRefusal("nothing tells which ECS tasks are this execution's: Express workflows only start tasks")
    case .learnDurations: throw SourceRefusal("the API keeps no list of Express executions to learn from")
    case .step, .stepOver, .stepOut, .stepBack, .resume, .pause, .selectCursor, .setBreakpoints:
      throw SourceRefusal(
        "a remote execution cannot be paused or stepped; run its definition with `stepscope run --step` to step through it")
    case .edit, .succeedByHand, .failByHand, .skipWait:
      throw SourceRefusal("a remote execution's data cannot be edited; run its definition with `stepscope run`")
    }
  }

  private func startNew(_ action: SourceAction) async throws(SourceRefusal) -> SourceAnswer {
    let identity = engine.snapshot.identity
    if identity.isReadOnly { throw SourceRefusal.readOnly("StartExecution") }
    let write = try ServiceWrite(action, of: identity)
    let report = await RemoteWriter(states: states, ecs: nil, runtime: runtime, isReadOnly: identity.isReadOnly).send(
      write, done: write.done(holder: nil))
    if let line = report.line { engine.record(line) }
    publish()
    guard let arn = try report.result.get()["executionArn"]?.stringValue else {
      throw SourceRefusal("StartExecution answered without the execution's ARN")
    }
    return .started(executionArn: arn)
  }

  /// Ends polling and every stream of updates.
  public func close() {
    isClosed = true
    sleeper?.cancel()
    loop?.cancel()
    loop = nil
    finishReaders()
  }

  // MARK: Readers

  private func register(_ continuation: AsyncStream<ExecutionSnapshot>.Continuation) -> Int? {
    continuation.yield(snapshot())
    guard !isClosed, !engine.isFinished else {
      continuation.finish()
      return nil
    }
    let reader = nextReader
    nextReader += 1
    readers[reader] = continuation
    start()
    return reader
  }

  private func forget(_ reader: Int) {
    readers[reader] = nil
    guard readers.isEmpty else { return }
    sleeper?.cancel()
    loop?.cancel()
    retired = loop
    loop = nil
  }

  private func publish() {
    let snapshot = snapshot()
    for reader in readers.values { reader.yield(snapshot) }
  }

  private func finishReaders() {
    for reader in readers.values { reader.finish() }
    readers = [:]
  }

  // MARK: Polling

  private func start() {
    guard loop == nil, !isClosed, !engine.isFinished else { return }
    let previous = retired
    loop = Task {
      await previous?.value
      await self.poll()
    }
  }

  private func poll() async {
    while !Task.isCancelled, !isClosed, let wake = engine.nextWake {
      if wake <= runtime.now() {
        await step()
        publish()
      } else {
        await sleep(until: wake)
      }
    }
    guard !Task.isCancelled, engine.isFinished else { return }
    loop = nil
    publish()
    finishReaders()
  }

  @discardableResult private func step() async -> AWSError? {
    guard let request = engine.nextRequest(at: runtime.now()) else { return nil }
    do throws(AWSError) {
      let client = request == .machine ? states : logs
      let answer = try await client.answer(to: request.operation, engine.input(of: request), timeout: .seconds(30), attempts: 1)
      engine.finish(request, .answer(answer.value, wasThrottled: answer.wasThrottled), at: runtime.now(), chance: runtime.random())
      return nil
    } catch {
      if !Task.isCancelled { engine.finish(request, .failure(error), at: runtime.now(), chance: runtime.random()) }
      return error
    }
  }

  private func sleep(until wake: Timestamp) async {
    let world = runtime
    let duration = max(wake - world.now(), .milliseconds(1))
    let nap = Task { _ = try? await world.sleep(duration) }
    sleeper = nap
    await withTaskCancellationHandler {
      await nap.value
    } onCancel: {
      nap.cancel()
    }
    sleeper = nil
  }
}
