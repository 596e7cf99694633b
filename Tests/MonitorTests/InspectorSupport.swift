import Canvas
import ECSModel
import Embedded
import Engine
import ExecutionSource
import History
import JSON
import StatesLanguage
import Tasks
import Testing
import Time

@testable import Monitor

/// One tab of the inspector over one snapshot, as text.
struct InspectorProbe {
  var snapshot: ExecutionSnapshot
  var glyphs = Glyphs.unicode

  func context(_ state: String, width: Int) -> TabContext {
    let facts = snapshot.definition.map { MachineFacts(definition: $0.root.value) }
    let index = HistoryIndex(snapshot.events, facts: facts)
    let visit = index.visits.last { $0.state == state }
    let cursor = snapshot.live.cursors.first { $0.state == state }
    return TabContext(
      snapshot: snapshot, index: index, stateName: state, visit: visit, state: snapshot.definition?.state(state), cursor: cursor,
      now: snapshot.live.now, isLive: true, width: width, glyphs: glyphs, times: TimeStyle(mode: .utc),
      secrets: Secrets.known(in: snapshot, index: index))
  }

  func rows(_ tab: some InspectorTab, _ state: String, width: Int) -> [Row] { tab.rows(context(state, width: width)) }

  /// What the list draws at this width, blanks at the ends of lines left out.
  func lines(_ tab: some InspectorTab, _ state: String, width: Int) -> [String] {
    InspectorProbe.drawn(rows(tab, state, width: width), width: width, glyphs: glyphs)
  }

  static func drawn(_ rows: [Row], width: Int, glyphs: Glyphs = .unicode) -> [String] {
    var list = RowList()
    list.set(rows)
    let size = Size(width: max(1, width), height: max(1, list.lines.count))
    var grid = CellGrid(size: size)
    list.draw(on: &grid, Rect(size), isFocused: false, query: nil, glyphs: glyphs, showsSecrets: true)
    return grid.text
  }
}

/// A local run on virtual time that tests step through.
struct InspectorRun {
  let execution: LocalExecution

  init(
    _ definition: String, input: String, file: String = "job.asl.json", scenario: Scenario = Scenario(), definitions: [String] = [],
    paused: Bool = true
  ) throws {
    let machine = try #require(StateMachine.load(bytes: Array(definition.utf8), file: file).machine)
    let known = try definitions.map { try #require(TaskDefinition(JSONValue(parsing: $0))) }
    execution = try LocalExecution(
      LocalSetup(
        machine: machine, identity: EngineIdentity(machineName: "job", executionName: "one"), seed: EngineSeed(1), input: input,
        runner: RunnerChain(tasks: .simulated(SimulatedECS(seed: 1, scenario: scenario, definitions: known))),
        startTime: Timestamp(milliseconds: 1_700_000_000_000), clock: .virtual, detail: "simulated · virtual time",
        taskDefinitions: Dictionary(known.map { ($0.name, $0) }) { first, _ in first }, startsPaused: paused))
  }

  /// Steps until the state is at this stop.
  func step(to stop: CursorStatus.Stop, in state: String) async throws -> InspectorProbe {
    for _ in 0..<60 {
      await execution.settle()
      let snapshot = await execution.snapshot()
      if snapshot.live.cursors.contains(where: { $0.state == state && $0.stop == stop }) { return InspectorProbe(snapshot: snapshot) }
      try await execution.perform(.step)
    }
    Issue.record("\(state) never was \(stop)")
    return InspectorProbe(snapshot: await execution.snapshot())
  }

  func probe() async -> InspectorProbe {
    await execution.settle()
    return InspectorProbe(snapshot: await execution.snapshot())
  }
}

extension InspectorProbe {
  /// Adds a task document as if ECS had just given it.
  mutating func observe(_ document: String, state: String) throws {
    let task = try #require(ECSTask(try JSONValue(parsing: document)))
    let index = HistoryIndex(snapshot.events)
    let scheduled = index.visits.last { $0.state == state }?.attempts.last?.scheduledEvent
    snapshot.tasks.append(TaskObservation(at: snapshot.live.now, state: state, scheduledEventId: scheduled, task: task))
  }
}

/// A task document of the job.
enum ECSDocument {
  static let job = #"""
    {"taskArn": "arn:aws:ecs:eu-west-1:123456789012:task/batch/3f2c0d91a7b8", "clusterArn": "arn:aws:ecs:eu-west-1:123456789012:cluster/batch",
     "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/job:17", "lastStatus": "RUNNING", "desiredStatus": "RUNNING",
     "launchType": "FARGATE", "cpu": "256", "memory": "1024", "availabilityZone": "eu-west-1b",
     "createdAt": 1700000000.0, "connectivityAt": 1700000003.9, "pullStartedAt": 1700000020.0, "pullStoppedAt": 1700000026.5,
     "startedAt": 1700000030.6,
     "attachments": [{"id": "a", "type": "ElasticNetworkInterface", "status": "ATTACHED", "details": [{"name": "subnetId", "value": "subnet-0a1"}]}],
     "containers": [{"name": "app", "image": "registry/app:3", "lastStatus": "RUNNING"},
                    {"name": "log_router", "image": "fluent-bit:2", "lastStatus": "STOPPED", "exitCode": 137}],
     "overrides": {"memory": "1024", "containerOverrides": [
       {"name": "app", "command": ["one", "two"], "environment": [{"name": "MODE", "value": "batch"}, {"name": "API_TOKEN", "value": "open sesame"}]},
       {"name": "log_router"}]}}
    """#
}
