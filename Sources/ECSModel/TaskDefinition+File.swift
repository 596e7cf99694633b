import JSON

/// Why a file holds no task definitions: one sentence that begins with its place, `file:line:column: `.
public struct TaskDefinitionFileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The whole sentence with its place.
  public var message: String
  /// The same as `message`.
  public var description: String { message }
}

extension TaskDefinition {
  /// The definitions in a file: one as `aws ecs register-task-definition --cli-input-json` reads it, DescribeTaskDefinition's answer, or
  /// an array of either.
  /// - Parameter file: its name, for messages.
  public static func read(_ bytes: [UInt8], file: String) throws(TaskDefinitionFileError) -> [TaskDefinition] {
    let root: JSONNode
    do {
      root = try JSONNode(parsing: bytes, limits: JSONLimits(maximumBytes: 8 << 20, maximumDepth: 64))
    } catch {
      throw TaskDefinitionFileError(message: "\(file):\(error.position.line):\(error.position.column): \(error.message).")
    }
    var definitions: [TaskDefinition] = []
    for node in root.elements ?? [root] { definitions.append(try read(node, file: file)) }
    return definitions
  }

  private static func read(_ node: JSONNode, file: String) throws(TaskDefinitionFileError) -> TaskDefinition {
    func refuse(_ at: JSONNode, _ sentence: String) -> TaskDefinitionFileError {
      TaskDefinitionFileError(message: "\(file):\(at.range.start.line):\(at.range.start.column): \(sentence)")
    }
    guard node.members != nil else { throw refuse(node, "A task definition is an object, but this is \(article(node.typeName)).") }
    guard let definition = TaskDefinition(node.value) else {
      throw refuse(node, "This task definition has no \"family\"; give it the name that RunTask's TaskDefinition asks for.")
    }
    let inner = (node["taskDefinition"] ?? node["TaskDefinition"]).flatMap { $0.members == nil ? nil : $0 } ?? node
    guard let list = inner["containerDefinitions"] ?? inner["ContainerDefinitions"] else {
      throw refuse(inner, "Task definition \"\(definition.family)\" has no \"containerDefinitions\".")
    }
    guard let containers = list.elements, !containers.isEmpty else {
      throw refuse(list, "\"containerDefinitions\" of \"\(definition.family)\" must be an array with at least one container.")
    }
    var names: Set<String> = []
    for container in containers {
      guard let name = container["name"] ?? container["Name"], let text = name.stringValue, !text.isEmpty else {
        throw refuse(container, "This container of \"\(definition.family)\" has no \"name\".")
      }
      guard names.insert(text).inserted else {
        throw refuse(name, "Container \"\(text)\" stands twice in \"\(definition.family)\"; names must differ.")
      }
    }
    return definition
  }

  private static func article(_ kind: String) -> String {
    kind == "null" ? kind : (kind == "array" || kind == "object" ? "an \(kind)" : "a \(kind)")
  }
}
