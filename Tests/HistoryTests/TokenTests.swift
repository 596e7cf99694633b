import History
import JSON
import TestSupport
import Testing
import Time

@Suite struct TokenTests {
  static let token = "AQCwAAAAKgAAAAMAAAAAAAAAA" + String(repeating: "bC+/9", count: 60) + "=xyz"

  @Test func thePlaceThatTheTemplateNamesIsRead() {
    let definition: JSONValue = [
      "States": [
        "Job": [
          "Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.waitForTaskToken",
          "Parameters": [
            "Overrides": ["ContainerOverrides": [["Name": "app", "Environment": [["Name": "TASK_TOKEN", "Value.$": "$$.Task.Token"]]]]]
          ],
        ],
        "Query": [
          "Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
          "Arguments": ["MessageBody": ["Whole": "{% $states.context.Task.Token %}", "Part": "{% 'x' & $states.context.Task.Token %}"]],
        ],
      ]
    ]
    let facts = MachineFacts(definition: definition)
    let pointer = JSONPointer(["Overrides", "ContainerOverrides", "0", "Environment", "0", "Value"])
    #expect(facts.states["Job"]?.tokens == [TokenPlace(pointer: pointer, isWhole: true)])
    #expect(facts.states["Query"]?.tokens.map(\.isWhole) == [true, false])
    let parameters = #"{"Overrides":{"ContainerOverrides":[{"Name":"app","Environment":[{"Name":"TASK_TOKEN","Value":"0b5c-uuid"}]}]}}"#
    #expect(TokenFinder.token(in: parameters, at: facts.states["Job"]?.tokens ?? []) == "0b5c-uuid")
    #expect(TokenFinder.token(in: parameters, at: []) == nil)
  }

  @Test func withoutAPlaceWhatLooksLikeATokenIsFound() {
    #expect(TokenFinder.token(in: #"{"a":["x",{"b":"see ID=,\#(Self.token), soon"}]}"#, at: []) == Self.token)
    #expect(TokenFinder.token(in: #"{"a":"\#(Self.token.prefix(199))"}"#, at: []) == nil)
    #expect(TokenFinder.token(in: "not JSON", at: []) == nil)
  }

  @Test func aPendingTokenGoesWhenItsTaskEnds() throws {
    var made = MadeUp()
    made.started()
    let entered = made.enter(.taskStateEntered, "Job", after: 0)
    let scheduled = made.schedule(
      "runTask.waitForTaskToken", after: entered, at: 1, parameters: #"{"t":"\#(Self.token)"}"#, timeout: 100, heartbeat: 10)
    let pending = try #require(made.index().pendingTokens(in: made.log).first)
    #expect(pending.token == Self.token)
    #expect(pending.scheduledEvent == scheduled)
    #expect(pending.deadline == .at(MadeUp.at(101)))
    #expect(pending.heartbeatSeconds == 10)
    made.fail(.taskTimedOut, after: scheduled, at: 101, error: "States.Timeout")
    #expect(made.index().pendingTokens(in: made.log).isEmpty)
  }

  @Test(arguments: [
    #"{"Token":"\#(token)"}"#, #"{"TaskToken":"0b5c1111-uuid"}"#, #"[{"Name":"TASK_TOKEN","Value":"0b5c1111-uuid"}]"#,
    #"{"a":{"body":"{\"TaskToken\":\"0b5c1111-uuid\"}"}}"#, "\"\(token)\"", "{\"x\":\"look \(token)\"}", "{\"token\":[\"0b5c1111-uuid\"]}",
  ])
  func noPreviewShowsAToken(json: String) {
    let preview = JSONPreview.text(json, limit: 400)
    #expect(!preview.contains("0b5c1111"))
    #expect(!preview.contains("AQCw"))
  }

  @Test func aPreviewIsOneShortLine() {
    #expect(JSONPreview.text("{\n  \"a\" : [1, 2],\n \"b\": \"x\"}") == #"{"a":[1,2],"b":"x"}"#)
    #expect(JSONPreview.text(String(repeating: "[", count: 1_000), limit: 10) == "[[[[[[[[[[…")
    #expect(JSONPreview.text("\"\u{1B}[31m\u{202E}\"") == "\"␛[31m‹U+202E›\"")
    #expect(JSONPreview.text("{\"a\":\"\(String(repeating: "x", count: 60))\"}") == "{\"a\":\"\(String(repeating: "x", count: 40))…\"}")
    #expect(JSONPreview.text("") == "")
    #expect(JSONPreview.text("{\"a\\") == "{\"a\\\"")
  }
}
