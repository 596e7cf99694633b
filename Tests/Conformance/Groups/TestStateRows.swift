import Foundation
import Engine
import JSON
import TestSupport
import Time

/// Answers of AWS's TestState.
enum TestStateRows {
  static func rows() throws -> [ConformanceRow] {
    let matcher = try RecordingMatcher()
    var results: [String: [CaseResult]] = [:]
    for file in try Corpus.files("aws-test-state") {
      let one = try Corpus.json(file)
      let text = one["definition"]?.compact ?? ""
      let language = text.contains("JSONata") || text.contains("{%") ? "JSONata" : "JSONPath"
      results[language, default: []].append(
        CaseResult(file.split(separator: "/").suffix(2).joined(separator: "/"), judge(one, matcher)))
    }
    return results.sorted { $0.key > $1.key }.map { ConformanceRow("aws-test-state, \($0.key)", $0.value) }
  }

  /// Why a case cannot be compared; nil when it can.
  private static func obstacle(_ one: JSONValue) -> String? {
    let recorded = one["recorded"]?.compact ?? ""
    if recorded.contains("Mock result schema validation error") { return "mocks are not checked against AWS's models of its services" }
    if recorded.contains("ParamValidationError") { return "refused by the client library, not by AWS" }
    return nil
  }

  private static func judge(_ one: JSONValue, _ matcher: RecordingMatcher) -> Judgement {
    if let obstacle = obstacle(one) { return .notCompared(obstacle) }
    var recorded = one["recorded"]?.objectValue ?? [:]
    recorded["ResponseMetadata"] = nil
    do throws(TestStateError) {
      let answer = try TestState.answer(.object(request(one)), at: Timestamp(milliseconds: 1_767_225_600_000), seed: 1)
      if one["rejected"]?.boolValue == true { return .differing("refused by AWS, answered here: \(answer.compact.prefix(200))") }
      var shown = answer.withMembersShown
      if let inspection = shown["inspectionData"] { shown = shown.with("inspectionData", inspection.withMembersShown) }
      return matcher.differences(.object(recorded), shown).first.map { .differing($0) } ?? .matching
    } catch {
      guard one["rejected"]?.boolValue == true else { return .differing("refused here: \(error.message)") }
      let code = recorded["Error"]?["Code"]?.stringValue ?? recorded["exception_typename"]?.stringValue ?? ""
      let whole = recorded["exception_value"]?.stringValue ?? ""
      let message = recorded["message"]?.stringValue ?? (whole.range(of: " operation: ").map { String(whole[$0.upperBound...]) } ?? whole)
      return code == error.code && message == error.message
        ? .matching : .differing("refused with \(error.code): \(error.message); AWS: \(code): \(message)")
    }
  }

  private static func request(_ one: JSONValue) -> JSONObject {
    let params = one["params"]?.objectValue ?? [:]
    var request = JSONObject()
    request["definition"] = one["definition"].map { .string($0.compact) }
    let input = one["input"] ?? .null
    request["input"] = .string(input.isNull ? "{}" : ClientText.of(input))
    let recorded = one["recorded"]?.compact ?? ""
    if !recorded.contains("RoleArn must be"), !recorded.contains(#""RoleArn":null"#) {
      request["roleArn"] = "arn:aws:iam::123456789012:role/r"
    }
    for name in ["stateName", "inspectionLevel", "mock", "stateConfiguration", "context", "variables"] {
      if let value = params[name] { request[name] = value }
    }
    let calls = one["needs"]?.arrayValue?.contains("lambda") == true && one["rejected"]?.boolValue != true
    if calls, request["mock"] == nil, let answer = one["recorded"]?["inspectionData"]?["result"] ?? one["recorded"]?["output"] {
      // A function was really called; what it answered stands in the recording.
      request["mock"] = ["result": .string(answer.stringValue ?? answer.compact)]
    }
    return request
  }
}
