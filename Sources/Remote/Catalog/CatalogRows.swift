import AWS
import ExecutionSource
import History
import JSON
import Time

/// Reads the rows of lists, tolerantly: what an endpoint leaves out is left out, and what has no ARN is no row.
enum CatalogRows {
  /// No name or ARN of AWS is longer; what is comes from somebody who means harm.
  private static let longest = 2_048

  /// The machines of ListStateMachines' answer; nil where it is something else.
  static func machines(_ answer: JSONValue) -> [MachineRow]? {
    answer["stateMachines"]?.arrayValue?.compactMap { row in
      guard let arn = text(row["stateMachineArn"]) else { return nil }
      return MachineRow(
        arn: arn, name: text(row["name"]) ?? name(ofMachine: arn), type: text(row["type"]) ?? "STANDARD",
        createdAt: row["creationDate"]?.moment)
    }
  }

  /// The executions of ListExecutions' answer; nil where it is something else.
  static func executions(_ answer: JSONValue, of key: ExecutionListKey) -> [ExecutionRow]? {
    answer["executions"]?.arrayValue?.compactMap { row in
      guard let arn = text(row["executionArn"]), let status = row["status"]?.stringValue.flatMap(ExecutionStatus.init(rawValue:)) else {
        return nil
      }
      // Some endpoints do not filter.
      if let wanted = key.status, wanted != status { return nil }
      return ExecutionRow(
        arn: arn, name: text(row["name"]) ?? arn.split(separator: ":").last.map(String.init) ?? arn,
        stateMachineArn: text(row["stateMachineArn"]) ?? (key.isMapRun ? "" : key.arn), status: status,
        startedAt: row["startDate"]?.moment, stoppedAt: row["stopDate"]?.moment, redriveCount: row["redriveCount"]?.integerValue,
        itemCount: row["itemCount"]?.integerValue)
    }
  }

  /// The name in a state machine's ARN, a version's or an alias's included.
  static func name(ofMachine arn: String) -> String {
    let parts = ResourceName(arn)?.resource.split(separator: ":", omittingEmptySubsequences: false) ?? []
    return parts.count > 1 ? String(parts[1]) : arn
  }

  private static func text(_ value: JSONValue?) -> String? {
    guard let text = value?.stringValue, !text.isEmpty, text.utf8.count <= longest else { return nil }
    return text
  }
}

extension JSONValue {
  /// A time as the API writes it, in epoch seconds, or as an ISO 8601 text.
  var moment: Timestamp? {
    numberValue.flatMap { Timestamp(seconds: $0.doubleValue) } ?? stringValue.flatMap { Timestamp(iso8601: $0) }
  }
}
