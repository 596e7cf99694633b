import JSON
import Tasks

/// A recorded execution: a definition, an input, what its tasks returned, and the history AWS gave.
struct HistoryCase {
  /// Where it lies in the corpus.
  let file: String
  /// The case as recorded, with what the recorder hid put back where the recording itself still tells it.
  let value: JSONValue

  /// What stands for an activity whose ARN the recorder replaced by a word.
  static let activity = "arn:aws:states:us-east-1:123456789012:activity:activity_arn"

  init(file: String, _ recorded: JSONValue) {
    self.file = file
    var value = recorded
    if recorded["needs"]?.arrayValue?.contains("activity") == true {
      // A bare name stands where the activity's ARN was.
      value = value.mappingTexts { $0.replacing("activity_arn", with: HistoryCase.activity) }
    }
    // A time that the recorder hid in the input stands in the cause.
    if let cause = value["expected_cause"]?.stringValue, let hit = cause.firstMatch(of: #/\$\.(\w+) == (\d{4}-.*)$/#),
      let input = value["input"], input[String(hit.1)] == "timestamp"
    {
      value = value.with("input", input.with(String(hit.1), .string(String(hit.2))))
    }
    if let cause = (value["expected_cause"] ?? value["cause"])?.stringValue,
      let hit = cause.firstMatch(of: #/The Timestamp field cannot be parsed as .*: (.+)$/#), let input = value["input"]?.objectValue
    {
      value = value.with(
        "input", .object(JSONObject(input.map { ($0.key, $0.value == "timestamp" ? .string(String(hit.1)) : $0.value) })))
    }
    self.value = value
  }

  /// The case with each way in which results that lost their states' names may belong to its Tasks; itself where they kept them.
  var variants: [HistoryCase] {
    guard results.count == 1, let rows = results["?"]?.arrayValue else { return [self] }
    let tasks = HistoryCase.tasks(definition)
    if tasks.count == 1 { return [HistoryCase(file: file, value.with("recorded_results", .object([tasks[0]: .array(rows)])))] }
    guard tasks.count == rows.count, tasks.count <= 3 else { return [] }
    return HistoryCase.orders(of: rows).map { order in
      HistoryCase(file: file, value.with("recorded_results", .object(JSONObject(zip(tasks, order).map { ($0, .array([$1])) }))))
    }
  }

  private static func orders(of rows: [JSONValue]) -> [[JSONValue]] {
    guard rows.count > 1 else { return [rows] }
    return rows.indices.flatMap { at in
      var rest = rows
      let first = rest.remove(at: at)
      return orders(of: rest).map { [first] + $0 }
    }
  }

  /// The names of a definition's Task states, wherever they are.
  private static func tasks(_ value: JSONValue) -> [String] {
    switch value {
    case .array(let elements): return elements.flatMap(tasks)
    case .object(let object):
      let own = (value["States"]?.objectValue ?? [:]).filter { $0.value["Type"] == "Task" }.map(\.key)
      return own + object.flatMap { tasks($0.value) }
    default: return []
    }
  }

  /// The case's own name.
  var name: String { value["name"]?.stringValue ?? file }
  /// The definition.
  var definition: JSONValue { value["definition"] ?? .null }
  /// Whether a state in it is written in JSONata.
  var isJSONata: Bool { definition.compact.contains("JSONata") }
  /// Whether it ran as an Express workflow.
  var isExpress: Bool { value["state_machine_type"] == "EXPRESS" }
  /// The events; nil where none were recorded.
  var history: [JSONValue]? { value["expected_history"]?.arrayValue.flatMap { $0.isEmpty ? nil : $0 } }
  /// What the recorder did to it.
  var flags: [String] { value["flags"]?.arrayValue?.compactMap(\.stringValue) ?? [] }
  /// The input as the recording's client sent it.
  var inputText: String {
    guard let input = value["input"], !input.isNull else { return "{}" }
    return ClientText.of(input)
  }
  /// What a recorded task returned, by state.
  var results: JSONObject { value["recorded_results"]?.objectValue ?? [:] }
  /// The source files of the functions it calls, by the functions' names.
  var handlers: [(function: String, file: String)] {
    value["lambda_handlers"]?.objectValue?.compactMap { entry in entry.value.stringValue.map { (entry.key, $0) } } ?? []
  }
  /// Whether an activity it sends to was there: one that was not has no events.
  var activityExists: Bool { history?.contains { $0["activityScheduledEventDetails"] != nil } ?? true }

  /// Whether the recording may lack what some task returned.
  var isIncomplete: Bool { value["recorded_results_complete"]?.boolValue == false }

  /// The recorded results as a runner's answers; nil when nothing was recorded.
  func mocks() -> Mocks? {
    guard !results.isEmpty else { return nil }
    var states: Mocks.TestCase = [:]
    for (state, rows) in results {
      states[state] = MockSequence(name: state, responses: (rows.arrayValue ?? []).map(HistoryCase.response))
    }
    return Mocks(machines: ["machine": ["case": states]])
  }

  private static func response(_ row: JSONValue) -> MockResponse {
    let submitted = row["submitted_output"]
    guard row["outcome"] != "Succeeded" else {
      let output = row["output"] ?? .null
      // The recorder shows objects parsed; everything else is still JSON text.
      let result = output.stringValue.flatMap { try? JSONValue(parsing: $0) } ?? output
      return MockResponse(.returns(result), submitted: submitted)
    }
    let isTimeout = row["outcome"] == "TimedOut"
    let error = isTimeout ? "States.Timeout" : row["error"].flatMap(text)
    return MockResponse(.throwing(error: error, cause: row["cause"].flatMap(text)), submitted: submitted)
  }

  private static func text(_ value: JSONValue) -> String? { value.isNull ? nil : value.stringValue ?? value.compact }
}

/// JSON as the client that made the recordings writes it: spaces behind commas and colons, ASCII only.
enum ClientText {
  static func of(_ value: JSONValue) -> String {
    switch value {
    case .array(let elements): "[" + elements.map(of).joined(separator: ", ") + "]"
    case .object(let object): "{" + object.map { ascii($0.key) + ": " + of($0.value) }.joined(separator: ", ") + "}"
    case .string(let text): ascii(text)
    default: value.compact
    }
  }

  private static func ascii(_ text: String) -> String {
    var out = ""
    for unit in JSONValue.string(text).compact.utf16 {
      if unit < 0x7F {
        out.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      } else {
        let digits = String(unit, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return out
  }
}
