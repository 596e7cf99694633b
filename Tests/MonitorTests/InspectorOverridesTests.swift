import Canvas
import ExecutionSource
import History
import JSON
import Tasks
import Testing
import Time

@testable import Monitor

/// A machine whose one task gets everything a table can show.
enum JobMachine {
  static let definition = """
    {
      "StartAt": "Run job",
      "States": {
        "Run job": {
          "Type": "Task",
          "Resource": "arn:aws:states:::ecs:runTask.sync",
          "TimeoutSeconds": 7200,
          "Parameters": {
            "Cluster": "batch",
            "TaskDefinition": "job",
            "Overrides": {
              "Memory": "1024",
              "ContainerOverrides": [
                {
                  "Name": "app",
                  "Command.$": "$.commands",
                  "Environment": [
                    {"Name": "MODE", "Value.$": "$.mode"},
                    {"Name": "API_TOKEN", "Value.$": "$.secret"}
                  ]
                }
              ]
            }
          },
          "Retry": [{"ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 5, "MaxAttempts": 1}],
          "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Give up"}],
          "Next": "Done"
        },
        "Done": {"Type": "Succeed"},
        "Give up": {"Type": "Fail", "Error": "GaveUp"}
      }
    }
    """
  static let input = #"{"commands": ["one", "two"], "mode": "batch", "secret": "open sesame"}"#
  static let taskDefinition = #"""
    {"family": "job", "revision": 17, "cpu": "256", "memory": "512", "containerDefinitions": [
      {"name": "app", "image": "registry/app:3", "command": ["serve"], "environment": [{"name": "MODE", "value": "dev"}]},
      {"name": "log_router", "image": "fluent-bit:2", "essential": false}]}
    """#

  static func run(scenario: Scenario = Scenario(), definitions: [String] = [taskDefinition]) throws -> InspectorRun {
    try InspectorRun(definition, input: input, scenario: scenario, definitions: definitions)
  }
}

@Suite("Inspector: overrides")
struct InspectorOverridesTests {
  @Test("At the ready stop every value says where it comes from")
  func ready() async throws {
    let lines = try await JobMachine.run().step(to: .ready, in: "Run job").lines(OverridesTab(), "Run job", width: 80)
    #expect(
      lines == [
        "‖ before sending · nothing sent · i edits what will be sent",
        "",
        "               task definition      requested            effective",
        "TASK  batch · job:17 · 170 of 8,192 characters",
        "cpu            256                  –                    256",
        "memory         512                  1024                 1024",
        "               literal   job.asl.json:12:21",
        "",
        "app  essential",
        "command        [\"serve\"]            2 values             2 values",
        "▾              from $.commands   job.asl.json:16:28",
        "    1 one",
        "    2 two",
        "env MODE       dev                  batch                batch",
        "               from $.mode   job.asl.json:18:45",
        "env API_TOKEN  –                    •••••• v reveals     ••••••",
        "               from $.secret   job.asl.json:19:50",
        "",
        "log_router  not essential · not overridden",
        "command        image's own          –                    image's own",
        "",
        "reported by ECS  when the task exists",
      ])
  }

  @Test("At 45 columns the same is readable, what is asked of the containers first")
  func narrow() async throws {
    let lines = try await JobMachine.run().step(to: .ready, in: "Run job").lines(OverridesTab(), "Run job", width: 45)
    #expect(
      lines == [
        "‖ before sending · nothing sent",
        "  i edits what will be sent",
        "",
        "               defined   requested effective",
        "app  essential",
        "command        [\"serve\"] 2 values  2 values",
        "▾ from $.commands  job.asl.json:16:28",
        "    1 one",
        "    2 two",
        "env MODE       dev       batch     batch",
        "  from $.mode  job.asl.json:18:45",
        "env API_TOKEN  –         ••••••    ••••••",
        "  from $.secret  job.asl.json:19:50",
        "",
        "TASK  batch · job:17",
        "      170 of 8,192 characters",
        "cpu            256       –         256",
        "memory         512       1024      1024",
        "               literal  job.asl.json:12:21",
        "",
        "log_router  not essential · not overridden",
        "command        image's   –         image's",
        "",
        "reported by ECS  when the task exists",
      ])
  }

  @Test("Without a task definition it says how to give one")
  func unknown() async throws {
    let lines = try await JobMachine.run(definitions: []).step(to: .ready, in: "Run job").lines(OverridesTab(), "Run job", width: 60)
    #expect(
      lines == [
        "‖ before sending · nothing sent · i edits what will be sent",
        "",
        "               definition     requested      effective",
        "TASK  batch · job · 170 of 8,192 characters",
        "task definition unknown · :task-definitions FILE",
        "cpu            unknown        –              unknown",
        "memory         unknown        1024           1024",
        "               literal   job.asl.json:12:21",
        "",
        "app",
        "command        unknown        2 values       2 values",
        "▾              from $.commands   job.asl.json:16:28",
        "    1 one",
        "    2 two",
        "env MODE       unknown        batch          batch",
        "               from $.mode   job.asl.json:18:45",
        "env API_TOKEN  unknown        ••••••         ••••••",
        "               from $.secret   job.asl.json:19:50",
        "",
        "reported by ECS  when the task exists",
      ])
  }

  @Test("Before the state is entered the expressions stand for values")
  func template() async throws {
    let lines = try await JobMachine.run().step(to: .before, in: "Run job").lines(OverridesTab(), "Run job", width: 60)
    #expect(
      lines == [
        "○ not entered yet · expressions as the definition has them",
        "",
        "               definition     requested      effective",
        "TASK  batch · job:17",
        "cpu            256            –              256",
        "memory         512            1024           1024",
        "               literal   job.asl.json:12:21",
        "",
        "app  essential",
        "command        [\"serve\"]      $.commands     $.commands",
        "               from $.commands   job.asl.json:16:28",
        "env MODE       dev            $.mode         $.mode",
        "               from $.mode   job.asl.json:18:45",
        "env API_TOKEN  –              $.secret       $.secret",
        "               from $.secret   job.asl.json:19:50",
        "",
        "log_router  not essential · not overridden",
        "command        image's own    –              image's own",
        "",
        "reported by ECS  when the task exists",
      ])
  }

  @Test("A secret is masked in every cell, and the revealed row has it")
  func secrets() async throws {
    let probe = try await JobMachine.run().step(to: .ready, in: "Run job")
    let rows = probe.rows(OverridesTab(), "Run job", width: 80)
    #expect(!rows.contains { $0.content.plain.contains("open sesame") })
    let row = try #require(rows.first { $0.id == "container app/env API_TOKEN" })
    #expect(row.revealed?.plain.hasSuffix("open sesame") == true)
    #expect(row.value == .text("open sesame"))
  }

  @Test("What ECS reports stands in its own column, and a difference is an alarm")
  func reported() async throws {
    var probe = try await JobMachine.run().step(to: .sent, in: "Run job")
    var document = ECSDocument.job
    document = document.replacing("\"value\": \"batch\"", with: "\"value\": \"lost\"")
    try probe.observe(document, state: "Run job")
    let lines = probe.lines(OverridesTab(), "Run job", width: 80)
    #expect(
      lines == [
        "sent at 22:13:20 · event 3",
        "",
        "               task definition requested       effective       reported by ECS",
        "TASK  batch · job:17 · 170 of 8,192 characters",
        "cpu            256             –               256             256",
        "memory         512             1024            1024            1024",
        "               literal   job.asl.json:12:21",
        "launch type    –               –               –               FARGATE",
        "",
        "app  essential",
        "command        [\"serve\"]       2 values        2 values        2 values",
        "▾              from $.commands   job.asl.json:16:28",
        "    1 one",
        "    2 two",
        "env MODE       dev             batch           batch           ✖ lost",
        "               from $.mode   job.asl.json:18:45",
        "env API_TOKEN  –               ••••••          ••••••          ••••••",
        "               from $.secret   job.asl.json:19:50",
        "",
        "log_router  not essential · not overridden",
        "command        image's own     –               image's own     –",
      ])
    let narrow = probe.lines(OverridesTab(), "Run job", width: 45)
    #expect(narrow.contains("✖ ECS reports lost"))
    #expect(narrow.last == "reported by ECS  ✖ differs")
  }

  @Test("A request edited before it is sent does not claim to come from its expression")
  func edited() async throws {
    var probe = try await JobMachine.run().step(to: .ready, in: "Run job")
    let text = try #require(probe.snapshot.live.cursors[0].request).compact.replacing("\"two\"", with: "\"other\"")
    probe.snapshot.live.cursors[0].request = try JSONValue(parsing: text)
    let lines = probe.lines(OverridesTab(), "Run job", width: 80)
    #expect(lines.contains("▾              edited, instead of $.commands   job.asl.json:16:28"))
    #expect(lines.contains("               from $.mode   job.asl.json:18:45"))
  }

  @Test(
    "Any width and any stop can be drawn; from 40 columns on nothing of the table is cut",
    arguments: [CursorStatus.Stop.before, .entered, .ready, .sent, .finished])
  func everyWidth(stop: CursorStatus.Stop) async throws {
    let probe = try await JobMachine.run().step(to: stop, in: "Run job")
    for tab in InspectorTabs.all {
      for width in Array(0...20) + Array(stride(from: 21, through: 130, by: 7)) {
        let rows = probe.rows(tab, "Run job", width: width)
        #expect(!InspectorProbe.drawn(rows, width: width).isEmpty)
        guard width >= 40, tab.id == .overrides || tab.id == .wait else { continue }
        for row in rows { #expect(row.content.width <= width, "\(tab.id) at \(width): \(row.content.plain)") }
      }
    }
  }
}
