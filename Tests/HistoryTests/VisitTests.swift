import History
import JSON
import Testing
import Time

@Suite struct VisitTests {
  @Test func interleavedBranchesAreToldApartByTheChain() {
    var made = MadeUp()
    made.started()
    let outer = made.enter(.parallelStateEntered, "Split", after: 0)
    let begun = made.add(.parallelStateStarted, after: outer)
    let left = made.enter(.taskStateEntered, "Left", after: begun)
    let right = made.enter(.taskStateEntered, "Right", after: begun)
    let leftScheduled = made.schedule("runTask.sync", after: left)
    let rightScheduled = made.schedule("runTask.sync", after: right)
    let rightStarted = made.task(.taskStarted, after: rightScheduled)
    let leftStarted = made.task(.taskStarted, after: leftScheduled)
    let rightDone = made.task(.taskSucceeded, after: rightStarted, output: "{}")
    let index = made.index()
    #expect(index.visit(ofEvent: leftStarted)?.state == "Left")
    #expect(index.visit(ofEvent: rightDone)?.state == "Right")
    #expect(index.visit(ofEvent: leftStarted)?.scope == [.branch(state: "Split", index: 0)])
    #expect(index.visit(ofEvent: rightDone)?.scope.text == "Split#1")
    #expect(index.leaves.map(\.state) == ["Left", "Right"])
    #expect(index.visit(ofEvent: begun)?.state == "Split")
    #expect(index.visit(ofEvent: 1) == nil)
  }

  @Test func aRetriedTaskIsOneVisitWithItsBackOff() {
    var made = MadeUp()
    made.started()
    let entered = made.enter(.taskStateEntered, "Job", after: 0, at: 1)
    let first = made.schedule("runTask.sync", after: entered, at: 1)
    let failed = made.fail(after: made.task(.taskStarted, after: first, at: 2), at: 5)
    #expect(made.index().visits[0].status == .retrying)
    let second = made.schedule("runTask.sync", after: failed, at: 8)
    let done = made.task(.taskSucceeded, after: second, at: 10, output: "{}")
    made.exit(.taskStateExited, "Job", after: done, at: 10)
    let visit = made.index().visits[0]
    #expect(visit.status == .succeeded)
    #expect(visit.attempts.map(\.outcome) == [.failed, .succeeded])
    #expect(visit.attempts.map(\.backOff) == [nil, .seconds(3)])
    #expect(visit.attempts[0].error == "Boom")
    #expect(visit.segments(now: MadeUp.at(20)).map(\.name) == ["attempt 1", "back-off 2", "attempt 2"])
    #expect(visit.duration(now: MadeUp.at(20)) == .seconds(9))
  }

  @Test func aCaughtFailureLeadsOverACatchEdge() {
    var made = MadeUp()
    made.started()
    let entered = made.enter(.taskStateEntered, "Job", after: 0)
    let failed = made.fail(after: made.task(.taskStarted, after: made.schedule("runTask.sync", after: entered)))
    let left = made.exit(.taskStateExited, "Job", after: failed)
    let pass = made.enter(.passStateEntered, "Give up", after: left)
    made.exit(.passStateExited, "Give up", after: pass)
    let index = made.index()
    #expect(index.visits[0].status == .caught)
    #expect(index.states["Job"]?.status == .caught)
    #expect(index.edges == [TakenEdge(from: "Job", to: "Give up", isCatch: true): 1])
    #expect(index.stateOrder == ["Job", "Give up"])
  }

