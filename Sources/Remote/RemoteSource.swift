import AWS
import ExecutionSource
import HTTP
import JSON
import Time

/// An execution at an endpoint, polled: an actor around the poll engine that makes the calls the engine asks for, one at a time.
///
/// Nothing is sent before `connect` or the first reader of `updates`.
public actor RemoteSource: ExecutionSource {
  let executionArn: String
  let states: AWSClient
  let runtime: ClientRuntime
  var engine: PollEngine
  let ecs: AWSClient?
  /// Whether past executions are being read for how long states usually take.
  var isLearning = false
  private var loop: Task<Void, Never>?
  /// The loop before, which may still wait for its last answer.
  private var retired: Task<Void, Never>?
  private var sleeper: Task<Void, Never>?
  private var readers: [Int: AsyncStream<ExecutionSnapshot>.Continuation] = [:]
  private var nextReader = 0
  private(set) var isClosed = false
  private var published: UInt64?

  /// A source that has sent nothing yet.
  /// - Parameters:
  ///   - reference: the execution.
  ///   - states: the client of Step Functions.
  ///   - ecs: the client of ECS; nil leaves its tasks out.
  ///   - name: what the screen calls the place: a profile or host.
  ///   - isReadOnly: whether nothing may be changed through it.
  public init(
    _ reference: ExecutionReference, states: AWSClient, ecs: AWSClient?, name: String, isReadOnly: Bool, runtime: ClientRuntime
  ) {
    executionArn = reference.arn.description
    self.states = states
    self.ecs = ecs
    self.runtime = runtime
    engine = PollEngine(
      identity: ExecutionIdentity(
        place: .remote(name: name), machineName: reference.machineName, executionName: reference.executionName,
        executionArn: reference.arn.description, region: reference.arn.region, account: reference.arn.account, isReadOnly: isReadOnly),
      now: runtime.now())
  }

  /// A source for an execution, its endpoints and credentials resolved from flags, environment and files.
  /// - Throws: `AWSError`, a sentence, when `text` or a setting cannot be used.
  public static func attach(
    _ text: String, settings: AWSEndpointSettings, isReadOnly: Bool, transport: any HTTPTransport = URLSessionTransport(),
    runtime: ClientRuntime = .system
  ) throws(AWSError) -> RemoteSource {
    try attach(text, session: AWSSession(settings, transport: transport, runtime: runtime), isReadOnly: isReadOnly)
  }

  /// A source for an execution that shares credentials and request budgets with all that `session` serves.
  /// - Throws: `AWSError`, a sentence, when `text` or a setting cannot be used.
  public static func attach(_ text: String, session: AWSSession, isReadOnly: Bool) throws(AWSError) -> RemoteSource {
    let reference = try ExecutionReference(parsing: text)
    let states = try session.client(of: .stepFunctions, for: reference.arn)
    let ecs = try session.client(of: .ecs, for: reference.arn)
    let name = states.endpoint.isCustom ? states.endpoint.address.hostHeader : states.endpoint.region
    return RemoteSource(
      reference, states: states, ecs: ecs, name: name, isReadOnly: isReadOnly || session.settings.isReadOnly, runtime: session.runtime)
  }

  /// Makes the first calls: to the endpoint's first answer about the execution.
  /// - Throws: `AWSError` when the execution cannot be followed, so that a command can end with the sentence instead of showing an empty
  ///   screen.
  public func connect() async throws(AWSError) {
    guard engine.snapshot.live.poll?.asOf == nil, loop == nil else { return }
    let error = await step()
    if let fatal = engine.fatal { throw fatal }
    switch error?.kind {
    // An endpoint that is not there, or is something else, will hardly become one; a denied call leaves the others.
    case .transport, .unreadable: if let error { throw error }
    case .credentials, .configuration, .service, nil: break
    }
  }

  /// The snapshot as it is now.
  public func snapshot() -> ExecutionSnapshot {
    var snapshot = engine.snapshot
    snapshot.live.now = runtime.now()
    return snapshot
  }

  /// Snapshots as they change; polling begins with the first reader and ends when the last has gone.
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

  /// Ends polling and every stream of updates.
  public func close() {
    isClosed = true
    sleeper?.cancel()
    loop?.cancel()
    loop = nil
    for reader in readers.values { reader.finish() }
    readers = [:]
  }

  /// Polls at once.
  func hurry() {
    engine.hurry(at: runtime.now())
    sleeper?.cancel()
    if !readers.isEmpty { start() }
  }

  /// Tells readers what changed since they were last told.
  func publish() {
    guard published != engine.snapshot.revision else { return }
    published = engine.snapshot.revision
    let snapshot = snapshot()
    for reader in readers.values { reader.yield(snapshot) }
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

  // MARK: Polling

  private func start() {
    guard loop == nil, !isClosed, !engine.isFinished else { return }
    let previous = retired
    loop = Task {
      // One call at a time, also across a change of readers.
      await previous?.value
      await self.poll()
    }
  }

  private func poll() async {
    while !Task.isCancelled, !isClosed {
      if engine.nextWake.map({ $0 <= runtime.now() }) ?? false {
        await step()
        publish()
      } else if let wake = engine.nextWake {
        await sleep(until: wake)
      } else {
        break
      }
    }
    guard !Task.isCancelled, engine.isFinished else { return }
    loop = nil
    publish()
    for reader in readers.values { reader.finish() }
    readers = [:]
  }

  /// Makes the one call that is due; gives its error.
  @discardableResult private func step() async -> AWSError? {
    guard let request = engine.nextRequest(at: runtime.now()) else { return nil }
    do throws(AWSError) {
      guard let client = request.asksECS ? ecs : states else {
        engine.finish(request, .answer(.object([:]), wasThrottled: false), at: runtime.now(), chance: runtime.random())
        return nil
      }
      let answer = try await client.answer(to: request.operation, request.input(executionArn: executionArn))
      engine.finish(request, .answer(answer.value, wasThrottled: answer.wasThrottled), at: runtime.now(), chance: runtime.random())
      return nil
    } catch {
      if Task.isCancelled {
        engine.giveBack(request)
      } else {
        engine.finish(request, .failure(error), at: runtime.now(), chance: runtime.random())
      }
      return error
    }
  }

  private func sleep(until wake: Timestamp) async {
    let (duration, runtime) = (wake - runtime.now(), runtime)
    let nap = Task { _ = try? await runtime.sleep(max(duration, .milliseconds(1))) }
    sleeper = nap
    await withTaskCancellationHandler {
      await nap.value
    } onCancel: {
      nap.cancel()
    }
    sleeper = nil
  }
}
