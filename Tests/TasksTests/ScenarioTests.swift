import JSON
import Tasks
import Testing

struct ScenarioTests {
  @Test func everythingAFileCanSay() throws {
    let text = """
      tasks:
        job:
          phases: {provisioning: 4s, running: 1m30s, stopping: 250ms}
          containers:
            app: {exit: 3, reason: "OutOfMemoryError: x", log: [one, 2], after: 5s}
            log_router: {exit: 137, ignoresStop: true}
          heartbeats: 20s
          callback: {after: 45s, success: {approved: true, n: 1.50, who: "7"}}
        late:
          - failures: ["RESOURCE:MEMORY", {arn: a, reason: AGENT, detail: d}]
          - failToStart: "CannotPullContainerError: no"
          - stop: {after: 10s}
          - error: {error: ECS.AmazonECSException, cause: Rate exceeded.}
        "*": {callback: {failure: {error: No}}}
      """
    let scenario = try Scenario(yaml: text, file: "s.yaml")
    let job = try #require(scenario.tasks["job"]?.first)
    #expect(job.phases.provisioning == .seconds(4) && job.phases.running == .seconds(90) && job.phases.stopping == .milliseconds(250))
    #expect(job.phases.pulling == nil)
    #expect(job.containers["app"] == Scenario.Container(exit: 3, reason: "OutOfMemoryError: x", log: ["one", "2"], after: .seconds(5)))
    #expect(job.containers["log_router"]?.ignoresStop == true)
    #expect(job.heartbeats == .seconds(20))
    let callback = try #require(job.callback)
    #expect(callback.after == .seconds(45))
    if case .success(let output) = callback.answer {
      #expect(output.compact == #"{"approved":true,"n":1.50,"who":"7"}"#)
    } else {
      Issue.record("no success")
    }
    let late = try #require(scenario.tasks["late"])
    #expect(late[0].failures == [Scenario.Failure(reason: "RESOURCE:MEMORY"), Scenario.Failure(arn: "a", reason: "AGENT", detail: "d")])
    #expect(late[1].failToStart == "CannotPullContainerError: no")
    #expect(late[2].interruption?.code == "SpotInterruption")
    #expect(late[3].error == Scenario.Refusal(error: "ECS.AmazonECSException", cause: "Rate exceeded."))
    #expect(scenario.tasks["*"]?.first?.callback?.answer == .failure(error: "No", cause: nil))
  }

  @Test(arguments: [
    (
      "tasks: {job: {phase: {}}}",
      "s.yaml:1:15: Task \"job\" has no field \"phase\"; it may have phases, "
        + "containers, failToStart, failures, error, stop, callback, heartbeats."
    ),
    (
      "tasks: {job: {phases: {running: soon}}}",
      "s.yaml:1:33: \"running\" must be a duration such as 4s, 1m30s, 250ms or 2h, but is \"soon\"."
    ),
    ("tasks:\n  job:\n    containers: {app: {exit: 256}}", "s.yaml:3:30: \"exit\" must be a whole number from 0 to 255, but is 256."),
    ("tasks: {job: {containers: {app: {log: one}}}}", "s.yaml:1:39: \"log\" must be a list of lines, but is a string."),
    (
      "tasks: {job: {callback: {after: 1s}}}",
      "s.yaml:1:25: \"callback\" needs one of \"success: OUTPUT\" and \"failure: {error, cause}\"; "
        + "leave it out for a task that never calls back."
    ),
    ("tasks: {job: {heartbeats: 1ms}}", "s.yaml:1:27: \"heartbeats\" must be at least 100ms, but is \"1ms\"."),
    ("tasks: [", "s.yaml:2:1: This is not YAML: did not find expected node content."),
    ("task: {}", "s.yaml:1:1: A scenario has no field \"task\"; it may have tasks."),
    ("tasks: 3", "s.yaml:1:8: \"tasks\" must be a mapping of names, but is a number."),
    ("tasks: {job: []}", "s.yaml:1:14: Task \"job\" is an empty list; say what its tasks do, or leave it out."),
  ])
  func errorsNameThePlace(_ text: String, _ message: String) {
    let error = #expect(throws: TaskFileError.self) { try Scenario(yaml: text, file: "s.yaml") }
    #expect(error?.message == message)
  }

  @Test func shortForms() throws {
    let text =
      "tasks: {a: {phases: {running: 90, pending: 0.5}, failToStart: {reason: No}, failures: AGENT, callback: false, heartbeats: true}}"
    let task = try #require(try Scenario(yaml: text, file: "s.yaml").tasks["a"]?.first)
    #expect(task.phases.running == .seconds(90) && task.phases.pending == .milliseconds(500))
    #expect(task.failToStart == "No" && task.failures == [Scenario.Failure(reason: "AGENT")])
    #expect(task.callback == nil && task.heartbeats == .seconds(10))
  }

  @Test func durations() {
    #expect(Duration(text: "1h2m3s4ms") == .milliseconds(3_723_004))
    #expect(Duration(text: "1.5s") == .milliseconds(1_500))
    for text in ["", "4", "s", "4 s", "1s1m", "1s1s", "-4s", "4.s", ".4s", "1e3s", "999999999d", "4S"] {
      #expect(Duration(text: text) == nil, "\(text)")
    }
  }

  @Test func anEmptyFileIsTheDefault() throws { #expect(try Scenario(yaml: "# nothing\n", file: "s.yaml") == Scenario()) }
}
