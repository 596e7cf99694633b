import ECSModel
import ExecutionSource
import History
import JSON
import Testing
import Time

@testable import Monitor

/// Executions at an endpoint, made up for tests.
extension Fixture {
  static let jobArn = "arn:aws:ecs:eu-west-1:123456789012:task/batch/3f2c0d91a7be4c0c8d4a3c2b1a0f9e8d"

  /// The nightly report in production: its job runs, polled three seconds ago.
  static func remote() throws -> ExecutionSnapshot {
    var snapshot = try running()
    snapshot.identity.place = .remote(name: "prod")
    snapshot.live.breakpoints = []
    snapshot.capabilities = [.pollNow, .answerTokens, .stop, .stopTask, .redrive, .learnDurations]
    snapshot.tasks = [
      TaskObservation(at: at(13_000), state: "Run job", scheduledEventId: 7, task: try job("PROVISIONING")),
      TaskObservation(at: at(43_000), state: "Run job", scheduledEventId: 7, task: try job("RUNNING")),
    ]
    snapshot.live.now = at(192_000)
    snapshot.live.poll = PollStatus(asOf: at(192_000) + .seconds(-3), next: at(192_000) + .seconds(4))
    snapshot.live.poll?.tasksAsOf = at(192_000) + .seconds(-2)
    return snapshot
  }

  /// The job's task document.
  static func job(_ status: String, exits: [String: Int] = [:], router: String = "fluent-bit:2") throws -> ECSTask {
    func container(_ name: String, _ image: String) -> JSONValue {
      var object: JSONObject = [
        "name": .string(name), "image": .string(image), "lastStatus": .string(exits[name] == nil ? status : "STOPPED"),
      ]
      if let exit = exits[name] { object["exitCode"] = .number(JSONNumber(exit)) }
      return .object(object)
    }
    var document: JSONObject = [
      "taskArn": .string(jobArn), "clusterArn": "arn:aws:ecs:eu-west-1:123456789012:cluster/batch", "lastStatus": .string(status),
      "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/job:17", "launchType": "FARGATE", "cpu": "256",
      "memory": "512", "createdAt": 1_700_000_012.9, "containers": [container("app", "registry/app:3"), container("log_router", router)],
    ]
    if status != "PROVISIONING" {
      for (key, seconds) in [("connectivityAt", 16.8), ("pullStartedAt", 32.9), ("pullStoppedAt", 39.4), ("startedAt", 43.0)] {
        document[key] = .number(JSONNumber(1_700_000_000 + seconds))
      }
    }
    if status == "STOPPED" {
      document["stoppedAt"] = 1_700_000_190.0
      document["stopCode"] = "EssentialContainerExited"
    }
    return try #require(ECSTask(.object(document)))
  }

  /// The same with what its containers printed.
  static func logging(_ count: Int = 19) throws -> ExecutionSnapshot {
    var snapshot = try remote()
    snapshot.logs = (1...count).map { number in
      ContainerLogLine(
        at: at(43_000 + number * 5_000 * 20 / max(20, count)), taskArn: jobArn, container: "app", text: "batch \(number) of \(count) done")
    }
    snapshot.logStreams = [
      ContainerLogStream(
        taskArn: jobArn, container: "app", group: "/ecs/nightly", stream: "app/app/3f2c0d91a7be4c0c8d4a3c2b1a0f9e8d",
        state: .read(isCaughtUp: true), asOf: at(190_000)),
      ContainerLogStream(
        taskArn: jobArn, container: "log_router", group: "/ecs/nightly", stream: "router/log_router/3f2c0d91a7be4c0c8d4a3c2b1a0f9e8d",
        state: .empty, asOf: at(190_000)),
    ]
    snapshot.live.poll?.logsAsOf = at(190_000)
    return snapshot
  }

  /// An execution of `count` events: states that pass and wait in turn; `missing` of them are not loaded yet.
  static func long(_ count: Int, missing: Int = 0) throws -> ExecutionSnapshot {
    var snapshot = try remote()
    snapshot.definition = try machine(
      #"{"StartAt": "Begin", "States": {"Begin": {"Type": "Choice", "Choices": [{"Variable": "$.done", "IsPresent": true, "Next": "Done"}], "Default": "Pass"}, "#
        + #""Pass": {"Type": "Pass", "Next": "Wait"}, "Wait": {"Type": "Wait", "Seconds": 1, "Next": "Pass"}, "Done": {"Type": "Succeed"}}}"#
    )
    snapshot.tasks = []
    snapshot.events = EventLog(longEvents(missing + 1...count))
    snapshot.missingEvents = missing
    snapshot.live.now = at(count * 10 + 1_000)
    snapshot.live.poll = PollStatus(asOf: snapshot.live.now, next: snapshot.live.now + .seconds(1))
    return snapshot
  }

  static func longEvents(_ ids: ClosedRange<Int>) -> [HistoryEvent] {
    ids.map { id in
      let name = id / 2 % 2 == 0 ? "Wait" : "Pass"
      let (type, details): (EventType, EventDetails) =
        if id == 1 {
          (.executionStarted, .executionStarted(input: "{}", roleArn: nil))
        } else if id % 2 == 0 {
          (name == "Pass" ? .passStateEntered : .waitStateEntered, .stateEntered(name: name, input: "{\"turn\":\(id)}"))
        } else {
          (
            (id - 1) / 2 % 2 == 0 ? .waitStateExited : .passStateExited,
            .stateExited(name: (id - 1) / 2 % 2 == 0 ? "Wait" : "Pass", output: "{}", assignedVariables: [])
          )
        }
      return HistoryEvent(id: id, previousEventId: id - 1, timestamp: at(id * 10), type: type, details: details)
    }
  }

  static let mapRunArn = "arn:aws:states:eu-west-1:123456789012:mapRun:nightly-report/ForEach:5c1f0e6a-7d3b-4f0e-9c53-1c4c0c7e4f01"

  /// A Distributed Map at work.
  static func mapping() throws -> ExecutionSnapshot {
    var snapshot = try remote()
    snapshot.definition = try machine(
      #"""
      {"StartAt": "List", "States": {"List": {"Type": "Pass", "Next": "ForEach"},
        "ForEach": {"Type": "Map", "MaxConcurrency": 40, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
          "StartAt": "Item", "States": {"Item": {"Type": "Pass", "End": true}}}, "Next": "Done"}, "Done": {"Type": "Succeed"}}}
      """#)
    snapshot.tasks = []
    snapshot.events = events([
      (0, 0, .executionStarted, .executionStarted(input: "{}", roleArn: nil)),
      (1, 0, .passStateEntered, .stateEntered(name: "List", input: "{}")),
      (2, 2, .passStateExited, .stateExited(name: "List", output: "{}", assignedVariables: [])),
      (3, 3, .mapStateEntered, .stateEntered(name: "ForEach", input: "{}")),
      (4, 4, .mapStateStarted, .mapStarted(length: 0)),
      (5, 5, .mapRunStarted, .mapRunStarted(mapRunArn: mapRunArn)),
    ])
    var run = MapRunRow(arn: mapRunArn, state: "ForEach", status: "RUNNING", startedAt: at(160_000), maxConcurrency: 40)
    (run.items.succeeded, run.items.running, run.items.failed, run.items.pending, run.items.total) = (912, 40, 3, 45, 1_000)
    (run.executions.succeeded, run.executions.running, run.executions.failed, run.executions.pending, run.executions.total) = (
      92, 4, 1, 3, 100
    )
    snapshot.mapRuns = [run]
    return snapshot
  }
}
