import Foundation
import JSON
import Testing

/// `browse` against our own server, and against its store.
@Suite(.fewTerminals) struct BrowseTests {
  private static let checks = """
    {"StartAt": "Check", "States": {"Check": {"Type": "Choice", "Choices": [{"Variable": "$.ok", "BooleanEquals": true, "Next": "Done"}],
      "Default": "Broken"}, "Done": {"Type": "Succeed"}, "Broken": {"Type": "Fail", "Error": "Broken", "Cause": "it is not ok"}}}
    """
  private static let asks = """
    {"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true,
      "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token"}}}}}
    """

  /// Two machines: of one six executions, two of which failed; of the other one that waits.
  private func place(in folder: TestFolder) async throws -> ServedPlace {
    let place = try await ServedPlace(in: folder)
    try await place.create("asks", BrowseTests.asks)
    try await place.create("checks", BrowseTests.checks)
    for at in 0..<6 { try await place.start("checks", "check-\(at)", #"{"ok": \#(at % 3 != 0)}"#) }
    try await place.start("asks", "ask-1", "{}")
    return place
  }

  private func browse(_ place: ServedPlace, size: (Int, Int) = (80, 24), _ arguments: [String]) async throws -> TmuxTerminal {
    let terminal = try await TmuxTerminal(size.0, size.1, folder: place.folder)
    try await terminal.run([Stepscope.binary, "browse"] + arguments)
    return terminal
  }

  @Test(.enabled(if: TmuxTerminal.program != nil, Comment(rawValue: TmuxTerminal.skipped)), arguments: ScreenTests.sizes)
  func machinesExecutionsAndOneOfThem(_ size: (Int, Int)) async throws {
    let place = try await place(in: try TestFolder())
    let terminal = try await browse(place, size: size, ["--endpoint-url", place.url])
    let machines = try await terminal.wait("the machines") {
      $0.contains("asks") && $0.contains("checks") && $0.footer.contains("Enter open")
    }
    #expect(machines.header.contains("2 state machines"))
    try await terminal.press("G", "Enter")
    let list = try await terminal.wait("its executions") { $0.contains("check-0") && $0.contains("check-5") }
    #expect(list.header.contains("✖ 2 failed") && list.contains("✔ SUCCEEDED"))
    try await terminal.press("&")
    try await terminal.type("failed")
    try await terminal.press("Enter")
    let failed = try await terminal.wait("those that failed") { $0.contains("& FAILED") && !$0.contains("check-1") }
    #expect(failed.contains("check-0") && failed.contains("check-3") && !failed.contains("✔ SUCCEEDED"))
    try await terminal.press("Enter")
    let one = try await terminal.wait("the newest of them") { $0.header.contains("✖ FAILED") && $0.contains("ExecutionFailed") }
    #expect(one.header.contains("check-3") && one.contains("it is not ok"))
    try await terminal.press("Escape")
    try await terminal.wait("the list as it was") { $0.contains("& FAILED") && $0.contains("check-0") }
    try await terminal.press("Escape")
    try await terminal.wait("all of them") { $0.contains("check-1") && !$0.contains("& FAILED") }
    try await terminal.press("Escape")
    try await terminal.wait("the machines") { $0.contains("asks") && $0.header.contains("2 state machines") }
    try await terminal.press("q")
    #expect(try await terminal.waitForExit().status == 0)
    #expect(try await terminal.isRestored())
  }

  @Test(.enabled(if: TmuxTerminal.program != nil, Comment(rawValue: TmuxTerminal.skipped)), arguments: ScreenTests.sizes)
  func anExecutionIsStartedWithItsQuestion(_ size: (Int, Int)) async throws {
    let place = try await place(in: try TestFolder())
    let terminal = try await browse(place, size: size, ["checks", "--endpoint-url", place.url])
    try await terminal.wait("its executions") { $0.contains("check-5") }
    try await terminal.press("N")
    try await terminal.wait("the form") { $0.contains("Start checks") && $0.footer.contains("i edit here") }
    try await terminal.press("i")
    try await terminal.type(#""ok": true"#)
    try await terminal.press("Escape")
    try await terminal.wait("the input") { $0.contains(#"{"ok": true}"#) && $0.key(for: "send") != nil }
    try await terminal.press("s")
    let question = try await terminal.wait("the question") {
      $0.contains(#"Start an execution of "checks"?"#) && $0.footer.contains("y yes")
    }
    let words = question.text.split(whereSeparator: { $0.isWhitespace || "│╭╮╰╯─".contains($0) }).joined(separator: " ")
    #expect(
      words.contains(
        "aws --endpoint-url \(place.url) stepfunctions start-execution --state-machine-arn \(ServedPlace.machines)checks "
          + #"--input '{"ok":true}'"#), "\(question.framed)")
    #expect(question.contains("goes to 127.0.0.1"))
    // Nothing was sent until now.
    #expect(try await place.executions(of: "checks").count == 6)
    try await terminal.press("n")
    try await terminal.wait("the form again") { $0.footer.contains("i edit here") }
    try await terminal.press("s")
    try await terminal.wait("the question") { $0.footer.contains("y yes") }
    try await terminal.press("y")
    try await terminal.wait("the new execution") { $0.header.contains("✔ SUCCEEDED") && $0.contains("ExecutionSucceeded") }
    let all = try await place.executions(of: "checks")
    #expect(all.count == 7)
    let described = try await place.call("DescribeExecution", ["executionArn": all.first?["executionArn"] ?? .null])
    #expect(described["input"]?.stringValue == #"{"ok":true}"#)
  }

  @Test(.enabled(if: TmuxTerminal.program != nil, Comment(rawValue: TmuxTerminal.skipped)))
  func underReadOnlyNothingIsStarted() async throws {
    let place = try await place(in: try TestFolder())
    let terminal = try await browse(place, ["checks", "--endpoint-url", place.url, "--read-only"])
    let list = try await terminal.wait("its executions") { $0.contains("check-5") }
    #expect(list.header.contains("read-only") && list.key(for: "new") == nil)
    try await terminal.press("N")
    try await terminal.wait("the refusal") { $0.footer.contains("read-only: by --read-only") }
    try await terminal.type(":start {}")
    try await terminal.press("Enter")
    try await terminal.wait("the refusal") { $0.footer.contains("read-only: by --read-only") }
    #expect(try await place.executions(of: "checks").count == 6)
  }

  /// While the server runs, its store is read; what changes it is refused. Without the server the store's executions go on where it is looked at.
  @Test(.enabled(if: TmuxTerminal.program != nil, Comment(rawValue: TmuxTerminal.skipped)))
  func theLocalStore() async throws {
    let folder = try TestFolder()
    var place: ServedPlace? = try await place(in: folder)
    let (store, process) = (try #require(place?.store), try #require(place?.processID))
    let terminal = try await TmuxTerminal(120, 40, folder: folder)
    try await terminal.run([Stepscope.binary, "browse", "--local", "--data", store])
    let machines = try await terminal.wait("the machines") { $0.contains("asks") && $0.contains("checks") }
    #expect(machines.header.contains("LOCAL") && machines.header.contains("run by process \(process)"))
    try await terminal.press("Enter")
    try await terminal.wait("its executions") { $0.contains("ask-1") }
    try await terminal.press("Enter")
    try await terminal.wait("the one that waits") { $0.contains("TaskScheduled") && $0.header.contains("RUNNING") }
    try await terminal.type(":stop")
    try await terminal.press("Enter")
    try await terminal.wait("the refusal") { $0.footer.contains("another process runs it") }
    try await terminal.press("q")
    try await terminal.press("Escape")
    try await terminal.wait("the machines") { $0.contains("checks") && $0.header.contains("2 state machines") }
    try await terminal.press("q")
    #expect(try await terminal.waitForExit().status == 0)
    place = nil
    try await terminal.run([Stepscope.binary, "browse", "asks", "--local", "--data", store])
    try await terminal.wait("its executions") { $0.contains("ask-1") && !$0.header.contains("read-only") }
    try await terminal.press("Enter")
    try await terminal.wait("the one that waits") { $0.contains("TaskScheduled") && $0.header.contains("RUNNING") }
    try await terminal.type(":stop")
    try await terminal.press("Enter")
    try await terminal.wait("the question") { $0.contains(#"Stop the execution "ask-1"?"#) && $0.footer.contains("y yes") }
    try await terminal.press("y")
    try await terminal.wait("its end") { $0.header.contains("ABORTED") }
  }

  @Test func withoutAScreen() async throws {
    let folder = try TestFolder()
    let place = try await place(in: folder)
    let machines = try await Stepscope.run(["browse", "--headless", "--endpoint-url", place.url], in: folder)
    let rows = machines.output.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    #expect(rows.map { $0.first } == ["NAME", "asks", "checks"], "\(machines)")
    #expect(rows.last?.last == "\(ServedPlace.machines)checks")
    let failed = try await Stepscope.run(
      ["browse", "checks", "--headless", "--status", "FAILED", "--endpoint-url", place.url], in: folder)
    #expect(
      failed.output.split(separator: "\n").map { $0.split(separator: "\t").prefix(2).joined(separator: " ") } == [
        "STATUS NAME", "FAILED check-3", "FAILED check-0",
      ])
    for arguments in [["checks", "--endpoint-url", place.url], ["checks", "--local", "--data", place.store]] {
      let json = try await Stepscope.run(["browse", "--headless", "--output", "json", "--limit", "4"] + arguments, in: folder)
      let executions = try #require(try JSONValue(parsing: json.output)["executions"]?.arrayValue)
      #expect(executions.compactMap { $0["name"]?.stringValue } == ["check-5", "check-4", "check-3", "check-2"])
      #expect(executions[2]["status"] == "FAILED" && executions[2]["stopDate"]?.numberValue != nil)
    }
    let none = try await Stepscope.run(["browse", "chekcs", "--headless", "--endpoint-url", place.url], in: folder)
    #expect(none.status == 2 && none.error.contains("checks"), "\(none)")
  }

  @Test func byTheLine() async throws {
    let folder = try TestFolder()
    let place = try await place(in: folder)
    let outcome = try await Stepscope.run(
      ["browse", "--plain", "--endpoint-url", place.url],
      input: "machine checks\nopen check-3\nevents\nquit\n", in: folder)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines.contains("1  asks  STANDARD") && lines.contains("executions of checks, newest first"), "\(outcome)")
    #expect(lines.contains { $0.hasPrefix("1  SUCCEEDED  check-5  started ") }, "\(outcome)")
    // What is said first of the execution is how it stands, not what it might be.
    #expect(outcome.output.contains("FAILED") && !outcome.output.contains("execution RUNNING"), "\(outcome)")
    let quit = try await Stepscope.run(["browse", "--plain", "--endpoint-url", place.url], input: "open nothing\nfly\nquit\n", in: folder)
    #expect(quit.output.contains(#"refused: there is no execution "nothing" in the list; machine NUMBER lists some"#))
    #expect(quit.output.contains(#"there is no command "fly"; help lists them"#))
    #expect(quit.status == 0)
  }
}
