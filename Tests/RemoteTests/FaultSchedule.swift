import HTTP
import JSON
import Time

@testable import AWS
@testable import Remote

/// What goes wrong between the monitor and its endpoint, and when.
enum Fault: Sendable, CaseIterable {
  case throttle, serverError, htmlError, html, truncated, slow, reset, gone, garbage, emptyPage
  /// The answer to the call of that operation before.
  case repeated
  /// The events of a page in any order.
  case shuffled
  /// Another page than the one that was asked for.
  case otherPage
  /// Credentials have expired, or the clock is off: the service refuses.
  case expired, clock
  /// Page tokens are not accepted any more.
  case pageTokens
}

struct FaultSchedule: Sendable {
  struct Window: Sendable {
    var from: Timestamp
    var to: Timestamp
    var fault: Fault
    /// Nil for every operation.
    var operation: String?
    /// How many of the calls in it are hit.
    var part: Double
  }

  var windows: [Window] = []

  /// When all is well again for good.
  var calmFrom: Timestamp { windows.map(\.to).max() ?? TimedExecution.start }

  /// A few windows within `span` after `start`.
  static func random(_ random: inout SplitMix64, from start: Timestamp, span: Duration) -> FaultSchedule {
    let operations = [
      "GetExecutionHistory", "DescribeExecution", "DescribeStateMachineForExecution", "DescribeTasks", "DescribeTaskDefinition",
      "GetLogEvents",
      "DescribeMapRun", "ListMapRuns",
    ]
    let windows = (0..<Int.random(in: 1...5, using: &random)).map { _ -> Window in
      let from = start + .milliseconds(Int64.random(in: 0...max(1, span.milliseconds), using: &random))
      return Window(
        from: from, to: from + .milliseconds(Int64.random(in: 200...60_000, using: &random)),
        fault: Fault.allCases.randomElement(using: &random) ?? .reset,
        operation: Bool.random(using: &random) ? operations.randomElement(using: &random) : nil,
        part: Bool.random(using: &random) ? 1 : Double.random(in: 0.2...0.9, using: &random))
    }
    return FaultSchedule(windows: windows)
  }

  func fault(of operation: String, at now: Timestamp, _ random: inout SplitMix64) -> Fault? {
    windows.first {
      $0.from <= now && now < $0.to && ($0.operation == nil || $0.operation == operation)
        && Double.random(in: 0..<1, using: &random) < $0.part
    }?.fault
  }
}

/// An endpoint behind something that breaks what it answers, as its client sees it.
struct FaultyEndpoint: Sendable {
  var execution: TimedExecution
  var schedule: FaultSchedule
  var random: SplitMix64
  private var before: [String: FakeTransport.Answer] = [:]

  init(_ execution: TimedExecution, _ schedule: FaultSchedule, seed: UInt64) {
    self.execution = execution
    self.schedule = schedule
    random = SplitMix64(seed: seed)
  }

  mutating func answer(_ operation: String, _ input: JSONValue, at now: Timestamp) -> (answer: FakeTransport.Answer, fault: Fault?) {
    let fault = schedule.fault(of: operation, at: now, &random)
    // One stream's page never comes for another's.
    let key = operation + (input["logStreamName"]?.stringValue ?? "")
    let answer = broken(operation, input, fault, key, now)
    if fault == nil { before[key] = answer }
    return (answer, fault)
  }

  private mutating func broken(_ operation: String, _ input: JSONValue, _ fault: Fault?, _ key: String, _ now: Timestamp)
    -> FakeTransport.Answer
  {
    switch fault {
    case nil: return whole(operation, input, now)
    case .throttle: return .refusal("ThrottlingException", "Rate exceeded")
    case .serverError: return .refusal("InternalFailure", "", status: 500)
    case .htmlError: return .text("<html><body>502 Bad Gateway</body></html>", status: 502, headers: [("Content-Type", "text/html")])
    case .html: return .text("<!DOCTYPE html><title>Sign in</title>", headers: [("Content-Type", "text/html")])
    case .slow: return .failure(.timedOut(after: .seconds(10)))
    case .reset: return .failure(.broken("Connection reset by peer"))
    case .gone: return .failure(.refused)
    case .garbage:
      return [.json(["hello": "world"]), .json([1, 2]), .text("\u{0}\u{1B}[2J"), .json(["events": 7, "tasks": "x", "status": []])]
        .randomElement(using: &random) ?? .text("")
    case .emptyPage: return operation == "GetExecutionHistory" ? .json(["events": []]) : .text("{}")
    case .expired: return .refusal("ExpiredTokenException", "The security token included in the request is expired")
    case .clock: return .refusal("InvalidSignatureException", "Signature expired: 20261125T100000Z is now earlier than 20261125T110000Z")
    case .pageTokens where input["nextToken"] != nil: return .refusal("InvalidToken", "Invalid Token: 'Invalid token'")
    case .pageTokens: return whole(operation, input, now)
    case .truncated:
      guard case .success(var response) = whole(operation, input, now) else { return .failure(.broken("reset")) }
      response.body = Array(response.body.prefix(Int.random(in: 0...max(0, response.body.count - 1), using: &random)))
      return .success(response)
    case .repeated: return before[key] ?? whole(operation, input, now)
    case .shuffled: return shuffled(whole(operation, input, now))
    case .otherPage:
      guard operation == "GetExecutionHistory", var object = input.objectValue else { return before[key] ?? whole(operation, input, now) }
      object["nextToken"] = .string(String(Int.random(in: 1...max(1, execution.events.count), using: &random)))
      return whole(operation, .object(object), now)
    }
  }

  private func whole(_ operation: String, _ input: JSONValue, _ now: Timestamp) -> FakeTransport.Answer {
    switch execution.answer(operation, input, at: now) {
    case .document(let document): .json(document)
    case .refusal(let code, let message): .refusal(code, message)
    }
  }

  private mutating func shuffled(_ answer: FakeTransport.Answer) -> FakeTransport.Answer {
    guard case .success(let response) = answer, var object = (try? JSONValue(parsing: response.body))?.objectValue,
      let events = object["events"]?.arrayValue, object["nextForwardToken"] == nil
    else { return answer }
    object["events"] = .array((events + events.prefix(3)).shuffled(using: &random))
    return .json(.object(object))
  }

  /// The answer as the engine gets it, read by the client's own reader.
  static func outcome(_ answer: FakeTransport.Answer, _ request: PollRequest, _ endpoint: AWSEndpoint) -> PollEngine.Outcome {
    do throws(AWSError) {
      let response: HTTPResponse
      do throws(HTTPFailure) { response = try answer.get() } catch {
        throw AWSError(.transport(error), operation: request.operation, endpoint: endpoint)
      }
      return .answer(try AWSResponse(response).result(of: request.operation, at: endpoint).value, wasThrottled: false)
    } catch { return .failure(error) }
  }
}
