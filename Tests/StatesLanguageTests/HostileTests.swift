import JSON
import StatesLanguage
import Testing

/// Texts made to break a reader: each gives one diagnostic at its place, and none stops the program.
@Suite struct HostileTests {
  static func said(_ bytes: [UInt8]) -> [String] {
    StateMachine.load(bytes: bytes, file: "m").diagnostics.map { String($0.text(file: "m").dropFirst(2)) }
  }
  static func said(_ text: String) -> [String] { said(Array(text.utf8)) }

  static let machine = """
    {"StartAt": "Run", "States": {"Run": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "Next": "Ask",
      "Parameters": {"TaskDefinition": "job", "Overrides": {"ContainerOverrides": [{"Name": "c", "Command.$": "$.commands[0]"}]}}},
      "Ask": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThan": 1.5e3, "Next": "End \\u00e9"}], "Default": "End é"},
      "End é": {"Type": "Succeed"}}}
    """

  @Test func bytesThatAreNoText() {
    #expect(HostileTests.said([]) == ["1:1: error: The definition is empty; it needs 'StartAt' and 'States'. [EMPTY]"])
    #expect(
      HostileTests.said([0xEF, 0xBB, 0xBF, 0x7B, 0x7D])
        == ["1:1: error: The text begins with a byte order mark; save it as UTF-8 without one. [BYTE_ORDER_MARK]"])
    #expect(HostileTests.said([0xFF, 0xFE, 0x7B, 0]) == ["1:1: error: The text is UTF-16; save it as UTF-8. [NOT_UTF8]"])
    #expect(
      HostileTests.said(Array("{\n \"é".utf8) + [0xC3, 0x28])
        == ["2:4: error: Byte 0xC3 is not UTF-8; save the text as UTF-8. [NOT_UTF8]"])
    #expect(
      HostileTests.said([UInt8](repeating: 0x20, count: (1 << 20) + 1))
        == ["1:1: error: The definition has 1048577 bytes; Step Functions accepts at most 1048576. [TOO_LARGE]"])
  }

  @Test func depthIsBounded() {
    let deep = String(repeating: "[", count: 10_000)
    #expect(
      HostileTests.said(#"{"a": "# + deep)
        == ["1:1006: error: Arrays and objects are nested deeper than 1000 levels. [NOT_JSON]"])
    #expect(HostileTests.said("a: " + deep) == ["1:1004: error: The YAML is nested deeper than 1000 levels. [TOO_DEEP]"])
    #expect(
      HostileTests.said(String(repeating: "- ", count: 500_000)) == [
        "1:1003: error: The YAML is nested deeper than 1000 levels. [TOO_DEEP]"
      ])
    let nested = (0..<300).map { String(repeating: " ", count: $0 * 4) + "a:\n" }.joined()
    #expect(HostileTests.said(nested) == ["252:1005: error: The YAML is nested deeper than 1000 levels. [TOO_DEEP]"])
  }

  @Test func deepButAllowedNestingIsChecked() {
    let value = String(repeating: "[", count: 990) + String(repeating: "]", count: 990)
    let text = #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"p": "# + value + #"}, "End": true}}}"#
    #expect(HostileTests.said(text) == [])
  }

  @Test func aliasesThatUnfoldWithoutEndAreRefused() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...8 {
      let aliases = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    let codes = StateMachine.load(bytes: Array(text.utf8), file: "m").diagnostics.map(\.code)
    #expect(codes == ["TOO_LARGE"])
    #expect(HostileTests.said(text + "? *a8\n: x\n") == ["10:1: error: A key must be a plain string; write the alias out. [NOT_YAML]"])
  }

  @Test func everyPrefixIsRead() {
    let bytes = Array(HostileTests.machine.utf8)
    for count in 0..<bytes.count {
      let loaded = StateMachine.load(bytes: Array(bytes.prefix(count)), file: "m")
      #expect(loaded.machine == nil)
      #expect(!loaded.diagnostics.isEmpty)
    }
    #expect(StateMachine.load(bytes: bytes, file: "m").machine != nil)
  }

  @Test(arguments: [false, true]) func damagedBytesAreRead(isYAML: Bool) {
    let source = Array((isYAML ? "# yaml\n" : "").utf8) + Array(HostileTests.machine.utf8)
    var state: UInt64 = 42
    func random(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    for _ in 0..<400 {
      var bytes = source
      for _ in 0...random(3) { bytes[random(bytes.count)] = UInt8(random(256)) }
      let loaded = StateMachine.load(bytes: bytes, file: "m", substitutions: ["a": "b"])
      #expect((loaded.machine == nil) == loaded.diagnostics.contains { $0.severity == .error })
    }
  }

  @Test func thousandsOfFaultsAreBounded() {
    let states = (0..<5_000).map { #""S\#($0)": {"Type": "Pass"}"# }.joined(separator: ",")
    let loaded = StateMachine.load(bytes: Array(#"{"StartAt": "S0", "States": {\#(states)}}"#.utf8), file: "m")
    #expect(loaded.diagnostics.count == 1_001)
    #expect(loaded.diagnostics.contains { $0.code == "TOO_MANY" })
  }
}
