import History
import JSON

/// Where a task gets its token: the environment variable of a container override that holds it.
enum TokenVariable {
  static func name(of token: PendingToken, in log: EventLog) -> String? {
    guard let secret = token.token, case .taskScheduled(let task) = log.event(id: token.scheduledEvent)?.details,
      let text = task.parameters,
      let value = try? JSONValue(parsing: text, limits: .payload)
    else { return nil }
    return search(value, secret, depth: 0)
  }

  private static func search(_ value: JSONValue, _ secret: String, depth: Int) -> String? {
    guard depth < 20 else { return nil }
    switch value {
    case .object(let object):
      if let held = (object["Value"] ?? object["value"])?.stringValue, held.contains(secret) {
        return (object["Name"] ?? object["name"])?.stringValue
      }
      return object.lazy.compactMap { search($0.value, secret, depth: depth + 1) }.first
    case .array(let elements): return elements.lazy.compactMap { search($0, secret, depth: depth + 1) }.first
    default: return nil
    }
  }
}
