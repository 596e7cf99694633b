import JSON
import StatesLanguage
import Testing

/// What is said of the expressions of a definition, with the line and column of the character that is wrong.
@Suite struct JSONataTextTests {
  @Test(arguments: cases) func saysExactly(_ sample: TextCase) { sample.check() }

  private static let head = #"{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "Output": "#

  static let cases = [
    TextCase(
      "behind escapes", head + #"{"v": "{% $sum(\"a\" & [1,2) %}"}, "End": true}}}"#,
      #"1:116: error: The JSONata expression in 'v' cannot be read: Expected "]", got ")". [BAD_JSONATA]"#),
    TextCase(
      "each name that means nothing", head + #""{% phone + $.a + phone + $$ %}", "End": true}}}"#,
      #"""
      1:93: error: The JSONata expression in 'Output' is not taken: Step Functions has no input document, so 'phone' means nothing here; \#
      write '$states.input.phone' or quote a text. [UNSUPPORTED_JSONATA]
      1:101: error: The JSONata expression in 'Output' is not taken: Step Functions has no input document, so '$' means nothing here; use \#
      '$states.input'. [UNSUPPORTED_JSONATA]
      1:115: error: The JSONata expression in 'Output' is not taken: Step Functions has no input document, so '$$' cannot be used; use \#
      '$states.input'. [UNSUPPORTED_JSONATA]
      """#),
    TextCase(
      "names inside steps, predicates and functions are fine",
      head + #""{% $states.input.a[b > 1].(c & $.d) ~> $map(function($v){ $v.e }) %}", "End": true}}}"#, ""),
    TextCase(
      "eval", head + #""{% $eval('1') %}", "End": true}}}"#,
      #"""
      1:93: error: The JSONata expression in 'Output' is not taken: '$eval' is not supported by Step Functions; '$parse' reads a JSON text. \#
      [UNSUPPORTED_JSONATA]
      """#),
    TextCase(
      "result of a Pass", head + #""{% $states.result %}", "End": true}}}"#,
      #"""
      1:93: error: '$states.result' exists only in 'Output' and 'Assign' of a Task, Parallel or Map. [BAD_STATES_REFERENCE]
      """#),
    TextCase(
      "no such member", head + #""{% $states.inptu %}", "End": true}}}"#,
      #"""
      1:93: warning: '$states' has no 'inptu', only 'input', 'context', 'result' and 'errorOutput'; did you mean 'input'? \#
      [BAD_STATES_REFERENCE] => input
      """#),
    TextCase(
      "in YAML, in a folded text",
      """
      QueryLanguage: JSONata
      StartAt: A
      States:
        A:
          Type: Pass
          Output: >-
            {% $states.input.a +
            oops %}
          End: true
      """,
      """
      8:7: error: The JSONata expression in 'Output' is not taken: Step Functions has no input document, so 'oops' means nothing here; write \
      '$states.input.oops' or quote a text. [UNSUPPORTED_JSONATA]
      """),
    TextCase(
      "results and errors where they are",
      #"""
      {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Parallel", "Branches": [{"StartAt": "B", "States": {
      "B": {"Type": "Succeed"}}}], "Output": "{% $states.result[0] %}", "Assign": {"r": "{% $states.result %}"}, "Catch": [
      {"ErrorEquals": ["States.ALL"], "Output": "{% $states.errorOutput.Error %}", "Next": "C"}], "End": true}, "C": {"Type": "Succeed"}}}
      """#, ""),
    TextCase(
      "a comment is no expression", head + #""x", "Comment": "{% phone %}", "End": true}}}"#, ""),
  ]
}
