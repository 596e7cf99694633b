import AWS
import ExecutionSource
import JSON

/// What a state machine says about the log of its executions.
struct ExpressLogging: Sendable, Equatable {
  /// `ALL`, `ERROR`, `FATAL` or `OFF`.
  var level: String
  /// Whether inputs and outputs are logged.
  var includesData: Bool
  /// The log group's name; nil where there is none.
  var group: String?

  /// Reads DescribeStateMachine's answer.
  init(_ answer: JSONValue) {
    let configuration = answer["loggingConfiguration"]
    level = configuration?["level"]?.stringValue ?? "OFF"
    includesData = configuration?["includeExecutionData"]?.boolValue ?? false
    let destinations = configuration?["destinations"]?.arrayValue ?? []
    group = destinations.lazy.compactMap { $0["cloudWatchLogsLogGroup"]?["logGroupArn"]?.stringValue }.compactMap(ExpressLogging.name).first
  }

  /// `arn:aws:logs:REGION:ACCOUNT:log-group:NAME:*`
  private static func name(ofGroup arn: String) -> String? {
    guard let mark = arn.firstRange(of: ":log-group:") else { return nil }
    let name = arn[mark.upperBound...].prefix { $0 != ":" }
    return name.isEmpty ? nil : String(name)
  }

  /// Whether executions are logged at all.
  var isOn: Bool { level != "OFF" && group != nil }

  /// Why an execution of this machine cannot be read, with the command that makes later ones readable.
  func refusal(machine: ResourceName, name: String) -> AWSError {
    let group = group ?? "/aws/vendedlogs/states/\(name)-Logs"
    let destination = "arn:\(machine.partition):logs:\(machine.region):\(machine.account):log-group:\(group):*"
    let configuration: JSONValue = [
      "level": "ALL", "includeExecutionData": true, "destinations": [["cloudWatchLogsLogGroup": ["logGroupArn": .string(destination)]]],
    ]
    let why = level == "OFF" ? "logs nothing" : "has no log group"
    return AWSError(
      .configuration(
        "the Express state machine \(name) \(why), and the API keeps no history of its executions; to read those that come, turn logging on: "
          + "aws stepfunctions update-state-machine --state-machine-arn \(Shell.quoted(machine.description)) "
          + "--logging-configuration \(Shell.quoted(configuration.compact)) (console: Edit, Config, Logging)"))
  }

  /// What of an execution cannot be seen by this configuration; nil where all can.
  var remark: String? {
    var parts: [String] = []
    switch level {
    case "ALL": break
    case "ERROR": parts.append("only errors are logged (level ERROR), so other events are not here, and a success leaves no record")
    case "FATAL":
      parts.append("only the failure of an execution is logged (level FATAL), so no other event is here, and a success leaves no record")
    default: parts.append("not every event is logged (level \(level.prefix(20)))")
    }
    if !includesData { parts.append("inputs and outputs are not logged (includeExecutionData is false)") }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
}