  @Test func aMapRetriedAsAWholeSupersedesItsIterations() {
    var made = MadeUp()
    made.started()
    let entered = made.enter(.mapStateEntered, "Each", after: 0)
    func attempt(_ made: inout MadeUp, after previous: Int, fails: Bool, at: Double) -> Int {
      let begun = made.add(.mapStateStarted, after: previous, at: at, .mapStarted(length: 1))
      let item = made.add(.mapIterationStarted, after: begun, at: at, .mapIteration(name: "Each", index: 0))
      if fails {
        let inner = made.enter(.failStateEntered, "Bad", after: item, at: at)
        made.add(.mapIterationFailed, after: inner, at: at, .mapIteration(name: "Each", index: 0))
        return inner
      }
      let inner = made.exit(.passStateExited, "Good", after: made.enter(.passStateEntered, "Good", after: item, at: at), at: at)
      return made.add(.mapIterationSucceeded, after: inner, at: at, .mapIteration(name: "Each", index: 0))
    }
    let failure = attempt(&made, after: entered, fails: true, at: 1)
    let last = attempt(&made, after: failure, fails: false, at: 4)
    made.add(.mapStateSucceeded, after: last, at: 4)
    made.exit(.mapStateExited, "Each", after: last, at: 4)
    let index = made.index()
    let map = index.visits[0]
    #expect(map.status == .succeeded)
    #expect(map.attempts.count == 2)
    #expect(map.attempts[1].backOff == .seconds(3))
    #expect(map.progress?.succeeded == 1)
    #expect(index.visits[1].isSuperseded)
    #expect(index.states["Bad"]?.count(.failed) == 0)
    #expect(index.visits[2].scope == [.iteration(state: "Each", index: 0)])
  }

  @Test func anAbortEndsWhateverWasOpen() {
    var made = MadeUp()
    made.started()
    let entered = made.enter(.taskStateEntered, "Job", after: 0)
    made.schedule("runTask.sync", after: entered, at: 1)
    made.add(.executionAborted, at: 5, .failed(error: nil, cause: nil))
    let index = made.index()
    #expect(index.status == .aborted)
    #expect(index.visits[0].status == .aborted)
    #expect(index.visits[0].attempts[0].outcome == .aborted)
    #expect(index.visits[0].endedAt == MadeUp.at(5))
    #expect(index.failure?.visit == nil)
  }

  @Test func aFailureInsideAMapIsBlamedOnTheInnerState() {
    var made = MadeUp()
    made.started()
    let entered = made.enter(.mapStateEntered, "Each", after: 0)
    let begun = made.add(.mapStateStarted, after: entered, .mapStarted(length: 2))
    let first = made.add(.mapIterationStarted, after: begun, .mapIteration(name: "Each", index: 0))
    let second = made.add(.mapIterationStarted, after: begun, .mapIteration(name: "Each", index: 1))
    let good = made.enter(.waitStateEntered, "Pause", after: first)
    let bad = made.enter(.taskStateEntered, "Job", after: second)
    let failed = made.fail(after: made.schedule("runTask.sync", after: bad), error: "Boom", cause: "because")
    made.add(.mapIterationFailed, after: failed, .mapIteration(name: "Each", index: 1))
    made.add(.mapIterationAborted, after: failed, .mapIteration(name: "Each", index: 0))
    made.add(.waitStateAborted, after: failed)
    let over = made.add(.mapStateFailed, after: failed)
    made.add(.executionFailed, after: over, .failed(error: "Boom", cause: "because"))
    let index = made.index()
    #expect(index.failure?.origin.map { index.visits[$0].state } == "Job")
    #expect(index.failure?.visit.map { index.visits[$0].state } == "Each")
    #expect(index.visit(ofEvent: good)?.status == .aborted)
    #expect(index.visits[0].status == .failed)
    #expect(index.visits[0].error == "Boom")
    #expect(
      index.visits[0].progress
        == {
          var p = MapProgress(total: 2); p.failed = 1; p.aborted = 1; return p
        }())
  }

  @Test func aRedriveGoesOnWithTheStateThatFailed() {
    var made = MadeUp()
    made.started()
    let entered = made.enter(.taskStateEntered, "Job", after: 0)
    let failed = made.fail(after: made.schedule("runTask.sync", after: entered))
    let over = made.add(.executionFailed, after: failed, .failed(error: "Boom", cause: nil))
    #expect(made.index().states["Job"]?.status == .failed)
    let redriven = made.add(.executionRedriven, after: over, at: 60, .executionRedriven(redriveCount: 1))
    made.schedule("runTask.sync", after: redriven, at: 61)
    let index = made.index()
    #expect(index.status == .running)
    #expect(index.failure == nil)
    #expect(index.visits.count == 1)
    #expect(index.states["Job"]?.status == .running)
    #expect(index.visits[0].attempts.count == 2)
  }

  @Test func anEndpointWithoutAChainIsReadByOrder() {
    var made = MadeUp()
    made.started()
    made.enter(.passStateEntered, "A", after: 0)
    made.exit(.passStateExited, "A", after: 0)
    made.enter(.taskStateEntered, "B", after: 0)
    let scheduled = made.schedule("arn:aws:states:::ecs:runTask.sync", type: "states", after: 0, parameters: nil)
    let index = made.index()
    #expect(index.visit(ofEvent: scheduled)?.state == "B")
    #expect(index.edges == [TakenEdge(from: "A", to: "B", isCatch: false): 1])
    #expect(index.visits[1].status == .waiting)
  }

  @Test func aGrowingLogGivesTheSameAsAWholeOne() {
    var made = MadeUp()
    made.started()
    var last = 0
    for _ in 0..<1_500 {
      let entered = made.enter(.passStateEntered, "Loop", after: last)
      last = made.exit(.passStateExited, "Loop", after: entered)
    }
    for count in [2_500, 0, 1, 1_023, 1_024, 1_025, 2_048, 3_001, 9_999] {
      let fresh = HistoryIndex(made.log.prefix(events: count))
      var followed = HistoryIndex(made.log.prefix(events: count / 2))
      followed.follow(made.log.prefix(events: count))
      #expect(followed.eventCount == min(count, 3_001))
      #expect(Array(followed.visits) == Array(fresh.visits))
      #expect(followed.edges == fresh.edges)
      #expect(followed.states == fresh.states)
    }
  }

  @Test func eventsThatDoNotFitAreTakenWithoutHarm() {
    for type in EventType.allCases {
      for previous in [0, 1, 2, 7] {
        var index = HistoryIndex()
        index.append(HistoryEvent(id: 2, previousEventId: previous, timestamp: MadeUp.at(5), type: type))
        index.append(HistoryEvent(id: 2, previousEventId: previous, timestamp: MadeUp.at(4), type: type))
        index.append(HistoryEvent(id: 1, previousEventId: 9, timestamp: MadeUp.at(3), type: .executionStarted))
        for other in EventType.allCases {
          index.append(HistoryEvent(id: index.eventCount + 7, previousEventId: previous, timestamp: MadeUp.at(2), type: other))
        }
        #expect(index.eventCount == EventType.allCases.count + 2)
      }
    }
  }
}

