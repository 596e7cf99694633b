import Foundation
import JSON
import TestSupport
import Testing

/// Executions at an emulator, followed by the program as people run it: without a terminal and on the screen.
@Suite(
  .serialized, .enabled(if: MinistackDriver.isThere, Comment(rawValue: MinistackDriver.skipped)),
  .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
struct AttachPeerTests {
  private let cluster = "cluster-arn"

  private func driver() async throws -> MinistackDriver {
    func text(_ name: String) throws -> String { String(decoding: try Corpus.bytes("seed/\(name).asl.json"), as: UTF8.self) }
    return try await MinistackDriver(machines: ["run-and-wait": text("run-and-wait"), "task-token": text("task-token")])
  }

  private func input() throws -> String { try Corpus.json("seed/run-and-wait.input.json").compact }

  /// The running tasks of the cluster, as soon as there are any.
  private func tasks(_ driver: MinistackDriver) async throws -> [JSONValue] {
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
      // Looked at before the time: on a busy machine a pause may take longer than it should.
      let isLate = ContinuousClock.now > deadline
      let tasks = try await driver.ask("tasks \(cluster)")["tasks"]?.arrayValue ?? []
      if tasks.contains(where: { $0["status"]?.stringValue == "RUNNING" }) { return tasks }
      if isLate { throw DriverError("no task runs in \(cluster)") }
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  private func attach(_ driver: MinistackDriver, _ arn: String) -> [String] { ["attach", arn, "--endpoint-url", driver.endpoint] }

  @Test func aJobIsFollowedWithoutATerminal() async throws {
    let driver = try await driver()
    let arn = try await driver.start("run-and-wait", try input())
    let folder = try TestFolder()
    _ = try await tasks(driver)
    let now = try await Stepscope.run(attach(driver, arn) + ["--headless"], in: folder)
    #expect(now.status == 0, "\(now)")
    #expect(now.output.contains("TaskScheduled") && !now.output.contains("ExecutionSucceeded"))
    let arguments = attach(driver, arn) + ["--headless", "--follow"]
    async let followed = Stepscope.run(arguments, in: folder)
    try await driver.ask("stop-tasks \(cluster)")
    let outcome = try await followed
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.contains("ExecutionStarted") && outcome.output.contains("ExecutionSucceeded"))
    let events = try await Stepscope.run(attach(driver, arn) + ["--headless", "--output", "events"], in: folder)
    let types = try events.output.split(separator: "\n").map { try JSONValue(parsing: String($0))["type"]?.stringValue }
    #expect(types.first == "ExecutionStarted" && types.last == "ExecutionSucceeded")
    let described = try await Stepscope.run(attach(driver, arn) + ["--headless", "--output", "describe"], in: folder)
    #expect(try JSONValue(parsing: described.output)["status"]?.stringValue == "SUCCEEDED")
  }

  @Test func aTokenIsAnsweredElsewhereWhileItIsFollowed() async throws {
    let driver = try await driver()
    let arn = try await driver.start("task-token")
    let token = try #require(try await tasks(driver).first?["environment"]?["TASK_TOKEN_ENV_VARIABLE"]?.stringValue)
    let arguments = attach(driver, arn) + ["--headless", "--follow"]
    let folder = try TestFolder()
    async let followed = Stepscope.run(arguments, in: folder)
    try await driver.ask("fail \(token) Declined")
    let outcome = try await followed
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.output.contains("ExecutionFailed") && outcome.output.contains("Declined"))
  }

  @Test(.enabled(if: TmuxTerminal.program != nil, Comment(rawValue: TmuxTerminal.skipped)), .fewTerminals)
  func aJobIsFollowedOnTheScreen() async throws {
    let driver = try await driver()
    let arn = try await driver.start("run-and-wait", try input())
    let terminal = try await TmuxTerminal(120, 40, folder: try TestFolder())
    try await terminal.run([Stepscope.binary] + attach(driver, arn))
    try await terminal.wait("the running job") { $0.header.contains("RUNNING") && $0.contains("TaskScheduled") }
    _ = try await tasks(driver)
    try await terminal.press("s")
    try await terminal.wait("why nothing is stepped") { $0.contains("only in local runs") }
    try await driver.ask("stop-tasks \(cluster)")
    try await terminal.press("R")
    try await terminal.wait("the end") { $0.header.contains("✔ SUCCEEDED") && $0.contains("ExecutionSucceeded") }
    try await terminal.press("q")
    #expect(try await terminal.waitForExit().status == 0)
    #expect(try await terminal.isRestored())
  }

  /// By what the footer says, as for a local run.
  @Test(.enabled(if: TmuxTerminal.program != nil, Comment(rawValue: TmuxTerminal.skipped)), .fewTerminals)
  func aTokenIsApprovedFromTheScreen() async throws {
    let driver = try await driver()
    let arn = try await driver.start("task-token")
    let token = try #require(try await tasks(driver).first?["environment"]?["TASK_TOKEN_ENV_VARIABLE"]?.stringValue)
    let terminal = try await TmuxTerminal(120, 40, folder: try TestFolder())
    try await terminal.run([Stepscope.binary] + attach(driver, arn))
    for word in ["tokens", "approve", "send", "yes"] {
      let screen = try await terminal.wait("a key for \(word) in the footer") {
        // This emulator's history hides the token: it can be answered once ECS has been asked for it.
        $0.key(for: word) != nil && (word == "tokens" || $0.contains("PENDING") && $0.contains("characters"))
      }
      #expect(!screen.contains(token), "the token is masked")
      try await terminal.press(try #require(screen.key(for: word)))
    }
    try await terminal.press("R")
    try await terminal.wait("the approval") { $0.contains("approved") || $0.contains("no token pending") }
    try await terminal.press("Escape")
    try await terminal.wait("the end") { $0.header.contains("✔ SUCCEEDED") }
    #expect(try await driver.ask("describe \(arn)")["status"]?.stringValue == "SUCCEEDED")
  }
}
