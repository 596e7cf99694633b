import ExecutionSource
import Foundation
import History
import JSON
import Testing
import Time

@testable import AWS
@testable import Remote

/// What following an execution costs, and how soon it shows what happened; all on a virtual clock.
@Suite struct RequestCountTests {
  /// A job whose whole wait takes ten minutes, with the phases of a real Fargate task.
  private func tenMinutes(_ random: inout SplitMix64, prints: Double? = nil, containers: Int = 1) -> TimedExecution.Job {
    var job = TimedExecution.Job()
    job.submitted = Double.random(in: 0.3...1.5, using: &random)
    job.running = job.submitted + Double.random(in: 20...50, using: &random)
    job.recorded = 600
    job.stopped = 600 - Double.random(in: 0.5...6, using: &random)
    job.deactivating = job.stopped - Double.random(in: 12...24, using: &random)
    let end = job.deactivating - Double.random(in: 0...2, using: &random)
    job.ends = Dictionary(uniqueKeysWithValues: (0..<containers).map { ("c\($0)", (end - 0.1 * Double($0), 0)) })
    job.printsEvery = prints
    return job
  }

  @Test(arguments: [nil, 0.2, 7, 30, 95] as [Double?]) func aTenMinuteWaitStaysWithinItsBudget(_ prints: Double?) async {
    let most = await onThread { tenMinuteWait(prints) }
    print(
      "ten minutes, a line every \(prints.map { "\($0) s" } ?? "never"): at most \(most.states) Step Functions, \(most.tasks) DescribeTasks, \(most.logs) log requests"
    )
    #expect(most.states <= 40)
    #expect(most.tasks <= 80)
    #expect(most.logs <= 60)
  }

  private func tenMinuteWait(_ prints: Double?) -> (states: Int, tasks: Int, logs: Int) {
    var random = SplitMix64(seed: 42)
    var most = (states: 0, tasks: 0, logs: 0)
    for seed in 0..<8 {
      let execution = TimedExecution(tenMinutes(&random, prints: prints, containers: 1 + seed % 3))
      var play = Simulation(latency: .milliseconds(40), seed: UInt64(seed))
      play.engine.attend(Attention(logsOfTask: TimedExecution.taskArn), at: play.now)
      // Later the task is there, and its log is looked at.
      play.run(execution, until: TimedExecution.start + .seconds(3))
      play.engine.attend(Attention(logsOfTask: TimedExecution.taskArn), at: play.now)
      play.run(execution, until: TimedExecution.start + .seconds(605))
      #expect(play.engine.snapshot.status == .succeeded)
      #expect(prints == nil || !play.engine.snapshot.logs.isEmpty)
      most = (
        max(most.states, play.statesCalls), max(most.tasks, play.count("DescribeTasks")), max(most.logs, play.count("GetLogEvents"))
      )
    }
    return most
  }

  @Test func endsAreSeenSoon() async throws {
    let (containers, states) = await onThread { delays() }
    let container = try #require(containers.percentile(0.95))
    let state = try #require(states.percentile(0.95))
    print(
      "a container's end is seen within \(container) s, a state's within \(state) s of being recorded (95th percentile of \(states.count) schedules)"
    )
    #expect(container <= 10)
    #expect(state <= 3)
    #expect(states.count == 300)
    #expect(containers.allSatisfy { $0 >= 0 } && states.allSatisfy { $0 >= 0 })
  }

  /// How long after they happened the ends of containers, and of states, were shown in 300 runs, in seconds.
  private func delays() -> (containers: [Double], states: [Double]) {
    var random = SplitMix64(seed: 2_024)
    var containers: [Double] = []
    var states: [Double] = []
    for seed in 0..<300 {
      var job = TimedExecution.Job()
      job.submitted = Double.random(in: 0.2...2, using: &random)
      job.running = job.submitted + Double.random(in: 5...60, using: &random)
      let end = job.running + exp(Double.random(in: 0...6.5, using: &random))
      let sidecar = Bool.random(using: &random) ? end - Double.random(in: 0...min(90, end - job.running), using: &random) : end + 5
      job.ends = ["app": (end, Bool.random(using: &random) ? 0 : 1), "log_router": (sidecar, Bool.random(using: &random) ? 0 : 137)]
      job.deactivating = max(end, sidecar) + Double.random(in: 0...3, using: &random)
      job.stopped = job.deactivating + Double.random(in: 10...25, using: &random)
      job.recorded = job.stopped + Double.random(in: 0.3...8, using: &random)
      var execution = TimedExecution(job)
      execution.taskLag = .milliseconds(Int64.random(in: 0...800, using: &random))
      // Attached at any time before the end.
      let begin = Double.random(in: 0...(job.ends.values.map(\.at).min() ?? 0), using: &random)
      var play = Simulation(
        at: TimedExecution.start + .milliseconds(Int64(begin * 1_000)), latency: .milliseconds(Int64.random(in: 5...300, using: &random)),
        seed: UInt64(seed))
      var seen: [String: Timestamp] = [:]
      var recorded: Timestamp?
      play.run(execution, until: TimedExecution.start + .milliseconds(Int64(job.recorded * 1_000) + 60_000)) { snapshot, now in
        for container in snapshot.tasks.last?.task.containers ?? [] where container.exitCode != nil && seen[container.name] == nil {
          seen[container.name] = now
        }
        if recorded == nil, snapshot.events.count > 5 { recorded = now }
      }
      for (name, end) in job.ends {
        containers.append(((seen[name] ?? play.now) - TimedExecution.start) / .seconds(1) - end.at)
      }
      states.append(((recorded ?? play.now) - TimedExecution.start) / .seconds(1) - job.recorded)
    }
    return (containers, states)
  }

