import ECSModel
import JSON

/// What is known of a RunTask request: the parameters as sent, or, where an endpoint does not tell them, the literal part of the state's
/// template.
struct TaskRequest: Sendable, Equatable {
  /// A name or an ARN; nil when only the run knows it.
  var cluster: String?
  /// A family, `family:revision` or ARN; nil when only the run knows it.
  var taskDefinition: String?
  /// Nil when the list itself is computed.
  private var containers: [AskedContainer]?

  /// - Parameter document: `Parameters`, `Arguments`, or the JSON of TaskScheduled's parameters.
  init(_ document: JSONValue) {
    // Without a Cluster, ECS runs the task in the cluster named `default`.
    cluster = Asked("Cluster", in: document) { $0.stringValue }.known(absent: "default")
    taskDefinition = Asked("TaskDefinition", in: document) { $0.stringValue }.known(absent: nil)
    let overrides = Asked("Overrides", in: document) { $0.objectValue.map { .object($0) } as JSONValue? }.known(absent: .object([:]))
    containers = overrides.flatMap { Asked("ContainerOverrides", in: $0) { $0.arrayValue }.known(absent: []) }?.map(AskedContainer.init)
  }

  /// The family of the task definition.
  var family: String? { taskDefinition.map { TaskDefinitionReference($0).family } }

  /// Whether `task` may be what came of this request: everything known of the request is found in the task, and nothing else.
  func fits(_ task: ECSTask) -> Bool {
    if let family, let found = task.taskDefinitionArn, TaskDefinitionReference(found).family != family { return false }
    if let startedBy = task.startedBy, !startedBy.isEmpty, startedBy != "AWS Step Functions" { return false }
    guard let containers else { return true }
    return containers.allSatisfy { asked in
      guard case .literal(let name) = asked.name else { return true }
      return asked.fits(task.overrides?.container(name))
    }
  }
}

/// A member of a request: not there, written literally, or computed by the run.
private enum Asked<Value: Equatable & Sendable>: Equatable, Sendable {
  case absent
  case literal(Value)
  case computed

  /// Reads `name`; `Name.$` and JSONata expressions are computed, and so is whatever `read` does not understand.
  init(_ name: String, in document: JSONValue, read: (JSONValue) -> Value?) {
    if document[name + ".$"] != nil {
      self = .computed
    } else if let value = document[name] {
      let isExpression = value.stringValue?.hasPrefix("{%") ?? false
      self = isExpression ? .computed : read(value).map { .literal($0) } ?? .computed
    } else {
      self = .absent
    }
  }

  func known(absent: Value?) -> Value? {
    switch self {
    case .absent: absent
    case .literal(let value): value
    case .computed: nil
    }
  }
}

/// An entry of `ContainerOverrides` as asked for.
private struct AskedContainer: Equatable, Sendable {
  struct Variable: Equatable, Sendable {
    var name: Asked<String>
    var value: Asked<String>
  }

  var name: Asked<String>
  var command: Asked<[String]>
  var environment: Asked<[Variable]>

  init(_ document: JSONValue) {
    name = Asked("Name", in: document) { $0.stringValue }
    command = Asked("Command", in: document) { command in
      let words = command.arrayValue?.compactMap(\.stringValue)
      return words?.contains { $0.hasPrefix("{%") } == false && words?.count == command.arrayValue?.count ? words : nil
    }
    environment = Asked("Environment", in: document) { list in
      list.arrayValue?.map { entry in
        Variable(name: Asked("Name", in: entry) { $0.stringValue }, value: Asked("Value", in: entry) { $0.stringValue })
      }
    }
  }

  /// Whether `given` is this override with its computed parts filled in. ECS leaves out what is empty.
  func fits(_ given: ContainerOverride?) -> Bool {
    switch command {
    case .absent: guard given?.command == nil else { return false }
    case .literal(let words): guard (given?.command ?? []) == words else { return false }
    case .computed: break
    }
    let variables = given?.environment ?? []
    switch environment {
    case .absent: return variables.isEmpty
    case .computed: return true
    case .literal(let asked):
      guard asked.count == variables.count else { return false }
      return asked.allSatisfy { asked in
        variables.contains { asked.name.known(absent: nil) ?? $0.name == $0.name && asked.value.known(absent: nil) ?? $0.value == $0.value }
      }
    }
  }
}
