import History
import JSON
import TestSupport
import Testing
import Time

@testable import Remote

/// GetExecutionHistory as some endpoint does it, over a list of events that grows.
struct HistoryEndpoint {
  enum Manner: CaseIterable {
    /// As AWS: pages, newest first on request.
    case paged
    /// Newest first on request, but always all of it (LocalStack).
    case whole
    /// Always all of it, oldest first (moto).
    case deaf
    /// Pages, but always oldest first.
    case forwardPaged
  }

  var events: [JSONValue] = []
  var manner = Manner.paged

  func answer(_ request: HistoryFollower.Request) -> JSONValue { answer(isReversed: true, request.maxResults, request.nextToken) }

  func answer(isReversed: Bool, _ maxResults: Int, _ nextToken: String?) -> JSONValue {
    let isReversed = isReversed && (manner == .paged || manner == .whole)
    let ordered = isReversed ? Array(events.reversed()) : events
    guard manner == .paged || manner == .forwardPaged else { return ["events": .array(ordered)] }
    // Like AWS's, a token stands for a place in the list as it was: newest first, new events do not shift it.
    let start = max(0, nextToken.flatMap { Int($0) }.map { isReversed ? events.count - $0 : $0 } ?? 0)
    let end = min(start + maxResults, ordered.count)
    var answer: JSONObject = ["events": .array(Array(ordered[min(start, ordered.count)..<end]))]
    if end < ordered.count { answer["nextToken"] = .string(String(isReversed ? events.count - end : end)) }
    return .object(answer)
  }
}

func event(_ id: Int, _ type: String = "PassStateEntered", previous: Int? = nil) -> JSONValue {
  var event: JSONObject = ["id": .number(JSONNumber(id)), "type": .string(type), "timestamp": .number(JSONNumber(1_800_000_000 + id))]
  if let previous { event["previousEventId"] = .number(JSONNumber(previous)) }
  return .object(event)
}

extension EventLog {
  /// Whether the log holds these ids, each once and in order.
  func isRun(_ ids: ClosedRange<Int>) -> Bool { count == ids.count && zip(self, ids).allSatisfy { $0.id == $1 } }
}

extension HistoryFollower {
  /// What the engine would ask next: the rest of a look for news, else what is older, else the newest.
  var nextRequest: Request { request }

  mutating func take(_ answer: JSONValue) -> Progress { accept(HistoryPage(answer), for: request) }
}

@Suite struct HistoryFollowerTests {
  /// Looks for news, and asks for all that is older; gives the number of calls and whether there was news.
  @discardableResult private func round(_ follower: inout HistoryFollower, _ endpoint: HistoryEndpoint) -> (calls: Int, news: Bool) {
    var calls = 0
    var news = false
    while calls < 10_000 {
      calls += 1
      let request = follower.nextRequest
      switch follower.accept(HistoryPage(endpoint.answer(request)), for: request) {
      case .more, .doubtful: continue
      case .upToDate(let found):
        news = news || found
        if follower.olderRequest == nil { return (calls, news) }
      case .unreadable: return (calls, news)
      }
    }
    return (calls, news)
  }

  @Test func theNewestPageComesFirstAndTheRestBehindIt() {
    var follower = HistoryFollower()
    let endpoint = HistoryEndpoint(events: (1...25_000).map { event($0) })
    #expect(follower.newestRequest == HistoryFollower.Request(chain: .newest, maxResults: 200, nextToken: nil))
    #expect(follower.take(endpoint.answer(follower.newestRequest)) == .upToDate(news: true))
    #expect(follower.log.isRun(24_801...25_000))
    #expect(follower.missing == 24_800)
    #expect(!follower.isWhole)
    var calls = 1
    var fronts: [Int] = []
    while let older = follower.olderRequest {
      #expect(older.maxResults == 1_000)
      _ = follower.accept(HistoryPage(endpoint.answer(older)), for: older)
      calls += 1
      if fronts.last != follower.log.count { fronts.append(follower.log.count) }
    }
    #expect(calls == 26)
    #expect(follower.log.isRun(1...25_000))
    #expect(follower.missing == 0 && follower.isWhole)
    // What is read anew at each growth is no more than twice as much in all.
    #expect(fronts == [1_200, 3_200, 7_200, 15_200, 25_000])
    #expect(follower.generation == 5)
    #expect(follower.newestRequest == HistoryFollower.Request(chain: .newest, maxResults: 50, nextToken: nil))
  }

