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
    #expect(lines == [])
  }

  @Test("At 45 columns the same is readable")
  func narrow() async throws {
    let lines = try await JobMachine.run().step(to: .ready, in: "Run job").lines(OverridesTab(), "Run job", width: 45)
    #expect(lines == [])
  }

  @Test("Without a task definition it says how to give one")
  func unknown() async throws {
    let lines = try await JobMachine.run(definitions: []).step(to: .ready, in: "Run job").lines(OverridesTab(), "Run job", width: 60)
    #expect(lines == [])
  }

  @Test("Before the state is entered the expressions stand for values")
  func template() async throws {
    let lines = try await JobMachine.run().step(to: .before, in: "Run job").lines(OverridesTab(), "Run job", width: 60)
    #expect(lines == [])
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
    #expect(lines == [])
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
    #expect(lines.contains("               from $.mode   job.asl.json:18:46"))
  }

  @Test("Any width and any stop can be drawn", arguments: [CursorStatus.Stop.before, .entered, .ready, .sent, .finished])
  func everyWidth(stop: CursorStatus.Stop) async throws {
    let probe = try await JobMachine.run().step(to: stop, in: "Run job")
    for tab in InspectorTabs.all {
      for width in 0...130 {
        for row in tab.rows(probe.context("Run job", width: width)) {
          #expect(row.content.width <= max(width, 1) * 3 + 60, "\(tab.id) at \(width): \(row.content.plain)")
        }
        _ = probe.lines(tab, "Run job", width: width)
      }
    }
  }
}
