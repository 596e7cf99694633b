import Canvas
import ExecutionSource
import StatesLanguage
import TestSupport
import Testing

@testable import Monitor

/// The seed machines of the corpus, as the inspector shows them.
@Suite("Inspector on the seed machines", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
struct InspectorSeedTests {
  static let state = "Run an ECS Task and wait for it to complete"

  static func text(_ file: String) throws -> String { String(decoding: try Corpus.bytes("seed/" + file), as: UTF8.self) }

  func ready(_ definition: String) async throws -> InspectorProbe {
    let run = try InspectorRun(definition, input: try Self.text("run-and-wait.input.json"), file: "run-and-wait.asl.json")
    return try await run.step(to: .ready, in: Self.state)
  }

  @Test("At the ready stop the overrides show the commands and where they come from", arguments: [80, 60, 45, 40])
  func commands(width: Int) async throws {
    let lines = try await ready(Self.text("run-and-wait.asl.json")).lines(OverridesTab(), Self.state, width: width)
    #expect(lines[0].hasPrefix("‖ before sending · nothing sent"))
    let at = try #require(lines.firstIndex { $0.hasPrefix("▾") })
    #expect(lines[at - 1].hasPrefix("command") && lines[at - 1].contains("3 values"))
    #expect(lines[at].contains("from $.commands") && lines[at].hasSuffix(":14:28"))
    #expect(Array(lines[(at + 1)...(at + 3)]) == ["    1 test command 1", "    2 test command 2", "    3 test command 3"])
  }

  @Test("Another expression changes that value and no other")
  func otherExpression() async throws {
    let definition = try Self.text("run-and-wait.asl.json")
    let before = try await ready(definition).lines(OverridesTab(), Self.state, width: 80)
    let after = try await ready(definition.replacing("$.commands", with: "$.commands[1:]")).lines(OverridesTab(), Self.state, width: 80)
    let new = after.filter { !before.contains($0) }
    #expect(
      new == [
        "TASK  cluster-arn · job-id · 96 of 8,192 characters", "command     unknown               2 values              2 values",
        "▾           from $.commands[1:]   run-and-wait.asl.json:14:28", "    1 test command 2", "    2 test command 3",
      ])
  }

  @Test("The token's place is named and the token itself masked")
  func token() async throws {
    let run = try InspectorRun(Self.text("task-token.asl.json"), input: "{}", file: "task-token.asl.json", paused: false)
    let probe = await run.probe()
    let rows = probe.rows(WaitTab(), "Manage ECS task", width: 80)
    let token = try #require(rows.first { $0.id == "token" })
    #expect(token.content.plain == "token     •••••• v reveals · in TASK_TOKEN_ENV_VARIABLE of container-name")
    #expect(token.revealed != nil)
    #expect(
      probe.lines(WaitTab(), "Manage ECS task", width: 80) == [
        "◷ task token · 00:00:54 · no timeout (1-year limit)",
        "",
        "ENI  placing          pull start running deactivating stopping",
        "▆▆▆▆ ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆ ▆▆▆▆ ▆▆▆▆▆ ▆▆▆▆▆▆▆ ▆▆▆▆▆▆▆▆▆▆▆▆ ▆▆▆▆▆▆▆▆",
        "3.9s 16.0s            6.5s 4.1s  0.0s    10.0s        13.3s",
        "",
        "task 4134d8f850   cluster cluster-arn   FARGATE 0.25 vCPU 512 MiB",
        "definition job-id:1   subnet subnet-490fbe0b07868cc79   zone us-east-1c",
        "address 10.0.41.19",
        "",
        "CONTAINER       STATUS      EXIT  SINCE     IMAGE",
        "container-name  ✔ STOPPED   0     22:13:51  container-name",
        "",
        "stopped  EssentialContainerExited",
        "  Essential container in task exited",
        "",
        "token     •••••• v reveals · in TASK_TOKEN_ENV_VARIABLE of container-name",
        "no heartbeat asked for   no timeout (1-year limit)   t tokens",
        "◷ The task ended with exit 0 and did not answer: an answer may still come from",
        "  elsewhere.",
      ])
  }
}