  @Test func newsIsReadFromItsNewEndUntilAKnownEvent() {
    var follower = HistoryFollower()
    var endpoint = HistoryEndpoint(events: (1...10).map { event($0) })
    #expect(round(&follower, endpoint) == (1, true))
    #expect(round(&follower, endpoint) == (1, false))
    endpoint.events += (11...13).map { event($0) }
    #expect(round(&follower, endpoint) == (1, true))
    endpoint.events += (14...1_300).map { event($0) }
    #expect(round(&follower, endpoint) == (3, true))
    #expect(follower.log.isRun(1...1_300))
    #expect(follower.generation == 0)
  }

  @Test func newsIsSeenWhileTheRestIsStillLoading() {
    var follower = HistoryFollower()
    var endpoint = HistoryEndpoint(events: (1...3_000).map { event($0) })
    _ = follower.take(endpoint.answer(follower.newestRequest))
    endpoint.events += (3_001...3_070).map { event($0) }
    #expect(follower.accept(HistoryPage(endpoint.answer(follower.newestRequest)), for: follower.newestRequest) == .more)
    #expect(follower.accept(HistoryPage(endpoint.answer(follower.newestRequest)), for: follower.newestRequest) == .upToDate(news: true))
    #expect(follower.log.last?.id == 3_070 && follower.missing > 0)
    round(&follower, endpoint)
    #expect(follower.log.isRun(1...3_070))
  }

  @Test(arguments: HistoryEndpoint.Manner.allCases) func everyMannerOfEndpointGivesTheSameLog(_ manner: HistoryEndpoint.Manner) {
    var random = SplitMix64(seed: 7)
    for _ in 0..<12 {
      var follower = HistoryFollower()
      var endpoint = HistoryEndpoint(manner: manner)
      var next = 1
      let gap = Bool.random(using: &random) ? 1 : 3
      for _ in 0..<Int.random(in: 1...10, using: &random) {
        // Ids go up by one; an endpoint that numbers otherwise is read three times before it is believed.
        for _ in 0..<Int.random(in: 0...160, using: &random) {
          endpoint.events.append(event(next))
          next += Int.random(in: 1...gap, using: &random)
        }
        round(&follower, endpoint)
        #expect(follower.log.map(\.id) == endpoint.events.compactMap { $0["id"]?.integerValue })
      }
    }
  }

  @Test func eventsThatArriveBetweenPagesAreNotLost() {
    var follower = HistoryFollower()
    var endpoint = HistoryEndpoint(events: (1...1_500).map { event($0) })
    _ = follower.take(endpoint.answer(follower.newestRequest))
    endpoint.events += (1_501...1_600).map { event($0) }
    round(&follower, endpoint)
    endpoint.events += (1_601...3_000).map { event($0) }
    #expect(follower.take(endpoint.answer(follower.newestRequest)) == .more)
    endpoint.events += [event(3_001)]
    round(&follower, endpoint)
    round(&follower, endpoint)
    #expect(follower.log.isRun(1...3_001))
  }

  @Test func aTokenThatHasExpiredBeginsItsChainAnew() {
    var follower = HistoryFollower()
    var endpoint = HistoryEndpoint(events: (1...3_000).map { event($0) })
    _ = follower.take(endpoint.answer(follower.newestRequest))
    _ = follower.take(endpoint.answer(follower.nextRequest))
    #expect(follower.olderRequest?.nextToken != nil)
    follower.restart(.older)
    #expect(follower.olderRequest == HistoryFollower.Request(chain: .older, maxResults: 1_000, nextToken: nil))
    round(&follower, endpoint)
    #expect(follower.log.isRun(1...3_000))
    endpoint.events += (3_001...3_200).map { event($0) }
    #expect(follower.take(endpoint.answer(follower.newestRequest)) == .more)
    follower.restart(.newest)
    #expect(follower.newestRequest.nextToken == nil)
    round(&follower, endpoint)
    #expect(follower.log.isRun(1...3_200))
  }

