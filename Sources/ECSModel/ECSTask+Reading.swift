import JSON

extension ECSTask {
  /// The tasks in what Step Functions or ECS answered: RunTask's or DescribeTasks' answer, a task by itself, or a list of tasks.
  public static func tasks(in output: JSONValue) -> [ECSTask] {
    if let task = ECSTask(output) { return [task] }
    if let list = output.arrayValue { return list.prefix(ECSLimits.listLength).compactMap { ECSTask($0) } }
    return output.list("tasks").compactMap { ECSTask($0) }
  }

  /// The task inside the cause of a failed `.sync` state, which is the task document as JSON text; nil for other causes.
  public init?(cause: String) {
    guard cause.utf8.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"),
      let document = try? JSONValue(parsing: cause, limits: JSONLimits(maximumBytes: 1 << 20, maximumDepth: 64))
    else { return nil }
    self.init(document)
  }
}

/// Why RunTask could not place a task: an entry of its answer's `failures`.
public struct RunTaskFailure: Sendable, Equatable {
  /// The instance or provider it is about.
  public var arn: String?
  /// `RESOURCE:MEMORY`, `AGENT`, `Capacity is unavailable at this time…`.
  public var reason: String?
  /// More words, where ECS has them.
  public var detail: String?

  /// Reads an entry in either spelling.
  public init(_ document: JSONValue) {
    arn = document.text("arn")
    reason = document.text("reason")
    detail = document.text("detail")
  }

  /// The failures in RunTask's or DescribeTasks' answer.
  public static func failures(in output: JSONValue) -> [RunTaskFailure] { output.list("failures").map { RunTaskFailure($0) } }
}
