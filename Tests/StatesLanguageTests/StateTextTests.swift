import JSON
import StatesLanguage
import Testing

/// What is said of states and the ways between them.
@Suite struct StateTextTests {
  @Test(arguments: cases) func saysExactly(_ sample: TextCase) { sample.check() }

  static let cases = [
    TextCase(
      "no type",
      #"""
      {"StartAt": "A", "States": {"A": {"type": "Pass", "End": true}}}
      """#,
      #"""
      1:34: error: State 'A' has no 'Type'; write 'type' as 'Type'. [MISSING_FIELD] => Type
      """#),
    TextCase(
      "unknown type",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Tsk", "End": true}}}
      """#,
      #"""
      1:43: error: State 'A' has the unknown type 'Tsk'; did you mean 'Task'? [UNKNOWN_STATE_TYPE] => "Task"
      """#),
    TextCase(
      "strange type",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Frobnicate", "End": true}}}
      """#,
      #"""
      1:43: error: State 'A' has the unknown type 'Frobnicate'; the types are 'Task', 'Pass', 'Choice', 'Wait', 'Succeed', \#
      'Fail', 'Parallel' and 'Map'. [UNKNOWN_STATE_TYPE]
      """#),
    TextCase(
      "misspelt field",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Pass", "Nxt": "A", "End": true}}}
      """#,
      #"""
      1:51: error: State 'A' (Pass) has the unknown field 'Nxt'; did you mean 'Next'? [UNKNOWN_FIELD] => Next
      """#),
    TextCase(
      "field of another type",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Succeed", "Parameters": {}}}}
      """#,
      #"""
      1:54: error: State 'A' (Succeed) cannot have 'Parameters', a field of Task, Pass, Parallel, Map. [UNKNOWN_FIELD]
      """#),
    TextCase(
      "no next",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Pass"}}}
      """#,
      #"""
      1:34: error: State 'A' has neither 'Next' nor 'End'. [MISSING_NEXT] => "End": true
      """#),
    TextCase(
      "next and end",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A", "End": true}}}
      """#,
      #"""
      1:64: error: State 'A' has 'Next' and 'End'; only one of them may stand. [EXCLUSIVE_FIELDS]
      """#),
    TextCase(
      "next nowhere",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "Dome"}, "Done": {"Type": "Succeed"}}}
      """#,
      #"""
      1:59: error: 'Next' of state 'A' names the state 'Dome', which does not exist; did you mean 'Done'? [UNKNOWN_STATE] \#
      => "Done"
      1:68: error: No way from 'StartAt' leads to state 'Done'. [UNREACHABLE_STATE]
      """#),
    TextCase(
      "start nowhere",
      #"""
      {"StartAt": "B", "States": {"A": {"Type": "Succeed"}}}
      """#,
      #"""
      1:13: error: 'StartAt' names the state 'B', which does not exist; did you mean 'A'? [UNKNOWN_STATE] => "A"
      """#),
    TextCase(
      "unreachable",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Succeed"}, "B": {"Type": "Succeed"}}}
      """#,
      #"""
      1:55: error: No way from 'StartAt' leads to state 'B'. [UNREACHABLE_STATE]
      """#),
    TextCase(
      "no way out",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}}}
      """#,
      #"""
      1:18: error: The definition has no state that ends it: none has "End": true and none is a Succeed or a Fail. \#
      [NO_TERMINAL_STATE]
      """#),
    TextCase(
      "across",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "B", "States": {"B": \#
      {"Type": "Pass", "Next": "A"}, "C": {"Type": "Succeed"}}}]}}}
      """#,
      #"""
      1:139: error: 'Next' of state 'B' names the state 'A', which is in another branch or Map (line 1); a transition \#
      cannot lead there. [UNKNOWN_STATE]
      1:145: error: No way from 'StartAt' leads to state 'C'. [UNREACHABLE_STATE]
      """#),
    TextCase(
      "twice",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "A", "States": {"A": \#
      {"Type": "Succeed"}}}]}}}
      """#,
      #"""
      1:109: error: A state named 'A' is already at line 1; names must be unique in the whole machine. [DUPLICATE_STATE]
      """#),
    TextCase(
      "no branches",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Parallel", "End": true, "Branches": []}}}
      """#,
      #"""
      1:80: error: 'Branches' of state 'A' is empty. [EMPTY_LIST]
      """#),
    TextCase(
      "jsonata field",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Pass", "Output": {}, "End": true}}}
      """#,
      #"""
      1:51: error: 'Output' is a JSONata field, but state 'A' (Pass) uses JSONPath; write 'OutputPath'. [WRONG_LANGUAGE] => \#
      OutputPath
      """#),
    TextCase(
      "jsonpath field",
      #"""
      {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Task", "Resource": \#
      "arn:aws:lambda:us-east-1:123456789012:function:f", "Parameters": {}, "End": true}}}
      """#,
      #"""
      1:143: error: 'Parameters' is a JSONPath field, but state 'A' (Task) uses JSONata; write 'Arguments'. \#
      [WRONG_LANGUAGE] => Arguments
      """#),
    TextCase(
      "half expression",
      #"""
      {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "Output": "{% 1 %", "End": true}}}
      """#,
      #"""
      1:89: error: A JSONata expression begins with '{%' and ends with '%}', but '{% 1 %' has only the first. \#
      [BAD_EXPRESSION_DELIMITER]
      """#),
    TextCase(
      "wait without",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Wait", "End": true}}}
      """#,
      #"""
      1:34: error: State 'A' has none of 'Seconds', 'Timestamp', 'SecondsPath' and 'TimestampPath'; a Wait needs one. \#
      [MISSING_FIELD]
      """#),
    TextCase(
      "wait twice",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 1, "SecondsPath": "$.s", "End": true}}}
      """#,
      #"""
      1:65: error: State 'A' (Wait) has 'Seconds' and 'SecondsPath'; only one of them may stand. [EXCLUSIVE_FIELDS]
      """#),
    TextCase(
      "wait negative",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": -1, "End": true}}}
      """#,
      #"""
      1:62: error: 'Seconds' must be between 0 and 99999999, but is -1. [OUT_OF_RANGE]
      """#),
    TextCase(
      "wait half",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 1.5, "End": true}}}
      """#,
      #"""
      1:62: error: 'Seconds' must be a whole number, but is 1.5. [WRONG_TYPE]
      """#),
    TextCase(
      "wait text",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": "1", "End": true}}}
      """#,
      #"""
      1:62: error: 'Seconds' must be a whole number, but is a string. [WRONG_TYPE]
      """#),
    TextCase(
      "timestamp",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Wait", "Timestamp": "2030-02-30T00:00:00Z", "End": true}}}
      """#,
      #"""
      1:64: error: 'Timestamp' must be a time such as 2030-01-31T09:00:00Z (RFC 3339), but is '2030-02-30T00:00:00Z'. \#
      [BAD_TIMESTAMP]
      """#),
    TextCase(
      "fail",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "E", "ErrorPath": "$.e"}}}
      """#,
      #"""
      1:65: error: State 'A' (Fail) has 'Error' and 'ErrorPath'; only one of them may stand. [EXCLUSIVE_FIELDS]
      """#),
    TextCase(
      "bad path",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": ".a", "End": true}}}
      """#,
      #"""
      1:64: error: 'InputPath' holds '.a', which is not a path: a path begins with '$'. [BAD_PATH] => "$.a"
      """#),
    TextCase(
      "several places",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Pass", "ResultPath": "$.a[*]", "End": true}}}
      """#,
      #"""
      1:65: error: 'ResultPath' must lead to one place (names and single indexes only), but '$.a[*]' can lead to several. \#
      [NOT_REFERENCE_PATH]
      """#),
    TextCase(
      "result into context",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Pass", "ResultPath": "$$.a", "End": true}}}
      """#,
      #"""
      1:65: error: 'ResultPath' puts the result into the state's input, so it begins with '$', not with '$$.a'. \#
      [NOT_REFERENCE_PATH]
      """#),
    TextCase(
      "bad filter",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": "$.a[?(@.b==c)]", "End": true}}}
      """#,
      #"""
      1:64: warning: 'InputPath' holds '$.a[?(@.b==c)]', whose filter will fail when it is evaluated: a path, a number, a \#
      text in quotes, true, false, null, an array or an object was expected. [BAD_FILTER]
      """#),
    TextCase(
      "dynamic",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"a.$": 1, "b.$": "States.Nope(1)", "c": 1, "c.$": \#
      "$.c"}, "End": true}}}
      """#,
      #"""
      1:73: error: 'a.$' must be a path or a call of an intrinsic function, but is a number. [BAD_DYNAMIC_VALUE]
      1:83: error: 'b.$' holds 'States.Nope(1)', which is neither a path nor a call of an intrinsic function: 'States.Nope' \#
      is not an intrinsic function. [BAD_INTRINSIC]
      1:109: error: 'c.$' and 'c' give the same field; only one of them may stand. [DUPLICATE_TEMPLATE_KEY]
      """#),
    TextCase(
      "escape",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"a.$": "States.Format('\\n')"}, "End": true}}}
      """#,
      #"""
      1:73: error: 'a.$' has the escape '\n'; in an intrinsic function only \', \{, \} and \\ are escapes. [BAD_INTRINSIC]
      """#),
    TextCase(
      "choice empty",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": []}}}
      """#,
      #"""
      1:64: error: 'Choices' of state 'A' is empty. [EMPTY_LIST]
      """#),
    TextCase(
      "choice rules",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [
      {"Next": "B"},
      {"Variable": "$.a", "Next": "B"},
      {"Variable": "$.a", "StringEquals": "a", "IsNull": true, "Next": "B"},
      {"Variable": "$.a", "NumericEquals": "1", "Next": "B"},
      {"Variable": "$.a", "StringEqual": "a", "Next": "B"},
      {"And": [{"Variable": "$.a", "IsNull": true, "Next": "B"}], "Next": "B"},
      {"Variable": "$.a", "IsNull": true}]}, "B": {"Type": "Succeed"}}}
      """#,
      #"""
      1:53: warning: State 'A' has no 'Default': an input that no rule matches fails with States.NoChoiceMatched. \#
      [CHOICE_WITHOUT_DEFAULT]
      2:1: error: Rule 0 of 'A' has neither 'Variable' nor 'And', 'Or' or 'Not'. [MISSING_FIELD]
      3:1: error: Rule 1 of 'A' has no comparison operator, such as 'StringEquals'. [MISSING_OPERATOR]
      4:42: error: Rule 2 of 'A' has 'StringEquals' and 'IsNull'; only one of them may stand. [EXCLUSIVE_FIELDS]
      5:38: error: 'NumericEquals' must be a number, but is a string. [WRONG_TYPE]
      6:1: error: Rule 4 of 'A' has no comparison operator, such as 'StringEquals'. [MISSING_OPERATOR]
      6:21: error: Rule 4 of 'A' has the unknown field 'StringEqual'; did you mean 'StringEquals'? [UNKNOWN_FIELD] => \#
      StringEquals
      7:46: error: 'Next' stands only in the outermost rule, not inside 'And', 'Or' or 'Not'. [NESTED_NEXT]
      8:1: error: Rule 6 of 'A' has no 'Next'. [MISSING_FIELD]
      """#),
    TextCase(
      "condition",
      #"""
      {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"Condition": "yes", \#
      "Next": "B"}]}, "B": {"Type": "Succeed"}}}
      """#,
      #"""
      1:81: warning: State 'A' has no 'Default': an input that no rule matches fails with States.NoChoiceMatched. \#
      [CHOICE_WITHOUT_DEFAULT]
      1:107: error: 'Condition' must be true, false or a JSONata expression '{% … %}'. [WRONG_TYPE]
      """#),
    TextCase(
      "map",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Map", "Label": "lllllllllllllllllllllllllllllllllllllllll", "ItemsPath": \#
      null, "End": true}}}
      """#,
      #"""
      1:34: error: State 'A' has no 'ItemProcessor'. [MISSING_FIELD]
      1:59: error: 'Label' has 41 characters; at most 40 are allowed. [NAME_TOO_LONG]
      1:117: error: 'ItemsPath' must be a path, but is null. [WRONG_TYPE]
      """#),
    TextCase(
      "map label",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Map", "Label": "L", "End": true, "ItemProcessor": {"StartAt": "B", \#
      "States": {"B": {"Type": "Succeed"}}}}}}
      """#,
      #"""
      1:50: warning: 'Label' works only in a Map whose 'ProcessorConfig' has "Mode": "DISTRIBUTED". [NEEDS_DISTRIBUTED]
      """#),
  ]
}