  @Test func shuffledRepeatedAndSkippedPagesLoseNothing() {
    var random = SplitMix64(seed: 11)
    for _ in 0..<25 {
      var follower = HistoryFollower()
      var endpoint = HistoryEndpoint(events: (1...Int.random(in: 1...3_000, using: &random)).map { event($0) })
      var before: JSONValue = ["events": []]
      var calls = 0
      func play(untilCalm calm: Int) {
        while calls < calm + 400 {
          calls += 1
          if calls % 7 == 0, calls < calm { endpoint.events.append(event(endpoint.events.count + 1)) }
          let request = follower.nextRequest
          var answer = endpoint.answer(request)
          if calls < calm {
            switch Int.random(in: 0..<6, using: &random) {
            case 0: answer = before
            case 1:
              var object = answer.objectValue ?? [:]
              object["events"] = .array((answer["events"]?.arrayValue ?? []).shuffled(using: &random))
              answer = .object(object)
            case 2:
              // Another page than the one asked for.
              answer = endpoint.answer(
                isReversed: true, request.maxResults, String(Int.random(in: 0...endpoint.events.count, using: &random)))
            case 3: answer = ["events": []]
            default: break
            }
          }
          before = answer
          _ = follower.accept(HistoryPage(answer), for: request)
          if calls >= calm, follower.isWhole, follower.log.count == endpoint.events.count { return }
        }
      }
      play(untilCalm: 30)
      #expect(follower.log.isRun(1...endpoint.events.count))
    }
  }

  @Test func whatIsNotAnEventIsSkippedAndCounted() {
    var follower = HistoryFollower()
    var endpoint = HistoryEndpoint(events: [
      event(1, "ExecutionStarted"), event(2, "QuantumStateEntered"), ["id": 3, "type": "PassStateEntered"], event(4),
    ])
    round(&follower, endpoint)
    #expect(follower.log.map(\.id) == [1, 4])
    #expect(follower.skipped == ["QuantumStateEntered": 1, "PassStateEntered": 1])
    endpoint.events += [event(5, "QuantumStateEntered")]
    #expect(round(&follower, endpoint).news)
    #expect(follower.skipped["QuantumStateEntered"] == 2)
    #expect(round(&follower, endpoint) == (1, false))
    // It comes whole after all.
    endpoint.events[2] = event(3)
    endpoint.events += [event(6)]
    round(&follower, endpoint)
    #expect(follower.log.map(\.id) == [1, 3, 4, 6])
    #expect(follower.skipped == ["QuantumStateEntered": 2])
  }

  @Test func anEndpointThatLeavesOutEventsIsBelievedTheThirdTime() {
    var follower = HistoryFollower()
    let endpoint = HistoryEndpoint(events: [1, 2, 3, 7, 8].map { event($0) })
    var progress: [HistoryFollower.Progress] = []
    for _ in 0..<3 { progress.append(follower.take(endpoint.answer(follower.nextRequest))) }
    #expect(progress == [.doubtful, .doubtful, .upToDate(news: true)])
    #expect(follower.log.map(\.id) == [1, 2, 3, 7, 8])
    #expect(follower.leftOut == 3)
  }

