import ECSModel
import Engine
import JSON
import Tasks
import Testing
import TestSupport
import Time

struct SimulatedECSTests {
  private func plan(
    _ scenario: String = "", resource: String = "arn:aws:states:::ecs:runTask.sync", parameters: String = Fixtures.parameters,
    rule: SyncVerdict.Rule = .everyContainer
  ) throws -> TaskPlan {
    var ecs = SimulatedECS(seed: 7, scenario: try Scenario(yaml: scenario, file: "s.yaml"), definitions: [try Fixtures.job()], rule: rule)
    return try ecs.begin(Fixtures.request(resource, parameters: parameters), at: Fixtures.start)
  }

  @Test func anUntroubledTaskTakesTheMeasuredTime() throws {
    let plan = try plan()
    #expect(
      plan.documents.map { "\($0.0) \($0.1.lastStatus) \($0.1.version ?? 0)" } == [
        "400 PROVISIONING 1", "4306 PENDING 2", "20359 PENDING 2", "26874 ACTIVATING 2", "30984 RUNNING 3", "31062 DEACTIVATING 4",
        "41099 STOPPING 4", "43099 DEPROVISIONING 4", "54434 STOPPED 5",
      ])
    #expect(plan.told.map(\.0) == [400, 54_934])
    let final = try #require(plan.documents.last?.1)
    #expect(plan.told.last?.1 == .succeeded(output: final.document))
    #expect(final.stopCode == .essentialContainerExited && final.stoppedReason == "Essential container in task exited")
    #expect(final.arn.hasPrefix("arn:aws:ecs:eu-west-1:123456789012:task/batch/"))
    #expect(final.taskDefinitionArn == "arn:aws:ecs:eu-west-1:123456789012:task-definition/job:17")
    #expect(final.memory == "1024" && final.cpu == "256")
    #expect(!EffectiveOverrides(parameters: try Fixtures.json(Fixtures.parameters), definition: try Fixtures.job(), task: final).hasAlarm)
  }

  @Test func theSameSeedGivesTheSamePlanInAnyOrder() throws {
    var one = SimulatedECS(seed: 7)
    var two = SimulatedECS(seed: 7)
    _ = try two.begin(Fixtures.request(id: 2), at: Fixtures.start)
    let first = try one.begin(Fixtures.request(), at: Fixtures.start)
    #expect(try two.begin(Fixtures.request(), at: Fixtures.start) == first)
    var other = SimulatedECS(seed: 8)
    #expect(try other.begin(Fixtures.request(), at: Fixtures.start) != first)
  }

  @Test func anyContainerFailsTheState() throws {
    let scenario = "tasks: {job: {phases: {running: 1m}, containers: {log_router: {exit: 137, after: 10s}}}}"
    let plan = try plan(scenario)
    let early = try #require(plan.documents.first { $0.1.container("log_router")?.exitCode == 137 })
    #expect(early.0 == 40_984 && early.1.lastStatus == .running)
    guard case .failed(let error, let cause)? = plan.told.last?.1 else { Issue.record("must fail"); return }
    #expect(error == "States.TaskFailed")
    #expect(cause == plan.documents.last?.1.document.compact)
    guard case .succeeded? = try self.plan(scenario, rule: .essentialOnly).told.last?.1 else { Issue.record("must succeed"); return }
  }

  @Test func anEssentialContainerEndsTheTask() throws {
    let plan = try plan("tasks: {job: {phases: {running: 1m}, containers: {app: {exit: 2, after: 3s}}}}")
    let last = try #require(plan.documents.last?.1)
    #expect(last.container("app")?.exitCode == 2 && last.container("log_router")?.exitCode == 0)
    #expect(last.executionStoppedAt == last.startedAt.map { $0 + .seconds(3) })
    #expect(last.phases.map(\.kind) == [.eni, .placing, .pull, .start, .running, .deactivating, .stopping])
  }

  @Test func aFailedPullNeverRuns() throws {
    let plan = try plan(#"tasks: {"*": {failToStart: "CannotPullContainerError: no such image"}}"#)
    let last = try #require(plan.documents.last?.1)
    #expect(last.stopCode == .taskFailedToStart && last.version == 4)
    #expect(last.containers.allSatisfy { $0.exitCode == nil && $0.lastStatus == .stopped })
    #expect(last.pullStartedAt == nil && last.startedAt == nil)
    guard case .failed(error: "States.TaskFailed", _)? = plan.told.last?.1 else { Issue.record("must fail"); return }
  }

  @Test func failuresDependOnThePattern() throws {
    let scenario = "tasks: {job: {failures: [\"RESOURCE:MEMORY\"]}}"
    guard case .failed(error: "AmazonECS.Unknown", let cause?)? = try plan(scenario).told.last?.1 else { Issue.record("must fail"); return }
    #expect(cause.hasPrefix(#"{"Failures":[{"Reason":"RESOURCE:MEMORY"}],"SdkHttpMetadata""#))
    guard case .succeeded(let output)? = try plan(scenario, resource: "arn:aws:states:::ecs:runTask").told.last?.1 else {
      Issue.record("must succeed"); return
    }
    #expect(output["Tasks"] == [] && RunTaskFailure.failures(in: output).map(\.reason) == ["RESOURCE:MEMORY"])
  }

  @Test func requestResponseEndsWithTheAnswer() throws {
    let plan = try plan(resource: "arn:aws:states:::ecs:runTask")
    #expect(plan.told.count == 1 && plan.told[0].0 == 400)
    guard case .succeeded(let output) = plan.told[0].1 else { Issue.record("must succeed"); return }
    #expect(output.objectValue?.keys == ["Failures", "SdkHttpMetadata", "SdkResponseMetadata", "Tasks"])
    #expect(plan.documents.count == 9)
  }

  @Test func callbacksAreSentAsTheScenarioSays() throws {
    let callback = "arn:aws:states:::ecs:runTask.waitForTaskToken"
    let silent = try plan(resource: callback)
    #expect(silent.told.count == 1)
    #expect(!silent.updates.contains { if case .callback = $0.content { true } else { false } })
    let plan = try plan("tasks: {job: {heartbeats: 20s, callback: {after: 45s, success: {approved: true}}}}", resource: callback)
    let sent = plan.updates.filter { if case .heartbeat = $0.content { true } else { false } }.map(\.after.milliseconds)
    #expect(sent == [50_984, 70_984])
    #expect(plan.updates.contains(PlannedUpdate(after: .milliseconds(75_984), content: .callback(.success(["approved": true])))))
    #expect(plan.documents.last?.1.executionStoppedAt == plan.documents.last?.1.startedAt.map { $0 + .seconds(46) })
  }

  @Test func linesAreSpreadOverTheRun() throws {
    let plan = try plan("tasks: {job: {phases: {running: 10s}, containers: {app: {log: [a, b, c, d]}}}}")
    let lines = plan.updates.compactMap { update -> String? in
      if case .log(_, let container, let line) = update.content { "\(update.after.milliseconds) \(container) \(line)" } else { nil }
    }
    #expect(lines == ["32984 app a", "34984 app b", "36984 app c", "38984 app d"])
  }

  @Test func stoppingATaskThatRuns() throws {
    let scenario = "tasks: {job: {phases: {running: 10m, stopping: 2s, deprovisioning: 3s}, containers: {log_router: {ignoresStop: true}}}}"
    var ecs = SimulatedECS(seed: 7, scenario: try Scenario(yaml: scenario, file: "s"), definitions: [try Fixtures.job()])
    _ = try ecs.begin(Fixtures.request(), at: Fixtures.start)
    let updates = ecs.stop(TaskID(1), at: Fixtures.start + .seconds(60), reason: "enough")
    let last = try #require(updates.documents.last)
    #expect(last.0 == 60_000 + 30_000 + 5_000)
    #expect(last.1.stopCode == .userInitiated && last.1.stoppedReason == "enough")
    #expect(last.1.container("app")?.exitCode == 143 && last.1.container("log_router")?.exitCode == 137)
    #expect(updates.told.map(\.0) == [95_500])
    #expect(ecs.stop(TaskID(9), at: Fixtures.start, reason: "x").isEmpty)
  }

  @Test func stoppingATaskThatHasNotStarted() throws {
    var ecs = SimulatedECS(seed: 7)
    _ = try ecs.begin(Fixtures.request(), at: Fixtures.start)
    let updates = ecs.stop(TaskID(1), at: Fixtures.start + .seconds(10), reason: "enough")
    #expect(updates.documents.last?.1.containers.allSatisfy { $0.exitCode == nil } == true)
    #expect(updates.documents.last?.1.startedAt == nil)
  }

  @Test func anInterruptionHasItsCode() throws {
    let plan = try plan("tasks: {job: {phases: {running: 10m}, stop: {after: 20s}}}")
    let last = try #require(plan.documents.last?.1)
    #expect(last.stopCode == .spotInterruption && last.stoppedReason == "Your Spot Task was interrupted.")
    #expect(last.container("app")?.exitCode == 143)
  }

  @Test(arguments: [
    (
      #"{"TaskDefinition":"job","Overrides":{"ContainerOverrides":[{"Name":"app","Command":["a",1]}]}}"#,
      "The value of the field 'Command' has an invalid format"
    ),
    (
      #"{"TaskDefinition":"job","Overrides":{"ContainerOverrides":[{"Name":"app","Environment":[{"Name":"A","Value":7}]}]}}"#,
      "The value of the field 'Value' has an invalid format"
    ),
    (
      #"{"TaskDefinition":"job","Overrides":{"ContainerOverrides":{"Name":"app"}}}"#,
      "The value of the field 'ContainerOverrides' has an invalid format"
    ),
    (#"{"TaskDefinition":"job","cluster":"x"}"#, "The field 'cluster' is not supported by Step Functions"),
    (#"{"Cluster":"x"}"#, "The field 'TaskDefinition' is required but was missing"),
  ])
  func requestsThatCannotBeBound(_ parameters: String, _ problem: String) throws {
    let text = try Fixtures.json(parameters).compact
    let request = try Fixtures.request(parameters: parameters)
    let ready = ReadyRequest(state: request.state, target: request.target, parameters: request.parameters)
    let sentence = "The Parameters '\(text)' could not be used to start the Task: [\(problem)]"
    #expect(SimulatedECS(seed: 1).refusal(of: ready) == sentence)
    #expect(RunnerChain(tasks: .simulated(SimulatedECS(seed: 1))).refusal(of: ready) == sentence)
    #expect(RunnerChain(tasks: .manual).refusal(of: ready) == nil)
  }

  @Test func runTaskRefusals() throws {
    func cause(_ parameters: String) throws -> String? {
      guard case .failed("ECS.InvalidParameterException", let cause)? = try plan(parameters: parameters).told.first?.1 else { return nil }
      return cause
    }
    let long = String(repeating: "x", count: 8_192)
    let large = try cause(#"{"TaskDefinition":"job","Overrides":{"ContainerOverrides":[{"Name":"app","Command":["\#(long)"]}]}}"#)
    #expect(
      large?.hasPrefix(
        "Container Overrides length must be at most 8192 (Service: AmazonECS; Status Code: 400; "
          + "Error Code: InvalidParameterException; Request ID: "
      ) == true)
    let name = try cause(#"{"TaskDefinition":"job","Overrides":{"ContainerOverrides":[{"Name":"ap"}]}}"#)
    #expect(name?.hasPrefix("Override for container named ap is not a container in the TaskDefinition. (") == true)
    #expect(
      try cause(#"{"TaskDefinition":"job"}"#)?.hasPrefix("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
        == true)
  }

  @Test func tasksOfAFamilyTakeTurns() throws {
    let text = "tasks: {job: [{error: {error: ECS.AmazonECSException, cause: Rate exceeded.}}, {containers: {app: {exit: 1}}}]}"
    var ecs = SimulatedECS(seed: 1, scenario: try Scenario(yaml: text, file: "s"), definitions: [try Fixtures.job()])
    let first = try ecs.begin(Fixtures.request(), at: Fixtures.start)
    #expect(first.told.map(\.1) == [.failed(error: "ECS.AmazonECSException", cause: "Rate exceeded.")])
    for id in 2...3 {
      #expect(try ecs.begin(Fixtures.request(id: id), at: Fixtures.start).documents.last?.1.container("app")?.exitCode == 1)
    }
  }
}
