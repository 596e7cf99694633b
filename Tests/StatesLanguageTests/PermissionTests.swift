import JSON
import StatesLanguage
import Testing

@Suite struct PermissionTests {
  static func statements(_ states: String) throws -> [PolicyStatement] {
    let text = #"{"StartAt": "A", "States": {\#(states)}}"#
    let loaded = StateMachine.load(bytes: Array(text.utf8), file: "m")
    return Permissions.permissions(for: try #require(loaded.machine), account: "111122223333", region: "eu-west-1")
  }

  static func task(_ resource: String, _ parameters: String = "{}") -> String {
    #""A": {"Type": "Task", "Resource": "\#(resource)", "Parameters": \#(parameters), "End": true}"#
  }

  @Test func aJobRunInECS() throws {
    let statements = try PermissionTests.statements(
      PermissionTests.task("arn:aws:states:::ecs:runTask.sync", #"{"TaskDefinition": "job"}"#))
    #expect(
      Permissions.text(statements) == """
        The state machine's role

          RunTask
            allow  ecs:RunTask
            on     arn:aws:ecs:eu-west-1:111122223333:task-definition/job:*
            why    State 'A' needs it to run the task definition 'job'.

          WatchTask
            allow  ecs:StopTask, ecs:DescribeTasks
            on     *
            why    State 'A' needs it to wait for the task and stop it when the state is aborted.

          ManageRule
            allow  events:PutTargets, events:PutRule, events:DescribeRule
            on     arn:aws:events:eu-west-1:111122223333:rule/StepFunctionsGetEventsForECSTaskRule
            why    State 'A' needs it to learn at once that the task has stopped.

          PassRole
            allow  iam:PassRole
            on     arn:aws:iam::111122223333:role/*
            when   iam:PassedToService StringEquals ecs-tasks.amazonaws.com
            why    State 'A' needs it to hand the task its task role and execution role; \
        narrow it to the roles of the task definition and of 'Overrides'.

        """)
  }

  @Test func theTokenIsAnsweredByAnotherRole() throws {
    let statements = try PermissionTests.statements(
      PermissionTests.task("arn:aws:states:::ecs:runTask.waitForTaskToken", #"{"TaskDefinition.$": "$.d", "Group.$": "$$.Task.Token"}"#))
    #expect(statements.map(\.sid) == ["RunTask", "PassRole", "AnswerTaskToken"])
    #expect(statements.first?.resources == ["arn:aws:ecs:eu-west-1:111122223333:task-definition/*:*"])
    #expect(statements.last?.holder == .worker)
    #expect(statements.last?.actions == ["states:SendTaskSuccess", "states:SendTaskFailure", "states:SendTaskHeartbeat"])
    #expect(
      Permissions.json(statements).compact
        == #"{"Version":"2012-10-17","Statement":[{"Sid":"RunTask","Effect":"Allow","Action":["ecs:RunTask"],"#
        + #""Resource":["arn:aws:ecs:eu-west-1:111122223333:task-definition/*:*"]},{"Sid":"PassRole","Effect":"Allow","#
        + #""Action":["iam:PassRole"],"Resource":["arn:aws:iam::111122223333:role/*"],"#
        + #""Condition":{"StringEquals":{"iam:PassedToService":"ecs-tasks.amazonaws.com"}}}]}"#)
  }

  @Test func equalNeedsAreOneStatement() throws {
    let function = "arn:aws:lambda:eu-west-1:111122223333:function:f"
    let statements = try PermissionTests.statements(
      #""A": {"Type": "Task", "Resource": "\#(function)", "Next": "B"}, "B": {"Type": "Task", "Resource": "\#(function)", "End": true}"#)
    #expect(statements.map(\.reason) == ["States 'A' and 'B' need it to call the function."])
    #expect(statements.map(\.resources) == [[function, function + ":*"]])
  }

  @Test(
    arguments: [
      ("lambda:invoke", #"{"FunctionName": "f"}"#, "lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111122223333:function:f"),
      ("sns:publish", #"{"TopicArn": "arn:aws:sns:eu-west-1:1:t"}"#, "sns:Publish", "arn:aws:sns:eu-west-1:1:t"),
      (
        "sqs:sendMessage", #"{"QueueUrl": "https://sqs.us-east-2.amazonaws.com/444455556666/q"}"#, "sqs:SendMessage",
        "arn:aws:sqs:us-east-2:444455556666:q"
      ),
      ("dynamodb:putItem", #"{"TableName": "t"}"#, "dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/t"),
      ("events:putEvents", #"{"Entries": [{}]}"#, "events:PutEvents", "arn:aws:events:eu-west-1:111122223333:event-bus/default"),
      ("aws-sdk:cloudwatchlogs:createLogStream", "{}", "logs:CreateLogStream", "*"),
      ("aws-sdk:s3:listObjectsV2", "{}", "s3:ListBucket", "*"),
      ("glue:startJobRun.sync", "{}", "glue:StartJobRun", "*"),
    ])
  func services(resource: String, parameters: String, action: String, on: String) throws {
    let statements = try PermissionTests.statements(PermissionTests.task("arn:aws:states:::" + resource, parameters))
    #expect(statements.first?.actions == [action])
    #expect(statements.first?.resources.first == on)
  }

  @Test func aChildExecutionIsWatched() throws {
    let machine = "arn:aws:states:eu-west-1:111122223333:stateMachine:child"
    let statements = try PermissionTests.statements(
      PermissionTests.task("arn:aws:states:::states:startExecution.sync:2", #"{"StateMachineArn": "\#(machine)"}"#))
    #expect(statements.map(\.sid) == ["StartExecution", "WatchExecution", "ManageRule"])
    #expect(statements[1].resources == ["arn:aws:states:eu-west-1:111122223333:execution:child:*"])
    #expect(
      statements[2].resources == ["arn:aws:events:eu-west-1:111122223333:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"])
  }

  @Test func aMachineThatCallsNothingNeedsNothing() throws {
    #expect(
      Permissions.text(try PermissionTests.statements(#""A": {"Type": "Succeed"}"#))
        == "The machine calls nothing; its role needs no permissions.\n")
  }
}
