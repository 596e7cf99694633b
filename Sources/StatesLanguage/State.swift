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
public struct State: Sendable {
  public var name: String
  /// Where the name is written.
  public var nameRange: SourceRange
  /// The state's whole object.
  public var node: JSONNode
  public var pointer: JSONPointer
  public var type: StateType
  public var comment: String?
  public var queryLanguage: QueryLanguage
  public var transition: Transition
  public var inputPath: PathSetting
  public var outputPath: PathSetting
  public var resultPath: PathSetting
  /// `Parameters`; for a Map `ItemSelector` (or its old name `Parameters`).
  public var parameters: LocatedNode?
  public var resultSelector: LocatedNode?
  public var assign: LocatedNode?
  /// JSONata's `Arguments` and `Output`.
  public var arguments: LocatedNode?
  public var output: LocatedNode?
  public var retriers: [Retrier]
  public var catchers: [Catcher]
  public var kind: StateKind

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

public struct TaskState: Sendable {
  public var resource: Located<String>
  /// `resource` taken apart.
  public var target: TaskTarget
  public var timeoutSeconds: NumberSetting?
  public var heartbeatSeconds: NumberSetting?
  /// `Credentials`: an object with `RoleArn` or `RoleArn.$`.
  public var credentials: LocatedNode?

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

public struct ChoiceState: Sendable {
  public var rules: [ChoiceRule]
  public var defaultNext: Located<String>?

  public init(rules: [ChoiceRule], defaultNext: Located<String>?) {
    self.rules = rules
    self.defaultNext = defaultNext
  }
}

/// A top-level rule of a Choice.
public struct ChoiceRule: Sendable {
  public var next: Located<String>
  public var condition: ChoiceCondition
  public var assign: LocatedNode?
  public var output: LocatedNode?
  public var comment: String?
  public var pointer: JSONPointer
  public var range: SourceRange

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

public struct FailState: Sendable {
  public var error: Located<String>?
  public var errorPath: Located<String>?
  public var cause: Located<String>?
  public var causePath: Located<String>?

  public init(error: Located<String>?, errorPath: Located<String>?, cause: Located<String>?, causePath: Located<String>?) {
    self.error = error
    self.errorPath = errorPath
    self.cause = cause
    self.causePath = causePath
  }
}

public struct MapState: Sendable {
  /// `ItemProcessor`, or its old name `Iterator`.
  public var processor: StateGroup
  /// `ProcessorConfig.Mode` is `DISTRIBUTED`.
  public var isDistributed: Bool
  /// `ProcessorConfig.ExecutionType`.
  public var executionType: String?
  public var itemsPath: Located<String>?
  /// JSONata's `Items`.
  public var items: LocatedNode?
  public var maxConcurrency: NumberSetting?
  public var toleratedFailureCount: NumberSetting?
  public var toleratedFailurePercentage: NumberSetting?
  public var label: String?
  public var itemReader: LocatedNode?
  public var itemBatcher: LocatedNode?
  public var resultWriter: LocatedNode?

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

public struct Retrier: Sendable {
  public var errorEquals: [String]
  public var intervalSeconds: Int
  public var maxAttempts: Int
  public var backoffRate: Double
  public var maxDelaySeconds: Int?
  /// `JitterStrategy` is `FULL`.
  public var hasFullJitter: Bool
  public var range: SourceRange
  public var pointer: JSONPointer

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

public struct Catcher: Sendable {
  public var errorEquals: [String]
  public var next: Located<String>
  public var resultPath: PathSetting
  public var assign: LocatedNode?
  public var output: LocatedNode?
  public var range: SourceRange
  public var pointer: JSONPointer

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
