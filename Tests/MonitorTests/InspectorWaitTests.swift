import Canvas
import ExecutionSource
import History
import JSON
import Tasks
import Testing
import Time

@testable import Monitor

@Suite("Inspector: wait, data, attempts, logs, definition")
struct InspectorWaitTests {
  func running() async throws -> InspectorProbe {
    let run = try JobMachine.run()
    var probe = try await run.step(to: .sent, in: "Run job")
    while probe.snapshot.tasks.isEmpty {
      try await run.execution.perform(.step)
      probe = await run.probe()
    }
    probe.snapshot.tasks = []
    try probe.observe(ECSDocument.job, state: "Run job")
    probe.snapshot.live.now = Timestamp(milliseconds: 1_700_000_161_000)
    probe.snapshot.logs = (17...19).map {
      ContainerLogLine(
        at: Timestamp(milliseconds: 1_700_000_000_000 + Int64($0) * 5_000),
        taskArn: "arn:aws:ecs:eu-west-1:123456789012:task/batch/3f2c0d91a7b8",
        container: "app", text: "batch \($0) of 40 done")
    }
    return probe
  }

  @Test("A job that runs: reason and clocks, phases, task, containers, what will fail, last lines")
  func job() async throws {
    let lines = try await running().lines(WaitTab(), "Run job", width: 70)
    #expect(
      lines == [
        "◷ ECS .sync · task RUNNING 00:02:10 · times out in 01:57:19",
        "",
        "ENI  placing pull start running",
        "▆▆▆▆ ▆▆▆▆▆▆▆ ▆▆▆▆ ▆▆▆▆▆ ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▷",
        "3.9s 16.1s   6.5s 4.1s  00:02:10",
        "",
        "task 3f2c0d91a7   cluster batch   FARGATE 0.25 vCPU 1024 MiB",
        "definition job:17   subnet subnet-0a1   zone eu-west-1b",
        "",
        "CONTAINER   STATUS      EXIT  SINCE     IMAGE",
        "app         ◆ RUNNING   –     22:13:50  registry/app:3",
        "log_router  ✖ STOPPED   137   22:13:20  fluent-bit:2",
        "  137: ended by SIGKILL, which is running out of memory, or not",
        "  stopping within stopTimeout after SIGTERM.",
        "",
        "✖ log_router exited 137 (killed), so .sync will fail although app is",
        "  still running. It counts even though it is not essential.",
        "",
        "LAST LINES OF app",
        "22:14:45 batch 17 of 40 done",
        "22:14:50 batch 18 of 40 done",
        "22:14:55 batch 19 of 40 done",
      ])
  }

  @Test("The same at 40 columns")
  func narrow() async throws {
    let lines = try await running().lines(WaitTab(), "Run job", width: 40)
    #expect(
      lines == [
        "◷ ECS .sync · task RUNNING 00:02:10",
        "  times out in 01:57:19",
        "",
        "✖ log_router exited 137 (killed), so",
        "  .sync will fail although app is still",
        "  running. It counts even though it is",
        "  not essential.",
        "",
        "ENI  placing pull start running",
        "▆▆▆▆ ▆▆▆▆▆▆▆ ▆▆▆▆ ▆▆▆▆▆ ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▷",
        "3.9s 16.1s   6.5s 4.1s  00:02:10",
        "",
        "task 3f2c0d91a7   cluster batch",
        "FARGATE 0.25 vCPU 1024 MiB",
        "definition job:17   subnet subnet-0a1",
        "zone eu-west-1b",
        "",
        "CONTAINER   STATUS      EXIT  SINCE",
        "app         ◆ RUNNING   –     22:13:50",
        "log_router  ✖ STOPPED   137   22:13:20",
        "  137: ended by SIGKILL, which is",
        "  running out of memory, or not stopping",
        "  within stopTimeout after SIGTERM.",
        "",
        "LAST LINES OF app",
        "22:14:45 batch 17 of 40 done",
        "22:14:50 batch 18 of 40 done",
        "22:14:55 batch 19 of 40 done",
      ])
  }

  @Test("The same in ASCII")
  func ascii() async throws {
    var probe = try await running()
    probe.glyphs = .ascii
    let lines = probe.lines(WaitTab(), "Run job", width: 70)
    #expect(
      lines.prefix(5) == [
        "~ ECS .sync | task RUNNING 00:02:10 | times out in 01:57:19",
        "",
        "ENI  placing pull start running",
        "#### ####### #### ##### #####################################>",
        "3.9s 16.1s   6.5s 4.1s  00:02:10",
      ])
  }

  @Test("A task that is over before Step Functions says so")
  func unrecorded() async throws {
    var probe = try await running()
    let text = ECSDocument.job.replacing("\"lastStatus\": \"RUNNING\"", with: "\"lastStatus\": \"STOPPED\"")
    try probe.observe(text, state: "Run job")
    let lines = probe.lines(WaitTab(), "Run job", width: 70)
    #expect(lines.contains("ECS STOPPED · Step Functions has not recorded it yet"))
  }

  @Test("Over: the verdict first, then why; each attempt with its rule")
  func over() async throws {
    var scenario = Scenario()
    var task = Scenario.Task()
    task.containers = ["app": Scenario.Container(exit: 2, log: ["cannot reach the database"])]
    scenario.tasks = ["*": [task]]
    let run = try InspectorRun(
      JobMachine.definition, input: JobMachine.input, scenario: scenario, definitions: [JobMachine.taskDefinition], paused: false)
    let probe = await run.probe()
    #expect(
      probe.lines(WaitTab(), "Run job", width: 80) == [
        "✖ failed, caught · States.TaskFailed · took 01:54 · at 22:15:14 · 2 attempts",
        "",
        "ENI  placing          pull start running deactivating stopping",
        "▆▆▆▆ ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆ ▆▆▆▆ ▆▆▆▆▆ ▆▆▆▆▆▆▆ ▆▆▆▆▆▆▆▆▆▆▆▆ ▆▆▆▆▆▆▆▆",
        "3.9s 16.0s            6.5s 4.1s  0.0s    10.0s        13.3s",
        "",
        "task fcc2186d32   cluster batch   FARGATE 0.25 vCPU 1024 MiB   definition job:17",
        "subnet subnet-aa2419b049183c991   zone us-east-1a   address 10.0.77.52",
        "",
        "CONTAINER   STATUS      EXIT  SINCE     IMAGE",
        "app         ✖ STOPPED   2     22:14:50  registry/app:3",
        "  2: the application's own exit code; look at its last log lines.",
        "log_router  ✔ STOPPED   0     22:15:01  fluent-bit:2",
        "",
        "✖ app exited 2, so .sync failed.",
        "",
        "stopped  EssentialContainerExited",
        "  Essential container in task exited",
        "",
        "▸ the task as the cause has it  32 members",
        "",
        "LAST LINES OF app",
        "22:14:50 cannot reach the database",
      ])
    #expect(
      probe.lines(AttemptsTab(), "Run job", width: 80) == [
        "✖ 1  failed · States.TaskFailed · 54.9s · at 22:13:20",
        "✖ container app exited 2",
        "▸ the task as the cause has it  32 members",
        "  → Retry 1 · retry 1 of 1",
        "",
        "✖ 2  failed · States.TaskFailed · 54.9s · at 22:14:19 · after a back-off of 5.0s",
        "✖ container app exited 2",
        "▸ the task as the cause has it  32 members",
        "  → Catch 1 · Give up",
        "",
        "RETRY AND CATCH FOR States.TaskFailed",
        "  Retry 1  States.TaskFailed  matches, but not taken: 1 of 1 used  line 25",
        "▸ Catch 1  States.ALL  matched · next Give up  line 26",
      ])
    #expect(
      probe.lines(DataTab(), "Run job", width: 80) == [
        "▸ input          3 members",
        "▾ Parameters     4 members",
        "    Cluster  \"batch\"",
        "    TaskDefinition  \"job\"",
        "  ▾ Overrides  2 members",
        "      Memory  \"1024\"",
        "    ▸ ContainerOverrides  1 value",
        "    StartedBy  \"AWS Step Functions\"",
        "▾ output         2 members  2 changed, 3 gone",
        "    Error  \"States.TaskFailed\"",
        "  ▸ Cause  \"{\\\"Attachments\\\":[{\\\"Details\\\":[{\\\"Name\\\":\\\"subnetId\\\",\\\"Value\\\":\\\"…",
        "    /commands  gone",
        "    /mode  gone",
        "    /secret  gone",
      ])
    #expect(
      probe.lines(LogsTab(), "Run job", width: 80) == [
        "app  1 line",
        "log_router",
        "  No lines are known. The task definition has no logConfiguration, so CloudWatch",
        "  Logs gets none.",
        "",
        "22:14:50 cannot reach the database",
      ])
  }

  @Test("The state's own source, the line that led on marked")
  func definition() async throws {
    let run = try InspectorRun(JobMachine.definition, input: JobMachine.input, definitions: [JobMachine.taskDefinition], paused: false)
    let lines = await run.probe().lines(DefinitionTab(), "Run job", width: 60)
    #expect(
      lines.prefix(4) == [
        "job.asl.json:4",
        " 4   \"Run job\": {",
        " 5     \"Type\": \"Task\",",
        " 6     \"Resource\": \"arn:aws:states:::ecs:runTask.sync\",",
      ])
    #expect(
      lines.filter { $0.contains("▸") } == [
        "27 ▸   \"Next\": \"Done\""
      ])
  }

  @Test("A secret that the definition spells out is masked in its source")
  func secretSource() async throws {
    let definition = """
      {"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": [{"Name": "API_TOKEN", "Value": "sesame"}, {"Name": "MODE", "Value": "dev"}],
        "End": true}}}
      """
    let lines = try await InspectorRun(definition, input: "{}", paused: false).probe().lines(DefinitionTab(), "P", width: 200)
    #expect(!lines.contains { $0.contains("sesame") })
    #expect(lines[1].contains(#"{"Name": "API_TOKEN", "Value": "••••••"}, {"Name": "MODE", "Value": "dev"}"#))
  }

  @Test("A Pass shows each step of its data and what it changed")
  func pass() async throws {
    let definition = """
      {"StartAt": "Pick", "States": {"Pick": {"Type": "Pass", "InputPath": "$.order", "Parameters": {"id.$": "$.id", "kind": "book"},
        "ResultPath": "$.picked", "OutputPath": "$.picked", "Assign": {"last.$": "$.id"}, "End": true}}}
      """
    let run = try InspectorRun(definition, input: #"{"order": {"id": 7, "note": "x"}}"#, paused: false)
    let lines = await run.probe().lines(DataTab(), "Pick", width: 60)
    #expect(
      lines == [
        "▸ input          1 member",
        "▾ InputPath      $.order  2 members",
        "    id  7",
        "    note  \"x\"",
        "▾ Parameters     2 members  1 changed, 1 gone",
        "    id  7",
        "    kind  \"book\"",
        "    /note  gone",
        "▾ ResultPath     $.picked  2 members  1 changed",
        "  ▾ order  2 members",
        "      id  7",
        "      note  \"x\"",
        "  ▾ picked  2 members",
        "      id  7",
        "      kind  \"book\"",
        "▾ OutputPath     $.picked  2 members",
        "    id  7",
        "    kind  \"book\"",
        "▸ output         as computed",
        "",
        "ASSIGNED HERE",
        "$last  7",
      ])
  }

  @Test("Nothing of an execution gets through unmasked or raw")
  func hostile() async throws {
    let definition = """
      {"StartAt": "P\\u001b[31m", "States": {"P\\u001b[31m": {"Type": "Fail", "Error": "E\\u001b]0;x\\u0007", "Cause": "line\\nwith \\u202e marks"}}}
      """
    let run = try InspectorRun(definition, input: "{}", paused: false)
    let probe = await run.probe()
    for tab in InspectorTabs.all {
      for row in tab.rows(probe.context("P\u{1B}[31m", width: 60)) {
        #expect(!row.content.plain.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E }, "\(tab.id): \(row.content.plain)")
      }
    }
  }
}
