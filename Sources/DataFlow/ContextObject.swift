import JSON
import Time

/// What `$$` gives to a state: the execution, its machine, the state, and for some states a task token or an item of a Map.
public struct ContextObject: Sendable {
  /// `$$.Execution`.
  public struct Execution: Sendable {
    /// `$$.Execution.Id`: the ARN.
    public var id: String
    /// `$$.Execution.Input`.
    public var input: JSONValue
    /// `$$.Execution.Name`.
    public var name: String
    /// `$$.Execution.RoleArn`.
    public var roleArn: String
    /// RFC 3339 in UTC.
    public var startTime: String
    /// `$$.Execution.RedriveCount`.
    public var redriveCount: Int
    /// When the execution was last redriven; absent before the first time.
    public var redriveTime: String?

    /// From its parts.
    public init(
      id: String, input: JSONValue, name: String, roleArn: String, startTime: String, redriveCount: Int = 0, redriveTime: String? = nil
    ) {
      self.id = id
      self.input = input
      self.name = name
      self.roleArn = roleArn
      self.startTime = startTime
      self.redriveCount = redriveCount
      self.redriveTime = redriveTime
    }
  }

  /// `$$.State`.
  public struct StateEntry: Sendable {
    /// `$$.State.Name`.
    public var name: String
    private var moment: Moment
    /// How often the state has been retried; Task, Parallel and Map only.
    public var retryCount: Int?

    /// Written only when somebody reads it: most states never look at the context object.
    private enum Moment: Sendable {
      case text(String)
      case time(Timestamp)
    }

    /// RFC 3339 in UTC.
    public var enteredTime: String {
      switch moment {
      case .text(let text): text
      case .time(let time): time.iso8601
      }
    }

    /// From its parts.
    public init(name: String, enteredTime: String, retryCount: Int? = nil) {
      self.name = name
      moment = .text(enteredTime)
      self.retryCount = retryCount
    }

    /// From its parts.
    public init(name: String, entered: Timestamp, retryCount: Int? = nil) {
      self.name = name
      moment = .time(entered)
      self.retryCount = retryCount
    }
  }

  /// The item an `ItemSelector` builds the input of.
  public struct MapItem: Sendable {
    /// `$$.Map.Item.Index`, from 0.
    public var index: Int
    /// `$$.Map.Item.Value`.
    public var value: JSONValue
    /// The key when the Map goes through an object.
    public var key: String?
    /// `STATE_DATA`, or the S3 URI that an ItemReader read.
    public var source: String

    /// From its parts.
    public init(index: Int, value: JSONValue, key: String? = nil, source: String = "STATE_DATA") {
      self.index = index
      self.value = value
      self.key = key
      self.source = source
    }
  }

  /// What stays the same while an execution runs, shared by the context objects of all its states.
  private final class Run: Sendable {
    let execution: Execution
    let stateMachineID: String
    let stateMachineName: String

    init(_ execution: Execution, _ id: String, _ name: String) {
      self.execution = execution
      stateMachineID = id
      stateMachineName = name
    }
  }

  private var run: Run
  /// `$$.Execution`.
  public var execution: Execution {
    get { run.execution }
    set { run = Run(newValue, run.stateMachineID, run.stateMachineName) }
  }
  /// `$$.StateMachine.Id`: the ARN.
  public var stateMachineID: String { run.stateMachineID }
  /// `$$.StateMachine.Name`.
  public var stateMachineName: String { run.stateMachineName }
  /// `$$.State`; nil before the first state.
  public var state: StateEntry?
  /// `$$.Task.Token`; only where a Task waits for one.
  public var taskToken: String?
  /// `$$.Map.Item`; only inside a Map.
  public var mapItem: MapItem?
  /// The whole object as somebody gave it, in place of all the others; a Map's item is put into it.
  public var given: JSONValue?

  /// From its parts.
  public init(
    execution: Execution, stateMachineID: String, stateMachineName: String, state: StateEntry? = nil, taskToken: String? = nil,
    mapItem: MapItem? = nil
  ) {
    run = Run(execution, stateMachineID, stateMachineName)
    self.state = state
    self.taskToken = taskToken
    self.mapItem = mapItem
  }

  /// The object itself, its keys in the order in which Step Functions sends them.
  public var value: JSONValue {
    if let given { return withItem(given) }
    var object: JSONObject = [
      "Execution": executionValue,
      "StateMachine": ["Id": .string(stateMachineID), "Name": .string(stateMachineName)],
    ]
    if let state {
      var entry: JSONObject = ["Name": .string(state.name), "EnteredTime": .string(state.enteredTime)]
      if let count = state.retryCount { entry["RetryCount"] = .number(JSONNumber(count)) }
      object["State"] = .object(entry)
    }
    if let taskToken { object["Task"] = ["Token": .string(taskToken)] }
    if let mapItem {
      var item: JSONObject = ["Index": .number(JSONNumber(mapItem.index)), "Value": mapItem.value]
      if let key = mapItem.key { item["Key"] = .string(key) }
      item["Source"] = .string(mapItem.source)
      object["Map"] = ["Item": .object(item)]
    }
    return .object(object)
  }

  private func withItem(_ given: JSONValue) -> JSONValue {
    guard let mapItem, case .object(var object) = given, object["Map"] == nil else { return given }
    object["Map"] = ["Item": ["Index": .number(JSONNumber(mapItem.index)), "Value": mapItem.value, "Source": .string(mapItem.source)]]
    return .object(object)
  }

  private var executionValue: JSONValue {
    var object: JSONObject = [
      "Id": .string(execution.id),
      "Input": execution.input,
      "StartTime": .string(execution.startTime),
      "Name": .string(execution.name),
      "RoleArn": .string(execution.roleArn),
      "RedriveCount": .number(JSONNumber(execution.redriveCount)),
    ]
    if let time = execution.redriveTime { object["RedriveTime"] = .string(time) }
    return .object(object)
  }
}
