import JSON
import StatesLanguage
import Testing

/// What is said of whole documents.
@Suite struct DocumentTextTests {
  @Test(arguments: cases) func saysExactly(_ sample: TextCase) { sample.check() }

  static let cases = [
    TextCase(
      "empty",
      " \n",
      #"""
      1:1: error: The definition is empty; it needs 'StartAt' and 'States'. [EMPTY]
      """#),
    TextCase(
      "array",
      #"""
      []
      """#,
      #"""
      1:1: error: A definition must be an object with 'StartAt' and 'States', but this is an array. [NOT_AN_OBJECT]
      """#),
    TextCase(
      "truncated",
      #"""
      {"StartAt": "A", "States": {
      """#,
      #"""
      1:29: error: The text ends inside an object; a key was expected. [NOT_JSON]
      """#),
    TextCase(
      "no fields",
      #"""
      {}
      """#,
      #"""
      1:1: error: The definition has no 'StartAt'. [MISSING_FIELD]
      1:1: error: The definition has no 'States'. [MISSING_FIELD]
      """#),
    TextCase(
      "duplicate key",
      #"""
      {"StartAt": "A", "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}
      """#,
      #"""
      1:18: error: The key 'StartAt' stands twice in one object. [DUPLICATE_KEY]
      """#),
    TextCase(
      "plain text",
      #"""
      not a definition
      """#,
      #"""
      1:1: error: A definition must be an object with 'StartAt' and 'States', but this is a string. [NOT_AN_OBJECT]
      """#),
    TextCase(
      "second document",
      #"""
      a: 1
      ---
      b: 2

      """#,
      #"""
      3:1: error: A second YAML document begins here; a definition is one document. [SEVERAL_DOCUMENTS]
      """#),
    TextCase(
      "yaml fault",
      #"""
      StartAt: "A

      """#,
      #"""
      2:1: error: The text is neither JSON nor YAML: found unexpected end of stream. [NOT_YAML]
      """#),
    TextCase(
      "yaml duplicate",
      #"""
      StartAt: A
      StartAt: A

      """#,
      #"""
      1:1: error: The key 'StartAt' stands twice in one object. [DUPLICATE_KEY]
      """#),
    TextCase(
      "state is a text",
      #"""
      {"StartAt": "A", "States": {"A": "B"}}
      """#,
      #"""
      1:34: error: State 'A' must be an object, but is a string. [WRONG_TYPE]
      """#),
    TextCase(
      "no states",
      #"""
      {"StartAt": "A", "States": {}}
      """#,
      #"""
      1:28: error: The definition has no states. [EMPTY_STATES]
      """#),
    TextCase(
      "long name",
      #"""
      {"StartAt": "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn", "States": \#
      {"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn": {"Type": "Succeed"}}}
      """#,
      #"""
      1:109: error: The state name 'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn…' has 81 characters; at \#
      most 80 are allowed. [NAME_TOO_LONG]
      """#),
    TextCase(
      "empty name",
      #"""
      {"StartAt": "", "States": {"": {"Type": "Succeed"}}}
      """#,
      #"""
      1:28: error: A state's name must not be empty. [NAME_EMPTY]
      """#),
    TextCase(
      "version",
      #"""
      {"Version": "2.0", "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}
      """#,
      #"""
      1:13: error: 'Version' must be '1.0', but is '2.0'. [WRONG_VALUE] => "1.0"
      """#),
    TextCase(
      "language",
      #"""
      {"QueryLanguage": "Jsonata", "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}
      """#,
      #"""
      1:19: error: 'QueryLanguage' must be 'JSONPath' or 'JSONata', but is 'Jsonata'. [WRONG_VALUE] => "JSONata"
      """#),
    TextCase(
      "downgrade",
      #"""
      {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Succeed", "QueryLanguage": "JSONPath"}}}
      """#,
      #"""
      1:99: error: 'QueryLanguage' cannot be 'JSONPath' in a machine whose 'QueryLanguage' is 'JSONata'. [WRONG_LANGUAGE]
      """#),
    TextCase(
      "machine field among states",
      #"""
      {"StartAt": "A", "States": {"QueryLanguage": "JSONata", "A": {"Type": "Succeed"}}}
      """#,
      #"""
      1:29: error: 'QueryLanguage' stands among the states; it belongs beside 'States', not inside. [UNKNOWN_FIELD]
      1:29: error: No way from 'StartAt' leads to state 'QueryLanguage'. [UNREACHABLE_STATE]
      """#),
    TextCase(
      "nested null",
      #"""
      {"StartAt": "A", "States": {"A": null}}
      """#,
      #"""
      1:34: error: State 'A' must be an object, but is null. [WRONG_TYPE]
      """#),
  ]
}
