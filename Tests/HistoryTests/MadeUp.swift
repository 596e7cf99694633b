import History
import JSON
import Time

/// Small histories written for tests: events get their ids in order, and times in seconds since an arbitrary start.
struct MadeUp {
  static let start = Timestamp(milliseconds: 1_700_000_000_000)
  private(set) var events: [HistoryEvent] = []

  static func at(_ seconds: Double) -> Timestamp { start + .milliseconds(Int64(seconds * 1_000)) }

  /// Adds an event and answers its id.
  @discardableResult mutating func add(
    _ type: EventType, after previous: Int = 0, at seconds: Double = 0, _ details: EventDetails = .none
  ) -> Int {
    events.append(HistoryEvent(id: events.count + 1, previousEventId: previous, timestamp: Self.at(seconds), type: type, details: details))
    return events.count
  }

  @discardableResult mutating func started(input: String = "{}") -> Int {
    add(.executionStarted, .executionStarted(input: input, roleArn: nil))
  }

  @discardableResult private mutating func add(_ type: EventType, _ details: EventDetails) -> Int { add(type, after: 0, at: 0, details) }

  @discardableResult mutating func enter(
    _ type: EventType, _ name: String, after previous: Int, at seconds: Double = 0, input: String = "{}"
  ) -> Int {
    add(type, after: previous, at: seconds, .stateEntered(name: name, input: input))
  }

  @discardableResult mutating func exit(
    _ type: EventType, _ name: String, after previous: Int, at seconds: Double = 0, output: String = "{}"
  ) -> Int {
    add(type, after: previous, at: seconds, .stateExited(name: name, output: output, assignedVariables: []))
  }

  @discardableResult mutating func schedule(
    _ resource: String, type: String = "ecs", after previous: Int, at seconds: Double = 0, parameters: String? = "{}", timeout: Int? = nil,
    heartbeat: Int? = nil
  ) -> Int {
    add(
      .taskScheduled, after: previous, at: seconds,
      .taskScheduled(
        TaskScheduled(
          task: TaskResource(resourceType: type, resource: resource), region: parameters == nil ? nil : "us-east-1", parameters: parameters,
          timeoutInSeconds: timeout, heartbeatInSeconds: heartbeat)))
  }

  @discardableResult mutating func task(
    _ type: EventType, _ resource: String = "runTask.sync", after previous: Int, at seconds: Double = 0, output: String? = nil
  ) -> Int {
    let task = TaskResource(resourceType: "ecs", resource: resource)
    return add(type, after: previous, at: seconds, type == .taskStarted ? .task(task) : .taskOutput(task, output: output))
  }

  @discardableResult mutating func fail(
    _ type: EventType = .taskFailed, after previous: Int, at seconds: Double = 0, error: String? = "Boom", cause: String? = nil
  ) -> Int {
    let task = TaskResource(resourceType: "ecs", resource: "runTask.sync")
    return add(type, after: previous, at: seconds, .taskFailed(task, error: error, cause: cause))
  }

  var log: EventLog { EventLog(events) }
  func index(facts: MachineFacts? = nil) -> HistoryIndex { HistoryIndex(events, facts: facts) }
}
