import Embedded
import Foundation
import Hosting
import JSON
import Store
import Testing
import Time

/// Whatever is stopped, redriven, answered and restarted in whatever order and at whatever moment: what was seen stays, and every execution can be brought back.
@Suite("Random schedules of stops, redrives, tokens and restarts", .timeLimit(.minutes(20)))
struct ScheduleTests {
  static let schedules = ProcessInfo.processInfo.environment["STEPSCOPE_SOAK"].flatMap { Int($0) }.map { $0 / 20 } ?? 60

  @Test("Simulated tasks, tokens and Parallels", arguments: [0, 1, 2, 3])
  func random(part: Int) async throws {
    for seed in stride(from: part, to: ScheduleTests.schedules, by: 4) {
      var play = try await SchedulePlay(seed: UInt64(seed) &+ 1)
      try await play.run()
      for problem in play.problems { Issue.record("seed \(seed + 1): \(problem)") }
    }
  }

  @Test("A token that is answered before RunTask has is recorded after its answer, and counts once")
  func early() async throws {
    let fixture = Fixture()
    let host = try await fixture.open()
    let order = try Orders.order(ScheduleMachines.callback)
    _ = try await host.start(order)
    await host.settle()
    let token = try #require(ScheduleMachines.tokens(in: try await host.events(of: order.executionArn)).first)
    #expect(try await host.types(of: order.executionArn).last == "TaskStarted")
    fixture.clock.advance(by: .milliseconds(100))
    try await host.answer(token: token, .heartbeat)
    try await host.answer(token: token, .success(output: "1"))
    await #expect(throws: HostRefusal.taskTimedOut) { try await host.answer(token: token, .success(output: "2")) }
    await host.settle()
    #expect(try await host.types(of: order.executionArn).last == "TaskStarted")
    fixture.clock.advance(by: .milliseconds(400))
    await host.settle()
    #expect(
      try await host.types(of: order.executionArn).suffix(5) == [
        "TaskStarted", "TaskSubmitted", "TaskSucceeded", "TaskStateExited", "ExecutionSucceeded",
      ])
    #expect(await host.execution(order.executionArn)?.output == "1")
  }

  @Test("Answers that are kept in one transaction can be replayed, though each leads to events at once")
  func crowd() async throws {
    let fixture = Fixture()
    var host = try await fixture.open()
    let order = try Orders.order(ScheduleMachines.tokens(12))
    _ = try await host.start(order)
    await host.settle()
    let tokens = ScheduleMachines.tokens(in: try await host.events(of: order.executionArn))
    #expect(tokens.count == 12)
    let crowded = host
    await withTaskGroup(of: Void.self) { group in
      for token in tokens.dropLast() { group.addTask { try? await crowded.answer(token: token, .success(output: "1")) } }
    }
    await host.settle()
    await host.close()
    host = try await fixture.open()
    #expect(await host.execution(order.executionArn)?.cause == nil)
    try await host.answer(token: try #require(tokens.last), .success(output: "2"))
    await host.settle()
    #expect(await host.status(of: order.executionArn) == "SUCCEEDED")
    #expect(try await host.types(of: order.executionArn).count { $0 == "TaskSucceeded" } == 12)
  }

  @Test("A long journal that is brought back holds nobody up")
  func slices() async throws {
    let fixture = Fixture()
    var host = try await fixture.open()
    let long = try Orders.order(ScheduleMachines.loop(2_000), name: "long")
    _ = try await host.start(long)
    await host.settle()
    fixture.clock.advance(by: .seconds(2))
    await host.settle()
    #expect(await host.status(of: long.executionArn) == "FAILED")
    await host.close()
    host = try await fixture.open()
    // Two who ask at the same time get the one revival; it fails again at once, and so may be redriven twice.
    async let first: Timestamp? = try? await host.redrive(long.executionArn)
    async let second: Timestamp? = try? await host.redrive(long.executionArn)
    let short = try Orders.order(Definitions.pass, name: "short")
    _ = try await host.start(short)
    let redriven = [await first, await second].count { $0 != nil }
    #expect(redriven > 0)
    await host.settle()
    #expect(await host.status(of: short.executionArn) == "SUCCEEDED")
    #expect(await host.execution(long.executionArn)?.redriveCount == redriven)
    #expect(try await host.types(of: long.executionArn).count { $0 == "ExecutionRedriven" } == redriven)
  }
}