  @Test func nothingIsAskedForWhatIsNotOnTheScreen() {
    var random = SplitMix64(seed: 5)
    let execution = TimedExecution(tenMinutes(&random, prints: 5))
    var play = Simulation()
    play.engine.attend(Attention(showsTasks: false), at: play.now)
    play.run(execution, until: TimedExecution.start + .seconds(300))
    #expect(play.count("DescribeTasks", "ListTasks", "DescribeTaskDefinition", "GetLogEvents") == 0)
    // ECS says nothing, so the history is asked as in any other wait.
    #expect((25...40).contains(play.count("GetExecutionHistory")))
    play.engine.attend(Attention(), at: play.now)
    play.run(execution, until: TimedExecution.start + .seconds(302))
    #expect(play.engine.snapshot.tasks.last?.task.lastStatus == .running)
    #expect(play.count("GetLogEvents") == 0)
    play.engine.attend(Attention(logsOfTask: TimedExecution.taskArn), at: play.now)
    play.run(execution, until: TimedExecution.start + .seconds(304))
    #expect(play.count("GetLogEvents") > 0)
    #expect(play.engine.snapshot.logs.count > 50)
    play.engine.attend(Attention(showsTasks: false), at: play.now)
    let (logs, tasks) = (play.count("GetLogEvents"), play.count("DescribeTasks"))
    play.run(execution, until: TimedExecution.start + .seconds(500))
    #expect(play.count("GetLogEvents") == logs)
    #expect(play.count("DescribeTasks") == tasks)
    #expect(!play.engine.snapshot.logs.isEmpty)
  }

  @Test func anUnfocusedTerminalAsksHalfAsOften() {
    var random = SplitMix64(seed: 6)
    let execution = TimedExecution(tenMinutes(&random))
    func calls(isFocused: Bool) -> (Int, Int) {
      var play = Simulation(chance: 0.5)
      play.engine.attend(Attention(isFocused: isFocused), at: play.now)
      play.run(execution, until: TimedExecution.start + .seconds(560))
      return (play.count("GetExecutionHistory"), play.count("DescribeTasks"))
    }
    let (focused, unfocused) = (calls(isFocused: true), calls(isFocused: false))
    #expect(unfocused.0 < focused.0)
    #expect(Double(unfocused.1) < Double(focused.1) * 0.6)
  }

  @Test func aKeyBringsTheNextLookForward() {
    var execution = TimedExecution()
    execution.add("ExecutionStarted", at: TimedExecution.start)
    execution.add("WaitStateEntered", at: TimedExecution.start, "stateEntered", ["name": "W"])
    var play = Simulation(chance: 0.5)
    play.run(execution, until: TimedExecution.start + .seconds(100))
    let quiet = play.count("GetExecutionHistory")
    play.engine.attend(Attention(), at: play.now)
    play.run(execution, until: play.now + .milliseconds(1_100))
    #expect(play.count("GetExecutionHistory") == quiet + 1)
    // A key held down is one key.
    for _ in 0..<50 {
      play.engine.attend(Attention(), at: play.now)
      play.run(execution, until: play.now + .milliseconds(100))
    }
    #expect(play.count("GetExecutionHistory") <= quiet + 4)
    play.engine.hurry(at: play.now)
    let before = play.count("GetExecutionHistory")
    play.run(execution, until: play.now)
    #expect(play.count("GetExecutionHistory") == before + 1)
  }

  /// A hundred open executions, each with a running task, over one session: every call is made within what the budget allows, and what is
  /// shown is never old for long.
  @Test func aHundredExecutionsStayWithinTheBudgets() async {
    await onThread { playAHundred() }
  }

  private func playAHundred() {
    var random = SplitMix64(seed: 9)
    var budget = RequestBudget()
    var plays = (0..<100).map { at in
      let start = TimedExecution.start + .milliseconds(Int64.random(in: 0...4_000, using: &random))
      return (Simulation(at: start, seed: UInt64(at)), TimedExecution(tenMinutes(&random)))
    }
    var counts: [String: Int] = [:]
    var longestWait: [String: Duration] = [:]
    // DescribeTasks of one cluster: who asks while a call waits for its turn goes with it.
    var batch: (until: Timestamp, tasks: Int)?
    for second in 1...300 {
      for at in plays.indices {
        let execution = plays[at].1
        plays[at].0.run(
          until: TimedExecution.start + .seconds(second),
          { request, now in
            if case .tasks = request, let open = batch, open.until > now, open.tasks < 100 {
              batch?.tasks += 1
            } else {
              let wait = budget.take(request.operation, at: now)
              if case .tasks = request { batch = (now + wait, 1) }
              counts[request.operation, default: 0] += 1
              longestWait[request.operation] = max(longestWait[request.operation] ?? .zero, wait)
            }
            return Simulation.outcome(of: request, execution, at: now)
          })
      }
    }
    for operation in [
      "GetExecutionHistory", "DescribeExecution", "DescribeStateMachineForExecution", "DescribeTasks", "DescribeTaskDefinition",
    ] {
      guard let group = RequestBudget.Group(of: operation) else { continue }
      let allowed = group.allowance.burst + group.allowance.perSecond * 300
      #expect(Double(counts[operation] ?? 0) <= allowed, "\(operation): \(counts[operation] ?? 0)")
    }
    print("100 executions in 300 s: \(counts.sorted { $0.key < $1.key }), longest waits \(longestWait.mapValues { $0 / .seconds(1) })")
    #expect((longestWait["GetExecutionHistory"] ?? .zero) < .seconds(30))
    #expect(plays.allSatisfy { $0.0.engine.snapshot.tasks.last?.task.lastStatus == .running })
  }
}
