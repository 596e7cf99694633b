import JSON
import StatesLanguage
import Testing

/// What is said of Tasks, above all those that run ECS tasks.
@Suite struct TaskTextTests {
  @Test(arguments: cases) func saysExactly(_ sample: TextCase) { sample.check() }

  static let cases = [
    TextCase(
      "handlers",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", \#
      "Retry": [
      {"ErrorEquals": ["States.ALL", "X"]},
      {"ErrorEquals": [], "BackoffRate": 0.5},
      {"ErrorEquals": ["States.Timeot"], "JitterStrategy": "Full"}], "Catch": [{"ErrorEquals": ["X"]}], "End": true}}}
      """#,
      #"""
      2:18: error: "States.ALL" must stand alone in 'ErrorEquals' of retrier 0 of 'A'. [STATES_ALL_NOT_ALONE]
      2:18: error: Retrier 0 of 'A' has "States.ALL", so nothing behind it can match; it must be the last. \#
      [STATES_ALL_NOT_LAST]
      3:17: error: 'ErrorEquals' of retrier 1 of 'A' is empty; name an error or "States.ALL". [EMPTY_LIST]
      3:36: error: 'BackoffRate' must be between 1 and 1000000, but is 0.5. [OUT_OF_RANGE]
      4:18: warning: 'States.Timeot' is not one of the errors named 'States.…'; did you mean 'States.Timeout'? \#
      [UNKNOWN_ERROR_NAME] => "States.Timeout"
      4:54: error: 'JitterStrategy' must be 'FULL' or 'NONE', but is 'Full'. [WRONG_VALUE] => "FULL"
      4:74: error: Catcher 0 of 'A' has no 'Next'. [MISSING_FIELD]
      """#),
    TextCase(
      "task",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "f", "TimeoutSeconds": 5, "HeartbeatSeconds": 5, \#
      "Credentials": {}, "End": true}}}
      """#,
      #"""
      1:63: warning: 'Resource' is 'f', but Step Functions runs only what an ARN names. [BAD_RESOURCE]
      1:109: error: 'HeartbeatSeconds' (5) must be less than 'TimeoutSeconds' (5). [HEARTBEAT_TOO_LONG]
      1:127: warning: 'Credentials' has no 'RoleArn'. [MISSING_FIELD]
      """#),
    TextCase(
      "not optimised",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::ecs:describeTasks", "End": true}}}
      """#,
      #"""
      1:63: error: 'describeTasks' is not an optimised action of ecs, only 'runTask' is; call it as \#
      'arn:aws:states:::aws-sdk:ecs:describeTasks'. [UNKNOWN_INTEGRATION] => "arn:aws:states:::aws-sdk:ecs:describeTasks"
      """#),
    TextCase(
      "sync2",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync:2", "End": true}}}
      """#,
      #"""
      1:51: note: State 'A' has no 'TimeoutSeconds': if the job never ends, '.sync:2' waits for it for up to a year. [SYNC_WITHOUT_TIMEOUT]
      1:63: error: ecs:runTask has no '.sync:2'; write '.sync'. [UNKNOWN_INTEGRATION] => "arn:aws:states:::ecs:runTask.sync"
      """#),
    TextCase(
      "camel",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "End": true, \#
      "Parameters": {"taskDefinition": "job", "Overrides": {"containerOverrides": [{"name": "c"}]}}}}}
      """#,
      #"""
      1:51: note: State 'A' has no 'TimeoutSeconds': if the job never ends, '.sync' waits for it for up to a year. [SYNC_WITHOUT_TIMEOUT]
      1:128: error: 'taskDefinition' must be written 'TaskDefinition': Step Functions writes the parameters of ecs:runTask \#
      in PascalCase. [ECS_PARAMETER_CASE] => TaskDefinition
      1:167: error: 'containerOverrides' must be written 'ContainerOverrides': Step Functions writes the parameters of \#
      ecs:runTask in PascalCase. [ECS_PARAMETER_CASE] => ContainerOverrides
      1:191: error: 'name' must be written 'Name': Step Functions writes the parameters of ecs:runTask in PascalCase. \#
      [ECS_PARAMETER_CASE] => Name
      """#),
    TextCase(
      "no task definition",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "End": true, \#
      "Parameters": {"Cluster": "c", "Clutser": "d"}}}}
      """#,
      #"""
      1:51: note: State 'A' has no 'TimeoutSeconds': if the job never ends, '.sync' waits for it for up to a year. [SYNC_WITHOUT_TIMEOUT]
      1:127: error: 'Parameters' of ecs:runTask has no 'TaskDefinition'. [MISSING_FIELD]
      1:144: warning: 'Clutser' is not a parameter that RunTask has here; did you mean 'Cluster'? [ECS_UNKNOWN_PARAMETER] \#
      => Cluster
      """#),
    TextCase(
      "launch",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "End": true, \#
      "Parameters": {"TaskDefinition": "job", "LaunchType": "FARGATE", "CapacityProviderStrategy": []}}}}
      """#,
      #"""
      1:51: note: State 'A' has no 'TimeoutSeconds': if the job never ends, '.sync' waits for it for up to a year. [SYNC_WITHOUT_TIMEOUT]
      1:178: error: 'Parameters' has 'LaunchType' and 'CapacityProviderStrategy'; only one of them may stand. \#
      [EXCLUSIVE_FIELDS]
      """#),
    TextCase(
      "container role",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "End": true, \#
      "Parameters": {"TaskDefinition": "job", "Overrides": {"ContainerOverrides": [{"Name": "c", "TaskRoleArn": "r"}]}}}}}
      """#,
      #"""
      1:51: note: State 'A' has no 'TimeoutSeconds': if the job never ends, '.sync' waits for it for up to a year. [SYNC_WITHOUT_TIMEOUT]
      1:204: error: A container override cannot have 'TaskRoleArn'; a role belongs to the whole task. \#
      [ECS_ROLE_IN_CONTAINER_OVERRIDE]
      """#),
    TextCase(
      "task role",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "End": true, \#
      "Parameters": {"TaskDefinition": "job", "Overrides": {"TaskRoleArn": "r"}}}}}
      """#,
      #"""
      1:51: note: State 'A' has no 'TimeoutSeconds': if the job never ends, '.sync' waits for it for up to a year. [SYNC_WITHOUT_TIMEOUT]
      1:167: warning: 'TaskRoleArn' in 'Overrides' replaces a role of the task definition: the machine's role needs \#
      iam:PassRole on it. [ECS_ROLE_OVERRIDE]
      """#),
    TextCase(
      "command text",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "End": true, \#
      "Parameters": {"TaskDefinition": "job", "Overrides": {"ContainerOverrides": [{"Name": "c", "Command": \#
      "$.commands"}]}}}}}
      """#,
      #"""
      1:51: note: State 'A' has no 'TimeoutSeconds': if the job never ends, '.sync' waits for it for up to a year. [SYNC_WITHOUT_TIMEOUT]
      1:215: error: 'Command' must be a list of strings, but is a string; a path needs the key 'Command.$'. \#
      [ECS_COMMAND_NOT_STRINGS] => "Command.$": "$.commands"
      """#),
    TextCase(
      "command number",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "End": true, \#
      "Parameters": {"TaskDefinition": "job", "Overrides": {"ContainerOverrides": [{"Name": "c", "Command": ["run", \#
      3]}]}}}}}
      """#,
      #"""
      1:51: note: State 'A' has no 'TimeoutSeconds': if the job never ends, '.sync' waits for it for up to a year. [SYNC_WITHOUT_TIMEOUT]
      1:223: error: 'Command' must be a list of strings, but holds a number. [ECS_COMMAND_NOT_STRINGS] => "3"
      """#),
    TextCase(
      "environment",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "End": true, \#
      "Parameters": {"TaskDefinition": "job", "Overrides": {"ContainerOverrides": [{"Name": "c", "Environment": [{"Name": \#
      "N", "Value": 3}]}]}}}}}
      """#,
      #"""
      1:51: note: State 'A' has no 'TimeoutSeconds': if the job never ends, '.sync' waits for it for up to a year. [SYNC_WITHOUT_TIMEOUT]
      1:243: error: The value of the environment variable 'N' must be a string, but is a number. \#
      [ECS_ENVIRONMENT_NOT_STRING] => "3"
      """#),
    TextCase(
      "no container name",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "End": true, \#
      "Parameters": {"TaskDefinition": "job", "Overrides": {"ContainerOverrides": [{"Command": []}]}}}}}
      """#,
      #"""
      1:51: note: State 'A' has no 'TimeoutSeconds': if the job never ends, '.sync' waits for it for up to a year. [SYNC_WITHOUT_TIMEOUT]
      1:190: error: A container override has no 'Name'. [MISSING_FIELD]
      """#),
    TextCase(
      "prefix",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "Parameters": \#
      {"TaskDefinition": "job"}, "Retry": [{"ErrorEquals": ["Ecs.ServerException"]}], "End": true}}}
      """#,
      #"""
      1:51: note: State 'A' has no 'TimeoutSeconds': if the job never ends, '.sync' waits for it for up to a year. [SYNC_WITHOUT_TIMEOUT]
      1:168: warning: 'Ecs.ServerException' never matches: errors of ecs:runTask begin with 'ECS.'; write \#
      'ECS.ServerException'. [ECS_ERROR_PREFIX] => "ECS.ServerException"
      """#),
    TextCase(
      "token",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", \#
      "Parameters": {"QueueUrl": "q", "MessageBody.$": "$.m"}, "End": true}}}
      """#,
      #"""
      1:51: note: State 'A' has neither 'HeartbeatSeconds' nor 'TimeoutSeconds': if nobody returns the token, it waits for \#
      up to a year. [CALLBACK_WITHOUT_TIMEOUT]
      1:116: warning: State 'A' waits for its task token, but nothing in 'Parameters' passes the token on; add \#
      '$$.Task.Token'. [TOKEN_NOT_PASSED]
      """#),
    TextCase(
      "error name of a Fail state",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", \#
      "Retry": [{"ErrorEquals": ["States.Custom"]}], "End": true}}}
      """#,
      #"""
      1:142: warning: 'States.Custom' is not one of the errors named 'States.…'; Step Functions raises no such error \#
      itself. [UNKNOWN_ERROR_NAME]
      """#),
  ]
}
