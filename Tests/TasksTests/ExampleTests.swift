import ECSModel
import Foundation
import JSON
import Tasks
import Testing

/// The files of `examples/` are what they seem.
struct ExampleTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "examples")

  @Test func theNightlyReportsFilesAreRead() throws {
    let definitions = try TaskDefinition.read(
      Array(Data(contentsOf: Self.folder.appending(path: "nightly-report/task-definitions.json"))), file: "task-definitions.json")
    #expect(definitions.map(\.family) == ["nightly-job", "nightly-approval"])
    let scenario = try Scenario(
      yaml: String(contentsOf: Self.folder.appending(path: "nightly-report/scenario.yaml"), encoding: .utf8), file: "scenario.yaml")
    #expect(scenario.tasks.keys.sorted() == ["nightly-approval", "nightly-job"])
    for (family, tasks) in scenario.tasks {
      let names = try #require(definitions.first { $0.family == family }).containers.map(\.name)
      #expect(tasks.allSatisfy { $0.containers.keys.allSatisfy(names.contains) })
    }
    _ = try JSONValue(parsing: Array(Data(contentsOf: Self.folder.appending(path: "nightly-report/nightly-report.asl.json"))))
  }

  @Test func everyScenarioEndsAsItsNameSays() throws {
    let text = try String(contentsOf: Self.folder.appending(path: "scenarios.yaml"), encoding: .utf8)
    let scenario = try Scenario(yaml: text, file: "scenarios.yaml")
    func end(_ family: String, _ resource: String = "arn:aws:states:::ecs:runTask.sync") throws -> TaskPlan {
      var ecs = SimulatedECS(seed: 1, scenario: scenario)
      return try ecs.begin(Fixtures.request(resource, parameters: "{\"TaskDefinition\":\"\(family)\"}"), at: Fixtures.start)
    }
    for family in ["exit-code", "out-of-memory", "sidecar-killed", "pull-failure", "secrets-failure", "spot-interruption"] {
      guard case .failed(error: "States.TaskFailed", _)? = try end(family).told.last?.1 else { Issue.record("\(family)"); continue }
    }
    guard case .failed(error: "AmazonECS.Unknown", _)? = try end("no-capacity").told.last?.1 else { Issue.record("no-capacity"); return }
    guard case .failed(error: "ECS.AmazonECSException", _)? = try end("throttled-once").told.last?.1 else {
      Issue.record("throttled"); return
    }
    let verdict = SyncVerdict(try #require(try end("out-of-memory").documents.last?.1))
    #expect(verdict.sentence(isRecorded: true) == "app exited 137 (out of memory), so .sync failed.")
    for (family, calls) in [("approves", 1), ("rejects", 1), ("late-callback", 1), ("never-calls-back", 0)] {
      let updates = try end(family, "arn:aws:states:::ecs:runTask.waitForTaskToken").updates
      #expect(updates.count { if case .callback = $0.content { true } else { false } } == calls, "\(family)")
    }
  }
}
