import ExecutionSource
import History
import JSON
import Time

/// An execution's end in the forms `--output result` and `--output describe` give.
struct ExecutionReport {
  private let identity: ExecutionIdentity
  private let status: ExecutionStatus
  private let events: EventLog

  init(identity: ExecutionIdentity, status: ExecutionStatus, events: EventLog) {
    self.identity = identity
    self.status = status
    self.events = events
  }

  init(_ snapshot: ExecutionSnapshot) { self.init(identity: snapshot.identity, status: snapshot.status, events: snapshot.events) }

  /// The output document; nil unless the execution succeeded.
  var output: String? { if case .succeeded(let text)? = events.last?.details { JSONWriter.printable(text ?? "null") } else { nil } }

  /// `{"error":…,"cause":…}`.
  var failure: JSONValue {
    let failure = events.last?.details.failure
    return ["error": ExecutionReport.string(failure?.error), "cause": ExecutionReport.string(failure?.cause)]
  }

  /// As DescribeExecution answers.
  var describe: JSONValue {
    var answer: JSONObject = [
      "executionArn": .string(identity.executionArn), "stateMachineArn": .string(identity.stateMachineArn),
      "name": .string(identity.executionName), "status": .string(status.rawValue),
    ]
    answer["startDate"] = events.first?.timestamp.number
    if status.isFinal { answer["stopDate"] = events.last?.timestamp.number }
    if case .executionStarted(let input?, _)? = events.first?.details {
      answer["input"] = .string(input)
      answer["inputDetails"] = ["included": true]
    }
    if let output {
      answer["output"] = .string(output)
      answer["outputDetails"] = ["included": true]
    } else if status.isFinal, let failure = events.last?.details.failure {
      if let error = failure.error { answer["error"] = .string(error) }
      if let cause = failure.cause { answer["cause"] = .string(cause) }
    }
    answer["redriveCount"] = 0
    return .object(answer)
  }

  private static func string(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}

extension Timestamp {
  /// Epoch seconds with three decimals, as the API writes them.
  fileprivate var number: JSONValue? { JSONNumber(lexeme: wire).map { .number($0) } }
}
