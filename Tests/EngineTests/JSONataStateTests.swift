import Engine
import History
import JSON
import Testing
import Time

@Suite("JSONata states")
struct JSONataStateTests {
  private static let call = #""Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage""#

  private func bench(_ states: String, input: String = "{}", start: String = "A") throws -> EngineBench {
    try EngineBench(#"{"QueryLanguage": "JSONata", "StartAt": "\#(start)", "States": {\#(states)}}"#, input: input)
  }

  private func failure(_ bench: EngineBench) -> (location: String?, cause: String?)? {
    for event in bench.events { if case .evaluationFailed(_, let location, _, let cause) = event.details { return (location, cause) } }
    return nil
  }

  @Test("Output and Assign are of one moment: neither sees the other, the next state sees both")
  func oneMoment() throws {
    var bench = try bench(
      #"""
      "A": {"Type": "Pass", "Assign": {"n": 1}, "Next": "B"},
      "B": {"Type": "Pass", "Assign": {"n": "{% $n + 1 %}"}, "Output": {"was": "{% $n %}"}, "Next": "C"},
      "C": {"Type": "Pass", "Output": {"in": "{% $states.input %}", "n": "{% $n %}", "at": "{% $states.context.State.Name %}"}, "End": true}
      """#)
    try bench.run()
    #expect(bench.output == #"{"in":{"was":1},"n":2,"at":"C"}"#)
  }

  @Test("Arguments, result, Output and Assign of a Task")
  func task() throws {
    var bench = try bench(
      #"""
      "A": {\#(Self.call), "Arguments": {"QueueUrl": "q", "MessageBody": "{% $states.input.text & '!' %}"},
        "TimeoutSeconds": "{% 60 * 2 %}", "Credentials": {"RoleArn": "{% $states.input.role %}"},
        "Output": "{% $merge([$states.result, {'of': $states.input.text}]) %}", "Assign": {"id": "{% $states.result.MessageId %}"}, "End": true}
      """#, input: #"{"text": "hello", "role": "arn:aws:iam::123456789012:role/r"}"#)
    try bench.run()
    #expect(bench.requests.last?.parameters.compact == #"{"QueueUrl":"q","MessageBody":"hello!"}"#)
    let scheduled = bench.events.compactMap { if case .taskScheduled(let scheduled) = $0.details { scheduled } else { nil } }.first
    #expect(scheduled?.timeoutInSeconds == 120 && scheduled?.credentialsRoleArn == "arn:aws:iam::123456789012:role/r")
    try bench.answer(.succeeded(output: ["MessageId": "m-1"]))
    #expect(bench.output == #"{"MessageId":"m-1","of":"hello"}"#)
    #expect(
      bench.events.contains {
        if case .stateExited(_, _, let set) = $0.details { set == [AssignedVariable(name: "id", value: #""m-1""#)] } else { false }
      })
  }

  @Test(
    "An expression that fails is retried and caught like any error, each time with its event; the first names what came before the state")
  func retriedAndCaught() throws {
    var bench = try bench(
      #"""
      "A": {"Type": "Pass", "Next": "B"},
      "B": {\#(Self.call), "Arguments": {"MessageBody": "{% $states.input.missing %}"},
        "Retry": [{"ErrorEquals": ["States.QueryEvaluationError"], "MaxAttempts": 1}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "Output": "{% $states.errorOutput.Error %}", "Next": "C"}], "End": true},
      "C": {"Type": "Succeed"}
      """#)
    try bench.run()
    try bench.fire()
    #expect(
      bench.story == [
        "1<0 ExecutionStarted", "2<0 PassStateEntered A", "3<2 PassStateExited A", "4<3 TaskStateEntered B", "5<3 EvaluationFailed B",
        "6<5 EvaluationFailed B", "7<6 TaskStateExited B", "8<7 SucceedStateEntered C", "9<8 SucceedStateExited C",
        "10<9 ExecutionSucceeded",
      ])
    #expect(bench.output == #""States.QueryEvaluationError""#)
  }

  @Test("A catcher whose own Output fails fails the state again")
  func failingCatcher() throws {
    var bench = try bench(
      #"""
      "A": {"Type": "Parallel", "Branches": [{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "E", "Cause": "c"}}}],
        "Catch": [{"ErrorEquals": ["X"], "Next": "B"}, {"ErrorEquals": ["E"], "Output": {"v": "{% $states.input.missing %}"}, "Next": "B"}],
        "End": true}, "B": {"Type": "Succeed"}
      """#)
    try bench.run()
    #expect(
      bench.story == [
        "1<0 ExecutionStarted", "2<0 ParallelStateEntered A", "3<2 ParallelStateStarted", "4<3 FailStateEntered F",
        "5<4 ParallelStateFailed",
        "6<4 EvaluationFailed A", "7<6 ParallelStateFailed", "8<7 ExecutionFailed",
      ])
    #expect(failure(bench)?.location == "Catch[1]/Output/v")
  }

  @Test(
    "What a field's expression must give, word for word",
    arguments: [
      (
        #"{"Type": "Choice", "Choices": [{"Condition": "{% 'yes' %}", "Next": "Z"}]}, "Z": {"Type": "Succeed"}"#, "Choices[0]/Condition",
        #"The JSONata expression ''yes'' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'string' for value: "yes""#
      ),
      (
        #"{"Type": "Wait", "Seconds": "{% '5' %}", "End": true}"#, "Seconds",
        #"The JSONata expression ''5'' specified for the field 'Seconds' returned an unexpected result type. Expected 'number', but was 'string' for value: "5""#
      ),
      (
        #"{"Type": "Fail", "Cause": "{% 7 %}"}"#, "Cause",
        "The JSONata expression '7' specified for the field 'Cause' returned an unexpected result type. Expected 'string', but was 'number' for value: 7"
      ),
      (
        #"{"Type": "Pass", "Output": {"a": [1, "{% $sum %}"]}, "End": true}"#, "Output/a[1]",
        "The JSONata expression '$sum' specified for the field 'Output/a[1]' returned an unsupported result type."
      ),
      (
        #"{"Type": "Pass", "Output": "{%  1 + 'a'  %}", "End": true}"#, "Output",
        #"The JSONata expression '1 + 'a'' specified for the field 'Output' threw an error during evaluation. T2002: The right side of the "+" operator must evaluate to a number"#
      ),
      (
        #"{"Type": "Map", "Items": [1], "ToleratedFailureCount": "{% -1 %}", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "End": true}"#,
        "ToleratedFailureCount", "ToleratedFailureCount cannot be negative."
      ),
    ])
  func words(state: String, location: String, cause: String) throws {
    var bench = try bench(#""A": \#(state)"#)
    try bench.run()
    let found = failure(bench)
    #expect(found?.location == location)
    #expect(found?.cause == "An error occurred while executing the state 'A' (entered at the event id #2). \(cause)")
    #expect(bench.events.last?.type == .executionFailed)
  }

  @Test("No expression runs on for ever, and a whole machine of them ends")
  func endless() throws {
    var bench = try bench(#""A": {"Type": "Pass", "Output": "{% ($f := function($n){ 1 + $f($n + 1) }; $f(0)) %}", "End": true}"#)
    try bench.run()
    #expect(failure(bench)?.cause?.contains("threw an error during evaluation. U1001: ") == true)
    var large = try self.bench(#""A": {"Type": "Pass", "Output": "{% $join([1..3000000].'x') %}", "End": true}"#)
    try large.run()
    #expect(large.engine.status == .failed)
  }

  @Test("$now is the execution's clock and chance comes from its seed: two runs are alike")
  func replays() throws {
    func output() throws -> String? {
      var bench = try bench(
        #""A": {"Type": "Pass", "Output": ["{% $now() %}", "{% $uuid() %}", "{% $random() %}", "{% $random(7) %}"], "End": true}"#)
      try bench.run()
      return bench.output
    }
    let first = try output()
    #expect(first?.hasPrefix(#"["2023-11-14T22:13:20.000Z","#) == true)
    #expect(try first == output())
  }

  @Test("Numbers that nothing computes with keep their text; a path that picks one out of many collects")
  func paths() throws {
    var bench = try bench(
      #""A": {"Type": "Pass", "Output": {"n": "{% $states.input.n %}", "all": "{% $states.input.list.n %}", "one": "{% $states.input.list[n > 1].n %}", "list": "{% $states.input.single %}"}, "End": true}"#,
      input: #"{"n": 1.0, "list": [{"n": 1}, {"n": 2}], "single": [1]}"#)
    try bench.run()
    #expect(bench.output == #"{"n":1.0,"all":[1,2],"one":2,"list":[1]}"#)
  }
}
