import AWS
import Canvas
import ExecutionSource
import JSON
import Time

/// Sends what changes something at an endpoint: the only place in the remote sources that does. Every call was asked for by somebody and is sent once, unless it certainly did nothing
/// the first time, or is known by its name.
struct RemoteWriter: Sendable {
  let states: AWSClient
  /// Nil where ECS is not asked.
  let ecs: AWSClient?
  let runtime: ClientRuntime
  let isReadOnly: Bool

  /// What a call brought, and the line about it.
  struct Report: Sendable {
    var result: Result<JSONValue, SourceRefusal>
    /// Nil where nothing was sent.
    var line: AuditLine?
  }

  /// Sends `write`.
  /// - Parameters:
  ///   - done: what is done by it, in the past tense and without secrets, as the audit has it.
  func send(_ write: ServiceWrite, done: String) async -> Report {
    // The sources have checked; nothing that changes anything goes past here.
    guard !isReadOnly else { return Report(result: .failure(.readOnly(write.operation))) }
    guard let client = write.service == .ecs ? ecs : states else {
      return Report(result: .failure(SourceRefusal("\(write.operation) is not sent: ECS is not asked here")))
    }
    do throws(AWSError) {
      let input = named(write)
      // An execution that has a name is started once, however often it is asked for.
      let isIdempotent = write.operation == "StartExecution"
      let answer = try await client.answer(to: write.operation, .object(input), isIdempotent: isIdempotent)
      return Report(result: .success(answer.value), line: AuditLine(at: runtime.now(), text: done))
    } catch {
      // Emulators' tokens look like any id, and some quote them.
      let problem =
        RemoteWriter.lack(error, write.operation)
        ?? Mask.text("\(error)", secrets: Set([write.token].compactMap { $0 }))
      return Report(
        result: .failure(SourceRefusal(problem)), line: AuditLine(at: runtime.now(), text: "failed: \(done): \(problem)"))
    }
  }

  /// Every execution gets a name: one that is asked for twice is then started once, and no emulator makes up one of its own.
  private func named(_ write: ServiceWrite) -> JSONObject {
    guard write.operation == "StartExecution", write.input["name"] == nil else { return write.input }
    var input = write.input
    var random = SplitMix64(
      seed: UInt64(runtime.random() * 0x1p53) ^ UInt64(bitPattern: runtime.now().milliseconds) << 11 ^ UInt64(runtime.random() * 0x1p53)
        << 32)
    input["name"] = .string(random.uuid())
    return input
  }

  /// What no emulator but some have.
  private static func lack(_ error: AWSError, _ operation: String) -> String? {
    guard error.saysThatOperationIsMissing, ["RedriveExecution", "UpdateMapRun"].contains(operation) else { return nil }
    let place = error.endpoint.map { " at \($0.address.origin)" } ?? ""
    let instead = operation == "RedriveExecution" ? "; start a new execution with its input" : ""
    return "the endpoint\(place) has no \(operation)\(instead)"
  }

  /// Asks whether an execution can be redriven, before it is.
  /// - Throws: `SourceRefusal` with the endpoint's reason.
  func checkRedrivable(_ executionArn: String) async throws(SourceRefusal) {
    let answer: JSONValue
    do throws(AWSError) {
      answer = try await states.call("DescribeExecution", ["executionArn": .string(executionArn)])
    } catch { throw SourceRefusal("\(error)") }
    if let refusal = RemoteWriter.refusal(ofRedrive: answer) { throw refusal }
  }

  /// Why the execution of this description cannot be redriven; nil when it can.
  static func refusal(ofRedrive description: JSONValue) -> SourceRefusal? {
    let status = description["status"]?.stringValue ?? ""
    let reason = VisibleText.sanitise(String((description["redriveStatusReason"]?.stringValue ?? "").prefix(500)))
    switch description["redriveStatus"]?.stringValue {
    case "REDRIVABLE": return nil
    case "REDRIVABLE_BY_MAP_RUN":
      return SourceRefusal("this execution is redriven together with its Map Run: redrive the execution that the Map Run belongs to")
    case "NOT_REDRIVABLE":
      return SourceRefusal("this execution cannot be redriven" + (reason.isEmpty ? "" : ": \(reason)") + "; start a new one with its input")
    default:
      // Emulators do not tell.
      let isOver = ["FAILED", "TIMED_OUT", "ABORTED"].contains(status)
      return isOver
        ? nil
        : SourceRefusal(
          "this execution cannot be redriven: it is \(status.isEmpty ? "of unknown status" : status), and only a failed, timed out or aborted one can be"
        )
    }
  }
}

extension ServiceWrite {
  /// What is done by it, as an audit line without secrets.
  /// - Parameter holder: the state that waits for the token; nil where it is not known.
  func done(holder: String?) -> String {
    func text(_ member: String) -> String { input[member]?.stringValue ?? "" }
    func last(_ member: String, _ separator: Character) -> String { text(member).split(separator: separator).last.map(String.init) ?? "" }
    let who = holder.map { "\"\($0)\"" } ?? "a task"
    return switch operation {
    case "SendTaskSuccess": "approved \(who)"
    case "SendTaskFailure": "rejected \(who)" + (text("error").isEmpty ? "" : " with \(text("error"))")
    case "SendTaskHeartbeat": "sent a heartbeat for \(who)"
    case "StopExecution": "stopped the execution \(last("executionArn", ":"))"
    case "RedriveExecution": "redrove the execution \(last("executionArn", ":"))"
    case "StartExecution":
      "started an execution of \(CatalogRows.name(ofMachine: text("stateMachineArn")))"
        + (input["name"].map { " named \($0.stringValue ?? "")" } ?? "")
    case "StopTask": "stopped the task \(last("task", "/"))"
    case "UpdateMapRun": "set the concurrency of the Map Run \(last("mapRunArn", ":")) to \(input["maxConcurrency"]?.compact ?? "")"
    default: operation
    }
  }
}
