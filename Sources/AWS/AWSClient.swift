import HTTP
import JSON
import Time

/// Calls operations of one service over the AWS JSON protocol: signed, with retries, every failure an `AWSError`.
public struct AWSClient: Sendable {
  /// What an operation answered, and how it went.
  public struct Answer: Sendable, Equatable {
    /// The answer's document; an empty body is an empty object.
    public var value: JSONValue
    /// The id of the request that succeeded.
    public var requestId: String?
    /// Whether the service asked for fewer calls before it answered.
    public var wasThrottled: Bool
  }

  /// Who is asked.
  public let endpoint: AWSEndpoint
  private let transport: any HTTPTransport
  private let credentials: any AWSCredentialsProvider
  private let runtime: ClientRuntime
  private let policy: RetryPolicy
  private let userAgent: String

  /// A client; nothing is sent until the first call.
  public init(
    endpoint: AWSEndpoint, transport: any HTTPTransport, credentials: any AWSCredentialsProvider, runtime: ClientRuntime,
    policy: RetryPolicy = RetryPolicy(), userAgent: String = "stepscope"
  ) {
    self.endpoint = endpoint
    self.transport = transport
    self.credentials = credentials
    self.runtime = runtime
    self.policy = policy
    self.userAgent = userAgent
  }

  /// Calls `operation` and gives its answer's document.
  public func call(_ operation: String, _ input: JSONValue, timeout: Duration = .seconds(10)) async throws(AWSError) -> JSONValue {
    try await answer(to: operation, input, timeout: timeout).value
  }

  /// Calls `operation`, again after throttles and server errors. After a broken connection only operations that read are repeated:
  /// another may have been carried out.
  public func answer(to operation: String, _ input: JSONValue, timeout: Duration = .seconds(10)) async throws(AWSError) -> Answer {
    var failures = 0
    var wasThrottled = false
    while true {
      do throws(AWSError) {
        var answer = try await attempt(operation, input, timeout)
        answer.wasThrottled = wasThrottled
        return answer
      } catch {
        failures += 1
        wasThrottled = wasThrottled || error.isThrottle
        guard error.mayPass, isRepeatable(operation, after: error), let delay = policy.delay(after: failures, random: runtime.random())
        else { throw error }
        do {
          try await runtime.sleep(delay)
        } catch { throw AWSError(.transport(HTTPFailure(.cancelled)), operation: operation, endpoint: endpoint) }
      }
    }
  }

  private func isRepeatable(_ operation: String, after error: AWSError) -> Bool {
    guard case .transport(let failure) = error.kind else { return true }
    return failure.neverArrived || ["Describe", "Get", "List"].contains { operation.hasPrefix($0) }
  }

  private func attempt(_ operation: String, _ input: JSONValue, _ timeout: Duration) async throws(AWSError) -> Answer {
    let signer = SignatureV4(
      credentials: try await credentials.credentials(), region: endpoint.region, service: endpoint.service.signingName)
    var body: [UInt8] = []
    JSONWriter.write(input, into: &body)
    let request = HTTPRequest(
      method: "POST", address: endpoint.address,
      headers: HTTPHeaders([
        ("Content-Type", "application/x-amz-json-\(endpoint.service.jsonVersion)"),
        ("X-Amz-Target", "\(endpoint.service.targetPrefix).\(operation)"), ("User-Agent", userAgent),
      ]), body: body, timeout: timeout)
    let response: HTTPResponse
    do throws(HTTPFailure) {
      response = try await transport.send(signer.sign(request, at: runtime.now()))
    } catch {
      throw AWSError(.transport(error), operation: operation, endpoint: endpoint)
    }
    return try AWSResponse(response).result(of: operation, at: endpoint)
  }
}
