import AWS
import ExecutionSource
import HTTP
import JSON
import Time

/// An execution at an endpoint, polled: an actor around the poll engine that makes the calls the engine asks for.
///
/// Nothing is sent before `connect` or the first reader of `updates`.
public actor RemoteSource: ExecutionSource {
  let executionArn: String
  let states: AWSClient
  let ecs: AWSClient?
  let runtime: ClientRuntime
  var engine: PollEngine
  let polling: PollingClients
  /// Whether past executions are being read for how long states usually take.
  var isLearning = false
  private var timer: Task<Void, Never>?
  private var calls: [Int: Task<Void, Never>] = [:]
  private var nextCall = 0
  private var readers: [Int: AsyncStream<ExecutionSnapshot>.Continuation] = [:]
  private var nextReader = 0
  private(set) var isClosed = false
  private var published: UInt64?

  /// A source that has sent nothing yet.
  /// - Parameters:
  ///   - reference: the execution.
  ///   - states: the client of Step Functions.
  ///   - ecs: the client of ECS; nil leaves its tasks out.
  ///   - logs: the client of CloudWatch Logs; nil leaves logs out.
  ///   - clients: what it shares with other sources; nil when it is alone.
  ///   - name: what the screen calls the place: a profile or host.
  ///   - isReadOnly: whether nothing may be changed through it.
  public init(
    _ reference: ExecutionReference, states: AWSClient, ecs: AWSClient?, logs: AWSClient? = nil, clients: RemoteClients? = nil,
    name: String,
    isReadOnly: Bool, runtime: ClientRuntime
  ) {
    executionArn = reference.arn.description
    self.states = states
    self.ecs = ecs
    self.runtime = runtime
    polling = PollingClients(states: states, ecs: ecs, logs: logs, clients: clients)
    engine = PollEngine(
      identity: ExecutionIdentity(
        place: .remote(name: name), machineName: reference.machineName, executionName: reference.executionName,
        executionArn: reference.arn.description, region: reference.arn.region, account: reference.arn.account, isReadOnly: isReadOnly),
      now: runtime.now(), hasECS: ecs != nil, hasLogs: logs != nil)
  }

  /// A source for an execution, its endpoints and credentials resolved from flags, environment and files.
  /// - Throws: `AWSError`, a sentence, when `text` or a setting cannot be used.
  public static func attach(
    _ text: String, settings: AWSEndpointSettings, isReadOnly: Bool, transport: (any HTTPTransport)? = nil,
    runtime: ClientRuntime = .system
  ) throws(AWSError) -> RemoteSource {
    try attach(text, session: AWSSession(settings, transport: transport, runtime: runtime), isReadOnly: isReadOnly)
  }

  /// A source for an execution that shares credentials and request budgets with all that `session` serves.
  /// - Throws: `AWSError`, a sentence, when `text` or a setting cannot be used.
  public static func attach(_ text: String, session: AWSSession, isReadOnly: Bool) throws(AWSError) -> RemoteSource {
    try attach(text, clients: RemoteClients(session), isReadOnly: isReadOnly)
  }

  /// A source for one execution of several: calls for its tasks are put together with those of the others.
  /// - Throws: `AWSError`, a sentence, when `text` or a setting cannot be used.
  public static func attach(_ text: String, clients: RemoteClients, isReadOnly: Bool) throws(AWSError) -> RemoteSource {
    let reference = try ExecutionReference(parsing: text)
    let session = clients.session
    let states = try session.client(of: .stepFunctions, for: reference.arn)
    let ecs = try session.client(of: .ecs, for: reference.arn)
    let logs = try session.client(of: .logs, for: reference.arn)
    let name = states.endpoint.isCustom ? states.endpoint.address.hostHeader : states.endpoint.region
    return RemoteSource(
      reference, states: states, ecs: ecs, logs: logs, clients: clients, name: name,
      isReadOnly: isReadOnly || session.settings.isReadOnly, runtime: session.runtime)
  }

  /// Makes the first call: to the endpoint's first answer about the execution.
  /// - Throws: `AWSError` when the execution cannot be followed, so that a command can end with the sentence instead of showing an empty
  ///   screen.
  public func connect() async throws(AWSError) {
    guard engine.snapshot.live.poll?.asOf == nil, calls.isEmpty, let request = engine.firstRequest(at: runtime.now()) else { return }
    let error = await make(request)
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
    snapshot.live.now = runtime.now() + states.clockOffset
    snapshot.live.poll?.clockOffset = states.clockOffset
    return snapshot
  }

  /// Snapshots as they change; polling begins with the first reader and ends when the last has gone. The stream ends with an execution that
  /// can not go on; one that failed can be redriven, and its stream stays open without a call being made.
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
    rest()
    for reader in readers.values { reader.finish() }
    readers = [:]
  }

  /// Polls at once.
  /// - Parameter isRedriven: the execution was just redriven: it is looked at until it goes on.
  func hurry(isRedriven: Bool = false) {
    engine.hurry(at: runtime.now(), isRedriven: isRedriven)
    publish()
    pump()
  }

  /// What is on the screen from now on.
  func attend(_ attention: Attention) {
    engine.attend(attention, at: runtime.now())
    publish()
    pump()
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
    guard !isClosed, !hasEnded else {
      continuation.finish()
      return nil
    }
    let reader = nextReader
    nextReader += 1
    readers[reader] = continuation
    pump()
    return reader
  }

  private func forget(_ reader: Int) {
    readers[reader] = nil
    if readers.isEmpty { rest() }
  }

  private var hasEnded: Bool { engine.isFinished && !engine.mayGoOn }

  /// Calls under way are given up; each gives its request back when it has noticed.
  private func rest() {
    timer?.cancel()
    timer = nil
    for call in calls.values { call.cancel() }
  }

  // MARK: Polling

  /// Makes every call that is due, and waits for the next.
  private func pump() {
    guard !isClosed, !readers.isEmpty else { return }
    while let request = engine.nextRequest(at: runtime.now()) {
      let call = nextCall
      nextCall += 1
      calls[call] = Task {
        await self.make(request)
        self.calls[call] = nil
        self.publish()
        self.pump()
      }
    }
    timer?.cancel()
    timer = engine.nextWake.map { wake in
      let (wait, runtime) = (max(wake - runtime.now(), .milliseconds(1)), runtime)
      return Task {
        _ = try? await runtime.sleep(wait)
        if !Task.isCancelled { self.pump() }
      }
    }
    guard hasEnded else { return }
    publish()
    for reader in readers.values { reader.finish() }
    readers = [:]
  }

  /// Makes one call; gives its error.
  @discardableResult private func make(_ request: PollRequest) async -> AWSError? {
    let outcome = await polling.outcome(of: request, executionArn: executionArn)
    if Task.isCancelled, case .failure(let error) = outcome {
      engine.giveBack(request)
      return error
    }
    engine.finish(request, outcome, at: runtime.now(), chance: runtime.random())
    if case .failure(let error) = outcome { return error }
    return nil
  }
}
