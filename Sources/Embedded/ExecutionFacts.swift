import Engine
import ExecutionSource
import History
import JSON
import StatesLanguage
import Time

/// What is told of one execution of a tree: what DescribeExecution answers from.
package struct ExecutionFacts: Sendable {
  package var key: ExecutionKey
  /// The execution whose Map Run or Task started it; nil for the root.
  package var parent: ExecutionKey?
  /// The names and ARNs it goes by.
  package var identity: EngineIdentity
  package var isExpress: Bool
  /// As it runs; of a Map Run's child the processor.
  package var machine: CompiledMachine
  /// The definition's text.
  package var definition: String
  package var versionArn: String?
  package var aliasArn: String?
  package var status = ExecutionStatus.running
  package var startedAt: Timestamp
  package var stoppedAt: Timestamp?
  /// JSON text.
  package var input: String
  /// JSON text; nil unless it succeeded.
  package var output: String?
  package var error: String?
  package var cause: String?
  /// The Map Run it is a child of.
  package var mapRunArn: String?
  /// How many items a Map Run's child has.
  package var itemCount: Int?
  package var redriveCount = 0
  package var redrivenAt: Timestamp?
  /// Why it cannot be redriven; nil when it can.
  package var redriveRefusal: String?
  /// How many events its history has.
  package var eventCount = 0

  init(key: ExecutionKey, parent: ExecutionKey?, identity: EngineIdentity, machine: CompiledMachine, input: String, startedAt: Timestamp) {
    self.key = key
    self.parent = parent
    self.identity = identity
    self.machine = machine
    self.input = input
    self.startedAt = startedAt
    isExpress = false
    definition = machine.machine.source
  }
}

extension ExecutionFacts {
  /// How times are written where Step Functions writes a description of an execution.
  enum DateStyle {
    /// Milliseconds since 1970, as optimised integrations write them.
    case milliseconds
    /// RFC 3339, as files and `aws-sdk` integrations write them.
    case text

    func value(_ time: Timestamp) -> JSONValue {
      switch self {
      case .milliseconds: .number(JSONNumber(Int(time.milliseconds)))
      case .text: .string(time.iso8601)
      }
    }
  }

  /// The execution as `.sync` results, their causes and result files describe it.
  /// - Parameter isParsed: `.sync:2` gives input and output as JSON instead of text.
  func description(dates: DateStyle, isParsed: Bool) -> JSONValue {
    func data(_ text: String) -> JSONValue { isParsed ? (try? JSONValue(parsing: text)) ?? .string(text) : .string(text) }
    var object = JSONObject()
    object["Cause"] = cause.map { .string($0) }
    object["Error"] = error.map { .string($0) }
    object["ExecutionArn"] = .string(identity.executionArn)
    object["Input"] = data(input)
    object["InputDetails"] = ["Included": true]
    object["Name"] = .string(identity.executionName)
    if let output {
      object["Output"] = data(output)
      object["OutputDetails"] = ["Included": true]
    }
    object["RedriveCount"] = .number(JSONNumber(redriveCount))
    if mapRunArn != nil, status != .succeeded {
      object["RedriveStatus"] = "REDRIVABLE_BY_MAP_RUN"
    } else {
      object["RedriveStatus"] = redriveRefusal == nil ? "REDRIVABLE" : "NOT_REDRIVABLE"
      object["RedriveStatusReason"] = redriveRefusal.map { .string($0) }
    }
    object["StartDate"] = dates.value(startedAt)
    object["StateMachineArn"] = .string(identity.stateMachineArn)
    object["Status"] = .string(status.rawValue)
    object["StopDate"] = stoppedAt.map { dates.value($0) }
    return .object(object)
  }
}
