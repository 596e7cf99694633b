import JSON
import Time

extension MachineFacts {
  /// Reads the facts from a definition. Tolerant: what it does not understand it leaves out, since validation is somebody else's task.
  public init(definition: JSONValue) {
    self.init(states: [:])
    collect(definition, container: nil, branch: nil, isJSONata: definition["QueryLanguage"]?.stringValue == "JSONata")
  }

  private mutating func collect(_ group: JSONValue, container: String?, branch: Int?, isJSONata: Bool) {
    for (name, state) in group["States"]?.objectValue ?? [:] where states[name] == nil {
      guard let kind = state["Type"]?.stringValue.flatMap(VisitKind.init(rawValue:)) else { continue }
      let isJSONata = state["QueryLanguage"]?.stringValue.map { $0 == "JSONata" } ?? isJSONata
      states[name] = StateFacts(state, kind: kind, container: container, branch: branch, isJSONata: isJSONata)
      for (at, inner) in (state["Branches"]?.arrayValue ?? []).enumerated() {
        collect(inner, container: name, branch: at, isJSONata: isJSONata)
      }
      if let inner = state["ItemProcessor"] ?? state["Iterator"] { collect(inner, container: name, branch: nil, isJSONata: isJSONata) }
    }
  }
}

extension StateFacts {
  fileprivate init(_ state: JSONValue, kind: VisitKind, container: String?, branch: Int?, isJSONata: Bool) {
    self.init(kind: kind, container: container, branch: branch)
    resource = state["Resource"]?.stringValue
    timeoutSeconds = state["TimeoutSeconds"]?.integerValue
    heartbeatSeconds = state["HeartbeatSeconds"]?.integerValue
    hasTimeout = state["TimeoutSeconds"] != nil || state["TimeoutSecondsPath"] != nil
    caughtErrors = (state["Catch"]?.arrayValue ?? []).flatMap { $0["ErrorEquals"]?.arrayValue ?? [] }.compactMap(\.stringValue)
    retriers = (state["Retry"]?.arrayValue ?? []).map(RetrierFacts.init)
    if kind == .choice, let next = state["Default"]?.stringValue {
      let isOnlyDefault = !(state["Choices"]?.arrayValue ?? []).contains { $0["Next"]?.stringValue == next }
      defaultNext = isOnlyDefault ? next : nil
    }
    if kind == .wait { wait = WaitFacts(state) }
    if let template = state["Parameters"] ?? state["Arguments"] {
      StateFacts.findTokens(template, at: JSONPointer(), isJSONata: isJSONata, into: &tokens)
    }
  }

  private static func findTokens(_ template: JSONValue, at pointer: JSONPointer, isJSONata: Bool, into found: inout [TokenPlace]) {
    switch template {
    case .string(let text):
      guard isJSONata, let range = text.firstRange(of: "$states.context.Task.Token") else { return }
      let around = text.replacing("{%", with: "").replacing("%}", with: "").filter { !$0.isWhitespace }
      found.append(TokenPlace(pointer: pointer, isWhole: around.count == text[range].count))
    case .array(let elements):
      for (at, element) in elements.enumerated() { findTokens(element, at: pointer.appending(at), isJSONata: isJSONata, into: &found) }
    case .object(let object):
      for (key, value) in object {
        if !isJSONata, key.hasSuffix(".$"), let path = value.stringValue {
          let place = pointer.appending(String(key.dropLast(2)))
          if path.contains("$$.Task.Token") {
            found.append(TokenPlace(pointer: place, isWhole: path == "$$.Task.Token"))
          } else if path == "$$" || path == "$$.Task" {
            found.append(TokenPlace(pointer: place, isWhole: false))
          }
        } else {
          findTokens(value, at: pointer.appending(key), isJSONata: isJSONata, into: &found)
        }
      }
    default: break
    }
  }
}

extension WaitFacts {
  fileprivate init(_ state: JSONValue) {
    if let seconds = state["Seconds"]?.integerValue {
      self = .seconds(seconds)
    } else if let moment = state["Timestamp"]?.stringValue.flatMap({ Timestamp(iso8601: $0) }) {
      self = .until(moment)
    } else if let path = state["SecondsPath"]?.stringValue {
      self = .secondsPath(path)
    } else if let path = state["TimestampPath"]?.stringValue {
      self = .timestampPath(path)
    } else {
      self = .expression
    }
  }
}

extension RetrierFacts {
  fileprivate init(_ retrier: JSONValue) {
    self.init(
      errors: (retrier["ErrorEquals"]?.arrayValue ?? []).compactMap(\.stringValue),
      intervalSeconds: retrier["IntervalSeconds"]?.numberValue?.doubleValue ?? 1,
      maxAttempts: max(0, retrier["MaxAttempts"]?.integerValue ?? 3),
      backoffRate: retrier["BackoffRate"]?.numberValue?.doubleValue ?? 2,
      maxDelaySeconds: retrier["MaxDelaySeconds"]?.numberValue?.doubleValue, hasJitter: retrier["JitterStrategy"]?.stringValue == "FULL")
  }
}
