import JSON
import StatesLanguage
import Testing

/// Rules about ECS tasks and tokens that need more than one small definition.
@Suite struct ECSCheckTests {
  static func load(_ resource: String, _ parameters: String, _ more: String = "") -> LoadedDefinition {
    let text = #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::\#(resource)", "Parameters": \#(parameters)\#(more),
       "End": true}}}
      """#
    return StateMachine.load(bytes: Array(text.utf8), file: "m")
  }

  @Test func overridesHaveALimit() {
    func overrides(_ count: Int) -> [String] {
      let command = String(repeating: "x", count: count)
      let parameters = #"{"TaskDefinition": "job", "Overrides": {"ContainerOverrides": [{"Name": "c", "Command": ["\#(command)"]}]}}"#
      return ECSCheckTests.load("ecs:runTask.sync", parameters, #", "TimeoutSeconds": 60"#).diagnostics.map(\.message)
    }
    // {"ContainerOverrides":[{"Name":"c","Command":["…"]}]} has 52 characters around the command.
    let frame = #"{"ContainerOverrides":[{"Name":"c","Command":[""]}]}"#.count
    #expect(overrides(8_192 - frame) == [])
    #expect(overrides(8_193 - frame) == ["'Overrides' has 8193 characters; RunTask accepts at most 8192."])
  }

  @Test(
    arguments: [
      #"{"TaskDefinition": "job", "Group.$": "$$.Task.Token"}"#,
      #"{"TaskDefinition": "job", "Group.$": "States.Format('{}', $$.Task.Token)"}"#,
      #"{"TaskDefinition": "job", "Tags": [{"Key": "t", "Value.$": "$$['Task']['Token']"}]}"#,
      #"{"TaskDefinition": "job", "Group.$": "$$"}"#, #""${Parameters}""#,
    ])
  func aTokenThatIsPassedOnIsSeen(parameters: String) {
    let loaded = ECSCheckTests.load("ecs:runTask.waitForTaskToken", parameters, #", "HeartbeatSeconds": 60"#)
    #expect(loaded.diagnostics.isEmpty)
  }

  @Test func placeholdersAreNotJudged() {
    let parameters = #"""
      {"TaskDefinition": "${TaskDefinition}", "Overrides": {"ContainerOverrides": [{"Name": "c", "Command": ${Command},
       "Environment": [{"Name": "N", "Value": "${Value}"}]}]}, "LaunchType": ${Launch}}
      """#
    #expect(
      ECSCheckTests.load("ecs:runTask.sync", parameters, #", "TimeoutSeconds": ${Timeout}, "Retry": ["${Retrier}"]"#).diagnostics.isEmpty)
  }

  @Test func jsonataArgumentsAreCheckedToo() {
    let text = #"""
      {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync",
       "Arguments": {"TaskDefinition": "job", "Overrides": {"ContainerOverrides": [{"Name": "c", "command": "{% $states.input.c %}"}]}},
       "TimeoutSeconds": "{% 5 %}", "End": true}}}
      """#
    let loaded = StateMachine.load(bytes: Array(text.utf8), file: "m")
    #expect(loaded.diagnostics.map(\.fix) == ["Command"])
    #expect(loaded.diagnostics.map(\.pointer) == ["/States/A/Arguments/Overrides/ContainerOverrides/0/command"])
  }

  @Test func expressWorkflowsWaitForNobody() throws {
    let machine = try #require(ECSCheckTests.load("ecs:runTask.sync", #"{"TaskDefinition": "job"}"#).machine)
    #expect(
      machine.expressDiagnostics().map { $0.text(file: "m") } == [
        "m:1:63: error: State 'A' uses '.sync', which an Express workflow does not have. [NOT_IN_EXPRESS]"
      ])
    #expect(try #require(ECSCheckTests.load("ecs:runTask", #"{"TaskDefinition": "job"}"#).machine).expressDiagnostics().isEmpty)
  }
}
