import Foundation
import Hosting
import JSON
import StatesLanguage
import Store
import Testing
import Time

/// A host on a store and a clock of a test's own.
final class Fixture: Sendable {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("stepscope-host-\(UUID().uuidString)").path
  let clock = FakeWall()

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var folder: StoreFolder { StoreFolder(path) }

  func open(_ change: (inout HostSettings) -> Void = { _ in }) async throws -> ExecutionHost {
    var settings = HostSettings()
    settings.clock = clock
    change(&settings)
    return try await ExecutionHost(folder, settings)
  }
}

enum Orders {
  static let account = "arn:aws:states:us-east-1:123456789012"

  static func arn(_ machine: String, _ name: String) -> String { "\(account):execution:\(machine):\(name)" }
  static func machineArn(_ machine: String) -> String { "\(account):stateMachine:\(machine)" }

  static func order(_ definition: String, machine: String = "m", name: String = "one", input: String = "{}", isExpress: Bool = false) throws
    -> StartOrder
  {
    let loaded = StateMachine.load(bytes: Array(definition.utf8), file: "\(machine).asl.json")
    let parsed = try #require(loaded.machine, "\(loaded.diagnostics)")
    return StartOrder(
      machine: parsed, definition: definition, machineName: machine, executionName: name, stateMachineArn: machineArn(machine),
      executionArn: isExpress ? "\(account):express:\(machine):\(name):u" : arn(machine, name),
      roleArn: "arn:aws:iam::123456789012:role/r", isExpress: isExpress, input: input)
  }
}

/// Definitions that tests run.
enum Definitions {
  static let pass = #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": {"a": 1}, "End": true}}}"#

  /// A chain of states that pass their input on.
  static func chain(_ count: Int) -> String {
    let states = (0..<count).map { at in
      #""S\#(at)": {"Type": "Pass", \#(at + 1 < count ? #""Next": "S\#(at + 1)""# : #""End": true"#)}"#
    }
    return #"{"StartAt": "S0", "States": {"# + states.joined(separator: ", ") + "}}"
  }

  static func wait(_ seconds: Int) -> String {
    #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": \#(seconds), "Next": "A"}, "A": {"Type": "Pass", "End": true}}}"#
  }

  static let token = """
    {"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      "Parameters": {"QueueUrl": "q", "MessageBody": {"Token.$": "$$.Task.Token"}}, "HeartbeatSeconds": 600, "Next": "Done"},
      "Done": {"Type": "Pass", "End": true}}}
    """

  static let function = """
    {"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
      "Parameters": {"FunctionName": "f"}, "End": true}}}
    """

  static let activity = """
    {"StartAt": "Work", "States": {"Work": {"Type": "Task", "Resource": "\(Orders.account):activity:a", "TimeoutSeconds": 900, "End": true}}}
    """

  static let failing = """
    {"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "\(Orders.account):activity:a", "End": true}}}
    """

  static let distributed = """
    {"StartAt": "Each", "States": {"Each": {"Type": "Map", "MaxConcurrency": 3, "Label": "Each", "End": true, "ItemsPath": "$.items",
      "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "W",
        "States": {"W": {"Type": "Wait", "Seconds": 5, "Next": "P"}, "P": {"Type": "Pass", "End": true}}}}}}
    """

  static func nested(_ machine: String) -> String {
    """
    {"StartAt": "Start", "States": {"Start": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
      "Parameters": {"StateMachineArn": "\(Orders.machineArn(machine))", "Name": "inner", "Input": {"n": 1}}, "End": true}}}
    """
  }
}

extension ExecutionHost {
  /// The whole history as the API would give it, in pages of a few events.
  func events(of arn: String, pages: Int = 100) async throws -> [JSONValue] {
    var all: [JSONValue] = []
    while true {
      let page = try #require(await history(of: arn, HistoryQuery(limit: pages, offset: all.count)))
      let events = try #require(try JSONValue(parsing: [UInt8(ascii: "[")] + page.events + [UInt8(ascii: "]")]).arrayValue)
      #expect(events.count == page.count)
      all += events
      if !page.hasMore { return all }
      try #require(page.count > 0, "an empty page that says there is more")
    }
  }

  func types(of arn: String) async throws -> [String] { try await events(of: arn).compactMap { $0["type"]?.stringValue } }

  func status(of arn: String) async -> String? { await execution(arn)?.status.rawValue }

  /// The token in the newest TaskScheduled of an execution.
  func token(of arn: String) async throws -> String {
    let scheduled = try #require(try await events(of: arn).last { $0["type"] == "TaskScheduled" })
    let parameters = try #require(scheduled["taskScheduledEventDetails"]?["parameters"]?.stringValue)
    return try #require(try JSONValue(parsing: parameters)["MessageBody"]?["Token"]?.stringValue)
  }
}

extension HostSettings {
  /// Every task waits for a person or its token.
  mutating func byHand() { runner.tasks = .manual }
}
