import ExecutionSource
import Foundation
import HTTP
import History
import JSON
import Testing
import Time

@testable import AWS
@testable import Remote

/// Whatever goes wrong on the way, and however often: nothing is lost, nothing is doubled, what is wrong is said, and in the end all is as
/// if nothing had happened. `make soak` plays many more schedules.
@Suite struct FaultTests {
  /// How many schedules: 1,000, or what `make soak` says.
  static let schedules = ProcessInfo.processInfo.environment["STEPSCOPE_SOAK"].flatMap { Int($0) } ?? 1_000
  static let firstSeed = ProcessInfo.processInfo.environment["STEPSCOPE_SOAK_SEED"].flatMap { UInt64($0) } ?? 1

  /// Schedules that a long run found: a description of the end before a redrive, and old pages of a log that is read anew.
  @Test(arguments: [4_643, 14_861, 17_413, 18_197] as [UInt64]) func schedulesThatWentWrongOnce(seed: UInt64) async throws {
    var play = FaultPlay(seed: seed, endpoint: try emulator())
    #expect(play.play().problems == [])
  }

  @Test func randomFaultSchedules() async throws {
    let began = ContinuousClock.now
    let endpoint = try emulator()
    let parts = 2
    let results = await withTaskGroup(of: [FaultPlay.Result].self) { group in
      for part in 0..<parts {
        group.addTask {
          await onThread {
            stride(from: part, to: FaultTests.schedules, by: parts).map { at in
              var play = FaultPlay(seed: FaultTests.firstSeed &+ UInt64(at), endpoint: endpoint)
              return play.play()
            }
          }
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    for result in results.filter({ !$0.problems.isEmpty }).sorted(by: { $0.seed < $1.seed }).prefix(10) {
      Issue.record("seed \(result.seed) (\(result.kind)): \(result.problems.joined(separator: "; "))")
    }
    let took = (ContinuousClock.now - began) / .seconds(1)
    let (calls, hit, seconds) = results.reduce((0, 0, 0)) { ($0.0 + $1.calls, $0.1 + $1.hit, $0.2 + Int($1.took / .seconds(1))) }
    print(
      "soak: \(results.count) fault schedules, \(calls) calls of which \(hit) went wrong, \(seconds / 3_600) h of virtual time, in \(String(format: "%.1f", took)) s; \(results.filter { !$0.problems.isEmpty }.count) bad"
    )
    #expect(results.count == FaultTests.schedules)
    #expect(hit > results.count)
  }
}

/// One execution, once as it is and once behind faults.
struct FaultPlay {
  struct Result: Sendable {
    var seed: UInt64
    var kind: String
    var problems: [String] = []
    var calls = 0
    var hit = 0
    var took = Duration.zero
  }

  private let execution: TimedExecution
  private let schedule: FaultSchedule
  private let endpoint: AWSEndpoint
  private let redrivenAt: Timestamp?
  private let hasLogs: Bool
  private var result: Result
  private static let longest = Duration.seconds(1_500)

  init(seed: UInt64, endpoint: AWSEndpoint) {
    var random = SplitMix64(seed: seed)
    let made = FaultPlay.execution(&random)
    execution = made.execution
    redrivenAt = made.redrivenAt
    hasLogs = made.kind == "job"
    schedule = FaultSchedule.random(
      &random, from: TimedExecution.start, span: (made.execution.endedAt ?? TimedExecution.start) - TimedExecution.start + .seconds(20))
    self.endpoint = endpoint
    result = Result(seed: seed, kind: made.kind)
  }

  mutating func play() -> Result {
    let faultless = run(FaultyEndpoint(execution, FaultSchedule(), seed: 0), isChecked: false)
    result.calls = 0
    let seen = run(FaultyEndpoint(execution, schedule, seed: result.seed), isChecked: true)
    compare(seen, faultless)
    return result
  }

  private mutating func run(_ source: FaultyEndpoint, isChecked: Bool) -> ExecutionSnapshot {
    var source = source
    var play = Simulation(latency: .milliseconds(30), seed: result.seed)
    let truth = EventLog(execution.events.compactMap { try? HistoryEvent(json: .object($0.event)) })
    let end = max(source.schedule.calmFrom, redrivenAt ?? TimedExecution.start, execution.endedAt ?? TimedExecution.start)
    if hasLogs { play.engine.attend(Attention(logsOfTask: TimedExecution.taskArn), at: play.now) }
    var problems: Set<String> = []
    var lastFault: (PollRequest, Fault)?
    var hit = 0
    func ask(_ request: PollRequest, _ now: Timestamp) -> PollEngine.Outcome {
      guard isChecked else { return Simulation.outcome(of: request, execution, at: now) }
      let (answer, fault) = source.answer(request.operation, request.input(executionArn: FakeExecution.arn), at: now)
      if let fault {
        hit += 1
        lastFault = (request, fault)
      }
      return FaultyEndpoint.outcome(answer, request, endpoint)
    }
    func check(_ snapshot: ExecutionSnapshot, _ now: Timestamp) {
      guard isChecked else { return }
      let first = snapshot.events.first?.id ?? 1
      if snapshot.missingEvents > 0, first != snapshot.missingEvents + 1 {
        problems.insert("\(snapshot.missingEvents) missing before \(first)")
      }
      // Whatever is shown is a piece of the truth without a gap.
      if let last = snapshot.events.last {
        if last.id - first + 1 != snapshot.events.count { problems.insert("a gap or a double between \(first) and \(last.id)") }
        if truth.count < last.id || truth[last.id - 1] != last || truth[first - 1] != snapshot.events.first {
          problems.insert("event \(last.id) is not as it is")
        }
      }
      if let sentence = snapshot.live.poll?.problem, sentence.count < 12 { problems.insert("'\(sentence)' is no sentence") }
    }
    if let redrivenAt {
      play.run(until: redrivenAt + .milliseconds(500), ask, watch: check)
      play.now = redrivenAt + .milliseconds(500)
      play.engine.hurry(at: play.now, isRedriven: true)
    }
    play.run(until: end + .seconds(1), ask, watch: check)
    // What was given up while all was wrong is asked for once more when somebody wants to see it.
    play.run(until: end + FaultPlay.longest, ask, watch: check)
    result.calls += play.calls.count
    if isChecked {
      result.hit = hit
      result.took = play.now - TimedExecution.start
      result.problems += problems.sorted()
      if !play.engine.isFinished {
        result.problems.append("it does not end; next \(String(describing: play.engine.nextWake)) \(lastFault.map { "\($0)" } ?? "")")
      }
      let poll = play.engine.snapshot.live.poll
      if let problem = poll?.problem { result.problems.append("still says: \(problem)") }
      for (part, sentence) in poll?.denied ?? [:] { result.problems.append("\(part) still denied: \(sentence)") }
    }
    return play.engine.snapshot
  }

  private mutating func compare(_ seen: ExecutionSnapshot, _ expected: ExecutionSnapshot) {
    if seen.events != expected.events { result.problems.append("\(seen.events.count) events instead of \(expected.events.count)") }
    if seen.missingEvents != 0 { result.problems.append("\(seen.missingEvents) events missing") }
    if seen.status != expected.status { result.problems.append("\(seen.status) instead of \(expected.status)") }
    if seen.definition?.stateNames != expected.definition?.stateNames { result.problems.append("another definition") }
    func last(_ snapshot: ExecutionSnapshot) -> [String: String] {
      Dictionary(snapshot.tasks.map { ($0.task.arn, "\($0.state ?? "") \($0.scheduledEventId ?? 0) \($0.task)") }) { $1 }
    }
    if last(seen) != last(expected) {
      result.problems.append("other tasks: \(seen.tasks.map(\.task.lastStatus)) instead of \(expected.tasks.map(\.task.lastStatus))")
    }
    if Set(seen.taskDefinitions.keys) != Set(expected.taskDefinitions.keys) { result.problems.append("other task definitions") }
    if seen.logs != expected.logs {
      result.problems.append(
        "\(seen.logs.count) log lines instead of \(expected.logs.count): \(seen.logs.map(\.text).suffix(12)) \(expected.logs.map(\.text).suffix(12))"
      )
    }
    if seen.logStreams.map(\.state) != expected.logStreams.map(\.state) {
      result.problems.append("logs are \(seen.logStreams.map(\.state)) instead of \(expected.logStreams.map(\.state))")
    }
    if seen.mapRuns != expected.mapRuns {
      result.problems.append("Map Runs \(seen.mapRuns.map(\.status)) instead of \(expected.mapRuns.map(\.status))")
    }
    if seen.redrive != expected.redrive || seen.stoppedAt != expected.stoppedAt {
      result.problems.append(
        "another description: \(String(describing: seen.redrive)) \(String(describing: seen.stoppedAt)) instead of \(String(describing: expected.redrive)) \(String(describing: expected.stoppedAt))"
      )
    }
    if seen.identity != expected.identity || seen.startedAt != expected.startedAt { result.problems.append("another identity") }
  }

  // MARK: Executions

  private static func execution(_ random: inout SplitMix64) -> (execution: TimedExecution, redrivenAt: Timestamp?, kind: String) {
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<9: return (job(&random), nil, "job")
    case 9..<14: return (chain(&random, states: Int.random(in: 1...20, using: &random), over: 60), nil, "chain")
    case 14: return (chain(&random, states: Int.random(in: 110...220, using: &random), over: 20), nil, "long")
    case 15..<18: return (mapRun(&random), nil, "map")
    default:
      var execution = chain(&random, states: Int.random(in: 1...20, using: &random), over: 30)
      let last = execution.removeLast()
      execution.add("ExecutionFailed", at: last, "executionFailed", ["error": "Oops"])
      let again = last + .seconds(Int.random(in: 5...40, using: &random))
      execution.add("ExecutionRedriven", at: again, "executionRedriven", ["redriveCount": 1])
      execution.add("PassStateEntered", at: again + .seconds(4), "stateEntered", ["name": "Again"])
      execution.add("PassStateExited", at: again + .seconds(5), "stateExited", ["name": "Again"])
      execution.add("ExecutionSucceeded", at: again + .seconds(6), "executionSucceeded")
      return (execution, again, "redriven")
    }
  }

  private static func job(_ random: inout SplitMix64) -> TimedExecution {
    var job = TimedExecution.Job()
    job.submitted = Double.random(in: 0.2...2, using: &random)
    job.running = job.submitted + Double.random(in: 3...20, using: &random)
    let end = job.running + Double.random(in: 1...60, using: &random)
    job.ends = ["app": (end, Int.random(in: 0...1, using: &random))]
    if Bool.random(using: &random) { job.ends["log_router"] = (end + 1, 137) }
    job.deactivating = end + 1.5
    job.stopped = end + Double.random(in: 3...15, using: &random)
    job.recorded = job.stopped + Double.random(in: 0.2...6, using: &random)
    if Bool.random(using: &random) { job.printsEvery = Double.random(in: 0.3...9, using: &random) }
    return TimedExecution(job)
  }

  private static func chain(_ random: inout SplitMix64, states: Int, over seconds: Double) -> TimedExecution {
    var execution = TimedExecution()
    var at = TimedExecution.start
    execution.add("ExecutionStarted", at: at, previous: 0, "executionStarted", ["input": "{}"])
    for state in 0..<states {
      execution.add("WaitStateEntered", at: at, "stateEntered", ["name": .string("S\(state)")])
      at = at + .milliseconds(Int64(Double.random(in: 0...2 * seconds / Double(states), using: &random) * 1_000))
      execution.add("WaitStateExited", at: at, "stateExited", ["name": .string("S\(state)")])
    }
    execution.add(["ExecutionSucceeded", "ExecutionAborted"].randomElement(using: &random) ?? "ExecutionSucceeded", at: at)
    return execution
  }

  private static func mapRun(_ random: inout SplitMix64) -> TimedExecution {
    var execution = TimedExecution()
    let arn = "arn:aws:states:us-east-1:123456789012:mapRun:machine/Each:run"
    let start = TimedExecution.start
    let end = start + .seconds(Int.random(in: 20...80, using: &random))
    execution.definition =
      #"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}"#
    execution.add("ExecutionStarted", at: start, previous: 0)
    execution.add("MapStateEntered", at: start, "stateEntered", ["name": "Each"])
    execution.add("MapStateStarted", at: start, "mapStateStarted", ["length": 40])
    if Bool.random(using: &random) {
      execution.add("MapRunStarted", at: start + .seconds(1), "mapRunStarted", ["mapRunArn": .string(arn)])
      execution.add("MapRunSucceeded", at: end)
    }
    execution.add("MapStateSucceeded", at: end)
    execution.add("MapStateExited", at: end, "stateExited", ["name": "Each"])
    execution.add("ExecutionSucceeded", at: end + .milliseconds(50))
    execution.mapRuns[arn] = stride(from: 0, through: 40, by: 4).map { done in
      let at = start + (end - start) * (Double(done) / 40)
      return (
        at,
        [
          "mapRunArn": .string(arn), "status": .string(done == 40 ? "SUCCEEDED" : "RUNNING"), "startDate": 1_800_000_000,
          "maxConcurrency": 10,
          "itemCounts": ["succeeded": .number(JSONNumber(done)), "total": 40, "running": .number(JSONNumber(40 - done))],
          "executionCounts": ["succeeded": .number(JSONNumber(done)), "total": 40],
        ]
      )
    }
    return execution
  }
}
