import Engine
import History
import JSON
import StatesLanguage
import Testing
import Time

@Suite("Definitions and inputs that mean harm")
struct HostileTests {
  /// Runs everything: cursors, then timers, until the execution is over or waits for a task.
  private func play(_ bench: inout EngineBench) throws {
    try bench.run()
    while bench.engine.status == .running, bench.requests.isEmpty, !bench.engine.timers.isEmpty { try bench.fire() }
  }

  @Test("A loop without an end stops at the quota of events, every id there")
  func endlessLoop() throws {
    var bench = try EngineBench(
      """
      {"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"Variable": "$.end", "IsPresent": true, "Next": "Z"}], "Default": "A"},
        "Z": {"Type": "Succeed"}}}
      """)
    try bench.run()
    #expect(bench.engine.status == .failed)
    #expect(bench.events.count == 25_000)
    #expect(bench.events.last?.id == 25_000)
    #expect(
      bench.events.last?.details
        == .failed(error: "States.Runtime", cause: "The execution reached the maximum number of history events (25000)."))
    #expect(bench.engine.timers.isEmpty && bench.engine.cursorKeys.isEmpty)
  }

  @Test("A variable that contains itself ever deeper is refused before it cannot be written")
  func nestedVariable() throws {
    var bench = try EngineBench(
      """
      {"StartAt": "S", "States": {"S": {"Type": "Pass", "Assign": {"x": 1}, "Next": "A"},
        "A": {"Type": "Pass", "Assign": {"x": {"in.$": "$x"}}, "Next": "C"},
        "C": {"Type": "Choice", "Choices": [{"Variable": "$.end", "IsPresent": true, "Next": "Z"}], "Default": "A"}, "Z": {"Type": "Succeed"}}}
      """)
    try bench.run()
    #expect(bench.events.last?.details.failure?.error == "States.Runtime")
    #expect(bench.events.last?.details.failure?.cause?.hasSuffix("An assigned variable is nested deeper than 1000 levels.") == true)
  }

  @Test("A variable that doubles with each round is refused over the quota")
  func doublingVariable() throws {
    var bench = try EngineBench(
      """
      {"StartAt": "S", "States": {"S": {"Type": "Pass", "Assign": {"x": "0123456789"}, "Next": "A"},
        "A": {"Type": "Pass", "Assign": {"x": {"a.$": "$x", "b.$": "$x"}}, "Next": "C"},
        "C": {"Type": "Choice", "Choices": [{"Variable": "$.end", "IsPresent": true, "Next": "Z"}], "Default": "A"}, "Z": {"Type": "Succeed"}}}
      """)
    try bench.run()
    #expect(bench.events.last?.details.failure?.error == "States.DataLimitExceeded")
    #expect(bench.events.count < 200)
  }

  @Test("A request of many copies of a large input is refused, not written")
  func largeRequest() throws {
    let copies = (0..<2_000).map { "\"k\($0).$\": \"$\"" }.joined(separator: ",")
    var bench = try EngineBench(
      """
      {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask", "Parameters": {\(copies)}, "End": true}}}
      """, input: "\"\(String(repeating: "x", count: 200_000))\"")
    try bench.run()
    #expect(bench.events.last?.details.failure?.error == "States.DataLimitExceeded")
    #expect(bench.events.last?.details.failure?.cause?.hasSuffix("The request is larger than 262144 bytes.") == true)
    #expect(bench.story.last == "3<2 ExecutionFailed")
  }

  @Test(
    "Back-off numbers beyond all measure neither trap nor go beyond the longest delay",
    arguments: [
      #""IntervalSeconds": 99999999, "BackoffRate": 1000000, "MaxAttempts": 99999999"#,
      #""IntervalSeconds": 1, "BackoffRate": 1000000, "JitterStrategy": "FULL""#,
      #""IntervalSeconds": 99999999, "BackoffRate": 1.0, "MaxDelaySeconds": 31622400"#,
    ])
  func backOff(_ fields: String) throws {
    var bench = try EngineBench(
      """
      {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask", "Parameters": {"TaskDefinition": "t"}, "End": true,
        "Retry": [{"ErrorEquals": ["States.ALL"], \(fields)}]}}}
      """)
    try bench.run()
    for _ in 0..<4 where bench.engine.status == .running {
      guard !bench.requests.isEmpty else { break }
      try bench.answer(.failed(error: "E", cause: nil))
      guard let timer = bench.engine.timers.first(where: { $0.cursor != nil }) else { break }
      #expect(timer.due - bench.now <= .seconds(99_999_999))
      #expect(timer.due >= bench.now)
      bench.now = max(bench.now, timer.due)
      try bench.feed(.timerFired(timer.key))
      try bench.run()
    }
    #expect(bench.events.count > 5)
  }

  @Test(
    "Numbers from paths as large as they come neither trap nor stop the engine",
    arguments: ["9223372036854775807", "-9223372036854775808", "1e400", "0", "99999999999999999999999"])
  func hugeNumbers(_ number: String) throws {
    let definitions = [
      #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "SecondsPath": "$.n", "End": true}}}"#,
      """
      {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask", "TimeoutSecondsPath": "$.n", "HeartbeatSecondsPath": "$.n",
        "Parameters": {"TaskDefinition": "t"}, "End": true}}}
      """,
      """
      {"StartAt": "M", "States": {"M": {"Type": "Map", "MaxConcurrencyPath": "$.n", "ItemsPath": "$.items", "ToleratedFailureCountPath": "$.n", "End": true,
        "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}
      """,
    ]
    for definition in definitions {
      var bench = try EngineBench(definition, input: #"{"n": \#(number), "items": [1, 2]}"#)
      try play(&bench)
      #expect(bench.events.count > 2)
    }
  }

  @Test("A Map of 5,000 items costs what its items cost; one of 100,000 ends at the quota of events")
  func longMaps() throws {
    let definition = """
      {"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}
      """
    var bench = try EngineBench(definition, input: "[\(Array(repeating: "0", count: 5_000).joined(separator: ","))]")
    try bench.run()
    #expect(bench.engine.status == .succeeded)
    #expect(bench.events.count == 4 * 5_000 + 6)
    var long = try EngineBench(definition, input: "[\(Array(repeating: "0", count: 100_000).joined(separator: ","))]")
    try long.run()
    #expect(long.engine.status == .failed)
    #expect(long.events.count == 25_000)
  }

  @Test("Two hundred Maps inside one another run to the innermost and back")
  func nestedMaps() throws {
    var state = #"{"Type": "Pass", "End": true}"#
    for depth in 0..<200 {
      state = """
        {"Type": "Map", "ItemsPath": "$", "ItemProcessor": {"StartAt": "S\(depth)", "States": {"S\(depth)": \(state)}}, "End": true}
        """
    }
    var input = "7"
    for _ in 0..<200 { input = "[\(input)]" }
    var bench = try EngineBench(#"{"StartAt": "S", "States": {"S": \#(state)}}"#, input: input)
    try bench.run()
    #expect(bench.engine.status == .succeeded)
    #expect(bench.output == input)
  }

  @Test("A Parallel of a thousand branches joins them in order")
  func manyBranches() throws {
    let branches = (0..<1_000).map { #"{"StartAt": "B\#($0)", "States": {"B\#($0)": {"Type": "Pass", "Result": \#($0), "End": true}}}"# }
    var bench = try EngineBench(
      #"{"StartAt": "P", "States": {"P": {"Type": "Parallel", "Branches": [\#(branches.joined(separator: ","))], "End": true}}}"#)
    try bench.run()
    #expect(bench.output == "[\((0..<1_000).map(String.init).joined(separator: ","))]")
  }

  @Test("An iteration whose input cannot be built takes the begun ones with it, and is caught like any failure")
  func iterationInput() throws {
    var bench = try EngineBench(
      """
      {"StartAt": "M", "States": {"M": {"Type": "Map", "ItemSelector": {"v.$": "States.StringToJson($$.Map.Item.Value)"}, "Next": "Z",
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "Z"}],
        "ItemProcessor": {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 5, "End": true}}}}, "Z": {"Type": "Pass", "End": true}}}
      """, input: #"["1", "{", "3"]"#)
    try play(&bench)
    #expect(bench.engine.status == .succeeded)
    #expect(bench.engine.cursorKeys.isEmpty)
    #expect(bench.events.filter { $0.type == .mapIterationAborted }.count == 1)
    #expect(!bench.events.contains { $0.type == .waitStateEntered })
  }
}
