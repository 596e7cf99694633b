import Emulator
import Foundation
import JSON
import TestSupport

/// One request and its answer, as AWS was recorded to give it.
struct CorpusCase {
  /// What the answer was.
  enum Outcome {
    case answer(JSONValue)
    case error(code: String, message: String)
    /// The SDK refused it before it was sent.
    case client(String)
  }

  var file: String
  var test: String
  var key: String
  /// As the recorder names it: `create_state_machine`.
  var operationName: String
  /// Nil for what is no operation of Step Functions.
  var operation: APIOperation?
  var params: JSONObject
  var outcome: Outcome
  /// `2024-03-17`.
  var date: String

  init(file: String, _ value: JSONValue) {
    self.file = file
    test = value["source_test"]?.stringValue ?? file
    key = value["snapshot_key"]?.stringValue ?? ""
    operationName = value["operation"]?.stringValue ?? ""
    let words = operationName.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }
    operation = APIOperation(rawValue: words.joined())
    params = value["params"]?.objectValue ?? JSONObject()
    outcome = CorpusCase.outcome(value["recorded"] ?? .null)
    date = String((value["last_validated_against_aws"]?.stringValue ?? "").prefix(10))
  }

  private static func outcome(_ recorded: JSONValue) -> Outcome {
    if let error = recorded["Error"] {
      return .error(code: error["Code"]?.stringValue ?? "", message: error["Message"]?.stringValue ?? "")
    }
    if let text = recorded["exception_value"]?.stringValue ?? recorded.stringValue {
      guard let match = text.firstMatch(of: #/^An error occurred \((\w+)\) when calling the \w+ operation: /#) else { return .client(text) }
      return .error(code: String(match.1), message: String(text[match.range.upperBound...]))
    }
    guard var answer = recorded.objectValue else { return .answer(recorded) }
    answer["ResponseMetadata"] = nil
    return .answer(.object(answer))
  }

  /// The answer, nil for an error.
  var answer: JSONValue? { if case .answer(let value) = outcome { value } else { nil } }
  var errorCode: String? { if case .error(let code, _) = outcome { code } else { nil } }
  var isClientSide: Bool { if case .client = outcome { true } else { false } }

  /// Whether it changes something when it is accepted.
  var isWrite: Bool {
    !["describe", "list", "get"].contains { operationName.hasPrefix($0) } && answer != nil
  }

  /// The last number of its key: recordings of one kind are numbered as they were made.
  var number: Int {
    key.split { !$0.isNumber }.last.flatMap { Int($0) } ?? 0
  }

  /// Every case of the corpus's API part by the test it comes from.
  static func all(_ folder: String = "aws-api") throws -> [(test: String, cases: [CorpusCase])] {
    var groups: [String: [CorpusCase]] = [:]
    for file in try Corpus.files(folder) where !file.hasSuffix("service-summary.json") {
      let one = CorpusCase(file: file, try Corpus.json(file))
      groups[one.test, default: []].append(one)
    }
    return groups.map { ($0.key, $0.value) }.sorted { $0.test < $1.test }
  }
}
