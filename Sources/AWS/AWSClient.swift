import HTTP
import JSON
import Time

/// Calls operations of one service: within the endpoint's budget, signed, with retries, every failure an `AWSError`.
public struct AWSClient: Sendable {
  /// What an operation answered, and how it went.
  public struct Answer: Sendable, Equatable {
    /// The answer's document; an empty body is an empty object.
    public var value: JSONValue
    /// The id of the request that succeeded.
    public var requestId: String?
    /// Whether the service asked for fewer calls before it answered.
    public var wasThrottled = false
    /// How long the budget held the call back.
    public var waited = Duration.zero
    /// The service's time when it answered, where it said so.
    public var date: Timestamp?
  }

  /// Who is asked.
  public private(set) var endpoint: AWSEndpoint
  private let transport: any HTTPTransport
  private let credentials: any AWSCredentialsProvider
  private let runtime: ClientRuntime
  private var policy: RetryPolicy
  private var urgency = RequestBudget.Urgency.onScreen
  private let budgets: RequestBudgets?
  private let clock: ClockOffset
  private let quota = RetryQuota()
  private let userAgent: String

  /// A client; nothing is sent until the first call.
  /// - Parameters:
  ///   - budgets: what the endpoint may still be asked, shared by all its clients; nil for no bound.
  ///   - clock: what is known of the service's clock, likewise shared.
  public init(
    endpoint: AWSEndpoint, transport: any HTTPTransport, credentials: any AWSCredentialsProvider, runtime: ClientRuntime,
    policy: RetryPolicy = RetryPolicy(), budgets: RequestBudgets? = nil, clock: ClockOffset = ClockOffset(), userAgent: String = "stepscope"
  ) {
    self.endpoint = endpoint
    self.transport = transport
    self.credentials = credentials
    self.runtime = runtime
    self.policy = policy
    self.budgets = budgets
    self.clock = clock
    self.userAgent = userAgent
  }

  /// The same client with another way of repeating calls: who polls backs off itself, and says so meanwhile.
  public func with(_ policy: RetryPolicy) -> AWSClient {
    var client = self
    client.policy = policy
    return client
  }

  /// The same client for what nobody looks at: its calls wait until half of their budget is there, so that what is on the screen is not held
  /// up. They are to be made one after another.
  public func inBackground() -> AWSClient {
    var client = self
    client.urgency = .background
    return client
  }

  /// The same client for another region. An endpoint that somebody chose stays where it is; only the signature names the other region. What is
  /// no region changes nothing.
  public func inRegion(_ region: String) -> AWSClient {
    guard AWSEndpoint.isRegion(region) else { return self }
    var client = self
    client.endpoint.region = region
    if !endpoint.isCustom { client.endpoint.address = AWSEndpoint.ownAddress(of: endpoint.service, in: region) }
    return client
  }

  /// How far the service's clock is ahead of this machine's; zero until an answer told that they are a minute apart or more.
  public var clockOffset: Duration { clock.value }

  /// How long the budget would hold back a call now; zero when it would be sent at once.
  public func budgetWait(for operation: String, _ input: JSONValue = [:]) -> Duration {
    budgets?.wait(operation, input, urgency, at: endpoint, now: runtime.now()) ?? .zero
  }

  /// Calls `operation` and gives its answer's document.
  public func call(_ operation: String, _ input: JSONValue, timeout: Duration = .seconds(10)) async throws(AWSError) -> JSONValue {
    try await answer(to: operation, input, timeout: timeout).value
  }

