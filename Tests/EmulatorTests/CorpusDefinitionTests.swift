import Emulator
import Foundation
import JSON
import TestSupport
import Testing

/// Definitions that AWS was recorded to refuse, or to accept, in the words in which it does.
@Suite(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
struct CorpusDefinitionTests {
  @Test func problemsAreToldInAWSsWords() async throws {
    var count = 0
    for file in try Corpus.files("aws-validation") {
      let value = try Corpus.json(file)
      // Another service decides whether a log group exists.
      if value["error_message"]?.stringValue?.contains("Log Destination not found") == true { continue }
      try await check(file, value)
      count += 1
    }
    #expect(count > 0)
  }

  private func check(_ file: String, _ value: JSONValue) async throws {
    let one = CorpusCase(file: file, value)
    let local = try await LocalAPI(account: CorpusWorld.account)
    var matcher = CorpusMatcher()
    let operation = try #require(one.operation, "\(file)")
    // A word that stands for an activity's ARN.
    let definition = (value["definition_text"]?.stringValue ?? "").replacing("activity_arn", with: "\(CorpusWorld.prefix)activity:a")
    var request = value["other_params"]?.objectValue ?? JSONObject()
    for (name, text) in request { if let text = text.stringValue { request[name] = .string(CorpusScenario.named(matcher.concrete(text))) } }
    request["definition"] = .string(matcher.concrete(definition))
    if operation != .updateStateMachine { request["type"] = value["state_machine_type"] }
    if operation == .createStateMachine {
      request["name"] = "machine-0"
      request["roleArn"] = .string("arn:aws:iam::\(CorpusWorld.account):role/any")
    }
    if one.errorCode == "StateMachineAlreadyExists" {
      var other = request
      other["definition"] = .string(CorpusScenario.pass)
      _ = await local.call(.createStateMachine, .object(other))
    }
    let answer = await local.call(operation, .object(request))
    await local.end()
    switch (one.outcome, answer) {
    case (.answer(let recorded), .success(let given)):
      let found = matcher.differences(recorded, given)
      #expect(found.isEmpty, "\(file): \(found.joined(separator: "; "))")
    case (.error(let code, let message), .failure(let error)):
      let wanted = CorpusScenario.named(matcher.concrete(message))
      #expect(error.code == code && error.message == wanted, "\(file): \(error.code): \(error.message) instead of \(wanted)")
    default: Issue.record("\(file): \(answer) instead of \(one.outcome)")
    }
  }
}
