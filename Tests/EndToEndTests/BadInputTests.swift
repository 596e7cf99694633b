import Foundation
import Testing

/// Files that are not what they should be: one sentence with the place, exit code 2, never a trap.
struct BadInputTests {
  private static let deep = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)

  /// The name, the bytes, and where and what a definition's problem is.
  private static let definitions: [(String, [UInt8], String)] = [
    ("empty.json", [], "1:1: error: The definition is empty; it needs 'StartAt' and 'States'. [EMPTY]"),
    (
      "truncated.json", Array(#"{"StartAt": "A", "States": {"A": {"Type": "Pass""#.utf8),
      "1:49: error: The text ends inside an object; ',' or '}' was expected. [NOT_JSON]"
    ),
    ("deep.json", Array(deep.utf8), "1:1001: error: Arrays and objects are nested deeper than 1000 levels. [NOT_JSON]"),
    (
      "duplicate.json", Array(#"{"StartAt":"A","StartAt":"A","States":{"A":{"Type":"Succeed"}}}"#.utf8),
      "1:16: error: The key 'StartAt' stands twice in one object. [DUPLICATE_KEY]"
    ),
    (
      "mark.json", [0xEF, 0xBB, 0xBF] + Array(#"{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}"#.utf8),
      "1:1: error: The text begins with a byte order mark; save it as UTF-8 without one. [BYTE_ORDER_MARK]"
    ),
    (
      "latin.json", Array(#"{"StartAt":"A","Comment":"caf"#.utf8) + [0xE9] + Array(#"","States":{"A":{"Type":"Succeed"}}}"#.utf8),
      "1:30: error: Byte 0xE9 is not UTF-8; save the text as UTF-8. [NOT_UTF8]"
    ),
    (
      "array.json", Array("[]".utf8),
      "1:1: error: A definition must be an object with 'StartAt' and 'States', but this is an array. [NOT_AN_OBJECT]"
    ),
    (
      "missing.json", Array(#"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"Beyond"}}}"#.utf8),
      "1:52: error: 'Next' of state 'A' names the state 'Beyond', which does not exist"
    ),
    ("zeros.json", [0, 0, 0, 0], "1:1: error: The text is neither JSON nor YAML: control characters are not allowed. [NOT_YAML]"),
  ]

  @Test(arguments: ["validate", "run", "graph"], definitions)
  func aBadDefinitionIsToldWithItsPlace(_ command: String, _ file: (String, [UInt8], String)) async throws {
    let folder = try TestFolder()
    try folder.write(file.0, file.1)
    let outcome = try await Stepscope.run([command, file.0], in: folder)
    #expect(outcome.status == 2, "\(outcome)")
    // validate's result is its diagnostics; the others have none to give.
    let said = command == "validate" ? outcome.output : outcome.error
    #expect(said.hasPrefix("\(file.0):\(file.2)"), "\(outcome)")
    #expect((command == "validate" ? outcome.error : outcome.output).isEmpty)
  }

  private static let histories: [(String, [UInt8], String)] = [
    ("empty.json", [], "1:1: error: the text is empty; a JSON value was expected"),
    ("truncated.json", Array(#"{"events": [{"id": 1"#.utf8), "1:21: error: the text ends inside an object; ',' or '}' was expected"),
    ("deep.json", Array(deep.utf8), "1:1001: error: arrays and objects are nested deeper than 1000 levels"),
    (
      "mark.json", [0xEF, 0xBB, 0xBF] + Array("{}".utf8),
      "1:1: error: the text begins with a byte order mark; save it as UTF-8 without one"
    ),
    (
      "latin.json", Array(#"{"events": ""#.utf8) + [0xE9] + Array(#""}"#.utf8),
      "1:13: error: byte 0xE9 is not UTF-8; save the text as UTF-8"
    ),
    (
      "number.json", Array("42".utf8),
      #"1:1: error: this is a JSON number, not a history; a history is {"events": […]}, an array of events or one event a line"#
    ),
  ]

  @Test(arguments: histories) func aBadHistoryIsToldWithItsPlace(_ file: (String, [UInt8], String)) async throws {
    let folder = try TestFolder()
    try folder.write(file.0, file.1)
    let outcome = try await Stepscope.run(["replay", file.0], in: folder)
    #expect(outcome.status == 2, "\(outcome)")
    #expect(outcome.error == "\(file.0):\(file.2)\n", "\(outcome)")
    #expect(outcome.output.isEmpty)
  }

  @Test(arguments: ["validate", "run", "graph", "replay"])
  func whatCannotBeReadIsNamed(_ command: String) async throws {
    let folder = try TestFolder()
    try FileManager.default.createDirectory(atPath: folder.path("folder"), withIntermediateDirectories: true)
    let missing = try await Stepscope.run([command, "missing.json"], in: folder)
    #expect(missing.status == 2)
    #expect(missing.error == "missing.json:1:1: error: there is no such file [FILE]\n")
    let directory = try await Stepscope.run([command, "folder"], in: folder)
    #expect(directory.status == 2)
    #expect(directory.error == "folder:1:1: error: this is a directory; name a file [FILE]\n")
  }

  @Test(.enabled(if: getuid() != 0, "the superuser may read every file"), arguments: ["validate", "run", "graph", "replay"])
  func aFileThatMayNotBeReadIsNamed(_ command: String) async throws {
    let folder = try TestFolder()
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder.write("closed.json", "{}"))
    let outcome = try await Stepscope.run([command, "closed.json"], in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.error == "closed.json:1:1: error: the file may not be read; check its permissions [FILE]\n")
  }

  @Test(arguments: [
    ("validate", "The definition has 100000069 bytes; Step Functions accepts at most 1048576. [TOO_LARGE]"),
    ("run", "The definition has 100000069 bytes; Step Functions accepts at most 1048576. [TOO_LARGE]"),
    ("graph", "The definition has 100000069 bytes; Step Functions accepts at most 1048576. [TOO_LARGE]"),
    ("replay", "the text has 100000069 bytes; at most 67108864 are accepted"),
  ])
  func aHundredMegabytesAreRefused(_ command: String, _ sentence: String) async throws {
    let folder = try TestFolder()
    let open = Array(#"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true,"Result":""#.utf8)
    try folder.write("large.json", open + [UInt8](repeating: 0x78, count: 100_000_000) + Array(#""}}}"#.utf8))
    let outcome = try await Stepscope.run([command, "large.json"], in: folder)
    #expect(outcome.status == 2)
    #expect((outcome.output + outcome.error) == "large.json:1:1: error: \(sentence)\n")
  }

  @Test(arguments: [
    (["--input-json", "{"], "--input-json:1:2: error: the input is not JSON: the text ends inside an object; a key was expected [INPUT]"),
    (["--input", "input.txt"], "input.txt:2:1: error: the input is not JSON: "),
    (["--input", "missing.txt"], "missing.txt:1:1: error: there is no such file [FILE]"),
    (["--input", "-"], "-:1:1: error: the input is not JSON: the text is empty; a JSON value was expected [INPUT]"),
    (["--mocks", "input.txt"], "input.txt:2:1: error: "),
    (["--scenario", "missing.txt"], "missing.txt:1:1: error: there is no such file [FILE]"),
    (["--task-definitions", "input.txt"], "input.txt:2:1: error: "),
  ])
  func aBadInputIsToldWithItsPlace(_ options: [String], _ sentence: String) async throws {
    let folder = try TestFolder()
    try folder.write("input.txt", "\n?")
    let machine = try folder.write("machine.json", #"{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}"#)
    let outcome = try await Stepscope.run(["run", machine, "--clock", "virtual"] + options, in: folder)
    #expect(outcome.status == 2, "\(outcome)")
    #expect(outcome.error.contains(sentence), "\(outcome)")
    #expect(outcome.output.isEmpty)
  }
}
