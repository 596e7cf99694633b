import Canvas
import JSON
import Time

/// A task token that somebody is still expected to answer.
public struct PendingToken: Sendable, Equatable {
  /// The visit that waits.
  public var visit: Int
  /// The state that waits.
  public var state: String
  /// Where that state was entered.
  public var scope: Scope
  /// The TaskScheduled event that carries the token.
  public var scheduledEvent: Int
  /// The integration that was given the token.
  public var task: TaskResource
  /// When the task was scheduled.
  public var since: Timestamp
  /// The longest pause between two beats; nil where beats are not asked for.
  public var heartbeatSeconds: Int?
  /// When the wait ends without an answer.
  public var deadline: WaitReason.Deadline
  /// The token itself, a secret; nil where it cannot be read: it is not in the parameters, or these were left out.
  public var token: String?
}

extension HistoryIndex {
  /// The tokens of every active visit whose task was scheduled with `.waitForTaskToken` and has no outcome yet, in the order of scheduling.
  /// - Parameter log: the events this index was made from.
  public func pendingTokens(in log: EventLog) -> [PendingToken] {
    open.compactMap { at -> PendingToken? in
      let visit = visitStore[at]
      guard visit.status.isActive, let attempt = visit.attempts.last, attempt.outcome == .running, attempt.waitsForToken,
        let task = attempt.task,
        let event = log.event(id: attempt.scheduledEvent), case .taskScheduled(let scheduled) = event.details
      else { return nil }
      let facts = facts?.states[visit.state]
      let token = scheduled.parameters.flatMap { TokenFinder.token(in: $0, at: facts?.tokens ?? []) }
      var pending = PendingToken(
        visit: at, state: visit.state, scope: visit.scope, scheduledEvent: event.id, task: task, since: attempt.scheduledAt,
        heartbeatSeconds: attempt.heartbeatInSeconds, deadline: .unknown, token: token)
      if case .token(_, let heartbeat, let deadline) = waitReason(of: visit) {
        pending.heartbeatSeconds = heartbeat
        pending.deadline = deadline
      } else if let seconds = attempt.timeoutInSeconds {
        pending.deadline = .at(attempt.scheduledAt + .seconds(min(max(0, seconds), 10_000_000_000)))
      }
      return pending
    }
    .sorted { $0.scheduledEvent < $1.scheduledEvent }
  }
}

/// Finds task tokens in the request of a task.
public enum TokenFinder {
  /// Reads the token from where the template put it; without such a place, or where nothing is there, any text that looks like one.
  /// - Parameter parameters: the request as TaskScheduled gives it, JSON text.
  public static func token(in parameters: String, at places: [TokenPlace]) -> String? {
    guard let json = try? JSONValue(parsing: parameters) else { return nil }
    for place in places {
      guard let value = json[place.pointer] else { continue }
      if place.isWhole, let text = value.stringValue { return text }
      if let token = value["Token"]?.stringValue ?? value["Task"]?["Token"]?.stringValue ?? search(value) { return token }
    }
    return search(json)
  }

  /// The first text inside `value` that looks like a token.
  static func search(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text): Mask.taskToken(in: text)
    case .array(let elements): elements.lazy.compactMap(search).first
    case .object(let object): object.lazy.compactMap { search($0.value) }.first
    default: nil
    }
  }
}
