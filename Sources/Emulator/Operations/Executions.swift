import History
import Hosting
import JSON
import StatesLanguage
import Time

extension StepFunctionsAPI {
  func startExecution(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let order = try await order(request)
    let record: ExecutionRecord
    do throws(HostRefusal) { record = try await host.start(order) } catch { throw APIError(refusal: error, arn: order.executionArn) }
    var answer = AnswerObject()
    answer.text("executionArn", record.executionArn)
    answer.time("startDate", record.startedAt)
    return answer.finished()
  }

  func startSyncExecution(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let order = try await order(request)
    guard order.isExpress else { throw .typeNotSupported }
    let record: ExecutionRecord
    do throws(HostRefusal) { record = try await host.runToEnd(order) } catch { throw APIError(refusal: error, arn: order.executionArn) }
    let includesData = request.text("includedData") != "METADATA_ONLY"
    let stoppedAt = record.stoppedAt ?? now()
    var answer = AnswerObject()
    answer.text("executionArn", record.executionArn)
    answer.text("stateMachineArn", record.stateMachineArn)
    answer.text("name", record.name)
    answer.time("startDate", record.startedAt)
    answer.time("stopDate", stoppedAt)
    answer.text("status", record.status.rawValue)
    StepFunctionsAPI.writeData(record, includesData, into: &answer)
    answer.text("traceHeader", record.traceHeader)
    // Billed by hundreds of milliseconds; memory by 64 MB.
    let milliseconds = (stoppedAt - record.startedAt).milliseconds
    answer.value(
      "billingDetails",
      [
        "billedMemoryUsedInMB": 64,
        "billedDurationInMilliseconds": .number(JSONNumber(Int(max(100, (milliseconds + 99) / 100 * 100)))),
      ])
    return answer.finished()
  }

  /// What is started, looked up and checked in AWS's order.
  private func order(_ request: APIRequest) async throws(APIError) -> StartOrder {
    var arn = request.required("stateMachineArn")
    // As Step Functions Local has it, a test case of the mock file stands behind the machine.
    var testCase: String?
    if let mark = arn.firstIndex(of: "#") {
      testCase = String(arn[arn.index(after: mark)...])
      arn = String(arn[..<mark])
    }
    let (found, machine) = try await registry.target(arn, chance: chance())
    if let name = request.text("name") { try ResourceNaming.check(name) }
    let name = request.text("name") ?? identifier()
    let input = try StepFunctionsAPI.input(request.text("input"))
    let prefix = String(found.machine.arn.prefix(found.machine.arn.count - "stateMachine:".count - found.machine.name.count))
    return StartOrder(
      machine: machine, definition: found.revision.definition, machineName: found.machine.name, executionName: name,
      stateMachineArn: found.machine.arn, stateMachineVersionArn: found.version?.arn, stateMachineAliasArn: found.alias?.arn,
      executionArn: found.machine.isExpress
        ? "\(prefix)express:\(found.machine.name):\(name):\(identifier())" : "\(prefix)execution:\(found.machine.name):\(name)",
      roleArn: found.revision.roleArn, isExpress: found.machine.isExpress, input: input, traceHeader: request.text("traceHeader"),
      machineDetails: MachineDetails(found.revision).text, mockTestCase: testCase)
  }

  /// The input as it is kept.
  /// - Throws: InvalidExecutionInput.
  static func input(_ text: String?) throws(APIError) -> String {
    guard let text else { return "{}" }
    do throws(JSONSyntaxError) { _ = try JSONValue(parsing: text, limits: .payload) } catch {
      if text.allSatisfy(\.isWhitespace) { throw .invalidInput("Invalid execution input.") }
      throw .invalidInput(JacksonReader.problem(in: text)?.message ?? error.message)
    }
    return text
  }

  func stopExecution(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let arn = try StepFunctionsAPI.executionArn(request)
    let record: ExecutionRecord
    do throws(HostRefusal) { record = try await host.stop(arn, error: request.text("error"), cause: request.text("cause")) } catch {
      throw APIError(refusal: error, arn: arn)
    }
    var answer = AnswerObject()
    answer.time("stopDate", record.stoppedAt ?? now())
    return answer.finished()
  }

  func redriveExecution(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let arn = try StepFunctionsAPI.executionArn(request)
    let date: Timestamp
    do throws(HostRefusal) { date = try await host.redrive(arn) } catch { throw APIError(refusal: error, arn: arn) }
    var answer = AnswerObject()
    answer.time("redriveDate", date)
    return answer.finished()
  }

  /// An execution of a Standard workflow.
  /// - Throws: InvalidArn; Express executions are asked about in their log group.
  static func executionArn(_ request: APIRequest) throws(APIError) -> String {
    let arn = request.required("executionArn")
    _ = try StatesName(arn, accepting: ["execution"])
    return arn
  }

  func execution(_ arn: String) async throws(APIError) -> ExecutionRecord {
    guard let record = await host.execution(arn), !record.isExpress else { throw .noExecution(arn) }
    return record
  }
}

/// What the API keeps with an execution of the machine it runs.
struct MachineDetails {
  var revisionId: String?
  var updateDate: Timestamp
  var logging: JSONValue
  var tracing: JSONValue
  var encryption: JSONValue

  init(_ revision: MachineRevision) {
    revisionId = revision.revisionId
    updateDate = revision.updateDate
    logging = revision.logging
    tracing = revision.tracing
    encryption = revision.encryption
  }

  /// Reads what `text` wrote; the defaults where there is nothing, as for executions that a Map started.
  init(_ text: String?, startedAt: Timestamp) {
    let value = text.flatMap { try? JSONValue(parsing: $0) } ?? .null
    revisionId = value["revisionId"]?.stringValue
    updateDate = value["updateDate"]?.integerValue.map { Timestamp(milliseconds: Int64($0)) } ?? startedAt
    logging = value["loggingConfiguration"] ?? Configurations.noLogging
    tracing = value["tracingConfiguration"] ?? Configurations.noTracing
    encryption = value["encryptionConfiguration"] ?? Configurations.ownedKey
  }

  var text: String {
    var answer = AnswerObject()
    answer.text("revisionId", revisionId)
    answer.integer("updateDate", Int(updateDate.milliseconds))
    answer.value("loggingConfiguration", logging)
    answer.value("tracingConfiguration", tracing)
    answer.value("encryptionConfiguration", encryption)
    return String(decoding: answer.finished(), as: UTF8.self)
  }
}
