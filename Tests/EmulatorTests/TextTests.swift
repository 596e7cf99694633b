import Emulator
import Foundation
import Hosting
import JSON
import Store
import Testing
import Time

/// What refusals say, to the letter.
struct TextTests {
  private static let role: JSONValue = "arn:aws:iam::123456789012:role/any"

  private func message(_ operation: APIOperation, _ request: JSONValue) async throws -> String {
    let local = try await LocalAPI()
    defer { Task { await local.end() } }
    switch await local.call(operation, request) {
    case .success(let value): return value.compact
    case .failure(let error): return "\(error.code): \(error.message)"
    }
  }

  @Test(arguments: [
    ("", "Invalid execution input."), ("  \n", "Invalid execution input."),
    ("not some json", "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"),
    ("nul", "Unrecognized token 'nul': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"),
    ("{'a'", "Unexpected character (''' (code 39)): was expecting double-quote to start field name"),
    (#"{"a" 1}"#, "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value"),
    (#"{"a":1 "b""#, "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries"),
    ("[1 2]", "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries"),
    (
      "[,",
      "Unexpected character (',' (code 44)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
    ),
    ("\"a", "Unexpected end-of-input in VALUE_STRING"),
    ("[01]", "Invalid numeric value: Leading zeroes not allowed"),
    (#""\x""#, "Unrecognized character escape 'x' (code 120)"),
    (
      "[1", "Unexpected end-of-input: expected close marker for Array (start marker at [Source: (String)\"[1\"; line: 1, column: 1])"
    ),
    (
      "\"\u{1}\"",
      "Illegal unquoted character ((CTRL-CHAR, code 1)): has to be escaped using backslash to be included in string value"
    ),
  ])
  func inputsThatAreNoJSONAreToldAsJavaTellsThem(input: String, why: String) async throws {
    let local = try await LocalAPI()
    _ = await local.call(.createStateMachine, ["name": "a", "roleArn": TextTests.role, "definition": .string(CorpusScenario.pass)])
    let answer = await local.call(
      .startExecution, ["stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:a", "input": .string(input)])
    #expect(answer == .failure(APIError("InvalidExecutionInput", "Invalid State Machine Execution Input: '\(why)'")))
    await local.end()
  }

  @Test func shapesAreToldAsTheServiceTellsThem() async throws {
    #expect(
      try await message(.createStateMachine, ["name": "", "type": "FAST"])
        == "ValidationException: 4 validation errors detected: Value '' at 'name' failed to satisfy constraint: Member must have length "
        + "greater than or equal to 1; Value 'FAST' at 'type' failed to satisfy constraint: Member must satisfy enum value set: "
        + "[STANDARD, EXPRESS]; Value null at 'definition' failed to satisfy constraint: Member must not be null; Value null at 'roleArn' "
        + "failed to satisfy constraint: Member must not be null")
    #expect(
      try await message(.listStateMachines, ["maxResults": "5"]) == "SerializationException: STRING_VALUE cannot be converted to Integer")
    #expect(try await message(.listStateMachines, ["nextToken": 5]) == "SerializationException: NUMBER_VALUE cannot be converted to String")
    #expect(
      try await message(.listStateMachines, ["maxResults": -1])
        == "ValidationException: 1 validation error detected: Value '-1' at 'maxResults' failed to satisfy constraint: Member must have "
        + "value greater than or equal to 0")
    #expect(try await message(.listStateMachines, ["nextToken": "AAAAabcd"]) == "InvalidToken: Invalid Token: 'Invalid token'")
    #expect(
      try await message(.describeExecution, ["executionArn": "arn:aws:states:us-east-1:1:stateMachine:a"])
        == "InvalidArn: Invalid Arn: 'Resource type not valid in this context: stateMachine'")
    #expect(try await message(.sendTaskHeartbeat, ["taskToken": "x"]) == "InvalidToken: Invalid Token: 'Invalid token'")
  }

  @Test func definitionsAreToldAsTheServiceTellsThem() async throws {
    func create(_ definition: String, express: Bool = false) async throws -> String {
      try await message(
        .createStateMachine,
        ["name": "a", "roleArn": TextTests.role, "definition": .string(definition), "type": express ? "EXPRESS" : "STANDARD"])
    }
    let prefix = "InvalidDefinition: Invalid State Machine Definition: "
    #expect(
      try await create(#"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"}}}"#)
        == prefix + "'MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next'")
    #expect(try await create("[]") == prefix + "'SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object'")
    #expect(
      try await create("StartAt: A")
        == prefix + "'INVALID_JSON_DESCRIPTION: Unrecognized token 'StartAt': was expecting (JSON String, Number, Array, Object or token "
        + "'null', 'true' or 'false')\n at [Source: (String)\"StartAt: A\"; line: 1, column: 8]'")
    #expect(
      try await create(
        #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","End":true,"#
          + #""Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"}}}}"#, express: true)
        == prefix + "'SCHEMA_VALIDATION_FAILED: Express state machine does not support '.waitForTaskToken' service integration at "
        + "/States/A/Resource'")
  }

  /// What was made is there after the process has gone.
  @Test func resourcesOutliveTheServer() async throws {
    let folder = StoreFolder(FileManager.default.temporaryDirectory.appendingPathComponent("stepscope-api-\(UUID().uuidString)").path)
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    let machine = "arn:aws:states:us-east-1:123456789012:stateMachine:a"
    let wall = FakeWall()
    // One server's life: opened, asked, closed.
    func serve(_ requests: [(APIOperation, JSONValue)]) async throws -> [JSONValue] {
      var settings = HostSettings()
      settings.clock = wall
      let host = try await ExecutionHost(folder, settings)
      let api = await StepFunctionsAPI(host: host, place: .init(), access: AccessPolicy(host: "127.0.0.1"), now: { wall.now })
      var answers: [JSONValue] = []
      for (operation, request) in requests {
        answers.append(try JSONValue(parsing: await api.perform(operation, body: Array(request.compact.utf8))))
      }
      await host.close()
      return answers
    }
    let questions: [(APIOperation, JSONValue)] = [
      (.describeStateMachine, ["stateMachineArn": .string(machine)]), (.describeStateMachine, ["stateMachineArn": .string(machine + ":1")]),
      (.describeStateMachineAlias, ["stateMachineAliasArn": .string(machine + ":live")]), (.listActivities, [:]),
      (.listTagsForResource, ["resourceArn": .string(machine)]), (.listStateMachineVersions, ["stateMachineArn": .string(machine)]),
    ]
    let before = try await serve(
      [
        (
          .createStateMachine,
          [
            "name": "a", "roleArn": TextTests.role, "definition": .string(CorpusScenario.pass), "publish": true,
            "versionDescription": "one", "tags": [["key": "k", "value": "v"]],
          ]
        ),
        (.updateStateMachine, ["stateMachineArn": .string(machine), "roleArn": "arn:aws:iam::1:role/other"]),
        (
          .createStateMachineAlias,
          ["name": "live", "routingConfiguration": [["stateMachineVersionArn": .string(machine + ":1"), "weight": 100]]]
        ), (.createActivity, ["name": "work"]),
      ] + questions
    ).suffix(questions.count)
    #expect(try await serve(questions) == Array(before))
    // Numbers of versions are not given twice.
    _ = try await serve([
      (.publishStateMachineVersion, ["stateMachineArn": .string(machine)]),
      (.deleteStateMachineVersion, ["stateMachineVersionArn": .string(machine + ":2")]),
    ])
    let again = try await serve([(.publishStateMachineVersion, ["stateMachineArn": .string(machine)])])
    #expect(again[0]["stateMachineVersionArn"] == .string(machine + ":3"))
  }

  /// Pages neither lose nor repeat an execution, though others start between them.
  @Test func pagesOfExecutionsGoOnWhereTheyWere() async throws {
    let local = try await LocalAPI()
    let machine: JSONValue = "arn:aws:states:us-east-1:123456789012:stateMachine:a"
    _ = await local.call(.createStateMachine, ["name": "a", "roleArn": TextTests.role, "definition": .string(CorpusScenario.pass)])
    func start(_ name: String) async { _ = await local.call(.startExecution, ["stateMachineArn": machine, "name": .string(name)]) }
    for at in 0..<10 { await start("e\(at)") }
    await local.host.settle()
    var names: [String] = []
    var token: JSONValue?
    repeat {
      var request: JSONObject = ["stateMachineArn": machine, "maxResults": 3]
      request["nextToken"] = token
      let page = try await local.call(.listExecutions, .object(request)).get()
      names += (page["executions"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
      token = page["nextToken"]
      await start("late\(names.count)")
      await local.host.settle()
    } while token != nil
    #expect(names == (0..<10).reversed().map { "e\($0)" })
    await local.end()
  }

  /// A history read backwards while it grows loses and repeats nothing.
  @Test func pagesOfHistoriesGoOnWhereTheyWere() async throws {
    let local = try await LocalAPI()
    let definition =
      #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"W"},"#
      + #""W":{"Type":"Wait","Seconds":60,"Next":"B"},"B":{"Type":"Pass","End":true}}}"#
    _ = await local.call(.createStateMachine, ["name": "a", "roleArn": TextTests.role, "definition": .string(definition)])
    let started = try await local.call(.startExecution, ["stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:a"]).get()
    await local.host.settle()
    let execution = started["executionArn"] ?? .null
    func ids(_ page: JSONValue) -> [Int] { (page["events"]?.arrayValue ?? []).compactMap { $0["id"]?.integerValue } }
    let first = try await local.call(.getExecutionHistory, ["executionArn": execution, "reverseOrder": true, "maxResults": 2]).get()
    #expect(ids(first) == [4, 3])
    local.wall.advance(by: .seconds(61))
    await local.host.settle()
    let second = try await local.call(
      .getExecutionHistory,
      ["executionArn": execution, "reverseOrder": true, "maxResults": 2, "nextToken": first["nextToken"] ?? .null]
    ).get()
    #expect(ids(second) == [2, 1] && second["nextToken"] == nil)
    // The token is this list's alone.
    let other = await local.call(.getExecutionHistory, ["executionArn": execution, "nextToken": first["nextToken"] ?? .null])
    #expect(other == .failure(APIError("InvalidToken", "Invalid Token: 'Invalid token'")))
    let all = try await local.call(.getExecutionHistory, ["executionArn": execution]).get()
    #expect(ids(all) == Array(1...8))
    await local.end()
  }
}
