import Canvas
import JSON

/// A failure's cause taken apart: services put JSON into it, which nobody should have to read escaped.
public enum DecodedCause: Sendable, Equatable {
  /// A stopped ECS task: which containers decided, and the document itself.
  case ecsTask(ECSFailure, document: JSONValue)
  /// What a Lambda function threw.
  case lambda(errorType: String, message: String)
  /// A nested execution that did not succeed.
  case execution(name: String, status: String, error: String?, cause: String?)
  /// Any other JSON.
  case json(JSONValue)
  case text(String)

  /// Takes a cause apart; what is not JSON stays text.
  public init(_ cause: String) {
    guard cause.utf8.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"), let json = try? JSONValue(parsing: cause), json.objectValue != nil
    else {
      self = .text(cause)
      return
    }
    if let task = json.ecsTasks.first {
      self = .ecsTask(ECSFailure(task), document: task)
    } else if json["errorMessage"] != nil || json["errorType"] != nil {
      self = .lambda(errorType: json["errorType"]?.stringValue ?? "", message: json["errorMessage"]?.stringValue ?? "")
    } else if json["ExecutionArn"] != nil, let status = json["Status"]?.stringValue {
      self = .execution(
        name: json["Name"]?.stringValue ?? "", status: status, error: json["Error"]?.stringValue, cause: json["Cause"]?.stringValue)
    } else {
      self = .json(json)
    }
  }

  /// One sentence, on one line.
  public var sentence: String {
    switch self {
    case .ecsTask(let failure, _): DecodedCause.line(failure.sentence)
    case .lambda(let type, let message):
      DecodedCause.line(type.isEmpty ? message : message.isEmpty ? type : "\(type): \(message)")
    case .execution(let name, let status, let error, let cause):
      DecodedCause.line(
        "execution \(name) \(status)" + (error.map { ": \($0)" } ?? "") + (cause.map { " · \(DecodedCause.nested($0))" } ?? ""))
    case .json(let json): JSONPreview.text(json.compact, limit: 120)
    case .text(let text): DecodedCause.line(DecodedCause.withoutPlace(text))
    }
  }

  private static func line(_ text: String) -> String { HistoryText.visible(Mask.value(text), limit: 300) }

  /// What Step Functions says after naming the state and its event, which stand beside the sentence anyway.
  private static func withoutPlace(_ text: String) -> String {
    guard text.hasPrefix("An error occurred while executing the state '"), let place = text.firstRange(of: "' (entered at the event id #"),
      let end = text[place.upperBound...].firstRange(of: "). ")
    else { return text }
    return String(text[end.upperBound...])
  }

  /// The cause of a nested execution may again be JSON; one level is enough.
  private static func nested(_ cause: String) -> String { cause.hasPrefix("{") ? JSONPreview.text(cause, limit: 120) : cause }
}

/// Why an ECS task failed its state: any container that did not exit with 0 counts, essential or not.
public struct ECSFailure: Sendable, Equatable {
  /// A container that decided.
  public struct Container: Sendable, Equatable {
    /// The container's name in its task definition.
    public var name: String
    /// Nil when it never ran.
    public var exitCode: Int?
    /// ECS' own words, where it says any.
    public var reason: String?

    /// A container that decided.
    public init(name: String, exitCode: Int?, reason: String?) {
      self.name = name
      self.exitCode = exitCode
      self.reason = reason
    }
  }

  /// The last part of the task's ARN.
  public var taskID: String
  /// `EssentialContainerExited`, `TaskFailedToStart` …
  public var stopCode: String?
  /// ECS' sentence about the whole task.
  public var stoppedReason: String?
  /// The containers without exit code 0, in the document's order.
  public var deciding: [Container]
  /// How many containers the task has.
  public var containerCount: Int

  /// Reads a stopped task in either spelling.
  public init(_ task: JSONValue) {
    taskID = task.arnTail("TaskArn") ?? ""
    stopCode = task.member("StopCode")?.stringValue
    stoppedReason = task.member("StoppedReason")?.stringValue
    let containers = task.member("Containers")?.arrayValue ?? []
    containerCount = containers.count
    deciding = containers.compactMap { container in
      let exit = container.member("ExitCode")?.integerValue
      guard exit != 0 else { return nil }
      return Container(name: container.member("Name")?.stringValue ?? "", exitCode: exit, reason: container.member("Reason")?.stringValue)
    }
  }

  /// `container app exited 2`, `container app never ran: CannotPullContainerError: …`.
  public var sentence: String {
    let exited = deciding.filter { $0.exitCode != nil }
    if let first = exited.first {
      let others = exited.dropFirst().map { "\($0.name) \($0.exitCode ?? 0)" }
      let also = others.isEmpty ? "" : ", " + others.joined(separator: ", ")
      return "container \(first.name) exited \(first.exitCode ?? 0)\(also)" + (first.reason.map { ": \($0)" } ?? "")
    }
    let why = (deciding.first?.reason ?? stoppedReason).map { ": \($0)" } ?? ""
    guard let first = deciding.first else { return "task \(taskID.prefix(10)) stopped\(why)" }
    return deciding.count == 1 ? "container \(first.name) never ran\(why)" : "\(deciding.count) containers never ran\(why)"
  }
}
