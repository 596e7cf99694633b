import JSON
import Synchronization
import Time

/// The budgets of a process, one an endpoint, shared by everything that asks it.
public final class RequestBudgets: Sendable {
  private let budgets = Mutex<[AWSEndpoint: RequestBudget]>([:])

  /// Budgets of which nothing is spent.
  public init() {}

  /// Spends a request to `endpoint` and says how long to wait before it is sent.
  public func take(
    _ operation: String, _ input: JSONValue, _ urgency: RequestBudget.Urgency = .onScreen, at endpoint: AWSEndpoint, now: Timestamp
  ) -> Duration {
    let stream = RequestBudgets.stream(operation, input)
    return budgets.withLock { $0[endpoint, default: RequestBudget()].take(operation, stream: stream, urgency, at: now) }
  }

  /// What `take` would say; nothing is spent.
  public func wait(
    _ operation: String, _ input: JSONValue, _ urgency: RequestBudget.Urgency = .onScreen, at endpoint: AWSEndpoint, now: Timestamp
  ) -> Duration {
    let stream = RequestBudgets.stream(operation, input)
    return budgets.withLock { ($0[endpoint] ?? RequestBudget()).wait(operation, stream: stream, urgency, at: now) }
  }

  /// Gives back a request that was not sent after all.
  public func giveBack(_ operation: String, _ input: JSONValue, at endpoint: AWSEndpoint) {
    let stream = RequestBudgets.stream(operation, input)
    budgets.withLock { $0[endpoint]?.giveBack(operation, stream: stream) }
  }

  private static func stream(_ operation: String, _ input: JSONValue) -> String? {
    guard operation == "GetLogEvents", let name = input["logStreamName"]?.stringValue else { return nil }
    let group = input["logGroupName"]?.stringValue ?? input["logGroupIdentifier"]?.stringValue ?? ""
    return "\(group)\u{0}\(name)"
  }
}
