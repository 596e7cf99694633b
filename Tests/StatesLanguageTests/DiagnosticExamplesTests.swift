import JSON
import StatesLanguage
import Testing

/// The examples of `docs/diagnostics.md`: each gives its code, and what to do about it does not.
@Suite struct DiagnosticExamplesTests {
  /// The first piece of code of a table's cell.
  private static func code(_ cell: Substring) -> String? {
    let parts = cell.split(separator: "`", omittingEmptySubsequences: false)
    return parts.count > 1 ? String(parts[1]) : nil
  }

  private static func codes(_ text: String) -> [String] {
    let loaded = StateMachine.load(bytes: DiagnosticExample.bytes(text), file: "m")
    return (loaded.diagnostics + (loaded.machine?.expressDiagnostics() ?? [])).map(\.code)
  }

  @Test func eachGivesItsCode() throws {
    for row in try DiagnosticsPageTests.rows() {
      let code = String(row[0].filter { $0 != " " && $0 != "`" })
      let example = try #require(DiagnosticExample.all[code], "write a frame for the example of \(code)")
      let text: String
      switch example {
      case .whole(let whole): text = whole
      case .frame(let frame, _):
        let fragment = try #require(DiagnosticExamplesTests.code(row[2]), "\(code) has no example")
        text = frame.replacing("@", with: fragment).replacing("…", with: DiagnosticExample.rest[code] ?? "")
      }
      #expect(DiagnosticExamplesTests.codes(text).contains(code), "\(text)")
      guard case .frame(let frame, isMended: true) = example else { continue }
      let fix = try #require(DiagnosticExamplesTests.code(row[3]), "\(code) has no fix")
      let mended = frame.replacing("@", with: fix)
      #expect(!DiagnosticExamplesTests.codes(mended).contains(code), "\(mended)")
    }
  }
}

/// Where an example of the page stands.
enum DiagnosticExample {
  /// A text of its own, for what a fragment cannot show.
  case whole(String)
  /// A definition with `@` in place of the page's fragment, and whether the fragment of what to do stands there too.
  case frame(String, isMended: Bool)

  /// What an ellipsis on the page stands for.
  static let rest = [
    "NESTED_NEXT": #""Variable": "$.a", "IsNull": true"#, "ECS_ROLE_IN_CONTAINER_OVERRIDE": "\"r\"", "ECS_ROLE_OVERRIDE": "\"r\"",
  ]

  /// Bytes that are no text are written as names of control characters.
  static func bytes(_ text: String) -> [UInt8] {
    if text == "<BOM>" { return [0xEF, 0xBB, 0xBF, 0x7B, 0x7D] }
    if text == "<E9>" { return [0x7B, 0x22, 0xE9, 0x22, 0x7D] }
    return Array(text.utf8)
  }

