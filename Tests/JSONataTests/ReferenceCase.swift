import Foundation
import JSON
import JSONata
import TestSupport

/// A case of the reference's test suite.
struct ReferenceCase {
  var group: String
  var name: String
  var expression: String
  var input: JSONValue?
  var bindings: JSONObject
  var timeLimit: Int?
  var depth: Int?
  var isUnordered: Bool
  var expected: Outcome

  /// What a case expects, and what came of it.
  enum Outcome: Equatable {
    case value(JSONValue)
    case nothing
    case error(code: String, token: String?)
    /// Members that the error must have.
    case details(JSONValue)
  }

  /// All cases below `folder` of the corpus.
  static func all(_ folder: String = "jsonata-2.0.6") throws -> [ReferenceCase] {
    var datasets: [String: JSONValue] = [:]
    for path in try Corpus.files(folder + "/datasets") {
      datasets[URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent] = try Corpus.json(path)
    }
    var cases: [ReferenceCase] = []
    for path in try Corpus.files(folder + "/groups") {
      let parts = path.split(separator: "/")
      let json = try Corpus.json(path)
      for (at, each) in (json.arrayValue ?? [json]).enumerated() {
        let name = parts[parts.count - 1] + (json.arrayValue == nil ? "" : "#\(at)")
        cases.append(try ReferenceCase(each, group: String(parts[parts.count - 2]), name: String(name), path, datasets))
      }
    }
    return cases
  }

  private init(_ json: JSONValue, group: String, name: String, _ path: String, _ datasets: [String: JSONValue]) throws {
    self.group = group
    self.name = name
    if let file = json["expr-file"]?.stringValue {
      let folder = path.split(separator: "/").dropLast().joined(separator: "/")
      expression = String(decoding: try Corpus.bytes(folder + "/" + file), as: UTF8.self)
    } else {
      expression = json["expr"]?.stringValue ?? ""
    }
    input = json["data"] ?? json["dataset"]?.stringValue.flatMap { datasets[$0] }
    bindings = json["bindings"]?.objectValue ?? JSONObject()
    timeLimit = json["timelimit"]?.integerValue
    depth = json["depth"]?.integerValue
    isUnordered = json["unordered"]?.boolValue ?? false
    if let value = json["result"] {
      expected = .value(value)
    } else if let code = json["code"]?.stringValue {
      expected = .error(code: code, token: json["token"]?.stringValue)
    } else if let error = json["error"] {
      expected = .details(error)
    } else {
      expected = .nothing
    }
  }

  /// What an expression of the case comes to here.
  func run() -> Result<JSONValue?, JSONataError> {
    var environment = JSONataEnvironment(now: Int64(Date().timeIntervalSince1970 * 1_000))
    let maker = JSONataInput()
    for (key, value) in bindings { environment.bind(key, maker.value(of: value)) }
    var limits = JSONataLimits()
    if let depth { limits.maximumDepth = depth }
    limits.timeLimit = .milliseconds(timeLimit ?? 20_000)
    do throws(JSONataError) {
      return .success(try JSONataExpression(parsing: expression).evaluate(json: input, in: environment, limits: limits))
    } catch {
      return .failure(error)
    }
  }

  /// Nil when what came is what was expected; else both.
  func mismatch(_ result: Result<JSONValue?, JSONataError>) -> String? {
    if fits(result) { return nil }
    let got =
      switch result {
      case .success(let value): value.map { ReferenceCase.compact($0) } ?? "undefined"
      case .failure(let error):
        "\(error.code) token \(error.token ?? "-") value \(error.value ?? "-") position \(error.position.map(String.init) ?? "-"): \(error.message)"
      }
    return "\(group)/\(name): \(expression)\n      expected \(expected)\n      got      \(got)"
  }

  private func fits(_ result: Result<JSONValue?, JSONataError>) -> Bool {
    switch (expected, result) {
    case (.value(let wanted), .success(let value?)):
      isUnordered ? ReferenceCase.sorted(wanted) == ReferenceCase.sorted(value) : wanted == value
    case (.nothing, .success(nil)): true
    case (.error(let code, let token), .failure(let error)): error.code == code && (token == nil || token == error.token)
    case (.details(let details), .failure(let error)):
      [
        ("code", error.code), ("message", error.message), ("token", error.token), ("position", error.position.map(String.init)),
        ("index", error.index.map(String.init)),
      ].allSatisfy { key, value in details[key].map { ReferenceCase.text($0) == value } ?? true }
    default: false
    }
  }

  static func compact(_ value: JSONValue) -> String {
    var bytes: [UInt8] = []
    JSONWriter.write(value, into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func text(_ value: JSONValue) -> String { value.stringValue ?? compact(value) }

  private static func sorted(_ value: JSONValue) -> [String] { (value.arrayValue ?? [value]).map(compact).sorted() }
}
