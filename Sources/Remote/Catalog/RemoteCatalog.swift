import AWS
import ExecutionSource
import HTTP
import JSON
import Time

/// What an endpoint has beyond one execution, polled: an actor around the catalog engine that makes the calls the engine asks for, one at a time. Nothing is sent before somebody looks at
/// something.
public actor RemoteCatalog: ExecutionCatalog {
  /// Makes a source for an execution's ARN.
  public typealias Opener = @Sendable (String) throws(AWSError) -> any ExecutionSource

  let writer: RemoteWriter
  let runtime: ClientRuntime
  var engine: CatalogEngine
  private let states: AWSClient
  private let ecs: AWSClient?
  private let logs: AWSClient?
  private let opener: Opener
  private var loop: Task<Void, Never>?
  /// The loop before, which may still wait for its last answer.
  private var retired: Task<Void, Never>?
  private var sleeper: Task<Void, Never>?
  private var readers: [Int: AsyncStream<CatalogSnapshot>.Continuation] = [:]
  private var nextReader = 0
  private var isClosed = false
  private var published: UInt64?

  /// A catalog that has sent nothing yet.
  /// - Parameters:
  ///   - states: the client of Step Functions.
  ///   - ecs: the client of ECS; nil leaves its tasks out.
  ///   - logs: the client of CloudWatch Logs; nil leaves Express executions out.
  ///   - name: what the screen calls the place: a profile or host.
  ///   - isReadOnly: whether nothing may be changed through it.
  ///   - opener: makes the sources that `open` gives.
  public init(
    states: AWSClient, ecs: AWSClient?, logs: AWSClient? = nil, name: String, isReadOnly: Bool, runtime: ClientRuntime,
    opener: @escaping Opener
  ) {
    self.states = states
    self.ecs = ecs
    self.logs = logs
    self.runtime = runtime
    self.opener = opener
    writer = RemoteWriter(states: states, ecs: ecs, runtime: runtime, isReadOnly: isReadOnly)
    let host = states.endpoint.address.host
    let isNear = host == "localhost" || host == "[::1]" || host.hasPrefix("127.")
    engine = CatalogEngine(
      place: .remote(name: name), region: states.endpoint.region, isReadOnly: isReadOnly, isNear: isNear,
      readsLogs: logs != nil)
  }

  /// A catalog of the endpoint that a session's settings name.
  /// - Parameters:
  ///   - session: shared by everything that speaks to the endpoint; `findRegion` has been called.
  ///   - arn: a resource beside which it is: it tells the region where nothing else does.
  ///   - isReadOnly: whether nothing may be changed through it, or through the sources that it opens.
  /// - Throws: `AWSError`, a sentence, when a setting cannot be used.
  public static func attach(session: AWSSession, for arn: ResourceName? = nil, isReadOnly: Bool) throws(AWSError) -> RemoteCatalog {
    let states = try session.client(of: .stepFunctions, for: arn)
    let ecs = try session.client(of: .ecs, for: arn)
    let logs = try session.client(of: .logs, for: arn)
    let isReadOnly = isReadOnly || session.settings.isReadOnly
    let clients = RemoteClients(session)
    return RemoteCatalog(
      states: states, ecs: ecs, logs: logs, name: states.endpoint.isCustom ? states.endpoint.address.hostHeader : states.endpoint.region,
      isReadOnly: isReadOnly, runtime: session.runtime
    ) { (arn: String) throws(AWSError) -> any ExecutionSource in
      try RemoteExecution.attach(arn, clients: clients, isReadOnly: isReadOnly)
    }
  }

  /// The catalog as it is now.
  public func snapshot() -> CatalogSnapshot {
    var snapshot = engine.snapshot
    snapshot.now = runtime.now()
    return snapshot
  }

  /// Snapshots as they change; asking begins with the first reader and ends when the last has gone.
  public nonisolated func updates() -> AsyncStream<CatalogSnapshot> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let registration = Task { await self.register(continuation) }
      continuation.onTermination = { _ in
        Task {
          if let reader = await registration.value { await self.forget(reader) }
        }
      }
    }
  }

  /// Asks for `view` from now on, and for nothing else. A call that is under way for what was looked at before is given up.
  public func look(at view: CatalogView) {
    guard engine.view != view else { return }
    engine.look(at: view, now: runtime.now())
    restart()
    publish()
  }

  /// A source for one execution; nothing is asked before its first reader.
  public func open(_ executionArn: String) throws(SourceRefusal) -> any ExecutionSource {
    do throws(AWSError) {
      return try opener(executionArn)
    } catch { throw SourceRefusal("\(error)") }
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

  /// Looks again at what is due, now.
  func wake() {
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

  private func register(_ continuation: AsyncStream<CatalogSnapshot>.Continuation) -> Int? {
    continuation.yield(snapshot())
    guard !isClosed else {
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
    if readers.isEmpty { stop() }
  }

  // MARK: Polling

  private func start() {
    guard loop == nil, !isClosed else { return }
    let previous = retired
    loop = Task {
      // One call at a time, also across a change of what is looked at.
      await previous?.value
      await self.poll()
    }
  }

  private func stop() {
    sleeper?.cancel()
    loop?.cancel()
    retired = loop ?? retired
    loop = nil
  }

  private func restart() {
    stop()
    if !readers.isEmpty { start() }
  }

  private func poll() async {
    while !Task.isCancelled, !isClosed {
      let now = runtime.now()
      if let request = engine.nextRequest(at: now) {
        await step(request)
        publish()
      } else {
        publish()
        await sleep(until: engine.nextWake)
      }
    }
  }

  private func step(_ request: CatalogRequest) async {
    do throws(AWSError) {
      guard var client = request.asksECS ? ecs : request.asksLogs ? logs : states else {
        return engine.finish(request, .answer(.object([:]), wasThrottled: false), at: runtime.now(), chance: runtime.random())
      }
      if engine.view == .tokens { client = client.inBackground() }
      // The engine backs off by itself, and says so at once.
      let answer = try await client.answer(to: request.operation, request.input, attempts: 1)
      guard !Task.isCancelled else { return }
      engine.finish(request, .answer(answer.value, wasThrottled: answer.wasThrottled), at: runtime.now(), chance: runtime.random())
    } catch {
      // What is still wanted is still due.
      guard !Task.isCancelled else { return }
      engine.finish(request, .failure(error), at: runtime.now(), chance: runtime.random())
    }
  }

  /// Until `wake`, or, where nothing is due, until somebody wants something.
  private func sleep(until wake: Timestamp?) async {
    let world = runtime
    let duration = wake.map { max($0 - world.now(), .milliseconds(1)) }
    let nap = Task {
      if let duration { _ = try? await world.sleep(duration) } else { _ = try? await Task.sleep(for: .seconds(86_400)) }
    }
    sleeper = nap
    await withTaskCancellationHandler {
      await nap.value
    } onCancel: {
      nap.cancel()
    }
    sleeper = nil
  }
}
