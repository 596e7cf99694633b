import JSON
import StatesLanguage
import Testing

@Suite struct YAMLTests {
  static func load(_ text: String) -> LoadedDefinition { StateMachine.load(bytes: Array(text.utf8), file: "machine.yaml") }

  @Test func yamlGivesTheMachineThatJSONGives() throws {
    let loaded = YAMLTests.load(
      """
      # What runs at night
      StartAt: Run
      States:
        Run:
          Type: Task
          Resource: arn:aws:states:::ecs:runTask.sync
          Parameters:
            TaskDefinition: 'job'
            Overrides:
              ContainerOverrides:
              - Name: main
                Command: [run, "--fast", 'yes', no]
                Memory: 512
          TimeoutSeconds: 300
          Next: Done
        Done: {Type: Succeed, Comment: ~}
      """)
    #expect(loaded.diagnostics.map(\.message) == ["'Comment' must be a string, but is null."])
    let fixed = YAMLTests.load(
      """
      StartAt: Run
      States:
        Run: {Type: Task, Resource: 'arn:aws:states:::ecs:runTask.sync', Parameters: {TaskDefinition: job, Count: 1}, End: true}
      """)
    let state = try #require(fixed.machine?.state("Run"))
    #expect(state.nameRange.start.line == 3)
    #expect(state.nameRange.start.column == 3)
    #expect(state.nameRange.end.column == 6)
    #expect(state.parameters?.node.value == ["TaskDefinition": "job", "Count": 1])
  }

  @Test func placesAreThoseOfTheText() {
    let loaded = YAMLTests.load("StartAt: Ä\nStates:\n  Ä:\n    Type: Pass\n    Ünd: 1\n    Next: \"B\"\n")
    #expect(
      loaded.diagnostics.map { $0.text(file: "m") } == [
        "m:5:5: error: State 'Ä' (Pass) has the unknown field 'Ünd'; did you mean 'End'? [UNKNOWN_FIELD]",
        "m:6:11: error: 'Next' of state 'Ä' names the state 'B', which does not exist; did you mean 'Ä'? [UNKNOWN_STATE]",
      ])
  }

  @Test func anchorsAndMergeKeysAreFollowed() throws {
    let loaded = YAMLTests.load(
      """
      StartAt: A
      States:
        A: &task
          Type: Task
          Resource: arn:aws:lambda:us-east-1:123456789012:function:f
          Retry: [{ErrorEquals: [States.ALL]}]
          Next: B
        B:
          <<: *task
          Next: C
        C: {Type: Succeed}
      """)
    let state = try #require(loaded.machine?.state("B"))
    #expect(state.retriers.count == 1)
    guard case .next(let next) = state.transition else { Issue.record("no Next"); return }
    #expect(next.value == "C")
  }

  @Test func cloudFormationTagsArePlaceholders() throws {
    let loaded = YAMLTests.load(
      """
      StartAt: A
      States:
        A:
          Type: Task
          Resource: !GetAtt Function.Arn
          TimeoutSeconds: !Ref Limit
          Parameters: {Name: !Sub 'job-${Stage}'}
          End: true
      """)
    #expect(loaded.diagnostics.isEmpty)
    let state = try #require(loaded.machine?.state("A"))
    guard case .task(let task) = state.kind else { Issue.record("not a task"); return }
    #expect(task.resource.value == "${Function.Arn}")
    #expect(state.parameters?.node.value == ["Name": "job-${Stage}"])
  }

  @Test func numbersKeepTheirKind() throws {
    let loaded = YAMLTests.load(
      "StartAt: A\nStates:\n  A: {Type: Pass, End: true, Result: [1, 1.0, 010, .5, 1e3, '1', 0x1F, yes, True, 2030-01-01]}\n")
    guard case .pass(let result) = try #require(loaded.machine?.state("A")).kind else { Issue.record("not a Pass"); return }
    #expect(result?.node.value == [1, 1.0, 10, 0.5, 1000, "1", "0x1F", "yes", true, "2030-01-01"])
  }
}
