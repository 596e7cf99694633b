import Embedded
import Engine
import History
import JSON
import Store
import Time

extension ExecutionRecord {
  /// The record of an execution of a tree.
  init(_ facts: ExecutionFacts, details: RootDetails) {
    self.init(
      executionArn: facts.identity.executionArn, name: facts.identity.executionName, machineName: facts.identity.machineName,
      stateMachineArn: facts.identity.stateMachineArn, definition: facts.definition, roleArn: facts.identity.roleArn,
      isExpress: facts.isExpress, startedAt: facts.startedAt, input: facts.input)
    stateMachineVersionArn = facts.versionArn ?? details.versionArn
    stateMachineAliasArn = facts.aliasArn ?? details.aliasArn
    mapRunArn = facts.mapRunArn
    traceHeader = details.traceHeader
    machineDetails = details.machineDetails
    itemCount = facts.itemCount
    update(facts)
  }

  /// Takes over what became of it.
  mutating func update(_ facts: ExecutionFacts) {
    status = facts.status
    stoppedAt = facts.stoppedAt
    output = facts.output
    error = facts.error
    cause = facts.cause
    redriveCount = facts.redriveCount
    redrivenAt = facts.redrivenAt
  }

  /// As it was kept.
  init(_ stored: StoredExecution) {
    self.init(
      executionArn: stored.arn, name: stored.name, machineName: stored.machineName, stateMachineArn: stored.machine,
      definition: stored.definition, roleArn: stored.role, isExpress: stored.isExpress, startedAt: stored.started, input: stored.input)
    stateMachineVersionArn = stored.version
    stateMachineAliasArn = stored.alias
    mapRunArn = stored.mapRun
    machineDetails = stored.details
    status = ExecutionStatus(rawValue: stored.status) ?? .running
    stoppedAt = stored.stopped
    output = stored.output
    error = stored.error
    cause = stored.cause
    traceHeader = stored.trace
    redriveCount = stored.redrives
    redrivenAt = stored.redriven
    itemCount = stored.items
  }
}

extension StoredExecution {
  /// As it is kept; how many events it has is for the caller to say.
  init(_ record: ExecutionRecord, tree: Int, number: Int) {
    self.init(
      arn: record.executionArn, tree: tree, number: number, name: record.name, machineName: record.machineName,
      machine: record.stateMachineArn,
      version: record.stateMachineVersionArn, alias: record.stateMachineAliasArn, mapRun: record.mapRunArn, role: record.roleArn,
      isExpress: record.isExpress, status: record.status.rawValue, started: record.startedAt, items: record.itemCount,
      definition: record.definition, trace: record.traceHeader, input: record.input)
    details = record.machineDetails
    stopped = record.stoppedAt
    redrives = record.redriveCount
    redriven = record.redrivenAt
    error = record.error
    cause = record.cause
    output = record.output
  }
}

extension MapRunCounts {
  fileprivate var json: JSONValue {
    .array(
      [pending, running, succeeded, failed, timedOut, aborted, total, resultsWritten, failuresNotRedrivable, pendingRedrive]
        .map { .number(JSONNumber($0)) })
  }

  fileprivate init(json: JSONValue?) {
    self.init()
    let numbers = (json?.arrayValue ?? []).map { $0.integerValue ?? 0 }
    guard numbers.count == 10 else { return }
    (pending, running, succeeded, failed, timedOut) = (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4])
    (aborted, total, resultsWritten) = (numbers[5], numbers[6], numbers[7])
    (failuresNotRedrivable, pendingRedrive) = (numbers[8], numbers[9])
  }

  init(_ tally: MapRunTally) {
    self.init()
    (pending, running, succeeded, failed, timedOut) = (tally.pending, tally.running, tally.succeeded, tally.failed, tally.timedOut)
    (aborted, total, resultsWritten) = (tally.aborted, tally.total, tally.resultsWritten)
  }
}

extension MapRunRecord {
  init(_ facts: MapRunFacts) {
    self.init(
      mapRunArn: facts.arn, executionArn: facts.executionArn, stateMachineArn: facts.stateMachineArn, status: facts.status,
      startedAt: facts.startedAt, stoppedAt: facts.stoppedAt, maxConcurrency: facts.maxConcurrency,
      toleratedFailurePercentage: facts.toleratedFailurePercentage, toleratedFailureCount: facts.toleratedFailureCount,
      itemCounts: MapRunCounts(facts.items), executionCounts: MapRunCounts(facts.executions), redriveCount: facts.redriveCount,
      redrivenAt: facts.redrivenAt)
  }

  /// As it is kept.
  var json: JSONValue {
    func time(_ time: Timestamp?) -> JSONValue? { time.map { .number(JSONNumber(Int($0.milliseconds))) } }
    var object = JSONObject()
    object["stateMachine"] = .string(stateMachineArn)
    object["status"] = .string(status)
    object["started"] = time(startedAt)
    object["stopped"] = time(stoppedAt)
    object["maxConcurrency"] = .number(JSONNumber(maxConcurrency))
    object["toleratedPercentage"] = .number(JSONNumber(toleratedFailurePercentage))
    object["toleratedCount"] = .number(JSONNumber(toleratedFailureCount))
    object["items"] = itemCounts.json
    object["executions"] = executionCounts.json
    object["redrives"] = .number(JSONNumber(redriveCount))
    object["redriven"] = time(redrivenAt)
    return .object(object)
  }

  init(_ stored: StoredMapRun) {
    let json = stored.document
    func time(_ key: String) -> Timestamp? { json[key]?.integerValue.map { Timestamp(milliseconds: Int64($0)) } }
    self.init(
      mapRunArn: stored.arn, executionArn: stored.execution, stateMachineArn: json["stateMachine"]?.stringValue ?? "",
      status: json["status"]?.stringValue ?? "RUNNING", startedAt: time("started") ?? Timestamp(milliseconds: 0),
      stoppedAt: time("stopped"),
      maxConcurrency: json["maxConcurrency"]?.integerValue ?? 0,
      toleratedFailurePercentage: json["toleratedPercentage"]?.numberValue?.doubleValue ?? 0,
      toleratedFailureCount: json["toleratedCount"]?.integerValue ?? 0, itemCounts: MapRunCounts(json: json["items"]),
      executionCounts: MapRunCounts(json: json["executions"]), redriveCount: json["redrives"]?.integerValue ?? 0,
      redrivenAt: time("redriven"))
  }
}
