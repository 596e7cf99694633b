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
    var probe = try await JobMachine.run().step(to: .sent, in: "Run job")
    for _ in 0..<1 { try probe.observe(ECSDocument.job, state: "Run job") }
    probe.snapshot.tasks = probe.snapshot.tasks.suffix(1)
    probe.snapshot.live.now = Timestamp(milliseconds: 1_700_000_161_000)
    probe.snapshot.logs = (17...19).map {
      ContainerLogLine(
        at: Timestamp(milliseconds: 1_700_000_000_000 + Int64($0) * 5_000), taskArn: "arn:aws:ecs:eu-west-1:123456789012:task/batch/3f2c0d91a7b8",
        container: "app", text: "batch \($0) of 40 done")
    }
    return probe
  }

  @Test("A job that runs: reason and clocks, phases, task, containers, what will fail, last lines")
  func job() async throws {
    let lines = try await running().lines(WaitTab(), "Run job", width: 70)
    #expect(lines == [])
  }

  @Test("The same at 40 columns")
  func narrow() async throws {
    let lines = try await running().lines(WaitTab(), "Run job", width: 40)
    #expect(lines == [])
  }

  @Test("The same in ASCII")
  func ascii() async throws {
    var probe = try await running()
    probe.glyphs = .ascii
    let lines = probe.lines(WaitTab(), "Run job", width: 70)
    #expect(lines.prefix(6).allSatisfy { $0.allSatisfy(\.isASCII) })
    #expect(lines[3] == "")
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
    #expect(probe.snapshot.status == .failed)
    #expect(probe.lines(WaitTab(), "Run job", width: 80) == [])
    #expect(probe.lines(AttemptsTab(), "Run job", width: 80) == [])
    #expect(probe.lines(DataTab(), "Run job", width: 80) == [])
    #expect(probe.lines(LogsTab(), "Run job", width: 80) == [])
  }

  @Test("The state's own source, the line that led on marked")
  func definition() async throws {
    let run = try InspectorRun(JobMachine.definition, input: JobMachine.input, definitions: [JobMachine.taskDefinition], paused: false)
    let lines = await run.probe().lines(DefinitionTab(), "Run job", width: 60)
    #expect(lines.prefix(4) == [])
    #expect(lines.filter { $0.contains("▸") } == [])
  }

  @Test("A Pass shows each step of its data and what it changed")
  func pass() async throws {
    let definition = """
      {"StartAt": "Pick", "States": {"Pick": {"Type": "Pass", "InputPath": "$.order", "Parameters": {"id.$": "$.id", "kind": "book"},
        "ResultPath": "$.picked", "OutputPath": "$.picked", "Assign": {"last.$": "$.id"}, "End": true}}}
      """
    let run = try InspectorRun(definition, input: #"{"order": {"id": 7, "note": "x"}}"#, paused: false)
    #expect(await run.probe().lines(DataTab(), "Pick", width: 60) == [])
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
