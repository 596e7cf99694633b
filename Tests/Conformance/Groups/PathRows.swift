import JSON
import JSONPath
import TestSupport

/// Paths as Jayway answers them, and as AWS's own parser of the language judges them.
enum PathRows {
  static func jayway() throws -> ConformanceRow {
    let cases = try Corpus.json("jsonpath/cts-with-jayway-results.json")["cases"]?.arrayValue ?? []
    let results = cases.map { one in
      CaseResult("\(one["name"]?.stringValue ?? ""): \(one["selector"]?.stringValue ?? "")", differences: differences(one))
    }
    return ConformanceRow("jsonpath/cts-with-jayway-results", results)
  }

  /// The document that the recorder used where a case has none.
  private static let fallback: JSONValue = ["a": 1, "b": [1, 2, 3]]

  private static func differences(_ one: JSONValue) -> [String] {
    guard let selector = one["selector"]?.stringValue, let answer = one["jayway_suppress"] else {
      return ["it has no selector or no answer"]
    }
    guard let path = try? JSONPath(parsing: selector) else {
      return answer["expect"] == "INVALID_PATH" ? [] : ["it is refused; Jayway answers \(answer.compact.prefix(200))"]
    }
    guard answer["expect"] != "INVALID_PATH" else { return ["it is a path here, but not for Jayway"] }
    if path.isDefinite != answer["definite"]?.boolValue { return ["it is \(path.isDefinite ? "" : "in")definite here"] }
    let given = Result { try path.evaluate(one["document"] ?? fallback) }
    switch answer["expect"]?.stringValue {
    case "VALUE" where answer["value"] == .null && path.isReferencePath:
      // Jackson's arrays answer null beyond their ends; here that is a missing value, so that IsPresent can ask for it.
      return (try? given.get()) == nil ? [] : ["it finds something"]
    case "VALUE":
      let value = try? given.get()
      return value == answer["value"] ? [] : ["it gives \(value?.compact ?? "an error") instead of \(answer["value"]?.compact ?? "")"]
    case "JAVA_NULL":
      guard case .failure(let error as JSONPathError) = given, error.kind == .missing else { return ["it finds something"] }
      return []
    default: return ["the recorded answer is not understood"]
    }
  }

  static func j2119() throws -> ConformanceRow {
    let results = try Corpus.jsonLines("j2119/json_paths.jsonl").map { row in
      let text = row["path"]?.stringValue ?? ""
      let path = try? JSONPath(parsing: text)
      var found: [String] = []
      if (path != nil) != row["is_path"]?.boolValue { found.append("it is \(path == nil ? "no" : "a") path here") }
      if let expected = row["is_reference_path"]?.boolValue, expected != (path?.isReferencePath ?? false) {
        found.append("it is \(expected ? "no" : "a") reference path here")
      }
      return CaseResult(text, differences: found)
    }
    return ConformanceRow(
      "j2119/json_paths", results,
      known: [
        KnownDifference("..", "the language's specification wants a reference path to lead to one node, and `..` leads to any number"),
        KnownDifference("~", "Jayway, which AWS runs, takes any name behind a dot"),
      ])
  }
}
