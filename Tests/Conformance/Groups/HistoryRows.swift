import JSON
import TestSupport

/// The recorded executions, run and compared.
struct HistoryRows {
  private(set) var rows: [ConformanceRow] = []
  /// What every case that ran gave, for the table of causes.
  private(set) var produced: [(one: HistoryCase, events: [JSONValue])] = []

  init() async throws {
    let matcher = try RecordingMatcher()
    let cases = try Corpus.files("aws-histories").map { HistoryCase(file: $0, try Corpus.json($0)) }
    let functions = LearntFunctions(cases)
    var results: [String: [CaseResult]] = [:]
    for one in cases {
      let folder = one.file.split(separator: "/").dropFirst().first.map(String.init) ?? ""
      let title = HistoryRows.title(folder, isExpress: one.isExpress, isJSONata: one.isJSONata)
      let name = one.file.split(separator: "/").suffix(2).joined(separator: "/")
      let judgement = try await judge(one, functions, matcher)
      results[title, default: []].append(CaseResult(name, judgement))
    }
    rows = results.sorted { HistoryRows.order($0.key) < HistoryRows.order($1.key) }.map {
      ConformanceRow($0.key, $0.value)
    }
  }

  private mutating func judge(_ one: HistoryCase, _ functions: LearntFunctions, _ matcher: RecordingMatcher) async throws -> Judgement {
    let variants = one.variants
    guard !variants.isEmpty else { return .notCompared("the recording does not tell which state a task's result belongs to") }
    var first: String?
    for variant in variants {
      guard let difference = await difference(variant, functions, matcher) else { return .matching }
      first = first ?? difference
    }
    return one.isIncomplete ? .notCompared("the recording lacks what some task returned") : .differing(first ?? "")
  }

  private mutating func difference(_ one: HistoryCase, _ functions: LearntFunctions, _ matcher: RecordingMatcher) async -> String? {
    do throws(RunFailure) {
      let result = try await HistoryRun(one: one, functions: functions).result()
      produced.append((one, result.events))
      let found =
        one.history.map { RecordedHistory($0, flags: one.flags, name: one.name, matcher: matcher).differences(from: result.events) }
        ?? HistoryRows.outcome(one, result, matcher)
      return found.first
    } catch {
      return error.sentence
    }
  }

  /// Where no events were recorded: the status, and the output or the error and cause.
  private static func outcome(_ one: HistoryCase, _ result: HistoryRun.Result, _ matcher: RecordingMatcher) -> [String] {
    var found: [String] = []
    if let status = one.value["expected_status"]?.stringValue, status != result.status {
      found.append("status: recorded \(status), given \(result.status)")
    }
    let last = result.last.withMembersShown
    for (member, name) in [("expected_output", "output"), ("expected_error", "error"), ("expected_cause", "cause")] {
      guard let expected = one.value[member], !expected.isNull else { continue }
      // The recorder shows any JSON of an output parsed.
      let given = last[name] ?? .null
      let value = expected.stringValue == nil ? given.stringValue.flatMap { try? JSONValue(parsing: $0) } ?? given : given
      found += matcher.differences(expected, value, name)
    }
    return found
  }

  private static func title(_ folder: String, isExpress: Bool, isJSONata: Bool) -> String {
    "aws-histories/\(folder), \(isJSONata ? "JSONata" : "JSONPath")" + (isExpress ? ", Express" : "")
  }

  private static func order(_ title: String) -> String { (title.contains("JSONata") ? "1" : "0") + title }
}
