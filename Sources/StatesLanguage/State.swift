import JSON

/// The eight types of state.
public enum StateType: String, Sendable, CaseIterable {
  case task = "Task"
  case pass = "Pass"
  case choice = "Choice"
  case wait = "Wait"
  case succeed = "Succeed"
  case fail = "Fail"
  case parallel = "Parallel"
  case map = "Map"
}

/// One state. Fields that several types share are here; those of one type are in `kind`. A field that its type does not know is a
/// diagnostic and is not kept.
///
/// A class, since it is large, never changes, and stands in its group, in the machine's index and in what is compiled of it.
public final class State: Sendable {
  /// The name, as the definition writes it.
  public let name: String
  /// Where the name is written.
  public let nameRange: SourceRange
  /// The state's whole object.
  public let node: JSONNode
  /// Where the state stands in the definition.
  public let pointer: JSONPointer
  /// Its `Type`.
  public let type: StateType
  /// `Comment`.
  public let comment: String?
  /// Its own `QueryLanguage`, or the machine's.
  public let queryLanguage: QueryLanguage
  /// Where it leads.
  public let transition: Transition
  /// `InputPath`.
  public let inputPath: PathSetting
  /// `OutputPath`.
  public let outputPath: PathSetting
  /// `ResultPath`.
  public let resultPath: PathSetting
  /// `Parameters`; for a Map `ItemSelector` (or its old name `Parameters`).
  public let parameters: LocatedNode?
  /// `ResultSelector`.
  public let resultSelector: LocatedNode?
  /// `Assign`.
  public let assign: LocatedNode?
  /// JSONata's `Arguments`.
  public let arguments: LocatedNode?
  /// JSONata's `Output`.
  public let output: LocatedNode?
  /// `Retry`, in order.
  public let retriers: [Retrier]
  /// `Catch`, in order.
  public let catchers: [Catcher]
  /// What only its type has.
  public let kind: StateKind

  /// From its parts.
  public init(
    name: String, nameRange: SourceRange, node: JSONNode, pointer: JSONPointer, type: StateType, comment: String? = nil,
    queryLanguage: QueryLanguage, transition: Transition, inputPath: PathSetting = .absent, outputPath: PathSetting = .absent,
    resultPath: PathSetting = .absent, parameters: LocatedNode? = nil, resultSelector: LocatedNode? = nil, assign: LocatedNode? = nil,
    arguments: LocatedNode? = nil, output: LocatedNode? = nil, retriers: [Retrier] = [], catchers: [Catcher] = [], kind: StateKind
  ) {
    self.name = name
    self.nameRange = nameRange
    self.node = node
    self.pointer = pointer
    self.type = type
    self.comment = comment
    self.queryLanguage = queryLanguage
    self.transition = transition
    self.inputPath = inputPath
    self.outputPath = outputPath
    self.resultPath = resultPath
    self.parameters = parameters
    self.resultSelector = resultSelector
    self.assign = assign
    self.arguments = arguments
    self.output = output
    self.retriers = retriers
    self.catchers = catchers
    self.kind = kind
  }

  /// The groups of states inside: a Parallel's branches, a Map's processor.
  public var groups: [StateGroup] {
    switch kind {
    case .parallel(let branches): branches
    case .map(let map): [map.processor]
    default: []
    }
  }
}

/// Where a state leads by itself.
public enum Transition: Sendable {
  case next(Located<String>)
  /// `End: true`.
  case end
  /// Choice, Succeed and Fail have none of their own.
  case none
}

/// What only one type of state has.
public indirect enum StateKind: Sendable {
  case task(TaskState)
  /// `result` is the literal `Result`.
  case pass(result: LocatedNode?)
  case choice(ChoiceState)
  case wait(WaitState)
  case succeed
  case fail(FailState)
  case parallel(branches: [StateGroup])
  case map(MapState)
}

