import History
import Hosting
import Time

extension StepFunctionsAPI {
  /// Newest first.
  func listExecutions(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let owner = try await owner(request)
    let status = request.text("statusFilter").flatMap { ExecutionStatus(rawValue: $0) }
    let redriven = request.text("redriveFilter").map { $0 == "REDRIVEN" }
    let list = [
      "ListExecutions", request.text("stateMachineArn") ?? "", request.text("mapRunArn") ?? "", request.text("statusFilter") ?? "",
      request.text("redriveFilter") ?? "",
    ]
    var query = ExecutionQuery(owner: owner, status: status, isRedriven: redriven, limit: request.pageSize)
    if let text = request.text("nextToken") { query.offset = await offset(of: try PageToken(text, for: list), query) }
    let page = await host.executions(query)
    var answer = AnswerObject(capacity: 256 + page.executions.count * 512)
    answer.array("executions", of: page.executions.map { StepFunctionsAPI.row($0) })
    if page.hasMore {
      answer.text(
        "nextToken",
        PageToken(offset: query.offset + page.executions.count, anchor: page.executions.last?.executionArn).text(for: list))
    }
    return answer.finished()
  }

  /// Where the page after the anchor begins: executions that were started since have moved it on.
  private func offset(of token: PageToken, _ query: ExecutionQuery) async -> Int {
    guard let anchor = token.anchor, token.offset > 0 else { return token.offset }
    var look = query
    look.offset = token.offset - 1
    look.limit = 1
    for _ in 0..<20 {
      let page = await host.executions(look)
      if let at = page.executions.firstIndex(where: { $0.executionArn == anchor }) { return look.offset + at + 1 }
      guard page.hasMore else { break }
      look.offset += page.executions.count
      look.limit = 1_000
    }
    return token.offset
  }

  private func owner(_ request: APIRequest) async throws(APIError) -> ExecutionQuery.Owner {
    let machineArn = request.text("stateMachineArn")
    let mapRunArn = request.text("mapRunArn")
    guard (machineArn == nil) != (mapRunArn == nil) else {
      throw .validation("Exactly one of 'stateMachineArn' and 'mapRunArn' must be specified", reason: "MISSING_REQUIRED_PARAMETER")
    }
    if let mapRunArn {
      _ = try StatesName(mapRunArn, accepting: ["mapRun"])
      guard await host.mapRun(mapRunArn) != nil else { throw .noResource(mapRunArn) }
      return .mapRun(mapRunArn)
    }
    let arn = machineArn ?? ""
    let found = try await registry.find(arn)
    guard !found.machine.isExpress else { throw .typeNotSupported }
    return found.version != nil ? .version(arn) : found.alias != nil ? .alias(arn) : .machine(arn)
  }

  private static func row(_ record: ExecutionRecord) -> [UInt8] {
    var row = AnswerObject(capacity: 512)
    row.text("executionArn", record.executionArn)
    row.text("stateMachineArn", record.stateMachineArn)
    row.text("name", record.name)
    row.text("status", record.status.rawValue)
    row.time("startDate", record.startedAt)
    row.time("stopDate", record.stoppedAt)
    row.text("mapRunArn", record.mapRunArn)
    row.integer("itemCount", record.itemCount)
    row.text("stateMachineVersionArn", record.stateMachineVersionArn)
    row.text("stateMachineAliasArn", record.stateMachineAliasArn)
    row.integer("redriveCount", record.redriveCount)
    row.time("redriveDate", record.redrivenAt)
    return row.finished()
  }
}
