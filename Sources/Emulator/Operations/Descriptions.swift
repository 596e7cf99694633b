import History
import Hosting
import JSON
import Time

extension StepFunctionsAPI {
  func describeExecution(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let record = try await execution(StepFunctionsAPI.executionArn(request))
    let redrive = Redrivability(record, at: now())
    var answer = AnswerObject(capacity: 1_024 + record.input.utf8.count + (record.output?.utf8.count ?? 0))
    answer.text("executionArn", record.executionArn)
    answer.text("stateMachineArn", record.stateMachineArn)
    answer.text("stateMachineVersionArn", record.stateMachineVersionArn)
    answer.text("stateMachineAliasArn", record.stateMachineAliasArn)
    answer.text("mapRunArn", record.mapRunArn)
    answer.text("name", record.name)
    answer.text("status", record.status.rawValue)
    answer.time("startDate", record.startedAt)
    answer.time("stopDate", record.stoppedAt)
    StepFunctionsAPI.writeData(record, request.text("includedData") != "METADATA_ONLY", into: &answer)
    answer.text("traceHeader", record.traceHeader)
    answer.integer("redriveCount", record.redriveCount)
    answer.time("redriveDate", record.redrivenAt)
    answer.text("redriveStatus", redrive.status)
    answer.text("redriveStatusReason", redrive.reason)
    return answer.finished()
  }

  /// Input, output, error and cause.
  static func writeData(_ record: ExecutionRecord, _ includesData: Bool, into answer: inout AnswerObject) {
    let details = includesData ? #"{"included":true}"# : #"{"included":false}"#
    if includesData { answer.text("input", record.input) }
    answer.raw("inputDetails", details)
    if record.output != nil {
      if includesData { answer.text("output", record.output) }
      answer.raw("outputDetails", details)
    }
    // The limit of a whole execution is told by its status alone.
    if record.status == .timedOut, record.error == "States.Timeout", record.cause == nil { return }
    answer.text("error", record.error)
    answer.text("cause", record.cause)
  }

  func describeStateMachineForExecution(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let record = try await execution(StepFunctionsAPI.executionArn(request))
    let details = MachineDetails(record.machineDetails, startedAt: record.startedAt)
    let includesData = request.text("includedData") != "METADATA_ONLY"
    var answer = AnswerObject(capacity: record.definition.utf8.count + 1_024)
    answer.text("stateMachineArn", record.stateMachineArn)
    answer.text("name", record.machineName)
    if includesData { answer.text("definition", record.definition) }
    answer.text("roleArn", record.roleArn)
    answer.time("updateDate", details.updateDate)
    answer.value("loggingConfiguration", details.logging)
    answer.value("tracingConfiguration", details.tracing)
    answer.text("mapRunArn", record.mapRunArn)
    answer.text("label", record.mapRunArn.flatMap { StepFunctionsAPI.label(of: $0) })
    answer.text("revisionId", details.revisionId)
    answer.value("encryptionConfiguration", details.encryption)
    if includesData { answer.value("variableReferences", StepFunctionsAPI.variables(record.definition)) }
    return answer.finished()
  }

  /// The label of the Map that a Map Run belongs to.
  static func label(of mapRunArn: String) -> String? {
    guard let name = try? StatesName(mapRunArn, accepting: ["mapRun"]), case .mapRun(_, let label, _) = name.kind else { return nil }
    return label
  }

  func getExecutionHistory(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let arn = try StepFunctionsAPI.executionArn(request)
    let isReversed = request.flag("reverseOrder")
    var query = HistoryQuery(
      limit: request.pageSize, isReversed: isReversed, includesData: request.flag("includeExecutionData", default: true))
    let list = ["GetExecutionHistory", arn, String(isReversed)]
    // Forward, how many events come before; backward, how many are left: new events then change nothing.
    var left: Int?
    if let text = request.text("nextToken") {
      let token = try PageToken(text, for: list)
      if isReversed {
        left = token.offset
        query.offset = max(0, try await newestEvent(arn) - token.offset)
      } else {
        query.offset = token.offset
      }
    }
    guard let page = await host.history(of: arn, query) else { throw .noExecution(arn) }
    var next: Int?
    if page.hasMore {
      if isReversed {
        let before = if let left { left } else { StepFunctionsAPI.firstId(page.events) }
        next = before - page.count
      } else {
        next = query.offset + page.count
      }
    }
    var answer = AnswerObject(capacity: page.events.count + 256)
    answer.array("events", of: page.events)
    answer.text("nextToken", next.map { PageToken(offset: $0).text(for: list) })
    return answer.finished()
  }

  private func newestEvent(_ arn: String) async throws(APIError) -> Int {
    guard let page = await host.history(of: arn, HistoryQuery(limit: 1, isReversed: true, includesData: false)) else {
      throw .noExecution(arn)
    }
    return StepFunctionsAPI.firstId(page.events)
  }

  /// The id of the first of some events.
  private static func firstId(_ events: [UInt8]) -> Int {
    guard let first = try? JSONValue(parsing: [UInt8(ascii: "[")] + events + [UInt8(ascii: "]")])[0] else { return 0 }
    return first["id"]?.integerValue ?? 0
  }
}

/// Whether an execution could be redriven, as DescribeExecution tells it.
struct Redrivability {
  private static let period = Duration.seconds(14 * 86_400)

  var status: String
  var reason: String?

  init(_ record: ExecutionRecord, at now: Timestamp) {
    switch record.status {
    case .running, .succeeded, .pendingRedrive:
      status = "NOT_REDRIVABLE"
      reason = "Execution is \(record.status.rawValue) and cannot be redriven"
    case .failed, .timedOut, .aborted:
      if record.mapRunArn != nil {
        status = "REDRIVABLE_BY_MAP_RUN"
      } else if let stoppedAt = record.stoppedAt, now - stoppedAt > Redrivability.period {
        status = "NOT_REDRIVABLE"
        reason = "Execution ended more than 14 days ago and cannot be redriven"
      } else {
        status = "REDRIVABLE"
      }
    }
  }
}
