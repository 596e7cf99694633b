import ExecutionSource
import JSON
import Testing

@Suite struct ServiceWriteTests {
  private let machine = "arn:aws:states:us-east-1:123456789012:stateMachine:m"
  private let execution = "arn:aws:states:us-east-1:123456789012:execution:m:run-1"

  @Test func everyWriteHasItsCommand() throws {
    let cases: [(CatalogAction, String)] = [
      (
        .start(machineArn: machine, name: "run-2", input: #"{"who":"it's me"}"#),
        #"aws stepfunctions start-execution --state-machine-arn \#(machine) --name run-2 --input '{"who":"it'\''s me"}'"#
      ),
      (
        .start(machineArn: machine, name: nil, input: "{}"), "aws stepfunctions start-execution --state-machine-arn \(machine) --input '{}'"
      ),
      (
        .stop(executionArn: execution, error: "By.Hand", cause: "too slow"),
        "aws stepfunctions stop-execution --execution-arn \(execution) --error By.Hand --cause 'too slow'"
      ),
      (.stop(executionArn: execution, error: "", cause: ""), "aws stepfunctions stop-execution --execution-arn \(execution)"),
      (.redrive(executionArn: execution), "aws stepfunctions redrive-execution --execution-arn \(execution)"),
      (
        .sendTaskSuccess(token: "secret", output: #"{"ok":true}"#),
        #"aws stepfunctions send-task-success --task-token •••••• --task-output '{"ok":true}'"#
      ),
      (
        .sendTaskFailure(token: "secret", error: "No", cause: "because"),
        "aws stepfunctions send-task-failure --task-token •••••• --error No --cause because"
      ),
      (.sendTaskHeartbeat(token: "secret"), "aws stepfunctions send-task-heartbeat --task-token ••••••"),
      (
        .stopTask(taskArn: "arn:aws:ecs:us-east-1:1:task/main/3f2c", reason: "stranded"),
        "aws ecs stop-task --cluster main --task arn:aws:ecs:us-east-1:1:task/main/3f2c --reason stranded"
      ),
      (.stopTask(taskArn: "arn:aws:ecs:us-east-1:1:task/3f2c", reason: ""), "aws ecs stop-task --task arn:aws:ecs:us-east-1:1:task/3f2c"),
      (
        .setMapRunConcurrency(mapRunArn: "arn:aws:states:us-east-1:1:mapRun:m/Each:1", 40),
        "aws stepfunctions update-map-run --map-run-arn arn:aws:states:us-east-1:1:mapRun:m/Each:1 --max-concurrency 40"
      ),
    ]
    for (action, command) in cases {
      let write = try ServiceWrite(action)
      #expect(write.command() == command)
      #expect(write.operation == action.operation)
    }
    #expect(
      try ServiceWrite(.sendTaskHeartbeat(token: "a+b/c=")).command("aws --profile prod --region eu-west-1", reveals: true)
        == "aws --profile prod --region eu-west-1 stepfunctions send-task-heartbeat --task-token 'a+b/c='")
    #expect(
      try ServiceWrite(.sendTaskSuccess(token: "t", output: #"{"password":"x"}"#)).command(masking: { _ in "masked" })
        == "aws stepfunctions send-task-success --task-token •••••• --task-output masked")
  }

  @Test func aSourcesWritesAreTheSame() throws {
    let identity = ExecutionIdentity(
      place: .remote(name: "x"), machineName: "m", executionName: "run-1", executionArn: execution, stateMachineArn: machine)
    #expect(
      try ServiceWrite(.stop(error: "E", cause: ""), of: identity) == ServiceWrite(.stop(executionArn: execution, error: "E", cause: "")))
    #expect(try ServiceWrite(.redrive, of: identity) == ServiceWrite(.redrive(executionArn: execution)))
    #expect(
      try ServiceWrite(.startNew(name: "n", input: "{}"), of: identity) == ServiceWrite(.start(machineArn: machine, name: "n", input: "{}"))
    )
    #expect(throws: SourceRefusal("this changes nothing at the endpoint")) { try ServiceWrite(.step, of: identity) }
    #expect(throws: SourceRefusal("this changes nothing at the endpoint")) { try ServiceWrite(CatalogAction.pollNow) }
  }

