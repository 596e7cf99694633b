import Engine
import JSON
import StatesLanguage
import Tasks
import Testing

/// Step Functions checks `apigateway:invoke` itself, before anything is sent.
@Suite struct APIGatewayTests {
  @Test(
    arguments: [
      (#"{"Headers":{"h":"v"}}"#, "Headers"), (#"{"Headers":["h"]}"#, "Headers"), (#"{"Headers":{"h":[1]}}"#, "Headers"),
      (#"{"QueryParameters":{"q":"v"}}"#, "QueryParameters"), (#"{"Headers":{"h":["v","w"]},"QueryParameters":{"q":["1"]}}"#, nil),
      (#"{"Headers":null}"#, nil), (#"{"RequestBody":{"Headers":{"h":"v"}}}"#, nil),
    ])
  func headersHaveListsOfValues(_ parameters: String, _ field: String?) throws {
    let ready = ReadyRequest(
      state: "A", target: TaskTarget(arn: "arn:aws:states:::apigateway:invoke"), parameters: try JSONValue(parsing: parameters))
    let sentence = field.map {
      "The Parameters '\(parameters)' could not be used to start the Task: [The value of the field '\($0)' has an invalid format]"
    }
    #expect(RunnerChain(tasks: .simulated(SimulatedECS(seed: 1))).refusal(of: ready) == sentence)
  }
}
