import Emulator
import Foundation
import Hosting
import JSON

/// A server in the course of a scenario, and what is known of it.
struct CorpusWorld {
  static let account = "111111111111"
  static let prefix = "arn:aws:states:us-east-1:\(account):"

  var local: LocalAPI
  var matcher = CorpusMatcher()
  /// What was asked and accepted, to do it again on another server.
  var log: [(operation: APIOperation, request: JSONValue)] = []
  /// The token of the last page of each list.
  var tokens: [APIOperation: String] = [:]
  /// ARNs of executions by their names' placeholders.
  var executions: [String: String] = [:]

  static func make() async throws -> CorpusWorld {
    var settings = HostSettings()
    // Tasks of other services wait, and nobody answers them.
    settings.runner.tasks = .manual
    return CorpusWorld(local: try await LocalAPI(account: account, settings: settings))
  }

  /// Asks, and remembers what changed.
  mutating func ask(_ operation: APIOperation, _ request: JSONValue) async -> Result<JSONValue, APIError> {
    let answer = await local.call(operation, request)
    await local.host.settle()
    if case .success(let value) = answer {
      if !["Describe", "List", "Get"].contains(where: { operation.rawValue.hasPrefix($0) }) { log.append((operation, request)) }
      if let token = value["nextToken"]?.stringValue { tokens[operation] = token }
    }
    return answer
  }

  /// Another server on which the same was done.
  func copy() async throws -> CorpusWorld {
    var other = try await CorpusWorld.make()
    other.matcher = matcher
    other.tokens = tokens
    other.executions = executions
    for (operation, request) in log { _ = await other.ask(operation, request) }
    return other
  }

  // MARK: What is there

  func exists(_ operation: APIOperation, _ member: String, _ arn: String) async -> Bool {
    if case .success = await local.call(operation, .object(JSONObject([(member, .string(arn))]))) { true } else { false }
  }

  func machine(_ arn: String) async -> JSONValue? {
    guard case .success(let value) = await local.call(.describeStateMachine, ["stateMachineArn": .string(arn)]) else { return nil }
    return value
  }

  /// Publishes until version `number` of a machine has been made.
  mutating func publish(upTo number: Int, of arn: String) async {
    var turn = 0
    while turn < 50 {
      turn += 1
      guard case .success(let answer) = await ask(.publishStateMachineVersion, ["stateMachineArn": .string(arn)]),
        let made = answer["stateMachineVersionArn"]?.stringValue?.split(separator: ":").last.flatMap({ Int($0) })
      else { return }
      if made >= number { return }
      guard let definition = await machine(arn)?["definition"]?.stringValue, var value = try? JSONValue(parsing: definition).objectValue
      else { return }
      value["Comment"] = .string("turn \(turn)")
      _ = await ask(
        .updateStateMachine, ["stateMachineArn": .string(arn), "definition": .string(JSONValue.object(value).compact)])
    }
  }

  /// Starts an execution and gives its ARN.
  mutating func start(_ machineArn: String, input: String = "{}") async -> String? {
    guard case .success(let answer) = await ask(.startExecution, ["stateMachineArn": .string(machineArn), "input": .string(input)])
    else { return nil }
    return answer["executionArn"]?.stringValue
  }
}