  @Test func damagedPagesAndEndlessTokensEnd() {
    var follower = HistoryFollower()
    #expect(follower.accept(HistoryPage(["message": "hello"]), for: follower.newestRequest) == .unreadable)
    #expect(follower.take(["events": [1, "x", .null, [], ["id": "one"], ["id": -4], ["id": 9_999_999_999_999]]]) == .upToDate(news: false))
    #expect(follower.take(["events": .array([event(1)]), "nextToken": "a"]) == .upToDate(news: true))
    #expect(follower.log.map(\.id) == [1])
    var pages = 0
    while follower.take(["events": .array([event(7), event(9)]), "nextToken": .string("t\(pages)")]) == .more { pages += 1 }
    #expect(pages < 3_000)
    pages = 0
    while follower.take(["events": .array([event(11)]), "nextToken": "same"]) == .more { pages += 1 }
    #expect(pages < 10)
  }

  @Test func pagesThatAreTooLongAreAskedForInSmallerPieces() {
    var follower = HistoryFollower()
    let endpoint = HistoryEndpoint(events: (1...900).map { event($0) })
    follower.takeSmallerPages()
    #expect(follower.newestRequest.maxResults == 50)
    _ = follower.take(endpoint.answer(follower.newestRequest))
    #expect(follower.olderRequest?.maxResults == 250)
    for _ in 0..<9 { follower.takeSmallerPages() }
    #expect(follower.olderRequest?.maxResults == 10)
    #expect(!follower.canTakeSmallerPages)
    round(&follower, endpoint)
    #expect(follower.log.isRun(1...900))
  }

  @Test func theEndIsTheLastEvent() {
    var follower = HistoryFollower()
    var endpoint = HistoryEndpoint(events: [event(1, "ExecutionStarted"), event(2, "ExecutionFailed")])
    round(&follower, endpoint)
    #expect(follower.isOver)
    endpoint.events += [event(3, "ExecutionRedriven")]
    round(&follower, endpoint)
    #expect(!follower.isOver)
  }

  /// Executions recorded from AWS, growing under every manner of endpoint, come out as they are in one piece.
  @Test(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped))) func recordedHistoriesGrow() throws {
    var random = SplitMix64(seed: 1)
    var read = 0
    for file in try Corpus.files("aws-histories") {
      // Times are not recorded; the ids serve.
      let events = (try Corpus.json(file)["expected_history"]?.arrayValue ?? []).map { recorded in
        var event = recorded.objectValue ?? [:]
        event["timestamp"] = event["id"]
        return JSONValue.object(event)
      }
      let whole = EventLog(events.compactMap { try? HistoryEvent(json: $0) })
      guard !events.isEmpty, whole.count == events.count, zip(whole, whole.dropFirst()).allSatisfy({ $0.id < $1.id }) else { continue }
      var endpoint = HistoryEndpoint(manner: HistoryEndpoint.Manner.allCases.randomElement(using: &random) ?? .paged)
      var follower = HistoryFollower()
      while endpoint.events.count < events.count {
        endpoint.events = Array(events.prefix(endpoint.events.count + Int.random(in: 1...20, using: &random)))
        round(&follower, endpoint)
      }
      #expect(follower.log == whole, "\(file)")
      read += 1
    }
    #expect(read > 300)
  }
}

@Suite struct PollPaceTests {
  @Test func slackensToTenSecondsAndRetreatsToTwenty() {
    var pace = PollPace()
    var waits: [Int64] = []
    for _ in 0..<8 {
      waits.append(pace.interval.milliseconds)
      pace.slacken()
    }
    #expect(waits == [1_000, 1_500, 2_250, 3_375, 5_062, 7_593, 10_000, 10_000])
    for _ in 0..<3 { pace.retreat() }
    #expect(pace.interval == .seconds(20))
    pace.slacken()
    #expect(pace.interval == .seconds(10))
    pace.quicken()
    #expect(pace.interval == .seconds(1))
  }

  @Test func jitterIsAFifthEitherWay() {
    let pace = PollPace()
    #expect([0, 0.5, 1, 7].map { pace.delay(chance: $0).milliseconds } == [800, 1_000, 1_200, 1_200])
    #expect((1...6).map { PollPace.delay(afterFailures: $0, chance: 0.5).milliseconds } == [2_000, 4_000, 8_000, 16_000, 20_000, 20_000])
  }
}
