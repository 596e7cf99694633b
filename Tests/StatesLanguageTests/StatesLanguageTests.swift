import JSON
import StatesLanguage
import Testing

@Suite struct LoadingTests {
  static func load(_ text: String, _ substitutions: [String: String] = [:]) -> LoadedDefinition {
    StateMachine.load(bytes: Array(text.utf8), file: "machine.json", substitutions: substitutions)
  }

  @Test func aTaskBecomesAState() throws {
    let loaded = LoadingTests.load(
      """
      {"StartAt": "Run", "States": {"Run": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync",
        "Parameters": {"TaskDefinition": "job"}, "TimeoutSeconds": 300, "End": true}}}
      """)
    let machine = try #require(loaded.machine)
    #expect(machine.stateNames == ["Run"])
    let state = try #require(machine.state("Run"))
    #expect(state.nameRange.start.column == 31)
    guard case .task(let task) = state.kind else { Issue.record("not a task"); return }
    #expect(task.target.runsECSTask)
    guard case .value(let timeout) = try #require(task.timeoutSeconds) else { Issue.record("no value"); return }
    #expect(timeout.value.integerValue == 300)
  }

  @Test func placeholdersStandAnywhereAndSubstitutionsKeepPlaces() throws {
    let text = """
      {"StartAt": "Hold", "States": {"Hold": {"Type": "Wait", "Seconds": ${Pause}, "Next": "Done"},
       "Done": {"Type": "Succeed", "Comment": "${Say}"}}}
      """
    let opaque = try #require(LoadingTests.load(text).machine)
    guard case .wait(.seconds(.expression(let seconds))) = opaque.state("Hold")?.kind else { Issue.record("no expression"); return }
    #expect(seconds.value == "${Pause}")
    let filled = try #require(LoadingTests.load(text, ["Pause": "12345678", "Say": "a \"b\""]).machine)
    guard case .wait(.seconds(.value(let number))) = filled.state("Hold")?.kind else { Issue.record("no value"); return }
    #expect(number.value.integerValue == 12_345_678)
    #expect(filled.state("Done")?.comment == "a \"b\"")
    #expect(filled.state("Done")?.nameRange == opaque.state("Done")?.nameRange)
    #expect(filled.state("Hold")?.node["Next"]?.range == opaque.state("Hold")?.node["Next"]?.range)
  }
}
