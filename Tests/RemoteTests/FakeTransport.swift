import AWS
import HTTP
import JSON
import Synchronization
import Time

/// A server inside the test: it answers each request as a function of the operation and its input, and keeps what it was sent.
final class FakeTransport: HTTPTransport {
  typealias Answer = Result<HTTPResponse, HTTPFailure>

  /// One request that arrived.
  struct Call: Sendable {
    var operation: String
    var input: JSONValue
    var request: HTTPRequest
  }

  private let received = Mutex<[Call]>([])
  private let respond: @Sendable (Call, Int) -> Answer

  /// - Parameter respond: the answer to a call; the number is how many came before it.
  init(_ respond: @escaping @Sendable (Call, Int) -> Answer) { self.respond = respond }

  /// Answers in turn; the last one is repeated.
  convenience init(_ answers: [Answer]) {
    self.init { _, number in answers[min(number, answers.count - 1)] }
  }

  var calls: [Call] { received.withLock { $0 } }
  var operations: [String] { calls.map(\.operation) }

  func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
    let target = request.headers["X-Amz-Target"] ?? ""
    let operation = String(target.split(separator: ".").last ?? "")
    let input = (try? JSONValue(parsing: request.body)) ?? .null
    let call = Call(operation: operation, input: input, request: request)
    let number = received.withLock { received in
      received.append(call)
      return received.count - 1
    }
    return try respond(call, number).get()
  }
}

extension FakeTransport.Answer {
  static func json(_ value: JSONValue, status: Int = 200, headers: [(String, String)] = []) -> FakeTransport.Answer {
    .success(HTTPResponse(status: status, headers: HTTPHeaders(headers), body: Array(value.compact.utf8)))
  }

  static func text(_ text: String, status: Int = 200, headers: [(String, String)] = []) -> FakeTransport.Answer {
    .success(HTTPResponse(status: status, headers: HTTPHeaders(headers), body: Array(text.utf8)))
  }

  static func refusal(_ code: String, _ message: String = "", status: Int = 400) -> FakeTransport.Answer {
    .json(["__type": .string(code), "message": .string(message)], status: status)
  }

  static func failure(_ kind: HTTPFailure.Kind) -> FakeTransport.Answer { .failure(HTTPFailure(kind)) }
}

/// A clock that moves only when somebody sleeps, and numbers that are always the same.
final class FakeWorld: Sendable {
  private let state: Mutex<(now: Timestamp, sleeps: [Duration])>
  private let chance: Double

  init(now: Timestamp = Timestamp(milliseconds: 1_800_000_000_000), chance: Double = 0.5) {
    state = Mutex((now, []))
    self.chance = chance
  }

  var now: Timestamp { state.withLock { $0.now } }
  var sleeps: [Duration] { state.withLock { $0.sleeps } }

  var runtime: ClientRuntime {
    ClientRuntime(
      now: { self.now },
      sleep: { (duration: Duration) async throws(CancellationError) -> Void in
        self.state.withLock { state in
          state.now = state.now + duration
          state.sleeps.append(duration)
        }
        await Task.yield()
        if Task.isCancelled { throw CancellationError() }
      },
      random: { self.chance })
  }
}

/// The endpoint of an emulator on this machine.
func emulator(_ service: AWSService = .stepFunctions, _ url: String = "http://127.0.0.1:4566") throws -> AWSEndpoint {
  try AWSEndpointSettings(endpointURL: url, environment: [:]).endpoint(of: service)
}

func client(_ transport: any HTTPTransport, _ world: FakeWorld = FakeWorld(), _ service: AWSService = .stepFunctions) throws -> AWSClient {
  let endpoint = try emulator(service)
  return AWSClient(endpoint: endpoint, transport: transport, credentials: FixedCredentials(.emulator), runtime: world.runtime)
}
