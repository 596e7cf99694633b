import Hosting

extension StepFunctionsAPI {
  func listMapRuns(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let record = try await execution(StepFunctionsAPI.executionArn(request))
    let page = try ListPage(
      await host.mapRuns(of: record.executionArn), request, list: ["ListMapRuns", record.executionArn])
    var answer = AnswerObject()
    answer.array(
      "mapRuns",
      of: page.elements.map { run in
        var row = AnswerObject()
        row.text("executionArn", run.executionArn)
        row.text("mapRunArn", run.mapRunArn)
        row.text("stateMachineArn", StepFunctionsAPI.machine(of: run))
        row.time("startDate", run.startedAt)
        row.time("stopDate", run.stoppedAt)
        return row.finished()
      })
    answer.text("nextToken", page.nextToken)
    return answer.finished()
  }

  /// The machine with the Map's label behind it.
  private static func machine(of run: MapRunRecord) -> String {
    guard !run.stateMachineArn.contains("/"), let label = label(of: run.mapRunArn) else { return run.stateMachineArn }
    return "\(run.stateMachineArn)/\(label)"
  }

  private func mapRun(_ request: APIRequest) async throws(APIError) -> MapRunRecord {
    let arn = request.required("mapRunArn")
    _ = try StatesName(arn, accepting: ["mapRun"])
    guard let run = await host.mapRun(arn) else { throw .noResource(arn) }
    return run
  }

  func describeMapRun(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let run = try await mapRun(request)
    var answer = AnswerObject(capacity: 1_024)
    answer.text("mapRunArn", run.mapRunArn)
    answer.text("executionArn", run.executionArn)
    answer.text("status", run.status)
    answer.time("startDate", run.startedAt)
    answer.time("stopDate", run.stoppedAt)
    answer.integer("maxConcurrency", run.maxConcurrency)
    answer.raw("toleratedFailurePercentage", String(run.toleratedFailurePercentage))
    answer.integer("toleratedFailureCount", run.toleratedFailureCount)
    answer.raw("itemCounts", StepFunctionsAPI.counts(run.itemCounts))
    answer.raw("executionCounts", StepFunctionsAPI.counts(run.executionCounts))
    answer.integer("redriveCount", run.redriveCount)
    answer.time("redriveDate", run.redrivenAt)
    return answer.finished()
  }

  private static func counts(_ counts: MapRunCounts) -> String {
    var object = AnswerObject()
    object.integer("pending", counts.pending)
    object.integer("running", counts.running)
    object.integer("succeeded", counts.succeeded)
    object.integer("failed", counts.failed)
    object.integer("timedOut", counts.timedOut)
    object.integer("aborted", counts.aborted)
    object.integer("total", counts.total)
    object.integer("resultsWritten", counts.resultsWritten)
    object.integer("failuresNotRedrivable", counts.failuresNotRedrivable)
    object.integer("pendingRedrive", counts.pendingRedrive)
    return String(decoding: object.finished(), as: UTF8.self)
  }

  func updateMapRun(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let run = try await mapRun(request)
    let change = MapRunChange(
      maxConcurrency: request.integer("maxConcurrency"), toleratedFailurePercentage: request.number("toleratedFailurePercentage"),
      toleratedFailureCount: request.integer("toleratedFailureCount"))
    guard change != MapRunChange() else {
      throw .validation(
        "Either maxConcurrency, toleratedFailurePercentage or toleratedFailureCount must be specified",
        reason: "MISSING_REQUIRED_PARAMETER")
    }
    guard run.status == "RUNNING" else {
      throw .validation("Map Run is already completed and cannot be updated", reason: "CANNOT_UPDATE_COMPLETED_MAP_RUN")
    }
    do throws(HostRefusal) { try await host.update(mapRun: run.mapRunArn, change) } catch {
      throw APIError(refusal: error, arn: run.mapRunArn)
    }
    return AnswerObject.empty
  }
}
