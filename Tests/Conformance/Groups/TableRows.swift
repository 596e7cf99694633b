import Emulator
import Foundation
import JSON
import TestSupport

/// The tables of `aws-tables`: one row of a table is one case.
enum TableRows {
  static func rows(_ histories: HistoryRows) async throws -> [ConformanceRow] {
    let matcher = try RecordingMatcher()
    var choices: [CaseResult] = []
    for (at, row) in try Corpus.jsonLines("aws-tables/choice_operators.jsonl").enumerated() {
      choices.append(CaseResult(name(row, at), differences: await differences(row, status: "SUCCEEDED", matcher)))
    }
    var functions: [String: [CaseResult]] = [:]
    for (at, row) in try Corpus.jsonLines("aws-tables/intrinsic_functions.jsonl").enumerated() {
      // The table's own word for it knows machines only; the language may be a state's.
      let language = HistoryCase(file: "", row).isJSONata ? "JSONata" : "JSONPath"
      let found = await differences(row, status: row["status"]?.stringValue, matcher)
      functions[language, default: []].append(CaseResult(name(row, at), differences: found))
    }
    var expressions: [CaseResult] = []
    for (at, row) in try Corpus.jsonLines("aws-tables/jsonata_single_state.jsonl").enumerated() {
      let found = await differences(row.with("definition", machine(row)), status: row["status"]?.stringValue, matcher)
      expressions.append(CaseResult(name(row, at), differences: found))
    }
    let intrinsics = functions.sorted { $0.key > $1.key }.map { ConformanceRow("aws-tables/intrinsic_functions, \($0.key)", $0.value) }
    return [ConformanceRow("aws-tables/choice_operators", choices)] + intrinsics + [
      ConformanceRow("aws-tables/jsonata_single_state", expressions), try variables(), try causes(histories, matcher),
    ]
  }

  /// Where a row was recorded, and which it is.
  private static func name(_ row: JSONValue, _ at: Int) -> String {
    let test = row["source_test"]?.stringValue?.split(separator: ":").last.map(String.init) ?? ""
    return "\(test) row \(at)"
  }

  private static func differences(_ row: JSONValue, status: String?, _ matcher: RecordingMatcher) async -> [String] {
    let one = HistoryCase(file: "", row)
    do throws(RunFailure) {
      let result = try await HistoryRun(one: one, functions: LearntFunctions([])).result()
      var found: [String] = []
      if let status, status != result.status { found.append("status: recorded \(status), given \(result.status): \(result.last.compact)") }
      for name in ["output", "error", "cause"] {
        guard let expected = row[name], !expected.isNull else { continue }
        let given = result.last[name] ?? .null
        let value = name == "output" ? given.stringValue.flatMap { try? JSONValue(parsing: $0) } ?? given : given
        found += matcher.differences(expected, value, name)
      }
      return found
    } catch {
      return [error.sentence]
    }
  }

  /// A machine of one state, called as its recorded cause calls it.
  private static func machine(_ row: JSONValue) -> JSONValue {
    let cause = row["cause"]?.stringValue ?? ""
    let name = cause.firstMatch(of: #/while executing the state '([^']*)'/#).map { String($0.1) } ?? "State0"
    return ["QueryLanguage": "JSONata", "StartAt": .string(name), "States": .object([name: row["state"] ?? [:]])]
  }

  /// What DescribeStateMachine says of the variables that states read.
  private static func variables() throws -> ConformanceRow {
    let results = try Corpus.jsonLines("aws-tables/variable_references.jsonl").enumerated().map { at, row in
      let expected = row["variableReferences"] ?? .null
      let given = VariableReferences.of(restored(row["definition"] ?? .null, expected)) ?? .null
      return CaseResult(
        name(row, at), given == expected ? .matching : .differing("recorded \(expected.compact), given \(given.compact)"))
    }
    return ConformanceRow("aws-tables/variable_references", results)
  }

  /// The recorder hid the path of a time behind a word, as it does with times; which variable it was stands in the recorded references.
  private static func restored(_ definition: JSONValue, _ references: JSONValue) -> JSONValue {
    guard let states = definition["States"]?.objectValue else { return definition }
    let mended = states.map { name, state -> (String, JSONValue) in
      guard state["TimestampPath"] == "timestamp", let variable = references[name]?[0]?.stringValue else { return (name, state) }
      return (name, state.with("TimestampPath", .string("$" + variable)))
    }
    return definition.with("States", .object(JSONObject(mended)))
  }

  /// Errors and causes by type of event: each must stand in the history of the recording it comes from.
  private static func causes(_ histories: HistoryRows, _ matcher: RecordingMatcher) throws -> ConformanceRow {
    let lines = String(decoding: try Corpus.bytes("aws-tables/error-causes.tsv"), as: UTF8.self).split(separator: "\n")
    let results = lines.enumerated().map { at, line in
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard cells.count >= 5 else { return CaseResult("line \(at + 1)", .notCompared("it is no row of the table")) }
      let name = "line \(at + 1), \(cells[4])"
      let sources = histories.produced.filter {
        $0.one.value["source_snapshot"]?.stringValue?.hasSuffix(cells[3]) == true
          && $0.one.value["source_test"]?.stringValue?.hasSuffix("::" + cells[4]) == true
      }
      guard !sources.isEmpty else { return CaseResult(name, .notCompared("the recording it comes from is not in the corpus")) }
      let cause = (try? JSONValue(parsing: cells[2])) ?? .null
      let isThere = sources.contains { _, events in
        events.contains { event in
          guard event["type"] == .string(cells[0]),
            let details = event.objectValue?.first(where: { $0.key.hasSuffix("EventDetails") })?.value
          else { return false }
          let given = (details["cause"] ?? .null).mappingTexts { $0.replacing(HistoryCase.activity, with: "activity_arn") }
          return details["error"]?.stringValue ?? "null" == cells[1] && matches(cause, given, matcher)
        }
      }
      return CaseResult(name, isThere ? .matching : .differing("no \(cells[0]) with \(cells[1]): \(cells[2].prefix(200))"))
    }
    return ConformanceRow("aws-tables/error-causes", results)
  }

  /// The table has JSON in a cause replaced by a word.
  private static func matches(_ recorded: JSONValue, _ given: JSONValue, _ matcher: RecordingMatcher) -> Bool {
    matcher.differences(recorded, recorded.objectValue == nil ? given : given.shown).isEmpty
  }
}
