import ECSModel

/// ECS requests and answers in a few words.
enum TaskText {
  /// The first ten characters of a task's id: enough to tell tasks apart.
  static func shortId(_ task: ECSTask) -> String { String(task.id.prefix(10)) }
}
