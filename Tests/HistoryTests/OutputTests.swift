import History
import JSON
import TestSupport
import Testing
import Time

@Suite struct OutputTests {
  static func ecs() -> MadeUp {
    var made = MadeUp()
    made.started(input: #"{"n": 3}"#)
    let choice = made.enter(.choiceStateEntered, "Ready?", after: 0, at: 0.5)
    let left = made.exit(.choiceStateExited, "Ready?", after: choice, at: 0.5)
    let entered = made.enter(.taskStateEntered, "Run job", after: left, at: 1)
    let parameters =
      #"{"Cluster":"arn:aws:ecs:us-east-1:123456789012:cluster/batch","TaskDefinition":"job:17","#
      + #""Overrides":{"ContainerOverrides":[{"Name":"app"}]}}"#
    let scheduled = made.schedule("runTask.sync", after: entered, at: 12.402, parameters: parameters)
    let begun = made.task(.taskStarted, after: scheduled, at: 12.5)
    let answer =
      #"{"Tasks":[{"TaskArn":"arn:aws:ecs:us-east-1:123456789012:task/batch/3f2c0d91a7b8","#
      + #""LastStatus":"PROVISIONING","Containers":[]}],"Failures":[]}"#
    let submitted = made.task(.taskSubmitted, after: begun, at: 12.871, output: answer)
    let cause =
      #"{"TaskArn":"arn:aws:ecs:us-east-1:123456789012:task/batch/3f2c0d91a7b8","LastStatus":"STOPPED","#
      + #""StopCode":"EssentialContainerExited","Containers":[{"Name":"app","ExitCode":0},{"Name":"log_router","ExitCode":137}]}"#
    let failed = made.fail(after: submitted, at: 60, error: "States.TaskFailed", cause: cause)
    made.add(.executionFailed, after: failed, at: 60, .failed(error: "States.TaskFailed", cause: cause))
    return made
  }

  static let facts = MachineFacts(
    definition: [
      "States": ["Ready?": ["Type": "Choice", "Choices": [["Next": "Other"]], "Default": "Run job"], "Run job": ["Type": "Task"]]
    ])

  @Test func linesAreReadable() {
    #expect(
      HistoryOutput(log: Self.ecs().log, facts: Self.facts).lines == """
            1      +0.000  ExecutionStarted          -                     {"n":3}
            2      +0.500  ChoiceStateEntered        Ready?                {}
            3      +0.500  ChoiceStateExited         Ready?                default → Run job
            4      +1.000  TaskStateEntered          Run job               {}
            5     +12.402  TaskScheduled             Run job               cluster batch · job:17 · 1 container override
            6     +12.500  TaskStarted               Run job               ecs:runTask.sync
            7     +12.871  TaskSubmitted             Run job               task 3f2c0d91a7 PROVISIONING
            8     +60.000  TaskFailed                Run job               States.TaskFailed · container log_router exited 137
            9     +60.000  ExecutionFailed           -                     States.TaskFailed · container log_router exited 137

        """)
  }