/// A history of AWS's greatest length, with a thousand iterations open at once and a reader that keeps a copy every few events: what a
/// screen does.
@Suite struct LongHistoryTests {
  static func long() -> MadeUp {
    var made = MadeUp()
    made.started()
    let begun = made.add(.mapStateStarted, after: made.enter(.mapStateEntered, "Each", after: 0), .mapStarted(length: 6_000))
    var open: [(item: Int, last: Int)] = []
    for item in 0..<6_000 {
      let iteration = made.add(.mapIterationStarted, after: begun, .mapIteration(name: "Each", index: item))
      open.append((item, made.enter(.passStateEntered, "Work", after: iteration, at: Double(item))))
      guard open.count >= 1_000 else { continue }
      let done = open.remove(at: item % 1_000)
      let left = made.exit(.passStateExited, "Work", after: done.last, at: Double(item))
      made.add(.mapIterationSucceeded, after: left, at: Double(item), .mapIteration(name: "Each", index: done.item))
    }
    return made
  }

  @Test func copiesOnTheWayCostLittleAndStayAsTheyWere() {
    let made = Self.long()
    var index = HistoryIndex()
    var shown: [HistoryIndex] = []
    for (at, event) in made.events.enumerated() {
      index.append(event)
      if at % 50 == 0 { shown.append(index) }
    }
    #expect(made.events.count > 20_000)
    #expect(index.visits.count == 6_001)
    #expect(index.visits[0].progress?.succeeded == 5_001)
    #expect(index.visits[0].progress?.running == 999)
    #expect(index.leaves.count == 999)
    #expect(shown.map(\.eventCount) == Array(stride(from: 1, through: made.events.count, by: 50)))
    #expect(shown[100].visits.count == HistoryIndex(made.log.prefix(events: 5_001)).visits.count)
  }
}
