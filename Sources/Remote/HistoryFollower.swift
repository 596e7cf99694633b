import History
import JSON

/// Brings a log up to date with GetExecutionHistory, page by page: says what to ask next and takes in what came. It knows no clock and no
/// network.
///
/// The first load goes forward in the largest pages. From then on the newest events are asked for (`reverseOrder`) until a known one
/// appears. An endpoint that ignores `reverseOrder` or paging is noticed by the order of its ids and read forward from the start instead.
public struct HistoryFollower: Sendable {
  /// The variable part of one GetExecutionHistory call.
  public struct Request: Sendable, Hashable {
    /// Newest first.
    public var isReversed: Bool
    /// The size of a page.
    public var maxResults: Int
    /// From the page before.
    public var nextToken: String?
  }

  /// How a round of pages stands.
  public enum Progress: Sendable, Equatable {
    /// The round goes on: `request` is to be made at once.
    case more
    /// The round is over; `news` tells whether any page of it brought an event.
    case upToDate(news: Bool)
    /// The answer is no page of events; the round is over.
    case unreadable
  }

  private enum Phase: Sendable {
    case forward(token: String?)
    case newest(token: String?)
  }

  /// The largest page the API gives.
  static let page = 1_000
  /// What a look for news asks for first.
  static let glance = 50
  /// Step Functions ends an execution at 25,000 events; an endpoint may allow more, not without end.
  static let maximumEvents = 250_000
  private static let maximumPages = 2_000

  /// The events by rising id, each id once.
  public private(set) var log = EventLog()
  /// The types of events that are not in the log, because this version does not know them or they came damaged, with their numbers.
  public var skipped: [String: Int] { unknown.merging(damaged.values.map { ($0, 1) }, uniquingKeysWith: +) }

  private var phase = Phase.forward(token: nil)
  /// The highest id seen, skipped events included.
  private var lastId = 0
  private var unknown: [String: Int] = [:]
  /// Events that came without what every event has, by id. They may come whole at the next look, so they do not count as seen.
  private var damaged: [Int: String] = [:]
  private var gathered: [Int: HistoryEvent] = [:]
  private var gatheredSkips: [Int: String] = [:]
  private var roundHasNews = false
  private var pages = 0
  private var isForwardOnly = false

  /// A follower that has seen nothing.
  public init() {}

  /// Whether the last event ends the execution. A redrive goes on after one.
  public var isOver: Bool { log.last?.type.endsExecution ?? false }

  /// What to ask next.
  public var request: Request {
    switch phase {
    case .forward(let token): Request(isReversed: false, maxResults: HistoryFollower.page, nextToken: token)
    case .newest(let token):
      Request(isReversed: true, maxResults: token == nil ? HistoryFollower.glance : HistoryFollower.page, nextToken: token)
    }
  }

  /// Takes in the answer to `request`.
  public mutating func accept(_ answer: JSONValue) -> Progress {
    guard let elements = answer["events"]?.arrayValue else {
      abandonRound()
      return .unreadable
    }
    let page = elements.prefix(HistoryFollower.maximumEvents).map(PageEvent.init)
    let sent: String?
    switch phase {
    case .forward(let token):
      sent = token
      keep(page)
    case .newest(let token):
      sent = token
      if HistoryFollower.isAscending(page) {
        isForwardOnly = true
        phase = .forward(token: nil)
        gathered = [:]
        gatheredSkips = [:]
      }
      keep(page)
    }
    pages += 1
    let next = answer["nextToken"]?.stringValue.flatMap { $0.isEmpty || $0 == sent || pages >= HistoryFollower.maximumPages ? nil : $0 }
    return advance(to: next, reachedKnown: page.contains { $0.id > 0 && $0.id <= lastId })
  }

  /// Forgets an unfinished round, after a failure or a page token that has expired. Events of earlier rounds stay.
  public mutating func abandonRound() {
    gathered = [:]
    gatheredSkips = [:]
    switch phase {
    case .forward: phase = .forward(token: nil)
    case .newest: phase = .newest(token: nil)
    }
    roundHasNews = false
    pages = 0
  }

  private mutating func advance(to next: String?, reachedKnown: Bool) -> Progress {
    switch phase {
    case .forward:
      settle()
      if let next, log.count < HistoryFollower.maximumEvents {
        phase = .forward(token: next)
        return .more
      }
    case .newest:
      if let next, !reachedKnown, gathered.count < HistoryFollower.maximumEvents {
        phase = .newest(token: next)
        return .more
      }
      settle()
    }
    defer {
      roundHasNews = false
      pages = 0
    }
    phase = isForwardOnly || log.isEmpty ? .forward(token: nil) : .newest(token: nil)
    return .upToDate(news: roundHasNews)
  }

  private mutating func keep(_ page: [PageEvent]) {
    for event in page {
      switch event.content {
      case .event(let known) where known.id > lastId: gathered[known.id] = gathered[known.id] ?? known
      case .unknown(let type) where event.id > lastId: gatheredSkips[event.id] = type
      case .damaged(let type) where event.id > 0 && damaged.count < 1_000: damaged[event.id] = type
      case .event, .unknown, .damaged: break
      }
    }
  }

  /// Moves what was gathered to the log, in order.
  private mutating func settle() {
    guard !gathered.isEmpty || !gatheredSkips.isEmpty else { return }
    for event in gathered.values.sorted(by: { $0.id < $1.id }) where log.count < HistoryFollower.maximumEvents { log.append(event) }
    for type in gatheredSkips.values where unknown[type] != nil || unknown.count < 100 { unknown[type, default: 0] += 1 }
    for id in damaged.keys where gathered[id] != nil || gatheredSkips[id] != nil { damaged[id] = nil }
    lastId = max(lastId, gathered.keys.max() ?? 0, gatheredSkips.keys.max() ?? 0)
    gathered = [:]
    gatheredSkips = [:]
    roundHasNews = true
  }

  private static func isAscending(_ page: [PageEvent]) -> Bool {
    guard let first = page.first, let last = page.last else { return false }
    return first.id > 0 && first.id < last.id
  }
}

/// One element of a page: an event, or what stands in the place of one.
private struct PageEvent {
  enum Content {
    case event(HistoryEvent)
    case unknown(type: String)
    case damaged(type: String)
  }

  /// 0 where the element has none.
  let id: Int
  let content: Content

  init(_ json: JSONValue) {
    do throws(HistoryDecodingError) {
      let event = try HistoryEvent(json: json)
      id = event.id
      content = .event(event)
    } catch {
      let type = String((json["type"]?.stringValue ?? "event without a type").prefix(60))
      let id = json["id"]?.integerValue ?? json["id"]?.stringValue.flatMap { Int($0) } ?? 0
      self.id = max(0, id)
      if case .unknownType = error.reason, id > 0 { content = .unknown(type: type) } else { content = .damaged(type: type) }
    }
  }
}
