import History
import JSON
import StatesLanguage
import Testing

@Suite("A filter that cannot be read fails when its state is reached, as at Step Functions")
struct UnreadableFilterTests {
  static let reason = "a path, a number, a text in quotes, true, false, null, an array or an object was expected"

  private func run(_ state: String) throws -> [HistoryEvent] {
    var bench = try EngineBench(
      #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": \#(state), "Z": {"Type": "Succeed"}}}"#,
      input: #"{"a": [{"b": "es"}]}"#)
    try bench.run()
    return bench.events
  }

  @Test(
    "The execution begins, and fails with States.Runtime in the state, which no Catch handles",
    arguments: [
      (#"{"Type": "Pass", "InputPath": "$.a[?(@.b==es)]", "Next": "Z"}"#, "Invalid path '$.a[?(@.b==es)]' : \(reason)"),
      (#"{"Type": "Pass", "OutputPath": "$.a[?(@.b==es)].c", "Next": "Z"}"#, "Invalid path '$.a[?(@.b==es)].c' : \(reason)"),
      (#"{"Type": "Pass", "Parameters": {"x": {"y.$": "$.a[?(@.b==es)]"}}, "Next": "Z"}"#, "Invalid path '$.a[?(@.b==es)]' : \(reason)"),
      (#"{"Type": "Pass", "Assign": {"y.$": "$$.a[?(@.b==es)]"}, "Next": "Z"}"#, "Invalid path '$$.a[?(@.b==es)]' : \(reason)"),
      (
        #"{"Type": "Pass", "Parameters": {"y.$": "States.Format('{}', $.a[?(@.b==es)])"}, "Next": "Z"}"#,
        "Invalid path 'States.Format('{}', $.a[?(@.b==es)])' : \(reason)"
      ),
      (
        #"{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"y.$": "$.a[?(@.b==es)]"}, "Next": "Z", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z"}]}"#,
        "Invalid path '$.a[?(@.b==es)]' : \(reason)"
      ),
      (
        #"{"Type": "Choice", "Choices": [{"Variable": "$.a[?(@.b==es)]", "IsPresent": true, "Next": "Z"}], "Default": "Z"}"#,
        "Invalid path '$.a[?(@.b==es)]': The choice state's condition path references an invalid value."
      ),
      (
        #"{"Type": "Choice", "Choices": [{"Variable": "$.a[?(@.b==es)]", "StringEquals": "x", "Next": "Z"}], "Default": "Z"}"#,
        "Invalid path '$.a[?(@.b==es)]': The choice state's condition path references an invalid value."
      ),
    ])
  func reached(_ state: String, _ detail: String) throws {
    let events = try run(state)
    #expect(events.prefix(3).map(\.type) == [.executionStarted, .passStateEntered, .passStateExited])
    #expect(events.count == 5 && events.last?.type == .executionFailed)
    let cause = "An error occurred while executing the state 'B' (entered at the event id #4). \(detail)"
    #expect(events.last?.details == .failed(error: "States.Runtime", cause: cause))
  }

  @Test("A state that is not reached harms nobody")
  func notReached() throws {
    let events = try run(
      #"""
      {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": false, "Next": "C"}], "Default": "Z"},
        "C": {"Type": "Pass", "InputPath": "$.a[?(@.b==es)]", "Next": "Z"}
      """#)
    #expect(events.last?.type == .executionSucceeded)
  }

  @Test("Validation warns of it; a path with another fault is no path")
  func validation() {
    func codes(_ path: String) -> [String] {
      StateMachine.load(
        bytes: Array(#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": "\#(path)", "End": true}}}"#.utf8), file: "m"
      ).diagnostics.map { "\($0.severity) \($0.code)" }
    }
    #expect(codes("$.a[?(@.b==es)]") == ["warning BAD_FILTER"])
    #expect(codes("$.a[?@.b==1]") == ["error BAD_PATH"])
  }
}