/// What only a Task has.
public struct TaskState: Sendable {
  /// `Resource`.
  public var resource: Located<String>
  /// `resource` taken apart.
  public var target: TaskTarget
  /// `TimeoutSeconds` or `TimeoutSecondsPath`.
  public var timeoutSeconds: NumberSetting?
  /// `HeartbeatSeconds` or `HeartbeatSecondsPath`.
  public var heartbeatSeconds: NumberSetting?
  /// `Credentials`: an object with `RoleArn` or `RoleArn.$`.
  public var credentials: LocatedNode?

  /// From its parts.
  public init(
    resource: Located<String>, target: TaskTarget, timeoutSeconds: NumberSetting?, heartbeatSeconds: NumberSetting?,
    credentials: LocatedNode?
  ) {
    self.resource = resource
    self.target = target
    self.timeoutSeconds = timeoutSeconds
    self.heartbeatSeconds = heartbeatSeconds
    self.credentials = credentials
  }
}

/// What only a Choice has.
public struct ChoiceState: Sendable {
  /// `Choices`, in order.
  public var rules: [ChoiceRule]
  /// `Default`; nil without one.
  public var defaultNext: Located<String>?

  /// From its parts.
  public init(rules: [ChoiceRule], defaultNext: Located<String>?) {
    self.rules = rules
    self.defaultNext = defaultNext
  }
}

/// A top-level rule of a Choice.
public struct ChoiceRule: Sendable {
  /// Where the rule leads.
  public var next: Located<String>
  /// When it applies.
  public var condition: ChoiceCondition
  /// `Assign`.
  public var assign: LocatedNode?
  /// JSONata's `Output`.
  public var output: LocatedNode?
  /// `Comment`.
  public var comment: String?
  /// Where the rule stands in the definition.
  public var pointer: JSONPointer
  /// The rule's whole object.
  public var range: SourceRange

  /// From its parts.
  public init(
    next: Located<String>, condition: ChoiceCondition, assign: LocatedNode? = nil, output: LocatedNode? = nil, comment: String? = nil,
    pointer: JSONPointer, range: SourceRange
  ) {
    self.next = next
    self.condition = condition
    self.assign = assign
    self.output = output
    self.comment = comment
    self.pointer = pointer
    self.range = range
  }
}

/// What a rule asks.
public indirect enum ChoiceCondition: Sendable {
  case and([ChoiceCondition])
  case or([ChoiceCondition])
  case not(ChoiceCondition)
  /// `Variable`, an operator such as `StringEquals` or `StringEqualsPath`, and its operand.
  case test(variable: Located<String>, operator: String, operand: LocatedNode)
  /// JSONata's `Condition`: a boolean or a `{% … %}` string.
  case jsonata(LocatedNode)
}

/// What a Wait waits for; exactly one.
public enum WaitState: Sendable {
  /// `Seconds`: a number, or in JSONata an expression.
  case seconds(NumberSetting)
  case timestamp(Located<String>)
  case secondsPath(Located<String>)
  case timestampPath(Located<String>)
}

/// What only a Fail has.
public struct FailState: Sendable {
  /// `Error`.
  public var error: Located<String>?
  /// `ErrorPath`.
  public var errorPath: Located<String>?
  /// `Cause`.
  public var cause: Located<String>?
  /// `CausePath`.
  public var causePath: Located<String>?

  /// From its parts.
  public init(error: Located<String>?, errorPath: Located<String>?, cause: Located<String>?, causePath: Located<String>?) {
    self.error = error
    self.errorPath = errorPath
    self.cause = cause
    self.causePath = causePath
  }
}

