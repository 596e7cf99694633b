import Canvas
import ExecutionSource
import History
import JSON
import Time

/// What the test cases of a mock file came to: as text, as JSON, as JUnit XML.
public struct SuiteReport: Sendable {
  /// The state machine's name.
  public var machineName: String
  /// The definition's file.
  public var file: String
  /// The cases in the order in which they ran.
  public var cases: [CaseResult]
  /// What they reached together; nil where that was not asked for.
  public var coverage: Coverage?

  /// From its parts.
  public init(machineName: String, file: String, cases: [CaseResult] = [], coverage: Coverage? = nil) {
    self.machineName = machineName
    self.file = file
    self.cases = cases
    self.coverage = coverage
  }

  /// Cases that succeeded, that ended otherwise, and that could not be run to their end.
  public var counts: (succeeded: Int, failed: Int, notRun: Int) {
    let notRun = cases.count { if case .notRun = $0.verdict { true } else { false } }
    let succeeded = cases.count(where: \.hasSucceeded)
    return (succeeded, cases.count - succeeded - notRun, notRun)
  }

  // MARK: Text

  /// `SUCCEEDED  HappyPath  4.200 s  12 events`: one line.
  /// - Parameter nameColumns: how wide the names' column is.
  public static func line(of result: CaseResult, nameColumns: Int) -> String {
    let name = TextWidth.pad(shown(result.name), columns: nameColumns)
    let figures =
      "\(name)  \(TextWidth.padLeft(seconds(result.duration), columns: 9)) s  \(TextWidth.padLeft(String(result.events), columns: 5)) event\(result.events == 1 ? " " : "s")"
    switch result.verdict {
    case .ended(let status, let error, let cause):
      let failure = failureText(error, cause)
      return TextWidth.pad(status.rawValue, columns: 9) + "  " + figures + (status == .succeeded || failure.isEmpty ? "" : "  \(failure)")
    case .notRun(let problem): return "NOT RUN    \(figures)  \(shown(problem))"
    }
  }

  /// `3 test cases: 1 succeeded, 1 did not, 1 could not be run.`
  public var summary: String {
    let (succeeded, failed, notRun) = counts
    var parts = ["\(succeeded) succeeded"]
    if failed > 0 { parts.append("\(failed) did not") }
    if notRun > 0 { parts.append("\(notRun) could not be run") }
    return "\(plural(cases.count, "test case")): \(parts.joined(separator: ", "))."
  }

  private func plural(_ count: Int, _ noun: String) -> String { SuiteReport.plural(count, noun) }
  private static func plural(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  /// The coverage in lines; empty where it was not asked for.
  public var coverageText: String {
    guard let coverage else { return "" }
    let parts = Coverage.Kind.allCases.map { kind in
      let (reached, all) = coverage.figures(kind)
      return "\(kind.noun) \(reached) of \(all)"
    }
    var text = "Coverage of \(SuiteReport.shown(file)): \(parts.joined(separator: ", ")).\n"
    let missed = coverage.missed
    guard !missed.isEmpty else { return text + "Everything was reached.\n" }
    text += "Not reached:\n"
    let places = missed.map { SuiteReport.shown("\(file):\($0.position.line):\($0.position.column)") }
    let columns = places.map { TextWidth.columns($0) }.max() ?? 0
    for (item, place) in zip(missed, places) { text += "  \(TextWidth.pad(place, columns: columns))  \(item.sentence)\n" }
    return text
  }

  // MARK: JSON

  /// All of it as one document.
  public var json: JSONValue {
    var object: JSONObject = [
      "machine": .string(machineName), "definition": .string(file), "testCases": .array(cases.map(SuiteReport.json)),
    ]
    object["coverage"] = coverage.map(SuiteReport.json)
    return .object(object)
  }

  private static func json(_ result: CaseResult) -> JSONValue {
    var object: JSONObject = ["name": .string(result.name)]
    switch result.verdict {
    case .ended(let status, let error, let cause):
      object["status"] = .string(status.rawValue)
      object["error"] = error.map { .string($0) }
      object["cause"] = cause.map { .string($0) }
    case .notRun(let problem):
      object["status"] = "NOT_RUN"
      object["problem"] = .string(problem)
    }
    object["seconds"] = JSONNumber(lexeme: seconds(result.duration)).map { .number($0) }
    object["events"] = .number(JSONNumber(result.events))
    object["state"] = result.failedState.map { .string($0) }
    return .object(object)
  }

  private static func json(_ coverage: Coverage) -> JSONValue {
    var object = JSONObject()
    for kind in Coverage.Kind.allCases {
      let (reached, all) = coverage.figures(kind)
      object[kind.noun] = ["reached": .number(JSONNumber(reached)), "all": .number(JSONNumber(all))]
    }
    object["notReached"] = .array(
      coverage.missed.map { item in
        var missed: JSONObject = ["kind": .string(item.kind.rawValue), "state": .string(item.state)]
        if item.kind != .state { missed["rule"] = item.isDefault ? "Default" : .number(JSONNumber(item.rule + 1)) }
        missed["next"] = item.next.map { .string($0) }
        missed["line"] = .number(JSONNumber(item.position.line))
        missed["column"] = .number(JSONNumber(item.position.column))
        return .object(missed)
      })
    return .object(object)
  }

  // MARK: Words

  static func shown(_ text: String) -> String { VisibleText.sanitise(Mask.value(text)) }

  static func failureText(_ error: String?, _ cause: String?) -> String {
    let cause = cause.map { DecodedCause($0).sentence } ?? ""
    let error = error.map { shown($0) } ?? ""
    if cause.isEmpty || error.isEmpty { return error + cause }
    return cause.hasPrefix(error + ":") ? cause : "\(error): \(cause)"
  }

  /// With three decimals.
  static func seconds(_ duration: Duration) -> String {
    let milliseconds = max(0, duration.milliseconds)
    let rest = String(milliseconds % 1_000)
    return "\(milliseconds / 1_000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}

extension Coverage.Kind {
  /// As a figure is called.
  var noun: String {
    switch self {
    case .state: "states"
    case .choice: "branches"
    case .retry: "retries"
    case .catch: "catches"
    }
  }
}

extension Coverage.Item {
  /// `Choice "How many?", rule 2 → "Nothing to do"`.
  public var sentence: String {
    let name = "\"\(SuiteReport.shown(state))\""
    let target = next.map { " → \"\(SuiteReport.shown($0))\"" } ?? ""
    let named = SuiteReport.shown(errors.joined(separator: ", "))
    switch kind {
    case .state: return "state \(name)"
    case .choice: return "Choice \(name), \(isDefault ? "Default" : "rule \(rule + 1)")\(target)"
    case .retry: return "Retry \(rule + 1) of \(name), \(named)"
    case .catch: return "Catch \(rule + 1) of \(name), \(named)\(target)"
    }
  }
}
