import Engine
import Testing

/// What a Choice sets and gives on (States Language, "Choice State"): a rule that holds its own, the state's only with the default.
@Suite("Assign and Output of a Choice")
struct ChoiceDataTests {
  private func output(_ choice: String, language: String, input: String) throws -> String? {
    let read =
      language == "JSONata" ? #""Output": {"in": "{% $states.input %}", "v": "{% $v %}"}"# : #""Parameters": {"in.$": "$", "v.$": "$v"}"#
    var bench = try EngineBench(
      """
      {"QueryLanguage": "\(language)", "StartAt": "S", "States": {
        "S": {"Type": "Pass", "Assign": {"v": "before"}, "Next": "C"}, "C": {"Type": "Choice", \(choice), "Default": "A"},
        "A": {"Type": "Pass", \(read), "End": true}}}
      """, input: input)
    try bench.run()
    return bench.output
  }

  @Test(
    "In JSONata",
    arguments: [
      (#"{"go":1}"#, #"{"in":{"go":1},"v":"before"}"#), (#"{"go":2}"#, #"{"in":{"go":2},"v":"rule"}"#),
      (#"{"go":3}"#, #"{"in":"rule","v":"before"}"#), (#"{"go":4}"#, #"{"in":"state","v":"state"}"#),
    ])
  func jsonata(input: String, expected: String) throws {
    let choice = #"""
      "Output": "state", "Assign": {"v": "state"}, "Choices": [{"Condition": "{% $states.input.go = 1 %}", "Next": "A"},
        {"Condition": "{% $states.input.go = 2 %}", "Assign": {"v": "rule"}, "Next": "A"},
        {"Condition": "{% $states.input.go = 3 %}", "Output": "rule", "Next": "A"}]
      """#
    #expect(try output(choice, language: "JSONata", input: input) == expected)
  }

  @Test(
    "In JSONPath",
    arguments: [
      (#"{"go":1}"#, #"{"in":{"go":1},"v":"before"}"#), (#"{"go":2}"#, #"{"in":{"go":2},"v":"rule"}"#),
      (#"{"go":3}"#, #"{"in":{"go":3},"v":"state"}"#),
    ])
  func jsonPath(input: String, expected: String) throws {
    let choice = #"""
      "Assign": {"v": "state"}, "Choices": [{"Variable": "$.go", "NumericEquals": 1, "Next": "A"},
        {"Variable": "$.go", "NumericEquals": 2, "Assign": {"v": "rule"}, "Next": "A"}]
      """#
    #expect(try output(choice, language: "JSONPath", input: input) == expected)
  }
}