  /// Calls `operation` when the budget allows it, again after throttles and server errors. Only operations that read are repeated after a
  /// server error or a broken connection: another may have been carried out. A refusal for the time of the signature, or for credentials
  /// that have expired, is mended and tried again, each once.
  /// - Parameters:
  ///   - timeout: of one attempt.
  ///   - attempts: calls in all; nil for the client's usual number. Whoever calls again by himself anyway gives 1.
  ///   - isIdempotent: whether a change may be asked for twice, as starting an execution of the same name may.
  public func answer(
    to operation: String, _ input: JSONValue, timeout: Duration = .seconds(10), attempts: Int? = nil, isIdempotent: Bool = false
  ) async throws(AWSError) -> Answer {
    var course = Course()
    var policy = policy
    if let attempts { policy.attempts = max(1, attempts) }
    while true {
      course.waited += try await waitForBudget(operation, input)
      let keys = try await credentials.credentials()
      let offset = clock.value
      do throws(AWSError) {
        var answer = try await attempt(operation, input, keys, timeout)
        quota.succeeded(havingTaken: course.cost)
        answer.wasThrottled = course.wasThrottled
        answer.waited = course.waited
        return answer
      } catch {
        course.wasThrottled = course.wasThrottled || error.isThrottle
        // Another call may have learnt it while this one was under way.
        if !course.hasSetClock, error.mayBeTheClock, let date = error.date,
          clock.learn(date, namesTheClock: error.isTheClock, now: runtime.now()) || clock.value != offset
        {
          course.hasSetClock = true
          continue
        }
        if !course.hasRenewed, error.refusesCredentials {
          course.hasRenewed = true
          if try await credentials.replacement(for: keys) != nil { continue }
        }
        course.failures += 1
        guard error.mayPass, isIdempotent || isRepeatable(operation, after: error),
          let delay = policy.delay(after: course.failures, random: runtime.random()), let cost = quota.take(after: error)
        else { throw error }
        course.cost = cost
        try await pause(delay, operation)
      }
    }
  }

  /// What one call has gone through.
  private struct Course {
    var failures = 0
    var wasThrottled = false
    var waited = Duration.zero
    var cost: Int?
    var hasSetClock = false
    var hasRenewed = false
  }

  private func isRepeatable(_ operation: String, after error: AWSError) -> Bool {
    let wasNotCarriedOut: Bool
    switch error.kind {
    case .transport(let failure): wasNotCarriedOut = failure.neverArrived
    default: wasNotCarriedOut = error.isThrottle
    }
    return wasNotCarriedOut || AWSClient.isRead(operation)
  }

  /// Whether an operation changes nothing, or may be asked for twice.
  static func isRead(_ operation: String) -> Bool { RequestBudget.Group(of: operation) != nil || operation == "AssumeRole" }

  private func waitForBudget(_ operation: String, _ input: JSONValue) async throws(AWSError) -> Duration {
    guard let budgets else { return .zero }
    let wait = budgets.take(operation, input, urgency, at: endpoint, now: runtime.now())
    guard wait > .zero else { return .zero }
    do throws(AWSError) {
      try await pause(wait, operation)
    } catch {
      budgets.giveBack(operation, input, at: endpoint)
      throw error
    }
    return wait
  }

  private func pause(_ duration: Duration, _ operation: String) async throws(AWSError) {
    do throws(CancellationError) {
      try await runtime.sleep(duration)
    } catch { throw AWSError(.transport(HTTPFailure(.cancelled)), operation: operation, endpoint: endpoint) }
  }

  private func attempt(
    _ operation: String, _ input: JSONValue, _ keys: AWSCredentials, _ timeout: Duration
  ) async throws(AWSError) -> Answer {
    let request = AWSRequest.make(operation, input, at: endpoint, userAgent: userAgent, timeout: timeout)
    let response: HTTPResponse
    do throws(HTTPFailure) {
      response = try await transport.send(authorized(request, keys))
    } catch {
      throw AWSError(.transport(error), operation: operation, endpoint: endpoint)
    }
    let date = response.headers["Date"].flatMap { Timestamp(httpDate: $0) }
    do throws(AWSError) {
      let read = AWSResponse(response)
      let isQuery = if case .query = endpoint.service.wire { true } else { false }
      var answer = try isQuery ? read.queryResult(of: operation, at: endpoint) : read.result(of: operation, at: endpoint)
      // Who does not check signatures tells the time as well, and ages on the screen are told by it.
      if let date { _ = clock.learn(date, namesTheClock: false, now: runtime.now()) }
      answer.date = date
      return answer
    } catch {
      var error = error
      error.signedWith = keys.origin
      error.date = date
      throw error
    }
  }

  private func authorized(_ request: HTTPRequest, _ keys: AWSCredentials) -> HTTPRequest {
    guard let bearer = keys.bearer else {
      return SignatureV4(credentials: keys, region: endpoint.region, service: endpoint.service.signingName)
        .sign(request, at: runtime.now() + clock.value)
    }
    var request = request
    request.headers["Authorization"] = "Bearer \(bearer)"
    return request
  }
}
