import History
import JSON
import TestSupport
import Testing
import Time

@Suite struct WaitTests {
  @Test func anEndpointThatNamesTheWholeARNWaitsFromTheRequestOn() {
    var made = MadeUp()
    made.started()
    let entered = made.enter(.taskStateEntered, "Job", after: 0)
    made.add(
      .taskScheduled, after: entered, at: 1,
      .taskScheduled(
        TaskScheduled(task: TaskResource(resourceType: "", resource: "arn:aws:states:::ecs:runTask.sync"), region: nil, parameters: "{}")))
    let index = made.index()
    #expect(index.visits[0].status == .waiting)
    #expect(index.waitReason(of: index.visits[0]) == .job(service: "ECS", since: MadeUp.at(1), deadline: .unknown))
  }

  static let facts = MachineFacts(
    definition: [
      "StartAt": "Job",
      "States": [
        "Job": [
          "Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync",
          "Retry": [
            ["ErrorEquals": ["Boom"], "IntervalSeconds": 8, "MaxAttempts": 3], ["ErrorEquals": ["States.ALL"], "MaxAttempts": 1],
          ],
          "Next": "Pause",
        ],
        "Pause": ["Type": "Wait", "Seconds": 300, "Next": "By input"],
        "By input": ["Type": "Wait", "SecondsPath": "$.wait.seconds", "End": true],
      ],
    ])

  private func job(_ change: (inout MadeUp, Int) -> Void) -> MadeUp {
    var made = MadeUp()
    made.started()
    change(&made, made.enter(.taskStateEntered, "Job", after: 0))
    return made
  }

  private func words(_ made: MadeUp, now: Double, facts: MachineFacts? = WaitTests.facts, _ context: WaitContext = WaitContext()) -> String?
  {
    let index = made.index(facts: facts)
    return index.leaves.last.flatMap { index.waitReason(of: $0) }?.headline(now: MadeUp.at(now), context: context)
  }