  private static func machine(_ a: String, _ b: String = #"{"Type":"Succeed"}"#, _ more: String = "") -> String {
    #"{"StartAt":"A",\#(more)"States":{"A":\#(a),"B":\#(b)}}"#
  }
  private static func pass(_ fields: String) -> String { machine(#"{"Type":"Pass",\#(fields),"Next":"B"}"#) }
  private static func parameters(_ fields: String) -> String { pass(#""Parameters":{\#(fields)}"#) }
  private static func wait(_ fields: String) -> String { machine(#"{"Type":"Wait",\#(fields),"Next":"B"}"#) }
  private static func task(_ resource: String, _ fields: String) -> String {
    machine(#"{"Type":"Task","Resource":"\#(resource)",\#(fields),"Next":"B"}"#)
  }
  private static func retrier(_ fields: String) -> String { task(function, #""Retry":[{\#(fields)}]"#) }
  private static func runTask(_ parameters: String) -> String { task("arn:aws:states:::ecs:runTask", #""Parameters":{\#(parameters)}"#) }
  private static func container(_ fields: String) -> String {
    runTask(#""TaskDefinition":"j","Overrides":{"ContainerOverrides":[\#(fields)]}"#)
  }
  private static func choice(_ rule: String, _ more: String = #","Default":"B""#) -> String {
    machine(#"{"Type":"Choice","Choices":[\#(rule)]\#(more)}"#)
  }
  private static let function = "arn:aws:lambda:us-east-1:123456789012:function:f"
  private static let callback = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"

  static let all: [String: DiagnosticExample] = texts.merging(fields) { a, _ in a }.merging(states) { a, _ in a }
    .merging(paths) { a, _ in a }.merging(tasks) { a, _ in a }

  private static let texts: [String: DiagnosticExample] = [
    "EMPTY": .whole(""), "TOO_LARGE": .whole(pass(#""Result":"\#(String(repeating: "x", count: 1 << 20))""#)),
    "TOO_DEEP": .whole("a: " + String(repeating: "[", count: 2_000)), "BYTE_ORDER_MARK": .whole("<BOM>"), "NOT_UTF8": .whole("<E9>"),
    "NOT_JSON": .frame("@", isMended: false), "NOT_YAML": .frame("@", isMended: false), "SEVERAL_DOCUMENTS": .whole("a: 1\n---\nb: 2\n"),
    "NOT_AN_OBJECT": .frame("@", isMended: false), "DUPLICATE_KEY": .frame(pass(#""Result":@"#), isMended: false),
    "TOO_MANY": .whole(#"{"StartAt":"S","States":{\#((0..<1_200).map { #""S\#($0)":{}"# }.joined(separator: ","))}}"#),
  ]

  private static let fields: [String: DiagnosticExample] = [
    "MISSING_FIELD": .whole(machine(#"{"Type":"Task","Next":"B"}"#)), "UNKNOWN_FIELD": .frame(pass("@"), isMended: false),
    "EXCLUSIVE_FIELDS": .frame(wait("@"), isMended: false), "WRONG_TYPE": .frame(wait("@"), isMended: false),
    "WRONG_VALUE": .frame(retrier(#""ErrorEquals":["E"],@"#), isMended: false),
    "OUT_OF_RANGE": .frame(retrier(#""ErrorEquals":["E"],@"#), isMended: false), "EMPTY_LIST": .frame(retrier("@"), isMended: false),
    "BAD_TIMESTAMP": .frame(wait("@"), isMended: false), "NAME_EMPTY": .whole(#"{"StartAt":"","States":{"":{"Type":"Succeed"}}}"#),
    "NAME_TOO_LONG": .whole(
      #"{"StartAt":"\#(String(repeating: "n", count: 81))","States":{"\#(String(repeating: "n", count: 81))":{"Type":"Succeed"}}}"#),
    "WRONG_LANGUAGE": .whole(pass(#""QueryLanguage":"JSONata","Parameters":{}"#)),
  ]

  private static let states: [String: DiagnosticExample] = [
    "UNKNOWN_STATE_TYPE": .frame(machine(#"{@,"Resource":"\#(function)","Next":"B"}"#), isMended: true),
    "EMPTY_STATES": .frame(#"{"StartAt":"A",@}"#, isMended: false),
    "DUPLICATE_STATE": .whole(
      machine(#"{"Type":"Parallel","Branches":[{"StartAt":"B","States":{"B":{"Type":"Succeed"}}}],"Next":"B"}"#)),
    "UNKNOWN_STATE": .frame(machine(#"{"Type":"Pass",@}"#, #"{"Type":"Succeed"},"Done":{"Type":"Succeed"}"#), isMended: false),
    "UNREACHABLE_STATE": .whole(machine(#"{"Type":"Succeed"}"#)), "MISSING_NEXT": .frame(#"{"StartAt":"A","States":{@}}"#, isMended: false),
    "NO_TERMINAL_STATE": .whole(machine(#"{"Type":"Pass","Next":"B"}"#, #"{"Type":"Pass","Next":"A"}"#)),
    "CHOICE_WITHOUT_DEFAULT": .frame(choice("@", ""), isMended: false), "MISSING_OPERATOR": .frame(choice("@"), isMended: false),
    "NESTED_NEXT": .frame(choice("@"), isMended: false),
    "NEEDS_DISTRIBUTED": .whole(
      machine(
        #"{"Type":"Map","ItemReader":{"Resource":"arn:aws:states:::s3:getObject"},"ItemProcessor":{"StartAt":"C","States":{"C":{"Type":"Succeed"}}},"Next":"B"}"#
      )),
  ]

  private static let paths: [String: DiagnosticExample] = [
    "BAD_PATH": .frame(pass("@"), isMended: true), "NOT_REFERENCE_PATH": .frame(pass("@"), isMended: true),
    "BAD_FILTER": .frame(pass(#""InputPath":"@""#), isMended: true), "BAD_DYNAMIC_VALUE": .frame(parameters("@"), isMended: true),
    "BAD_INTRINSIC": .frame(parameters("@"), isMended: true), "DUPLICATE_TEMPLATE_KEY": .frame(parameters("@"), isMended: false),
    "BAD_EXPRESSION_DELIMITER": .frame(pass(#""QueryLanguage":"JSONata","Output":@"#), isMended: true),
    "BAD_JSONATA": .frame(pass(#""QueryLanguage":"JSONata","Output":@"#), isMended: true),
    "UNSUPPORTED_JSONATA": .frame(pass(#""QueryLanguage":"JSONata","Output":@"#), isMended: true),
    "BAD_STATES_REFERENCE": .frame(pass(#""QueryLanguage":"JSONata","Output":@"#), isMended: true),
    "PATH_NOT_PRODUCED": .whole(
      machine(#"{"Type":"Pass","Result":{"a":1},"Next":"B"}"#, #"{"Type":"Wait","SecondsPath":"$.b","End":true}"#)),
    "BAD_VARIABLE": .frame(pass("@"), isMended: true),
    "UNKNOWN_VARIABLE": .frame(
      machine(#"{"Type":"Pass","Assign":{"v":1},"Next":"B"}"#, #"{"Type":"Pass",@,"End":true}"#), isMended: true),
    "OUTER_VARIABLE": .frame(
      machine(
        #"{"Type":"Pass","Assign":{"v":1},"Next":"B"}"#,
        #"{"Type":"Parallel","Branches":[{"StartAt":"C","States":{"C":{"Type":"Pass",@,"End":true}}}],"End":true}"#), isMended: true),
    "STATES_ALL_NOT_ALONE": .frame(retrier(#""ErrorEquals":@"#), isMended: true),
    "STATES_ALL_NOT_LAST": .whole(task(function, #""Retry":[{"ErrorEquals":["States.ALL"]},{"ErrorEquals":["E"]}]"#)),
    "UNKNOWN_ERROR_NAME": .frame(retrier(#""ErrorEquals":["@"]"#), isMended: false),
    "NEVER_MATCHES": .frame(retrier(#""ErrorEquals":[@]"#), isMended: false),
  ]

  private static let tasks: [String: DiagnosticExample] = [
    "BAD_RESOURCE": .frame(machine(#"{"Type":"Task",@,"Next":"B"}"#), isMended: false),
    "UNKNOWN_INTEGRATION": .frame(machine(#"{"Type":"Task","Resource":"@","Next":"B"}"#), isMended: true),
    "HEARTBEAT_TOO_LONG": .whole(task(function, #""TimeoutSeconds":5,"HeartbeatSeconds":5"#)),
    "NOT_IN_EXPRESS": .whole(task("arn:aws:states:::ecs:runTask.sync", #""Parameters":{"TaskDefinition":"j"}"#)),
    "TOKEN_NOT_PASSED": .whole(task(callback, #""Parameters":{}"#)),
    "CALLBACK_WITHOUT_TIMEOUT": .whole(task(callback, #""Parameters":{"MessageBody.$":"$$.Task.Token"}"#)),
    "SYNC_WITHOUT_TIMEOUT": .frame(machine(#"{"Type":"Task",@,"Parameters":{"TaskDefinition":"j"},"Next":"B"}"#), isMended: false),
    "ECS_PARAMETER_CASE": .frame(runTask(#"@:"j""#), isMended: true),
    "ECS_UNKNOWN_PARAMETER": .frame(runTask(#""TaskDefinition":"j",@:"c""#), isMended: false),
    "ECS_ROLE_IN_CONTAINER_OVERRIDE": .frame(container("@"), isMended: false),
    "ECS_ROLE_OVERRIDE": .frame(runTask(#""TaskDefinition":"j",@"#), isMended: false),
    "ECS_COMMAND_NOT_STRINGS": .frame(container(#"{"Name":"c",@}"#), isMended: false),
    "ECS_ENVIRONMENT_NOT_STRING": .frame(container(#"{"Name":"c","Environment":[{"Name":"n",@}]}"#), isMended: true),
    "ECS_OVERRIDES_TOO_LONG": .whole(container(#"{"Name":"c","Command":["\#(String(repeating: "x", count: 9_000))"]}"#)),
    "ECS_ERROR_PREFIX": .frame(
      task("arn:aws:states:::ecs:runTask", #""Parameters":{"TaskDefinition":"j"},"Retry":[{"ErrorEquals":[@]}]"#), isMended: true),
  ]
}
