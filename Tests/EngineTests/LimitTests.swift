import Engine
import History
import JSON
import StatesLanguage
import Testing
import Time

/// Quotas of Step Functions, each at its last value and one beyond.
@Suite struct LimitTests {
  private static func text(_ count: Int) -> JSONValue { .string(String(repeating: "x", count: count - 2)) }
  private static let task = "arn:aws:states:::sqs:sendMessage"

  private static func failure(_ bench: EngineBench) -> (error: String?, cause: String?)? {
    bench.events.last?.details.failure.map { ($0.error, $0.cause) }
  }

  @Test(
    "Whatever goes on without an end stops at 25,000 events",
    arguments: [
      #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": true, "Next": "Z"}], "Default": "A"}, "Z": {"Type": "Succeed"}}}"#,
      #"{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": true, "Next": "Z"}], "Default": "A"}, "Z": {"Type": "Succeed"}}}]}}}"#,
      #"{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$.items", "ResultPath": null, "Next": "C", "ItemProcessor": {"StartAt": "X", "States": {"X": {"Type": "Pass", "End": true}}}}, "C": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": true, "Next": "Z"}], "Default": "M"}, "Z": {"Type": "Succeed"}}}"#,
      #"{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 1, "Next": "B"}, "B": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": true, "Next": "Z"}], "Default": "A"}, "Z": {"Type": "Succeed"}}}"#,
    ])
  func events(_ definition: String) throws {
    var bench = try EngineBench(definition, input: #"{"items": [1, 2, 3]}"#)
    try bench.run()
    while bench.engine.status == .running, !bench.engine.timers.isEmpty { try bench.fire() }
    #expect(bench.engine.status == .failed)
    #expect(bench.events.count == 25_000)
    #expect(LimitTests.failure(bench)?.error == "States.Runtime")
  }

  @Test("Retries without an end stop at 25,000 events")
  func retries() throws {
    var bench = try EngineBench(
      #"{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "\#(LimitTests.task)", "Parameters": {}, "End": true, "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 99999999, "MaxDelaySeconds": 1}]}}}"#
    )
    try bench.run()
    while bench.engine.status == .running {
      if bench.requests.isEmpty { try bench.fire() } else { try bench.answer(.failed(error: "E", cause: nil)) }
    }
    #expect(bench.events.count == 25_000)
  }

  @Test("A task's result of 262,144 bytes passes; one byte more is an error that can be caught", arguments: [0, 1])
  func taskResult(_ more: Int) throws {
    var bench = try EngineBench(
      #"{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "\#(LimitTests.task)", "Parameters": {}, "Next": "Z", "Catch": [{"ErrorEquals": ["States.DataLimitExceeded"], "Next": "C"}]}, "C": {"Type": "Succeed"}, "Z": {"Type": "Succeed"}}}"#
    )
    try bench.run()
    try bench.answer(.succeeded(output: LimitTests.text(262_144 + more)))
    #expect(bench.engine.status == .succeeded)
    let last = bench.events.compactMap { event in if case .stateEntered(let name, _) = event.details { name } else { nil } }.last
    #expect(last == (more == 0 ? "Z" : "C"))
  }

  @Test("A state's output of 262,144 bytes passes; one byte more ends the execution", arguments: [0, 1])
  func stateOutput(_ more: Int) throws {
    let half = 131_064
    var large = try EngineBench(
      #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"aa.$": "$", "b.$": "$"}, "End": true}}}"#,
      input: "\"\(String(repeating: "x", count: half + more))\"")
    try large.run()
    // Twice the text with its quotes and {"a":,"b":} are 262,144 bytes where there are 131,065 characters.
    #expect(large.engine.status == (more == 0 ? .succeeded : .failed))
    if more > 0 {
      #expect(LimitTests.failure(large)?.error == "States.DataLimitExceeded")
      #expect(large.story.last?.hasSuffix("ExecutionFailed") == true)
    }
  }

  @Test("A Wait takes a signed 32-bit number of seconds", arguments: [2_147_483_647, 2_147_483_648])
  func waitSeconds(_ seconds: Int) throws {
    var bench = try EngineBench(
      #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "SecondsPath": "$", "End": true}}}"#, input: String(seconds))
    try bench.run()
    guard seconds > Int(Int32.max) else { return #expect(bench.engine.status == .running) }
    #expect(
      LimitTests.failure(bench)?.cause
        == "An error occurred while executing the state 'W' (entered at the event id #2). Wait state delay is too long.")
  }

  @Test("A Wait's timestamp lies at most 24,855 days ahead", arguments: [24_855, 24_856])
  func waitTimestamp(_ days: Int) throws {
    let start = Timestamp(milliseconds: 1_700_000_000_000)
    var bench = try EngineBench(
      #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "TimestampPath": "$", "End": true}}}"#,
      input: "\"\((start + .seconds(days * 86_400)).iso8601)\"")
    try bench.run()
    #expect((bench.engine.status == .running) == (days == 24_855))
  }

  @Test("A variable has 262,144 bytes at most", arguments: [0, 1])
  func assigned(_ more: Int) throws {
    var bench = try EngineBench(
      #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Assign": {"a": \#(LimitTests.text(262_144 + more).compact)}, "End": true}}}"#)
    try bench.run()
    #expect(bench.engine.status == (more == 0 ? .succeeded : .failed))
    if more > 0 { #expect(LimitTests.failure(bench)?.error == "States.DataLimitExceeded") }
  }

  /// Forty states that assign 262,144 bytes each fill 10 MiB; the last assigns so many bytes more.
  private static func filling(_ more: Int, reassigned: Bool = false) -> String {
    var states = (0..<40).map { #""S\#($0)": {"Type": "Pass", "Assign": {"v\#($0).$": "$.t"}, "Next": "S\#($0 + 1)"}"# }
    let last = reassigned ? #""v7": \#(text(262_100).compact)"# : #""w": \#(more)"#
    states.append(
      #""S40": {"Type": "Task", "Resource": "\#(task)", "Parameters": {}, "ResultPath": null, "Assign": {\#(last)}, "Next": "Z", "#
        + #""Catch": [{"ErrorEquals": ["States.DataLimitExceeded"], "Next": "C"}]}"#)
    states.append(#""C": {"Type": "Pass", "End": true}, "Z": {"Type": "Pass", "Parameters": {}, "End": true}"#)
    return #"{"StartAt": "S0", "States": {\#(states.joined(separator: ", "))}}"#
  }

  @Test("All variables of an execution have 10 MiB at most; one byte more is an error that can be caught")
  func allVariables() throws {
    let input = #"{"t":\#(LimitTests.text(262_100).compact)}"#
    let room = ExecutionEngine.maximumVariableBytes - 40 * 262_100
    #expect(room == 1_760)
    for (definition, output) in [
      (LimitTests.filling(1), "{}"), (LimitTests.filling(0, reassigned: true), "{}"),
      (
        LimitTests.filling(0).replacing(#""w": 0"#, with: #""w": "\#(String(repeating: "x", count: room - 2))""#), "{}"
      ),
      (
        LimitTests.filling(0).replacing(#""w": 0"#, with: #""w": "\#(String(repeating: "x", count: room - 1))""#),
        #"{"Error":"States.DataLimitExceeded","Cause":"An error occurred while executing the state 'S40' (entered at the event id #82). "#
          + #"The variables of the execution are together larger than 10485760 bytes."}"#
      ),
    ] {
      var bench = try EngineBench(definition, input: input)
      try bench.run()
      try bench.answer(.succeeded(output: [:]))
      #expect(bench.events.last?.details == .succeeded(output: output))
    }
  }

  @Test("Variables of a branch or an iteration count while it runs, and no longer")
  func scopedVariables() throws {
    let map = #"""
      {"StartAt": "O", "States": {"O": {"Type": "Pass", "Assign": {"o.$": "$.t"}, "Next": "M"},
        "M": {"Type": "Map", "ItemsPath": "$.items", "ItemSelector": {"t.$": "$.t"}, "ResultPath": null, "Next": "Z",
        "Catch": [{"ErrorEquals": ["States.DataLimitExceeded"], "ResultPath": null, "Next": "C"}],
        "ItemProcessor": {"StartAt": "A", "States": {"A": {"Type": "Pass", "Assign": {"v.$": "$.t"}, "Next": "B"},
          "B": {"Type": "Wait", "Seconds": 1, "OutputPath": null, "End": true}}}},
        "Z": {"Type": "Pass", "Parameters": {"a": "Z"}, "End": true}, "C": {"Type": "Pass", "Parameters": {"a": "C"}, "End": true}}}
      """#
    let items = "[" + (0..<60).map(String.init).joined(separator: ",") + "]"
    // Sixty iterations, forty at once, beside one outer variable: 41 times 261,900 bytes are too many, 41 times 250,000 are not.
    for (count, name) in [(250_000, "Z"), (261_900, "C")] {
      var bench = try EngineBench(map, input: #"{"items":\#(items),"t":\#(LimitTests.text(count).compact)}"#)
      try bench.run()
      while bench.engine.status == .running { try bench.fire() }
      #expect(bench.events.last?.details == .succeeded(output: #"{"a":"\#(name)"}"#))
    }
  }

  @Test("New texts are measured once each, wherever they lie in memory; what a state passes on is not new", arguments: ["", "JSONata"])
  func texts(_ language: String) throws {
    let made =
      language.isEmpty
      ? #""Parameters": {"u.$": "States.UUID()", "t.$": "$.t"}"# : #""Output": {"u": "{% $uuid() %}", "t": "{% $states.input.t %}"}"#
    var states = (0..<100).map {
      #""A\#($0)": {"Type": "Pass", \#(made), "Next": "B\#($0)"}, "B\#($0)": {"Type": "Pass", "Next": "A\#($0 + 1)"}"#
    }
    states.append(#""A100": {"Type": "Succeed"}"#)
    let head = language.isEmpty ? "" : #""QueryLanguage": "\#(language)", "#
    let definition = #"{\#(head)"StartAt": "A0", "States": {\#(states.joined(separator: ", "))}}"#
    let machine = try #require(StateMachine.load(bytes: Array(definition.utf8), file: "m").machine)
    var engine = try ExecutionEngine(
      machine: machine, identity: EngineIdentity(machineName: "m", executionName: "one"), seed: EngineSeed(1))
    let input = #"{"t":\#(LimitTests.text(5_000).compact)}"#
    var output = try engine.handle(.start(input: input), at: Timestamp(milliseconds: 0))
    var (bytes, expected) = (output.textBytes, input.utf8.count)
    // No event is kept: what is freed makes room for texts as long.
    while let key = output.ready.first {
      output = try engine.handle(.advance(key), at: Timestamp(milliseconds: 0))
      bytes += output.textBytes
      for event in output.events {
        if case .stateExited(let name, let text?, _) = event.details, name.hasPrefix("A"), name != "A100" { expected += text.utf8.count }
      }
    }
    #expect(engine.status == .succeeded)
    #expect(bytes == expected && expected > 500_000)
  }

  @Test("A JSONata state that passes its input on assigns as little as any other", arguments: [0, 1])
  func assignedInJSONata(_ more: Int) throws {
    let text = LimitTests.text(262_144 + more).compact
    var bench = try EngineBench(
      #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "QueryLanguage": "JSONata", "Assign": {"a": \#(text)}, "End": true}}}"#)
    try bench.run()
    #expect(bench.engine.status == (more == 0 ? .succeeded : .failed))
    if more > 0 { #expect(LimitTests.failure(bench)?.error == "States.DataLimitExceeded") }
  }

  @Test("What one state assigns has 262,144 bytes at most, all its variables together")
  func assignedTogether() throws {
    let half = LimitTests.text(140_000).compact
    var bench = try EngineBench(
      #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Assign": {"a": \#(half), "b": \#(half)}, "End": true}}}"#)
    try bench.run()
    #expect(LimitTests.failure(bench)?.error == "States.DataLimitExceeded")
    #expect(LimitTests.failure(bench)?.cause?.hasSuffix("What is assigned is larger than 262144 bytes.") == true)
  }

  @Test("Names have 80 characters, a Map's label 40, a definition 1 MiB", arguments: [0, 1])
  func definition(_ more: Int) {
    func isValid(_ text: String) -> Bool { StateMachine.load(bytes: Array(text.utf8), file: "m").machine != nil }
    let name = String(repeating: "é", count: 80 + more)
    #expect(isValid(#"{"StartAt":"\#(name)","States":{"\#(name)":{"Type":"Succeed"}}}"#) == (more == 0))
    let variable = String(repeating: "v", count: 80 + more)
    #expect(isValid(#"{"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"\#(variable)":1},"End":true}}}"#) == (more == 0))
    let label = String(repeating: "l", count: 40 + more)
    let processor =
      #"{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"B","States":{"B":{"Type":"Succeed"}}}"#
    #expect(
      isValid(#"{"StartAt":"A","States":{"A":{"Type":"Map","Label":"\#(label)","ItemProcessor":\#(processor),"End":true}}}"#) == (more == 0)
    )
    let frame = #"{"StartAt":"A","States":{"A":{"Type":"Succeed"}},"Comment":""}"#
    let comment = String(repeating: "x", count: 1_048_576 - frame.utf8.count + more)
    #expect(isValid(frame.replacing(#""Comment":"""#, with: #""Comment":"\#(comment)""#)) == (more == 0))
  }

  @Test(
    "Intrinsic functions have limits of their own",
    arguments: [
      ("States.ArrayRange(1, 1000, 1)", true), ("States.ArrayRange(1, 1001, 1)", false), ("States.Base64Encode($.a)", true),
      ("States.Base64Encode($.b)", false), ("States.Hash($.a, 'MD5')", true), ("States.Hash($.b, 'MD5')", false),
      (String(repeating: "States.Array(", count: 10) + "1" + String(repeating: ")", count: 10), true),
    ])
  func intrinsics(_ call: String, _ succeeds: Bool) throws {
    let input: JSONValue = ["a": LimitTests.text(10_002), "b": LimitTests.text(10_003)]
    var bench = try EngineBench(
      #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"r.$": "\#(call)"}, "End": true}}}"#, input: input.compact)
    try bench.run()
    #expect((bench.engine.status == .succeeded) == succeeds)
    if !succeeds { #expect(LimitTests.failure(bench)?.error == "States.IntrinsicFailure") }
  }

  @Test("Calls nest ten deep")
  func nesting() {
    let call = String(repeating: "States.Array(", count: 11) + "1" + String(repeating: ")", count: 11)
    let text = #"{"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"r.$":"\#(call)"},"End":true}}}"#
    #expect(StateMachine.load(bytes: Array(text.utf8), file: "m").diagnostics.map(\.code) == ["BAD_INTRINSIC"])
  }
}
