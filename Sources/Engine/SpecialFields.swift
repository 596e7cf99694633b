import DataFlow
import JSONPath
import StatesLanguage

/// The fields that only some types of state have, parsed once, and what handles a state's errors. Apart from the rest of the compiled
/// state, since they are large and most states have none of them. A class so that it is one word there; immutable.
final class SpecialFields: Sendable {
  /// A Choice's rules; none in JSONata.
  let rules: [Rule]
  let defaultNext: CompiledState.Destination?
  let catchers: [(place: DataPath, assign: PayloadTemplate?)]
  let timeout: NumberField?
  let heartbeat: NumberField?
  let credentials: PayloadTemplate?
  let concurrency: NumberField?
  let toleratedCount: NumberField?
  let toleratedPercentage: NumberField?
  let itemsPath: JSONPath?
  let wait: WaitField?
  /// A Fail's error and cause.
  let error: TextField?
  let cause: TextField?

  struct Rule: Sendable {
    var test: ChoiceTest
    var next: CompiledState.Destination
    var assign: PayloadTemplate?
  }

  /// - Parameter places: the states around it, by name.
  /// - Returns: nil for a state that has none of these fields.
  /// - Throws: `FieldSyntaxError` of the first field that does not parse.
  init?(_ state: State, places: [String: Int]) throws(FieldSyntaxError) {
    switch state.kind {
    case .pass, .succeed: if state.catchers.isEmpty { return nil }
    default: break
    }
    let isJSONata = state.queryLanguage == .jsonata
    func destination(_ name: String) -> CompiledState.Destination {
      CompiledState.Destination(name: name, successor: Successor(name, in: places))
    }
    var rules: [Rule] = []
    var wait: WaitField?
    var error: TextField?
    var cause: TextField?
    var timeout: NumberField?
    var heartbeat: NumberField?
    var concurrency: NumberField?
    var count: NumberField?
    var percentage: NumberField?
    var itemsPath: JSONPath?
    var credentials: PayloadTemplate?
    var defaultNext: CompiledState.Destination?
    switch state.kind {
    case .choice(let choice):
      for rule in choice.rules where !isJSONata {
        rules.append(
          Rule(
            test: try ChoiceTest(rule.condition), next: destination(rule.next.value), assign: try PayloadTemplate(optional: rule.assign)))
      }
      defaultNext = choice.defaultNext.map { destination($0.value) }
    case .wait(let what): wait = try WaitField(what, isJSONata: isJSONata)
    case .fail(let fail):
      error = try TextField(fail.error, path: fail.errorPath, field: "ErrorPath", isJSONata: isJSONata)
      cause = try TextField(fail.cause, path: fail.causePath, field: "CausePath", isJSONata: isJSONata)
    case .task(let task):
      timeout = try NumberField(task.timeoutSeconds, field: "TimeoutSecondsPath")
      heartbeat = try NumberField(task.heartbeatSeconds, field: "HeartbeatSecondsPath")
      credentials = isJSONata ? nil : try PayloadTemplate(optional: task.credentials)
    case .map(let map):
      concurrency = try NumberField(map.maxConcurrency, field: "MaxConcurrencyPath")
      count = try NumberField(map.toleratedFailureCount, field: "ToleratedFailureCountPath")
      percentage = try NumberField(map.toleratedFailurePercentage, field: "ToleratedFailurePercentagePath")
      if let path = map.itemsPath { itemsPath = try JSONPath(path) }
    case .pass, .succeed, .parallel: break
    }
    var catchers: [(DataPath, PayloadTemplate?)] = []
    for catcher in state.catchers {
      catchers.append((try DataPath(catcher.resultPath), isJSONata ? nil : try PayloadTemplate(optional: catcher.assign)))
    }
    self.rules = rules
    self.defaultNext = defaultNext
    self.catchers = catchers
    self.timeout = timeout
    self.heartbeat = heartbeat
    self.credentials = credentials
    self.concurrency = concurrency
    toleratedCount = count
    toleratedPercentage = percentage
    self.itemsPath = itemsPath
    self.wait = wait
    self.error = error
    self.cause = cause
  }
}