  @Test func onlyANamedStartMayBeSentTwice() throws {
    #expect(try ServiceWrite(.start(machineArn: machine, name: "n", input: "{}")).isIdempotent)
    #expect(try !ServiceWrite(.start(machineArn: machine, name: nil, input: "{}")).isIdempotent)
    #expect(try !ServiceWrite(.redrive(executionArn: execution)).isIdempotent)
  }

  @Test(arguments: [
    ("", "the execution's name is empty; give one, or leave it away for a name of the endpoint's"),
    (String(repeating: "n", count: 81), "the execution's name has 81 characters; Step Functions takes at most 80"),
    ("a b", "the execution's name holds white space, which Step Functions does not take in a name"),
    ("a/b", "the execution's name holds '/', which Step Functions does not take in a name"),
    ("a:b", "the execution's name holds ':', which Step Functions does not take in a name"),
    ("a\"b", "the execution's name holds '\"', which Step Functions does not take in a name"),
    ("a\u{7F}", "the execution's name holds '␡', which Step Functions does not take in a name"),
    ("a\u{1B}[2J", "the execution's name holds '␛', which Step Functions does not take in a name"),
  ]) func namesThatAreRefused(_ name: String, _ why: String) {
    #expect(throws: SourceRefusal(why)) { try ServiceWrite(.start(machineArn: machine, name: name, input: "{}")) }
  }

  @Test(arguments: ["run-1", "0c63f0f2-9d2c-4e9e-8e57-1f2f6a1b3c4d", "Größe_1.x", String(repeating: "é", count: 80), "name-(1)+=@'!"])
  func namesThatAreTaken(_ name: String) throws { _ = try ServiceWrite(.start(machineArn: machine, name: name, input: "{}")) }

  @Test func whatStepFunctionsWouldRefuse() {
    func refuses(_ action: CatalogAction, _ why: String) {
      #expect(throws: SourceRefusal(why)) { try ServiceWrite(action) }
    }
    let long = #""\#(String(repeating: "x", count: 262_143))""#
    refuses(.start(machineArn: machine, name: nil, input: long), "the input has 262145 bytes; Step Functions takes at most 262144")
    refuses(
      .start(machineArn: machine, name: nil, input: "{"),
      "the input is not JSON that Step Functions accepts: line 1, column 2: the text ends inside an object; a key was expected")
    refuses(.start(machineArn: "", name: nil, input: "{}"), "the ARN of the state machine is not known")
    refuses(.sendTaskSuccess(token: "", output: "{}"), "no task token is given")
    refuses(.sendTaskSuccess(token: "t", output: long), "the output has 262145 bytes; Step Functions takes at most 262144")
    refuses(
      .sendTaskHeartbeat(token: String(repeating: "x", count: 2_049)), "a task token has at most 2048 characters; this is something else")
    refuses(
      .sendTaskFailure(token: "t", error: String(repeating: "x", count: 257), cause: ""),
      "the error has 257 bytes; Step Functions takes at most 256")
    refuses(
      .stop(executionArn: execution, error: "", cause: String(repeating: "x", count: 32_769)),
      "the cause has 32769 bytes; Step Functions takes at most 32768")
    refuses(.stopTask(taskArn: "3f2c", reason: ""), "'3f2c' is not the ARN of an ECS task")
    refuses(
      .stopTask(taskArn: "arn:aws:ecs:us-east-1:1:task/main/1", reason: String(repeating: "x", count: 1_025)),
      "the reason has 1025 bytes; ECS shows at most 1024")
    refuses(
      .setMapRunConcurrency(mapRunArn: "arn:aws:states:us-east-1:1:mapRun:m/Each:1", -1),
      "a Map Run runs 1 or more child executions at a time, or 0 for no limit; not -1")
  }

  @Test func wordsAreQuotedForAShell() {
    #expect(Shell.quoted("plain-1_./:=,@") == "plain-1_./:=,@")
    #expect(Shell.quoted("") == "''")
    #expect(Shell.quoted("a b") == "'a b'")
    #expect(Shell.quoted("$(rm -rf /)") == "'$(rm -rf /)'")
    #expect(Shell.quoted("it's") == "'it'\\''s'")
    #expect(Shell.quoted("ü") == "'ü'")
  }
}