  @Test func visitsAndTimelineAreTables() {
    var made = MadeUp()
    made.started()
    let entered = made.enter(.taskStateEntered, "A\tB", after: 0, at: 1)
    let failed = made.fail(after: made.schedule("runTask.sync", after: entered, at: 1), at: 2)
    let done = made.task(.taskSucceeded, after: made.schedule("runTask.sync", after: failed, at: 4), at: 7, output: "{}")
    made.exit(.taskStateExited, "A\tB", after: done, at: 7)
    let output = HistoryOutput(log: made.log)
    #expect(
      output.visits == "visit\tstate\tscope\ttype\tstatus\tattempts\tentered\texited\tstart\tduration\terror\n"
        + "1\tA␉B\t\tTask\tsucceeded\t2\t2\t7\t1.000\t6.000\tBoom\n")
    #expect(
      output.timeline == "start\tend\tduration\tstate\tscope\twhat\tstatus\n"
        + "1.000\t7.000\t6.000\tA␉B\t\tvisit\tsucceeded\n"
        + "1.000\t2.000\t1.000\tA␉B\t\tattempt 1\tfailed\n"
        + "2.000\t4.000\t2.000\tA␉B\t\tback-off 2\t\n"
        + "4.000\t7.000\t3.000\tA␉B\t\tattempt 2\tsucceeded\n")
  }

  @Test func theEcsTasksOfAHistoryAreFoundWithTheirStates() {
    let log = Self.ecs().log
    let records = HistoryIndex(log).ecsRecords(in: log)
    #expect(records.map(\.event) == [7, 8])
    #expect(records.allSatisfy { $0.state == "Run job" && $0.scheduledEvent == 5 && $0.taskID == "3f2c0d91a7b8" })
    #expect(HistoryIndex(log).ecsRecords(in: log, from: 7).map(\.event) == [8])
  }

  @Test(arguments: [
    ("plain", "plain"),
    (#"{"errorMessage":"no","errorType":"Bad"}"#, "Bad: no"),
    ("An error occurred while executing the state 'A' (entered at the event id #2). Invalid path '$.x'", "Invalid path '$.x'"),
    (#"{"ExecutionArn":"a","Name":"n","Status":"FAILED","Error":"E","Cause":"c"}"#, "execution n FAILED: E · c"),
    (
      #"{"TaskArn":"c/abc","Containers":[{"Name":"app"}],"StoppedReason":"CannotPullContainerError: x"}"#,
      "container app never ran: CannotPullContainerError: x"
    ),
    (
      #"{"taskArn":"c/abc","containers":[{"name":"a","exitCode":2,"reason":"OOM"},{"name":"b"},{"name":"c","exitCode":1}]}"#,
      "container a exited 2, c 1: OOM"
    ),
    (#"{"TaskArn":"c/abcdef","Containers":[{"Name":"a","ExitCode":0}]}"#, "task abcdef stopped"),
    (#"{"x":[1, 2]}"#, #"{"x":[1,2]}"#),
  ])
  func causesAreTakenApart(cause: String, sentence: String) {
    #expect(DecodedCause(cause).sentence == sentence)
  }

  @Test(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
  func theFailingContainerOfTheRecordedTasksIsNamed() throws {
    let exit = try Corpus.json("ecs/sync_taskfailed_exit2.json")
    guard case .ecsTask(let failure, _) = DecodedCause(exit["RunTaskError"]?["Cause"]?.stringValue ?? "") else {
      Issue.record("the cause is not read as a task")
      return
    }
    #expect(failure.deciding == [ECSFailure.Container(name: "Container", exitCode: 2, reason: nil)])
    #expect(failure.stopCode == "EssentialContainerExited")
    var sentences: [String] = []
    for (name, snapshot) in try Corpus.json("ecs/ecs_snapshot.json").objectValue ?? [:] {
      let recorded = snapshot["recorded-content"]?["get_execution_history"]?["events"]?.arrayValue ?? []
      let made = RecordedCase(path: name, definition: nil, status: nil, recorded: recorded)
      let log = EventLog(try made.events.map { try HistoryEvent(json: $0) })
      let index = HistoryIndex(log)
      #expect(index.ecsRecords(in: log).allSatisfy { $0.state == index.visits[0].state })
      #expect(!index.ecsRecords(in: log).isEmpty)
      for event in log where event.type == .taskFailed { sentences.append(DecodedCause(event.details.failure?.cause ?? "").sentence) }
    }
    #expect(sentences.count == 1)
    #expect(
      sentences.first?.hasPrefix("container task_definition_container_name never ran: CannotPullContainerError: pull image manifest")
        == true)
  }

  @Test(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
  func everyRecordedHistoryHasOneLineAnEvent() throws {
    for recorded in try RecordedCase.all() {
      let log = EventLog(ordering: try recorded.events.map { try HistoryEvent(json: $0) })
      let output = HistoryOutput(log: log, facts: recorded.definition.map(MachineFacts.init(definition:)))
      #expect(output.lines.split(separator: "\n").count == log.count)
      #expect(output.visits.split(separator: "\n").allSatisfy { $0.split(separator: "\t", omittingEmptySubsequences: false).count == 11 })
      #expect(output.timeline.split(separator: "\n").allSatisfy { $0.split(separator: "\t", omittingEmptySubsequences: false).count == 7 })
    }
  }
}