  @Test func aJobSaysItsTaskAndItsTimeout() {
    let made = job { made, entered in
      let scheduled = made.schedule("runTask.sync", after: entered, at: 0, timeout: 7_200)
      made.task(.taskSubmitted, after: made.task(.taskStarted, after: scheduled, at: 1), at: 2, output: "{}")
    }
    #expect(words(made, now: 163) == "waiting: ECS .sync · 00:02:41 · times out in 01:57:17")
    #expect(
      words(made, now: 163, WaitContext(taskStatus: "RUNNING", taskSince: MadeUp.at(2)))
        == "waiting: ECS .sync · task RUNNING 00:02:41 · times out in 01:57:17")
    #expect(words(made, now: 9_000) == "waiting: ECS .sync · 02:29:58 · timeout due")
  }

  @Test func aJobWithoutATimeoutSaysSo() {
    let made = job { made, entered in
      made.task(.taskSubmitted, after: made.schedule("runTask.sync", after: entered), output: "{}")
    }
    #expect(words(made, now: 100_000) == "waiting: ECS .sync · 1 d 03:46:40 · no timeout (1-year limit)")
  }

  @Test func aTaskThatIsOnlySentRuns() {
    let made = job { made, entered in made.schedule("runTask", after: entered) }
    #expect(words(made, now: 3) == "ecs:runTask · 00:00:03")
  }

  @Test func aTokenCountsBeatsOnlyWhereTheyAreSeen() {
    let made = job { made, entered in
      made.task(
        .taskSubmitted, "runTask.waitForTaskToken", after: made.schedule("runTask.waitForTaskToken", after: entered, heartbeat: 60),
        output: "{}")
    }
    #expect(words(made, now: 18) == "waiting: task token · 00:00:18 · first beat due in 00:00:42 · no timeout (1-year limit)")
    #expect(words(made, now: 842) == "waiting: task token · 00:14:02 · beats every 60 s, last beat not visible · no timeout (1-year limit)")
    #expect(
      words(made, now: 842, WaitContext(lastBeat: MadeUp.at(812)))
        == "waiting: task token · 00:14:02 · next beat due in 00:00:30 · no timeout (1-year limit)")
  }

  @Test func anEndpointThatLeavesOutEverythingIsNotSaidToHaveNoTimeout() {
    let made = job { made, entered in
      made.schedule("arn:aws:states:::ecs:runTask.waitForTaskToken", type: "states", after: entered, parameters: nil)
    }
    #expect(words(made, now: 5, facts: nil) == "waiting: task token · 00:00:05")
    #expect(words(made, now: 5) == "waiting: task token · 00:00:05 · no timeout (1-year limit)")
  }

  @Test func aRetryCountsByItsRule() {
    let made = job { made, entered in
      let failed = made.fail(after: made.schedule("runTask.sync", after: entered), at: 1)
      made.fail(after: made.schedule("runTask.sync", after: failed, at: 9), at: 10)
    }
    #expect(words(made, now: 18) == "retry 2 of 3 in 8 s")
    #expect(words(made, now: 12, facts: nil) == "retry 2 · 2 s so far")
  }

  @Test func aFailureThatNoRetryTakesIsNoRetry() {
    let made = job { made, entered in
      let failed = made.fail(after: made.schedule("runTask.sync", after: entered), error: "Other")
      made.fail(after: made.schedule("runTask.sync", after: failed), error: "Other")
    }
    #expect(made.index(facts: Self.facts).visits[0].status == .failed)
    #expect(made.index().visits[0].status == .retrying)
  }

  @Test func aParallelThatWillStartAgainSaysSo() {
    let facts = MachineFacts(
      definition: [
        "States": [
          "Split": [
            "Type": "Parallel", "Retry": [["ErrorEquals": ["Boom"], "IntervalSeconds": 30, "BackoffRate": 3]],
            "Branches": [["States": ["Job": ["Type": "Task"]]]],
          ]
        ]
      ])
    var made = MadeUp()
    made.started()
    let entered = made.enter(.parallelStateEntered, "Split", after: 0)
    let begun = made.add(.parallelStateStarted, after: entered)
    let inner = made.enter(.taskStateEntered, "Job", after: begun)
    let failed = made.fail(after: made.schedule("runTask.sync", after: inner), at: 10)
    #expect(words(made, now: 20, facts: facts) == "retry 1 of 3 in 20 s")
    let again = made.add(.parallelStateStarted, after: failed, at: 40)
    #expect(made.index(facts: facts).visits[0].status == .running)
    made.fail(after: made.schedule("runTask.sync", after: made.enter(.taskStateEntered, "Job", after: again, at: 40), at: 40), at: 50)
    #expect(words(made, now: 60, facts: facts) == "retry 2 of 3 in 00:01:20")
    let index = made.index(facts: facts)
    #expect(index.visits[1].isSuperseded)
    #expect(index.visits[2].scope == [.branch(state: "Split", index: 0)])
  }

  @Test func absurdRetriesAndTimesAreTaken() {
    let rule = RetrierFacts(errors: ["States.ALL"], intervalSeconds: 0, backoffRate: .infinity, maxDelaySeconds: .infinity)
    #expect(rule.delay(before: .max) == 0)
    #expect(RetrierFacts(errors: [], intervalSeconds: 1e300).delay(before: 1) == 10_000_000_000_000)
    #expect(RetrierFacts(errors: [], intervalSeconds: -5).delay(before: 3) == 0)
    let made = job { made, entered in made.schedule("runTask", after: entered, timeout: .max, heartbeat: .min) }
    #expect(words(made, now: 0) == "ecs:runTask · 00:00:00 · times out in 115740 d 17:46:40")
  }

  @Test func aTimerSaysUntilWhen() {
    var made = MadeUp()
    made.started()
    let entered = made.enter(.waitStateEntered, "Pause", after: 0)
    #expect(words(made, now: 108) == "waiting: timer until 22:18:20 (in 00:03:12)")
    #expect(words(made, now: 108, WaitContext(utcOffset: 7_200)) == "waiting: timer until 00:18:20 (in 00:03:12)")
    #expect(words(made, now: 108, WaitContext(utcOffset: 6_100)) == "waiting: timer until 2023-11-15 00:00:00 (in 00:03:12)")
    #expect(words(made, now: 108, facts: nil) == "waiting: timer · 00:01:48 so far")
    let next = made.exit(.waitStateExited, "Pause", after: entered, at: 300)
    made.enter(.waitStateEntered, "By input", after: next, at: 300, input: #"{"wait":{"seconds":60}}"#)
    #expect(words(made, now: 330) == "waiting: timer until 22:19:20 (in 00:00:30)")
    #expect(words(made, now: 400) == "waiting: timer until 22:19:20 (due)")
  }

  @Test(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
  func everyRecordedJobAndTokenIsNamedWhileItWaits() throws {
    var jobs = 0
    var tokens = 0
    for recorded in try RecordedCase.all() where recorded.hasIDs {
      var index = HistoryIndex(facts: recorded.definition.map(MachineFacts.init(definition:)))
      var log = EventLog()
      for event in EventLog(ordering: try recorded.events.map { try HistoryEvent(json: $0) }) {
        index.append(event)
        log.append(event)
        guard event.type == .taskSubmitted, let visit = index.visit(ofEvent: event.id), let attempt = visit.attempts.last else { continue }
        let reason = index.waitReason(of: visit)
        if attempt.waitsForToken {
          guard case .token = reason else { Issue.record("\(recorded.path) \(event.id): \(String(describing: reason))"); continue }
          tokens += 1
          let pending = index.pendingTokens(in: log)
          #expect(pending.map(\.scheduledEvent).contains(attempt.scheduledEvent), "\(recorded.path)")
        } else {
          guard case .job(let service, _, _) = reason else {
            Issue.record("\(recorded.path) \(event.id): \(String(describing: reason))"); continue
          }
          jobs += 1
          #expect((service == "ECS") == (attempt.task?.resourceType == "ecs"))
        }
      }
      if index.status.isFinal { #expect(index.pendingTokens(in: log).isEmpty) }
    }
    #expect(jobs > 0)
    #expect(tokens > 0)
  }
}
