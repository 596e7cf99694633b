import JSON

/// What `$$` gives to a state: the execution, its machine, the state, and for some states a task token or an item of a Map.
public struct ContextObject: Sendable {
  public struct Execution: Sendable {
    public var id: String
    public var input: JSONValue
    public var name: String
    public var roleArn: String
    /// RFC 3339 in UTC.
    public var startTime: String
    public var redriveCount: Int
    /// When the execution was last redriven; absent before the first time.
    public var redriveTime: String?

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

  public struct StateEntry: Sendable {
    public var name: String
    /// RFC 3339 in UTC.
    public var enteredTime: String
    /// How often the state has been retried; Task, Parallel and Map only.
    public var retryCount: Int?

    public init(name: String, enteredTime: String, retryCount: Int? = nil) {
      self.name = name
      self.enteredTime = enteredTime
      self.retryCount = retryCount
    }
  }

  /// The item an `ItemSelector` builds the input of.
  public struct MapItem: Sendable {
    public var index: Int
    public var value: JSONValue
    /// The key when the Map goes through an object.
    public var key: String?
    /// `STATE_DATA`, or the S3 URI that an ItemReader read.
    public var source: String

    public init(index: Int, value: JSONValue, key: String? = nil, source: String = "STATE_DATA") {
      self.index = index
      self.value = value
      self.key = key
      self.source = source
    }
  }

  public var execution: Execution
  public var stateMachineID: String
  public var stateMachineName: String
  public var state: StateEntry?
  public var taskToken: String?
  public var mapItem: MapItem?

  public init(
    execution: Execution, stateMachineID: String, stateMachineName: String, state: StateEntry? = nil, taskToken: String? = nil,
    mapItem: MapItem? = nil
  ) {
    self.execution = execution
    self.stateMachineID = stateMachineID
    self.stateMachineName = stateMachineName
    self.state = state
    self.taskToken = taskToken
    self.mapItem = mapItem
  }

  /// The object itself, its keys in the order in which Step Functions sends them.
  public var value: JSONValue {
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
