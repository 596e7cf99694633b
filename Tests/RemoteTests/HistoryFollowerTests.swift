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

  func answer(_ request: HistoryFollower.Request) -> JSONValue {
    let isReversed = request.isReversed && (manner == .paged || manner == .whole)
    let ordered = isReversed ? Array(events.reversed()) : events
    guard manner == .paged || manner == .forwardPaged else { return ["events": .array(ordered)] }
    // Like AWS's, a token stands for a place in the list as it was: newest first, new events do not shift it.
    let start = request.nextToken.flatMap { Int($0) }.map { isReversed ? events.count - $0 : $0 } ?? 0
    let end = min(start + request.maxResults, ordered.count)
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

@Suite struct HistoryFollowerTests {
  /// Pages until the round is over; gives the number of calls and whether there was news.
  @discardableResult private func round(_ follower: inout HistoryFollower, _ endpoint: HistoryEndpoint) -> (calls: Int, news: Bool) {
    var calls = 0
    while calls < 10_000 {
      calls += 1
      switch follower.accept(endpoint.answer(follower.request)) {
      case .more: continue
      case .upToDate(let news): return (calls, news)
      case .unreadable: return (calls, false)
      }
    }
    return (calls, false)
  }

  @Test func theFirstLoadGoesForwardInLargePages() {
    var follower = HistoryFollower()
    #expect(follower.request == HistoryFollower.Request(isReversed: false, maxResults: 1_000, nextToken: nil))
    let endpoint = HistoryEndpoint(events: (1...2_500).map { event($0) })
    let (calls, news) = round(&follower, endpoint)
    #expect(calls == 3)
    #expect(news)
    #expect(follower.log.map(\.id) == Array(1...2_500))
    #expect(follower.request == HistoryFollower.Request(isReversed: true, maxResults: 50, nextToken: nil))
  }

  @Test func newsIsReadFromItsNewEndUntilAKnownEvent() {
    var follower = HistoryFollower()
    var endpoint = HistoryEndpoint(events: (1...10).map { event($0) })
    round(&follower, endpoint)
    #expect(round(&follower, endpoint) == (1, false))
    endpoint.events += (11...13).map { event($0) }
    #expect(round(&follower, endpoint) == (1, true))
    endpoint.events += (14...1_300).map { event($0) }
    #expect(round(&follower, endpoint) == (3, true))
    #expect(follower.log.map(\.id) == Array(1...1_300))
  }

  @Test(arguments: HistoryEndpoint.Manner.allCases) func everyMannerOfEndpointGivesTheSameLog(_ manner: HistoryEndpoint.Manner) {
    var random = SplitMix64(seed: 7)
    for _ in 0..<50 {
      var follower = HistoryFollower()
      var endpoint = HistoryEndpoint(manner: manner)
      var next = 1
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        // Ids need not be without gaps.
        for _ in 0..<Int.random(in: 0...120, using: &random) {
          endpoint.events.append(event(next))
          next += Int.random(in: 1...3, using: &random)
        }
        round(&follower, endpoint)
        #expect(follower.log.map(\.id) == endpoint.events.compactMap { $0["id"]?.integerValue })
      }
    }
  }

  @Test func eventsThatArriveBetweenPagesAreNotLost() {
    var follower = HistoryFollower()
    var endpoint = HistoryEndpoint(events: (1...1_500).map { event($0) })
    #expect(follower.accept(endpoint.answer(follower.request)) == .more)
    endpoint.events += (1_501...1_600).map { event($0) }
    round(&follower, endpoint)
    endpoint.events += (1_601...3_000).map { event($0) }
    #expect(follower.accept(endpoint.answer(follower.request)) == .more)
    endpoint.events += [event(3_001)]
    round(&follower, endpoint)
    round(&follower, endpoint)
    #expect(follower.log.map(\.id) == Array(1...3_001))
  }

  @Test func aRoundThatBrokeIsReadAgain() {
    var follower = HistoryFollower()
    var endpoint = HistoryEndpoint(events: (1...10).map { event($0) })
    round(&follower, endpoint)
    endpoint.events += (11...200).map { event($0) }
    #expect(follower.accept(endpoint.answer(follower.request)) == .more)
    follower.abandonRound()
    #expect(follower.log.count == 10)
    #expect(follower.request == HistoryFollower.Request(isReversed: true, maxResults: 50, nextToken: nil))
    round(&follower, endpoint)
    #expect(follower.log.map(\.id) == Array(1...200))
  }

  @Test func whatIsNotAnEventIsSkippedAndCounted() {
    var follower = HistoryFollower()
    var endpoint = HistoryEndpoint(events: [
      event(1, "ExecutionStarted"), event(2, "QuantumStateEntered"), ["id": 3, "type": "PassStateEntered"], event(4),
    ])
    round(&follower, endpoint)
    round(&follower, endpoint)
    #expect(follower.log.map(\.id) == [1, 4])
    #expect(follower.skipped == ["QuantumStateEntered": 1, "PassStateEntered": 1])
    endpoint.events += [event(5, "QuantumStateEntered")]
    #expect(round(&follower, endpoint).news)
    #expect(follower.skipped["QuantumStateEntered"] == 2)
    #expect(round(&follower, endpoint) == (1, false))
  }

  @Test func damagedPagesAndEndlessTokensEnd() {
    var follower = HistoryFollower()
    #expect(follower.accept(["message": "hello"]) == .unreadable)
    #expect(follower.accept(["events": [1, "x", .null, [], ["id": "one"]]]) == .upToDate(news: false))
    #expect(follower.accept(["events": .array([event(1)]), "nextToken": "a"]) == .more)
    #expect(follower.accept(["events": .array([event(1), event(1)]), "nextToken": "a"]) == .upToDate(news: true))
    #expect(follower.log.map(\.id) == [1])
    var pages = 0
    while follower.accept(["events": [], "nextToken": .string("t\(pages)")]) == .more { pages += 1 }
    #expect(pages < 3_000)
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
  @Test func slackensToTenSecondsAndRetreatsToThirty() {
    var pace = PollPace()
    var waits: [Int64] = []
    for _ in 0..<8 {
      waits.append(pace.interval.milliseconds)
      pace.slacken()
    }
    #expect(waits == [1_000, 1_500, 2_250, 3_375, 5_062, 7_593, 10_000, 10_000])
    for _ in 0..<3 { pace.retreat() }
    #expect(pace.interval == .seconds(30))
    pace.slacken()
    #expect(pace.interval == .seconds(10))
    pace.quicken()
    #expect(pace.interval == .seconds(1))
  }

  @Test func jitterIsAFifthEitherWay() {
    let pace = PollPace()
    #expect([0, 0.5, 1, 7].map { pace.delay(chance: $0).milliseconds } == [800, 1_000, 1_200, 1_200])
  }
}