/// What only a Map has.
public struct MapState: Sendable {
  /// `ItemProcessor`, or its old name `Iterator`.
  public var processor: StateGroup
  /// `ProcessorConfig.Mode` is `DISTRIBUTED`.
  public var isDistributed: Bool
  /// `ProcessorConfig.ExecutionType`.
  public var executionType: String?
  /// `ItemsPath`.
  public var itemsPath: Located<String>?
  /// JSONata's `Items`.
  public var items: LocatedNode?
  /// `MaxConcurrency` or its path; nil for no limit.
  public var maxConcurrency: NumberSetting?
  /// `ToleratedFailureCount` or its path.
  public var toleratedFailureCount: NumberSetting?
  /// `ToleratedFailurePercentage` or its path.
  public var toleratedFailurePercentage: NumberSetting?
  /// `Label` of a distributed Map.
  public var label: String?
  /// `ItemReader`.
  public var itemReader: LocatedNode?
  /// `ItemBatcher`.
  public var itemBatcher: LocatedNode?
  /// `ResultWriter`.
  public var resultWriter: LocatedNode?

  /// From its parts.
  public init(
    processor: StateGroup, isDistributed: Bool, executionType: String?, itemsPath: Located<String>?, items: LocatedNode?,
    maxConcurrency: NumberSetting?, toleratedFailureCount: NumberSetting?, toleratedFailurePercentage: NumberSetting?, label: String?,
    itemReader: LocatedNode?, itemBatcher: LocatedNode?, resultWriter: LocatedNode?
  ) {
    self.processor = processor
    self.isDistributed = isDistributed
    self.executionType = executionType
    self.itemsPath = itemsPath
    self.items = items
    self.maxConcurrency = maxConcurrency
    self.toleratedFailureCount = toleratedFailureCount
    self.toleratedFailurePercentage = toleratedFailurePercentage
    self.label = label
    self.itemReader = itemReader
    self.itemBatcher = itemBatcher
    self.resultWriter = resultWriter
  }
}

/// One entry of `Retry`.
public struct Retrier: Sendable {
  /// `ErrorEquals`.
  public var errorEquals: [String]
  /// `IntervalSeconds`.
  public var intervalSeconds: Int
  /// `MaxAttempts`.
  public var maxAttempts: Int
  /// `BackoffRate`.
  public var backoffRate: Double
  /// `MaxDelaySeconds`.
  public var maxDelaySeconds: Int?
  /// `JitterStrategy` is `FULL`.
  public var hasFullJitter: Bool
  /// The retrier's whole object.
  public var range: SourceRange
  /// Where it stands in the definition.
  public var pointer: JSONPointer

  /// From its parts.
  public init(
    errorEquals: [String], intervalSeconds: Int = 1, maxAttempts: Int = 3, backoffRate: Double = 2, maxDelaySeconds: Int? = nil,
    hasFullJitter: Bool = false, range: SourceRange, pointer: JSONPointer
  ) {
    self.errorEquals = errorEquals
    self.intervalSeconds = intervalSeconds
    self.maxAttempts = maxAttempts
    self.backoffRate = backoffRate
    self.maxDelaySeconds = maxDelaySeconds
    self.hasFullJitter = hasFullJitter
    self.range = range
    self.pointer = pointer
  }
}

/// One entry of `Catch`.
public struct Catcher: Sendable {
  /// `ErrorEquals`.
  public var errorEquals: [String]
  /// Where it leads.
  public var next: Located<String>
  /// `ResultPath`.
  public var resultPath: PathSetting
  /// `Assign`.
  public var assign: LocatedNode?
  /// JSONata's `Output`.
  public var output: LocatedNode?
  /// The catcher's whole object.
  public var range: SourceRange
  /// Where it stands in the definition.
  public var pointer: JSONPointer

  /// From its parts.
  public init(
    errorEquals: [String], next: Located<String>, resultPath: PathSetting = .absent, assign: LocatedNode? = nil, output: LocatedNode? = nil,
    range: SourceRange, pointer: JSONPointer
  ) {
    self.errorEquals = errorEquals
    self.next = next
    self.resultPath = resultPath
    self.assign = assign
    self.output = output
    self.range = range
    self.pointer = pointer
  }
}
