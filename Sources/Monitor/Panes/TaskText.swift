import ECSModel
import JSON

/// ECS requests and answers in a few words.
enum TaskText {
  /// `cluster batch · job:17 · 1 container override` for the parameters of RunTask; nil for anything else.
  static func request(_ parameters: String?) -> String? {
    guard let parameters, parameters.utf8.count <= 65_536, let value = try? JSONValue(parsing: parameters, limits: .payload),
      let definition = value["TaskDefinition"]?.stringValue
    else { return nil }
    var parts: [String] = []
    if let cluster = value["Cluster"]?.stringValue { parts.append("cluster \(ECSName.lastPart(of: cluster))") }
    parts.append(ECSName.lastPart(of: definition))
    let overrides = value["Overrides"]?["ContainerOverrides"]?.arrayValue?.count ?? 0
    if overrides > 0 { parts.append("\(overrides) container override\(overrides == 1 ? "" : "s")") }
    return parts.joined(separator: " · ")
  }

  /// `task 3f2c0d91a7 PROVISIONING` for RunTask's answer or a task document; nil for anything else.
  static func submitted(_ output: String?) -> String? {
    guard let output, output.utf8.count <= 65_536, output.contains("askArn"), let value = try? JSONValue(parsing: output, limits: .payload)
    else { return nil }
    let failures = RunTaskFailure.failures(in: value)
    if let failure = failures.first { return "failed: \(failure.reason ?? "no reason given")" }
    guard let task = ECSTask.tasks(in: value).first ?? ECSTask(value) else { return nil }
    return "task \(shortId(task)) \(task.lastStatus)"
  }

  /// The first ten characters of a task's id: enough to tell tasks apart.
  static func shortId(_ task: ECSTask) -> String { String(task.id.prefix(10)) }
}
