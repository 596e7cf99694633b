import JSON

/// What a task is really told to do: task definition and overrides, field by field, beside what ECS reports it understood.
public struct EffectiveOverrides: Sendable, Equatable {
  /// A cell of the table.
  public enum Cell: Sendable, Equatable {
    /// There is no such value (`—`).
    case none
    /// Nothing is known, because there is no task definition or no task at hand.
    case unknown
    /// Not set: what the image says holds (command, entryPoint).
    case imagesOwn
    case value(JSONValue)

    /// The value of a cell that has one.
    public var value: JSONValue? { if case .value(let value) = self { value } else { nil } }
  }

  /// One field: cpu, memory, a role, the command, one environment variable.
  public struct Row: Sendable, Equatable {
    /// `cpu`, `command`, `env MODE`.
    public var field: String
    /// What the task definition says.
    public var definition: Cell
    /// What the request asks for.
    public var requested: Cell
    /// What follows from both.
    public var effective: Cell
    /// What ECS says it understood.
    public var reported: Cell
    /// Whether ECS reports something else than was computed: overrides do get lost.
    public var isAlarm: Bool
    /// Whether the values are masked until they are revealed.
    public var isSecret: Bool
    /// Where in the request the value stands; the caller knows where that came from.
    public var pointer: JSONPointer?
  }

  /// The rows of one container.
  public struct Section: Sendable, Equatable {
    /// The container's name.
    public var container: String
    /// Nil without a task definition.
    public var isEssential: Bool?
    /// Whether the request asks for anything beside its name.
    public var isOverridden: Bool
    /// Command first, then variables, files and sizes.
    public var rows: [Row]
    /// Whether the task definition, where there is one, has no container of this name: RunTask will refuse it.
    public var isUnknownContainer: Bool
  }

  /// The task's own: cpu, memory, roles, launch type, ephemeral storage.
  public var task: [Row]
  /// Every container, overridden or not, in the task definition's order.
  public var containers: [Section]
  /// The name RunTask is asked for.
  public var requestedDefinition: String?
  /// Whether a task definition was at hand.
  public var isDefinitionKnown: Bool
  /// Characters of the request's Overrides as JSON; nil when it has none.
  public var size: Int?

  /// What RunTask allows for `Overrides`, JSON punctuation included.
  public static let sizeLimit = 8_192

  /// Whether some row differs from what ECS reports.
  public var hasAlarm: Bool { task.contains(where: \.isAlarm) || containers.contains { $0.rows.contains(where: \.isAlarm) } }
  /// Whether RunTask will refuse the request for its size.
  public var isTooLarge: Bool { (size ?? 0) > EffectiveOverrides.sizeLimit }

  /// - Parameters:
  ///   - parameters: the RunTask request, as TaskScheduled records it.
  ///   - definition: the task definition, where it is at hand.
  ///   - task: the newest task document, once the task exists.
  public init(parameters: JSONValue, definition: TaskDefinition?, task document: ECSTask? = nil) {
    let overrides = parameters.field("overrides")
    isDefinitionKnown = definition != nil
    requestedDefinition = parameters.text("taskDefinition")
    size = overrides.map(EffectiveOverrides.size(of:))
    task = TaskRows(parameters: parameters, definition: definition, document: document).rows
    containers = ContainerSections(parameters: parameters, definition: definition, document: document).sections
  }

  /// The length of `overrides` as RunTask counts it: characters of its compact JSON.
  public static func size(of overrides: JSONValue) -> Int { overrides.compact.unicodeScalars.count }
}

extension EffectiveOverrides.Cell {
  init(_ value: JSONValue?) { self = value.map(EffectiveOverrides.Cell.value) ?? .none }
  init(_ text: String?) { self.init(text.map(JSONValue.string)) }
}

/// A value found in a request, and where.
struct Requested {
  var value: JSONValue
  var pointer: JSONPointer

  /// The member at `path` below `parent` in whichever spelling each name has.
  init?(_ path: [String], in parent: JSONValue, at start: JSONPointer = JSONPointer()) {
    value = parent
    pointer = start
    for name in path {
      guard let key = value.spelling(of: name), let next = value[key], !next.isNull else { return nil }
      value = next
      pointer = pointer.appending(key)
    }
  }
}