enum ScheduleMachines {
  private static let parameters = #"""
    "Parameters": {"Cluster": "jobs", "TaskDefinition": "job", "Overrides": {"ContainerOverrides": [{"Name": "main",
      "Environment": [{"Name": "TOKEN", "Value.$": "$$.Task.Token"}]}]}}
    """#

  static let callback = """
    {"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.waitForTaskToken",
      \(parameters), "HeartbeatSeconds": 3600, "End": true}}}
    """

  static let job = """
    {"StartAt": "Run", "States": {"Run": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "End": true,
      "Parameters": {"Cluster": "jobs", "TaskDefinition": "job"}, "TimeoutSeconds": 90,
      "Retry": [{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 1, "IntervalSeconds": 1}]}}}
    """

  static let both = """
    {"StartAt": "Before", "States": {"Before": {"Type": "Wait", "Seconds": 1, "Next": "Both"}, "Both": {"Type": "Parallel", "Next": "After",
      "Branches": [\(callback), \(job), {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3, "End": true}}}]},
      "After": {"Type": "Pass", "End": true}}}
    """

  static let each = """
    {"StartAt": "Each", "States": {"Each": {"Type": "Map", "ItemsPath": "$.items", "Label": "Each", "End": true, "MaxConcurrency": 2,
      "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, \(callback.dropFirst())}}}
    """

  /// So many branches that wait for a token each, which nobody gives by itself.
  static func tokens(_ count: Int) -> String {
    let branches = (0..<count).map { at in
      """
      {"StartAt": "Ask \(at)", "States": {"Ask \(at)": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": "q", "MessageBody": {"Token.$": "$$.Task.Token"}}, "End": true}}}
      """
    }
    return """
      {"StartAt": "All", "States": {"All": {"Type": "Parallel", "End": true,
        "Branches": [\(branches.joined(separator: ", "))]}}}
      """
  }

  /// Goes round so many times, then fails.
  static func loop(_ turns: Int) -> String {
    """
    {"StartAt": "Zero", "States": {"Zero": {"Type": "Pass", "Result": 0, "ResultPath": "$.n", "Next": "More"},
      "More": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "Enough"},
      "Enough": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThan": \(turns), "Next": "More"}], "Default": "Hold"},
      "Hold": {"Type": "Wait", "Seconds": 1, "Next": "Stop"}, "Stop": {"Type": "Fail", "Error": "E"}}}
    """
  }

  /// Tokens in a history, oldest first.
  static func tokens(in events: [JSONValue]) -> [String] {
    events.compactMap { event in
      guard event["type"] == "TaskScheduled", let text = event["taskScheduledEventDetails"]?["parameters"]?.stringValue,
        let parameters = try? JSONValue(parsing: text)
      else { return nil }
      return parameters["MessageBody"]?["Token"]?.stringValue
        ?? parameters["Overrides"]?["ContainerOverrides"]?[0]?["Environment"]?[0]?["Value"]?.stringValue
    }
  }
}

/// One execution, and somebody who does things to it at random.
private struct SchedulePlay {
  private let fixture = Fixture()
  private let order: StartOrder
  private var host: ExecutionHost
  private var random: SplitMix64
  private var seen: [String: [JSONValue]] = [:]
  private(set) var problems: [String] = []
  private var log: [String] = []

  private static let legitimate = [
    "Execution is RUNNING and cannot be redriven", "Execution is SUCCEEDED and cannot be redriven",
    "Execution has nothing to go on from and cannot be redriven",
  ]

  init(seed: UInt64) async throws {
    random = SplitMix64(seed: seed)
    let machines = [ScheduleMachines.callback, ScheduleMachines.job, ScheduleMachines.both, ScheduleMachines.each]
    let machine = machines[Int(seed % UInt64(machines.count))]
    order = try Orders.order(machine, input: #"{"items": [1, 2, 3]}"#)
    host = try await fixture.open()
    _ = try await host.start(order)
  }

  mutating func run() async throws {
    for _ in 0..<40 where problems.isEmpty {
      await act()
      if Bool.random(using: &random) { await host.settle() }
      if Int.random(in: 0..<4, using: &random) == 0 { try await check() }
    }
    try await reopen()
    try await check()
    if !problems.isEmpty { problems.append(log.suffix(30).joined(separator: ", ")) }
  }

  private mutating func act() async {
    let arn = order.executionArn
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<7: pass(.milliseconds(Int64.random(in: 0...900, using: &random)))
    case 7: pass(.milliseconds(Int64.random(in: 1...120_000, using: &random)))
    case 8..<11: await stop(arn)
    case 11..<14: await redrive(arn)
    case 14:
      // At the same moment.
      let host = host
      log.append("stop+redrive")
      async let stopped: ExecutionRecord? = try? await host.stop(arn, error: "E", cause: nil)
      do throws(HostRefusal) { _ = try await host.redrive(arn) } catch { judge(error) }
      _ = await stopped
    case 15..<18: await answer()
    default: do { try await reopen() } catch { problems.append("it cannot be opened again: \(error)") }
    }
  }

  private mutating func pass(_ time: Duration) {
    log.append("\(time)")
    fixture.clock.advance(by: time)
  }

  private mutating func stop(_ arn: String) async {
    log.append("stop")
    do throws(HostRefusal) { _ = try await host.stop(arn, error: nil, cause: nil) } catch { problems.append("stop: \(error)") }
  }

  private mutating func redrive(_ arn: String) async {
    log.append("redrive")
    do throws(HostRefusal) { _ = try await host.redrive(arn) } catch { judge(error) }
  }

  private mutating func judge(_ error: HostRefusal) {
    if case .notRedrivable(let sentence) = error, SchedulePlay.legitimate.contains(sentence) { return }
    problems.append("redrive: \(error)")
  }

  /// Answers some tokens, several at once.
  private mutating func answer() async {
    var tokens: [String] = []
    for arn in await arns() { tokens += ScheduleMachines.tokens(in: (try? await host.events(of: arn)) ?? []).suffix(2) }
    let host = host
    let answers: [(String, TokenAnswer)] = tokens.shuffled(using: &random).prefix(3).map { token in
      switch Int.random(in: 0..<4, using: &random) {
      case 0: (token, .success(output: #"{"ok": true}"#))
      case 1: (token, .failure(error: "Declined", cause: nil))
      default: (token, .heartbeat)
      }
    }
    log.append("answer \(answers.count)")
    let refusals = await withTaskGroup(of: HostRefusal?.self) { group in
      for (token, answer) in answers {
        group.addTask {
          do throws(HostRefusal) { try await host.answer(token: token, answer) } catch { return error }
          return nil
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    for case let refusal? in refusals where refusal != .taskTimedOut { problems.append("answer: \(refusal)") }
  }

  private mutating func reopen() async throws {
    log.append("reopen")
    await host.close()
    host = try await fixture.open()
  }

  private func arns() async -> [String] {
    await host.executions(ExecutionQuery(owner: .all, limit: 100)).executions.map(\.executionArn)
      + children()
  }

  private func children() async -> [String] {
    var all: [String] = []
    for run in await host.mapRuns(of: order.executionArn) {
      all += await host.executions(ExecutionQuery(owner: .mapRun(run.mapRunArn), limit: 100)).executions.map(\.executionArn)
    }
    return all
  }

  /// Whatever was seen is there still, and what is there is a chain whose end agrees with the status.
  private mutating func check() async throws {
    await host.settle()
    for arn in Set(await arns()) {
      let events = try await host.events(of: arn)
      if let before = seen[arn], Array(events.prefix(before.count)) != before { problems.append("\(arn) lost or changed events") }
      seen[arn] = events
      if events.map({ $0["id"]?.integerValue }) != (1...max(1, events.count)).map({ $0 }) { problems.append("\(arn): ids have a gap") }
      for (before, event) in zip(events, events.dropFirst()) where event["type"] == "TaskSucceeded" {
        if before["type"] == "TaskStarted", event["taskSucceededEventDetails"]?["resource"]?.stringValue?.hasSuffix("Token") == true {
          problems.append("\(arn): a token was answered before the task was submitted")
        }
      }
      let record = await host.execution(arn)
      let isOver = events.last?["type"]?.stringValue.map {
        $0.hasPrefix("Execution") && $0 != "ExecutionStarted" && $0 != "ExecutionRedriven"
      }
      if record?.status.isFinal != isOver {
        problems.append("\(arn) is \(record?.status.rawValue ?? "nowhere") behind \(events.last?["type"]?.stringValue ?? "nothing")")
      }
      if record?.error == "States.Runtime" { problems.append("\(arn): \(record?.cause ?? "")") }
    }
  }
}
