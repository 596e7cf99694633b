import JSON
import StatesLanguage
import Testing

/// What is said of definitions that are valid and most likely not what is meant.
@Suite struct LintTextTests {
  @Test(arguments: cases) func saysExactly(_ sample: TextCase) { sample.check() }

  static let cases = [
    TextCase(
      "a rule and its opposite cover everything",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": true, "Next": "B"},
      {"Variable": "$.a", "IsPresent": false, "Next": "B"}]}, "B": {"Type": "Succeed"}}}
      """#, ""),
    TextCase(
      "handlers that can never match",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Retry": [
      {"ErrorEquals": ["States.TaskFailed", "States.Timeout"]},
      {"ErrorEquals": ["SQS.X", "States.HeartbeatTimeout"]}], "Catch": [
      {"ErrorEquals": ["States.Runtime", "E"], "Next": "B"},
      {"ErrorEquals": ["E", "States.BranchFailed"], "Next": "B"},
      {"ErrorEquals": ["States.HeartbeatTimeout"], "Next": "B"},
      {"ErrorEquals": ["States.ALL"], "Next": "B"}], "End": true}, "B": {"Type": "Succeed"}}}
      """#,
      #"""
      3:18: warning: 'SQS.X' in retrier 1 of 'A' can never match: retrier 0 already takes it with 'States.TaskFailed'. [NEVER_MATCHES]
      3:27: warning: 'States.HeartbeatTimeout' in retrier 1 of 'A' can never match: retrier 0 already takes it with 'States.Timeout'. \#
      [NEVER_MATCHES]
      4:18: warning: 'States.Runtime' in catcher 0 of 'A' can never match: Step Functions neither retries nor catches it. [NEVER_MATCHES]
      5:18: warning: 'E' in catcher 1 of 'A' can never match: catcher 0 already takes it. [NEVER_MATCHES]
      5:23: warning: 'States.BranchFailed' in catcher 1 of 'A' can never match: a Task does not fail with it. [NEVER_MATCHES]
      6:18: warning: 'States.HeartbeatTimeout' in catcher 2 of 'A' can never match: the state has no 'HeartbeatSeconds'. [NEVER_MATCHES]
      """#),
    TextCase(
      "a path that no way can give",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"a": {"b.$": "$.x"}, "c": 1}, "Next": "B"},
      "B": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Parameters": {"p.$": "$.a.b.any",
      "q.$": "$.a.d", "r.$": "States.Format('{}', $.c.e)", "s.$": "$.c"}, "ResultPath": "$.a.d", "Next": "C"},
      "C": {"Type": "Pass", "Parameters": {"p.$": "$.a.d.any", "q.$": "$.d"}, "End": true}}}
      """#,
      #"""
      3:8: warning: State 'B' reads '$.a.d', which no way to it can give. [PATH_NOT_PRODUCED]
      3:24: warning: State 'B' reads '$.c.e', which no way to it can give. [PATH_NOT_PRODUCED]
      4:65: warning: State 'C' reads '$.d', which no way to it can give. [PATH_NOT_PRODUCED]
      """#),
    TextCase(
      "one of two ways gives it, and a rule may ask",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "B"}], "Default": "C"},
      "B": {"Type": "Pass", "Result": {"y": 1}, "Next": "D"}, "C": {"Type": "Pass", "Result": {"z": 1}, "Next": "D"},
      "D": {"Type": "Choice", "Choices": [{"Variable": "$.y", "IsNull": true, "Next": "E"},
      {"Variable": "$.w", "IsPresent": true, "Next": "E"}], "Default": "E"}, "E": {"Type": "Succeed"}}}
      """#, ""),
    TextCase(
      "the output of an error",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Catch": [
      {"ErrorEquals": ["States.ALL"], "Next": "B"}], "End": true},
      "B": {"Type": "Fail", "ErrorPath": "$.Error", "CausePath": "$.Message"}}}
      """#,
      #"""
      3:60: warning: State 'B' reads '$.Message', which no way to it can give. [PATH_NOT_PRODUCED]
      """#),
    TextCase(
      "variables",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Pass", "Assign": {"total": 1, "states": 2, "1st": 3, "é_1.$": "$.x"}, "Next": "B"},
      "B": {"Type": "Map", "ItemsPath": "$totl", "ItemProcessor": {"StartAt": "C", "States": {"C": {"Type": "Pass",
      "Assign": {"total.$": "$total", "own": 1}, "Next": "D"}, "D": {"Type": "Pass", "OutputPath": "$own", "End": true}}},
      "Assign": {"own": 2}, "End": true}}}
      """#,
      #"""
      1:74: error: 'states' cannot be assigned: '$states' is Step Functions' own. [BAD_VARIABLE]
      1:87: error: '1st' is not a variable's name: it begins with a letter and goes on with letters, digits and '_'. [BAD_VARIABLE]
      2:35: warning: State 'B' reads the variable '$totl', which no state assigns; did you mean '$total'? [UNKNOWN_VARIABLE] => $total
      3:12: warning: 'total' is a variable that state 'A' outside assigns; a branch or an iteration may read it, and should not assign \#
      it. [OUTER_VARIABLE]
      """#),
  ]

  @Test func expressionsReadWhatIsAssigned() {
    TextCase(
      "expressions",
      #"""
      {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "Assign": {"total": 1}, "Next": "B"},
      "B": {"Type": "Pass", "Output": "{% $totl + $map([$total], function($x) { $x + $y }) + $summ($partition([1], 1)) %}", "End": true}}}
      """#,
      #"""
      2:37: warning: '$totl' is neither a variable that a state assigns nor a function; did you mean '$total'? [UNKNOWN_VARIABLE] => $total
      2:80: warning: '$y' is neither a variable that a state assigns nor a function. [UNKNOWN_VARIABLE]
      2:88: warning: '$summ' is neither a variable that a state assigns nor a function; did you mean '$sum'? [UNKNOWN_VARIABLE] => $sum
      """#
    ).check()
  }

  @Test func loopsThatNestTheirResultComeToAnEnd() {
    let states = (0..<40).map {
      #""S\#($0)":{"Type":"Pass","Parameters":{"in.$":"$","k\#($0)":1},"ResultPath":"$.r\#($0)","Next":"S\#(($0 + 1) % 40)"}"#
    }
    let text =
      #"{"StartAt":"S0","States":{\#(states.joined(separator: ",")),"X":{"Type":"Succeed"}}}"#
    #expect(StateMachine.load(bytes: Array(text.utf8), file: "m").diagnostics.map(\.code) == ["UNREACHABLE_STATE"])
  }
}
