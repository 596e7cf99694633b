import Foundation
import JSON
import TestSupport
import Testing

/// What was recorded from AWS and what AWS publishes, through the program as people run it.
@Suite(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
struct CorpusTests {
  /// A recording's events. The recorder replaced their times by a word and some of their ids: both are put back.
  private static func history(_ path: String) throws -> [JSONValue] {
    var last = 0
    return (try Corpus.json(path)["expected_history"]?.arrayValue ?? []).map { event in
      var event = event.objectValue ?? JSONObject()
      last = event["id"]?.integerValue ?? last + 1
      event["id"] = .number(JSONNumber(last))
      event["timestamp"] = .number(JSONNumber(1_767_225_600 + last))
      if event["previousEventId"]?.integerValue == nil { event["previousEventId"] = 0 }
      return .object(event)
    }
  }

  @Test(arguments: ["run-and-wait", "task-token"]) func theFirstMachinesAreValidAndRun(_ name: String) async throws {
    let folder = try TestFolder()
    let machine = try Corpus.url("seed/\(name).asl.json").path
    let validation = try await Stepscope.run(["validate", machine], in: folder)
    #expect(validation.status == 0, "\(validation)")
    #expect(!validation.output.contains("error") && !validation.output.contains("warning"))
    var arguments = ["run", machine] + Stepscope.fixed
    if name == "run-and-wait" {
      arguments += ["--input", try Corpus.url("seed/run-and-wait.input.json").path]
    } else {
      arguments += [
        "--scenario", try folder.write("answered.yaml", "tasks: {\"*\": {callback: {after: 1m, success: {approved: true}}}}\n"),
      ]
    }
    let lines = try await Stepscope.run(arguments, in: folder)
    #expect(lines.status == 0, "\(lines)")
    #expect(lines.output.contains("ExecutionSucceeded"))
    let history = try JSONValue(parsing: try await Stepscope.run(arguments + ["--output", "history"], in: folder).output)
    let scheduled = try #require(history["events"]?.arrayValue?.first { $0["type"]?.stringValue == "TaskScheduled" })
    let text = try #require(scheduled["taskScheduledEventDetails"]?["parameters"]?.stringValue)
    let container = try #require(
      try JSONValue(parsing: text)["Overrides"]?["ContainerOverrides"]?.arrayValue?.first, "the request is recorded with its overrides")
    if name == "run-and-wait" {
      let input = try Corpus.json("seed/run-and-wait.input.json")
      #expect(container["Command"] == input["commands"])
    } else {
      #expect((container["Environment"]?.arrayValue?.first?["Value"]?.stringValue ?? "").count > 100)
    }
  }

  /// Published machines that run an ECS task; `ConformanceTests` runs them.
  @Test func publishedMachinesWithTasksAreValidAndSayWhatTheyNeed() async throws {
    let rows = try Corpus.jsonLines("real-world/index.jsonl").filter { $0["ecs_runTask"]?.boolValue == true }
    #expect(!rows.isEmpty)
    for row in rows {
      let folder = try TestFolder()
      let file = try #require(row["file"]?.stringValue)
      let machine = try Corpus.url("real-world/\(file)").path
      let validation = try await Stepscope.run(["validate", machine], in: folder)
      #expect(validation.status == 0, "\(validation)")
      let policy = try await Stepscope.run(["permissions", machine], in: folder)
      #expect(policy.output.contains("ecs:RunTask") && policy.output.contains("iam:PassRole"), "\(policy)")
    }
  }

  /// Definitions that others found invalid: the place of what is wrong, and exit code 2.
  @Test func malformedDefinitionsAreRefusedWithTheirPlace() async throws {
    let folder = try TestFolder()
    var files: [String] = []
    for (corpus, isInvalid) in [
      ("statelint", { (row: JSONValue) in row["problems"]?.integerValue != 0 }), ("asl-validator", { $0["valid"]?.boolValue != true }),
    ] {
      for row in try Corpus.jsonLines(corpus + "/expected.jsonl") where isInvalid(row) {
        files.append(try Corpus.url("\(corpus)/\(row["file"]?.stringValue ?? "")").path)
      }
    }
    for (index, path) in try Corpus.files("aws-validation/definition").enumerated() {
      let row = try Corpus.json(path)
      // Only the API knows that a machine is Express.
      guard row["result"]?.stringValue != "OK", row["state_machine_type"] != "EXPRESS" else { continue }
      files.append(try folder.write("\(index).asl.json", row["definition_text"]?.stringValue ?? ""))
    }
    #expect(files.count > 60)
    // White space inside an expression's delimiters is free for Step Functions.
    for file in files where !file.contains("-surround-syntax-extra-spaces") && !file.contains("-surround-syntax-no-spaces") {
      let outcome = try await Stepscope.run(["validate", file], in: folder)
      #expect(outcome.status == 2, "\(file)\n\(outcome)")
      #expect((outcome.output + outcome.error).contains(/:\d+:\d+: error: .+ \[[A-Z_0-9]+\]/), "\(file)\n\(outcome)")
    }
  }

  /// Every recorded history opens; nothing of it is lost on the way to its visits.
  @Test func everyRecordedHistoryOpens() async throws {
    let folder = try TestFolder()
    var opened = 0
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, path) in try Corpus.files("aws-histories").enumerated() {
        let events = try CorpusTests.history(path)
        guard !events.isEmpty else { continue }
        opened += 1
        let file = try folder.write("\(index).json", JSONValue.array(events).compact)
        // As many at a time as there are cores to run them.
        if opened > 3 { try await group.next() }
        group.addTask {
          let outcome = try await Stepscope.run(["replay", file, "--headless", "--output", "visits"], in: folder)
          #expect(outcome.status == 0, "\(path): \(outcome)")
          let entered = events.count { $0["type"]?.stringValue?.hasSuffix("StateEntered") == true }
          #expect(outcome.output.split(separator: "\n").count == entered + 1, "\(path): a header and a line a visit\n\(outcome)")
        }
      }
      try await group.waitForAll()
    }
    #expect(opened > 300)
  }

  @Test(
    .enabled(if: TmuxTerminal.program != nil, Comment(rawValue: TmuxTerminal.skipped)), .fewTerminals,
    arguments: ["with-tasks/services", "self-contained/scenarios", "with-tasks/error_handling"])
  func recordedHistoriesOpenOnTheScreen(_ group: String) async throws {
    let path = try #require(try Corpus.files("aws-histories/\(group)").first { try !CorpusTests.history($0).isEmpty })
    let value = try Corpus.json(path)
    let events = try CorpusTests.history(path)
    let folder = try TestFolder()
    let history = try folder.write("history.json", JSONValue.array(events).compact)
    let definition = try folder.write("machine.asl.json", try #require(value["definition"]).compact)
    let terminal = try await TmuxTerminal(120, 40, folder: folder)
    try await terminal.run([Stepscope.binary, "replay", history, "--definition", definition])
    try await terminal.wait("the recorded execution") { $0.contains("Events") && $0.contains("of \(events.count)") }
    try await terminal.press("s")
    try await terminal.wait("why nothing is stepped") { $0.contains("local runs") }
    try await terminal.press("q")
    let end = try await terminal.waitForExit()
    #expect(end.status == 0)
  }
}
