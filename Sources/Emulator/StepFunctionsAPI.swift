import HTTPServer
import Hosting
import JSON
import Synchronization
import Time

/// The Step Functions API over executions that a host runs: each request is held against its shape, answered from the host and the
/// registry, and
/// refused in AWS's words.
public final class StepFunctionsAPI: Sendable {
  /// Where the resources it creates are.
  public struct Place: Sendable, Equatable {
    /// The second part of ARNs.
    public var partition = "aws"
    /// The region.
    public var region: String
    /// Twelve digits.
    public var account: String

    /// A place in the commercial partition.
    public init(region: String = "us-east-1", account: String = "123456789012") {
      self.region = region
      self.account = account
    }

    /// `arn:aws:states:us-east-1:123456789012:`.
    var prefix: String { "arn:\(partition):states:\(region):\(account):" }
  }

  let host: any ExecutionHosting
  let registry: Registry
  let place: Place
  /// The time of executions, which may go faster than the clock.
  let now: @Sendable () -> Timestamp
  private let realTime: @Sendable () -> Timestamp
  private let access: AccessPolicy
  private let random: Mutex<SplitMix64>

  /// - Parameters:
  ///   - host: runs executions and keeps documents.
  ///   - access: who may ask.
  ///   - now: the clock of dates.
  ///   - realTime: the clock of signatures; the same unless given.
  ///   - seed: of identifiers; nil for unguessable ones.
  public init(
    host: any ExecutionHosting, place: Place, access: AccessPolicy, seed: UInt64? = nil, now: @escaping @Sendable () -> Timestamp,
    realTime: (@Sendable () -> Timestamp)? = nil
  ) async {
    self.host = host
    self.place = place
    self.access = access
    self.now = now
    self.realTime = realTime ?? now
    random = Mutex(SplitMix64(seed: seed ?? UInt64.random(in: .min ... .max)))
    registry = Registry(host: host)
    await registry.load()
  }

  // MARK: Over HTTP

  private static let contentType = "application/x-amz-json-1.0"

  /// Answers one HTTP request.
  public func respond(to request: HTTPServerRequest) async -> HTTPServerResponse {
    if let refusal = access.refusal(request, at: realTime()) { return response(refusal) }
    guard request.method == "POST" else {
      return response(APIError("UnknownOperationException", "Send POST / with X-Amz-Target: AWSStepFunctions.OPERATION.", status: 404))
    }
    if let type = request.headers["Content-Type"], !StepFunctionsAPI.isJSON(type) {
      return response(
        APIError("UnknownOperationException", "Content-Type must be application/x-amz-json-1.0, not \(type.prefix(100)).", status: 404))
    }
    guard request.headers.count(of: "X-Amz-Target") <= 1 else {
      return response(APIError("UnknownOperationException", "The request names several operations in X-Amz-Target."))
    }
    guard let target = request.headers["X-Amz-Target"], let operation = APIOperation(target: target) else {
      return response(
        APIError(
          "UnknownOperationException",
          request.headers["X-Amz-Target"].map { "\($0.prefix(100)) is no operation of this server." }
            ?? "X-Amz-Target is missing; it names the operation, such as AWSStepFunctions.ListStateMachines."))
    }
    do throws(APIError) {
      return HTTPServerResponse(headers: headers(), body: try await perform(operation, body: request.body))
    } catch {
      return response(error)
    }
  }

  /// Whether a request only reads memory.
  @Sendable public static func isQuick(_ request: HTTPServerRequest) -> Bool {
    request.headers["X-Amz-Target"].flatMap { APIOperation(target: $0) }?.isQuick ?? false
  }

  /// What the server says where it refuses by itself, in the API's shape.
  public func response(_ refusal: HTTPServerRefusal) -> HTTPServerResponse {
    switch refusal {
    case .malformed: response(APIError("SerializationException", "The request is not HTTP/1.1."))
    case .headTooLarge: response(APIError("RequestHeaderSectionTooLargeException", "The request's head is too large.", status: 431))
    case .bodyTooLarge: response(APIError("RequestEntityTooLargeException", "The request's body is too large.", status: 413))
    case .tooSlow: response(APIError("RequestTimeoutException", "The request did not come in within the time.", status: 408))
    case .tooManyRequests: response(APIError("ThrottlingException", "Rate exceeded"))
    case .tooManyConnections: response(APIError("ServiceUnavailable", "As many connections as may be are open.", status: 503))
    }
  }

  private static func isJSON(_ type: String) -> Bool {
    let type = type.lowercased()
    return type.hasPrefix("application/x-amz-json-1.") || type.hasPrefix("application/json")
  }

  private func response(_ error: APIError) -> HTTPServerResponse {
    HTTPServerResponse(status: error.status, headers: headers() + [("x-amzn-ErrorType", error.code)], body: error.body)
  }

  private func headers() -> [(name: String, value: String)] {
    [("x-amzn-RequestId", identifier()), ("Content-Type", StepFunctionsAPI.contentType)]
  }

  // MARK: In the process

  /// Bodies hold a request's few members; their texts hold the rest.
  private static let limits = JSONLimits(maximumBytes: 4 << 20, maximumDepth: 64)

  /// Performs one operation.
  /// - Parameter body: the request as JSON; nothing stands for `{}`.
  /// - Returns: the answer as JSON.
  /// - Throws: the API's error.
  public func perform(_ operation: APIOperation, body: [UInt8]) async throws(APIError) -> [UInt8] {
    let value: JSONValue
    do throws(JSONSyntaxError) {
      value = body.isEmpty ? .object(JSONObject()) : try JSONValue(parsing: body, limits: StepFunctionsAPI.limits)
    } catch {
      throw .serialization(JacksonReader.problem(in: String(decoding: body, as: UTF8.self))?.message ?? error.message)
    }
    guard case .object(let members) = value else { throw .serialization("Unexpected field type") }
    try ShapeChecker.check(members, operation.shape)
    return try await perform(operation, APIRequest(members))
  }

  /// A version 4 UUID.
  func identifier() -> String {
    let (high, low) = random.withLock { ($0.next(), $0.next()) }
    return StepFunctionsAPI.uuid(high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000, low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
  }

  /// 0 to 99.
  func chance() -> Int { random.withLock { Int($0.next() % 100) } }

  /// 64 random bits.
  func draw() -> UInt64 { random.withLock { $0.next() } }

  private static func uuid(_ high: UInt64, _ low: UInt64) -> String {
    String(unsafeUninitializedCapacity: 36) { out in
      var at = 0
      for digit in 0..<32 {
        if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
          out[at] = UInt8(ascii: "-")
          at += 1
        }
        let word = digit < 16 ? high : low
        let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - (digit % 16) * 4) & 15)
        out[at] = value < 10 ? 48 + value : 87 + value
        at += 1
      }
      return 36
    }
  }
}
