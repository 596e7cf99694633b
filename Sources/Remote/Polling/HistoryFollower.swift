import History
import JSON

/// Brings a log up to date with GetExecutionHistory, page by page: says what can be asked and takes in what came. It knows no clock and no
/// network.
///
/// Pages are asked for newest first (`reverseOrder`). The first one is shown at once; the older ones follow behind it. From then on the
/// newest events are asked for until a known one appears. Nothing that an endpoint does with `reverseOrder` or paging is relied on: what
/// counts are the ids, which go up by one. A log with a gap is read again, and only an endpoint that tells the same three times is believed.
public struct HistoryFollower: Sendable {
  /// The variable part of one GetExecutionHistory call.
  public struct Request: Sendable, Hashable {
    /// What the page is for.
    public enum Chain: Sendable, Hashable {
      /// News, from the newest event down to the first known one.
      case newest
      /// What is older than the first known event.
      case older
    }

    /// What it is for.
    public var chain: Chain
    /// The size of a page.
    public var maxResults: Int
    /// From the page before.
    public var nextToken: String?
  }

  /// How a look for news stands.
  public enum Progress: Sendable, Equatable {
    /// The next page is to be asked for at once.
    case more
    /// All pages were read; `news` tells whether any of them brought an event.
    case upToDate(news: Bool)
    /// All pages were read and events between known ones are missing: look again a little later.
    case doubtful
    /// The answer is no page of events.
    case unreadable
  }

  /// One page after another, by token.
  private struct Chain: Sendable {
    var token: String?
    /// Tokens that were sent: a page that leads back to one of them is an old one.
    var sent: Set<String> = []
    var isOpen = false
    var repeats = 0
    /// Whether a page came oldest first: then the newest events are on the last page.
    var isForward = false
    var hasNews = false
    /// The ids on its pages, where it began at the top.
    var seen: Set<Int>? = []
  }

  /// The first page: small, so that a long history is on the screen soon.
  public static let opening = 200
  /// What a look for news asks for first.
  static let glance = 50
  /// The largest page the API gives.
  public static let page = 1_000
  private static let smallestPage = 10
  private static let maximumPages = 2_000
  /// How often an endpoint must leave out the same events before it is believed.
  private static let believed = 3
  /// How often a history with a gap is read, whatever it tells each time.
  private static let maximumReadings = 40

  /// The events by rising id, each id once. While `missing` is not 0, the newest of them.
  public private(set) var log = EventLog()
  /// Grows when `log` changed otherwise than by growing at its end.
  public private(set) var generation = 0
  /// Whether nothing older is to come.
  public private(set) var isWhole = false
  /// Events between known ones, or before the first, that the endpoint does not give.
  public private(set) var leftOut = 0

  /// Everything from `low` to `high` is known; `front` is the part of it that is not in `log` yet, page by page, the newest page first.
  private var low = 0
  private var high = 0
  private var front: [[HistoryEvent]] = []
  private var frontCount = 0
  /// Events that are not next to a known one.
  private var above: [Int: HistoryEvent] = [:]
  private var below: [Int: HistoryEvent] = [:]
  /// Events of an unknown type: known to be there, but not shown.
  private var unknown: [Int: String] = [:]
  /// Events that came damaged. They may come whole at the next look, so they do not count as known.
  private var damaged: [Int: String] = [:]
  private var newest = Chain()
  private var older = Chain()
  private var pageSize = HistoryFollower.page
  private var openingSize: Int
  /// Readings in a row that told the same, and readings in a row with a gap at all.
  private var doubts = (signature: [Int](), count: 0, readings: 0)

  /// A follower that has seen nothing.
  /// - Parameter opening: the size of the first page: small where it is shown at once, the largest where all is wanted anyway.
  public init(opening: Int = HistoryFollower.opening) { openingSize = opening }

  /// Whether the last event ends the execution. A redrive goes on after one.
  public var isOver: Bool { above.isEmpty && log.last?.type.endsExecution ?? false }
  /// How many events before the first of `log` are still to come.
  public var missing: Int { isWhole ? 0 : max(0, (log.first?.id ?? 1) - 1) }
  /// The types of events that are not in the log, because this version does not know them or they stay damaged, with their numbers.
  public var skipped: [String: Int] {
    var counts: [String: Int] = [:]
    for type in [unknown.values, damaged.values].joined() where counts[type] != nil || counts.count < 100 { counts[type, default: 0] += 1 }
    return counts
  }

  /// What to ask for news.
  public var newestRequest: Request {
    let size = newest.token != nil ? pageSize : isEmpty ? min(openingSize, pageSize) : min(HistoryFollower.glance, pageSize)
    return Request(chain: .newest, maxResults: size, nextToken: newest.token)
  }

  /// What to ask for what is older; nil when nothing is.
  public var olderRequest: Request? {
    older.isOpen ? Request(chain: .older, maxResults: pageSize, nextToken: older.token) : nil
  }

  private var isEmpty: Bool { high == 0 }
  /// Whether a look for news is under way.
  public var isInTheMiddle: Bool { newest.isOpen }

  /// Pages come too slowly or are too long: ask for less at a time.
  public mutating func takeSmallerPages() {
    pageSize = max(HistoryFollower.smallestPage, pageSize / 4)
    openingSize = max(HistoryFollower.smallestPage, openingSize / 4)
  }

  /// Whether pages can be made smaller still.
  public var canTakeSmallerPages: Bool { pageSize > HistoryFollower.smallestPage }

  /// The token of a page has expired: its chain begins again. What came stays.
  public mutating func restart(_ chain: Request.Chain) {
    switch chain {
    case .newest: newest = Chain(hasNews: newest.hasNews)
    case .older: older = Chain(isOpen: older.isOpen)
    }
  }

  /// What to ask next for somebody who wants the whole log before looking at it.
  public var request: Request { isInTheMiddle ? newestRequest : olderRequest ?? newestRequest }

  /// Takes in the answer to `request`; the round is over only when the log is whole.
  public mutating func accept(_ answer: JSONValue) -> Progress {
    switch accept(HistoryPage(answer), for: request) {
    case .upToDate where olderRequest != nil, .doubtful: .more
    case let progress: progress
    }
  }

  /// Takes in the answer to `request`; nil for one that is no page.
  public mutating func accept(_ page: HistoryPage?, for request: Request) -> Progress {
    guard let page else { return .unreadable }
    let began = isEmpty
    let grew = keep(page)
    switch request.chain {
    case .newest: newest.seen?.formUnion(page.everyId)
    case .older: older.seen?.formUnion(page.everyId)
    }
    let progress: Progress
    switch request.chain {
    case .newest:
      newest.isOpen = true
      newest.hasNews = newest.hasNews || grew
      newest.isForward = newest.isForward || page.isAscending
      let next = HistoryFollower.next(page.nextToken, after: request, in: &newest)
      if began, !isEmpty, !newest.isForward, let next, low > 1, above.isEmpty {
        // The rest of the first load goes on behind what is shown.
        older = Chain(token: next, isOpen: true, seen: nil)
        progress = endLook()
      } else if let next, !above.isEmpty || newest.isForward || isEmpty, !isFull {
        newest.token = next
        progress = .more
      } else {
        progress = endLook(sawEverything: next == nil)
      }
    case .older: progress = acceptOlder(page, request)
    }
    if isFull { believe() }
    return progress
  }

  private mutating func acceptOlder(_ page: HistoryPage, _ request: Request) -> Progress {
    let next = HistoryFollower.next(page.nextToken, after: request, in: &older)
    if low <= 1 || isWhole {
      finishOlder()
    } else if let next {
      older.token = next
    } else {
      let seen = older.seen
      older = Chain()
      return doubt(havingSeen: seen)
    }
    return .upToDate(news: true)
  }

  /// A look for news is over.
  private mutating func endLook(sawEverything: Bool = false) -> Progress {
    let (hadNews, seen) = (newest.hasNews, newest.seen)
    newest = Chain()
    if low == 1 { finishOlder() }
    let hasGap = !above.isEmpty || !isWhole && !older.isOpen && !isEmpty
    if sawEverything, hasGap { return doubt(havingSeen: seen) }
    if above.isEmpty, isWhole { doubts = ([], 0, 0) }
    return .upToDate(news: hadNews)
  }

  private mutating func finishOlder() {
    guard !isWhole else { return }
    isWhole = true
    older = Chain()
    mergeFront()
  }

  /// The token to go on with; nil at the end. An answer that leads to a page that was read is an old answer: its page is asked for again.
  private static func next(_ token: String?, after request: Request, in chain: inout Chain) -> String? {
    if let sent = request.nextToken { chain.sent.insert(sent) }
    guard let token, chain.sent.count < maximumPages else { return nil }
    guard chain.sent.contains(token) else { return token }
    chain.repeats += 1
    return chain.repeats <= 2 ? request.nextToken : nil
  }

  // MARK: What is known

  /// Takes in a page's events; whether the log, or what is known, grew.
  private mutating func keep(_ page: HistoryPage) -> Bool {
    // What was given up may come after all: then it must be seen which events are there.
    if leftOut > 0 || !damaged.isEmpty { mergeFront() }
    let before = (high, low, frontCount, log.count)
    for (id, type) in page.unknown where !isKnown(id) { unknown[id] = type }
    for (id, type) in page.damaged where !isKnown(id) && damaged.count < 10_000 { damaged[id] = type }
    var late: [HistoryEvent] = []
    for event in page.events {
      if isEmpty || event.id < low {
        if below[event.id] == nil { below[event.id] = event }
      } else if event.id > high {
        if above[event.id] == nil { above[event.id] = event }
      } else if leftOut > 0 || !damaged.isEmpty, !isKnown(event.id) {
        late.append(event)
      }
      damaged[event.id] = nil
    }
    if isEmpty { begin() }
    extendUp()
    extendDown()
    if isWhole, !below.isEmpty {
      late += below.values
      low = min(low, below.keys.min() ?? low)
      below = [:]
    }
    insert(late)
    return before != (high, low, frontCount, log.count) || !late.isEmpty
  }

  private func isKnown(_ id: Int) -> Bool {
    if unknown[id] != nil || above[id] != nil || below[id] != nil { return true }
    guard id >= low, id <= high, !isEmpty else { return false }
    return leftOut == 0 && damaged.isEmpty || position(of: id) != nil
  }

  private func position(of id: Int) -> Int? {
    var (start, end) = (0, log.count)
    while start < end {
      let middle = (start + end) / 2
      if log[middle].id < id { start = middle + 1 } else { end = middle }
    }
    return start < log.count && log[start].id == id ? start : nil
  }

  /// The newest events that follow one another without a gap are where the log begins.
  private mutating func begin() {
    guard let top = [below.keys.max(), unknown.keys.max()].compactMap({ $0 }).max() else { return }
    high = top
    low = top + 1
    extendDown()
    mergeFront()
  }

  private mutating func extendUp() {
    guard !isEmpty else { return }
    while true {
      if let event = above.removeValue(forKey: high + 1) {
        log.append(event)
      } else if unknown[high + 1] == nil {
        return
      }
      high += 1
    }
  }

  private mutating func extendDown() {
    guard !isEmpty else { return }
    var run: [HistoryEvent] = []
    while low > 1 {
      if let event = below.removeValue(forKey: low - 1) {
        run.append(event)
      } else if unknown[low - 1] == nil {
        break
      }
      low -= 1
    }
    guard !run.isEmpty else { return }
    front.append(run)
    frontCount += run.count
    // Each time as much as there is already: whoever reads the log starts anew when it grows at its front.
    if frontCount >= log.count { mergeFront() }
  }

  private mutating func mergeFront() {
    guard frontCount > 0 else { return }
    let older = front.reversed().lazy.flatMap { $0.reversed() }
    if log.isEmpty {
      log = EventLog(older)
    } else {
      var merged = EventLog(older)
      for event in log { merged.append(event) }
      log = merged
      generation += 1
    }
    front = []
    frontCount = 0
  }

  /// Events came after all that had been given up.
  private mutating func insert(_ late: [HistoryEvent]) {
    guard !late.isEmpty else { return }
    mergeFront()
    log = EventLog((Array(log) + late).sorted { $0.id < $1.id })
    leftOut = max(0, leftOut - late.count)
    generation += 1
  }

  // MARK: Doubt

  private var isFull: Bool { log.count + frontCount + above.count + below.count >= HistoryPage.maximumEvents }

  /// All pages were read and something is missing: a fault of this reading, or what the endpoint always tells. Only a reading from the top
  /// that has come past everything known speaks for the endpoint.
  private mutating func doubt(havingSeen seen: Set<Int>?) -> Progress {
    let known = log.count + frontCount + above.count + below.count + unknown.count + damaged.count
    if let seen, seen.count >= known {
      let signature = [low, high, known]
      doubts = (signature, signature == doubts.signature ? doubts.count + 1 : 1, doubts.readings)
    }
    doubts.readings += 1
    guard doubts.count >= HistoryFollower.believed || doubts.readings >= HistoryFollower.maximumReadings else {
      if !isWhole { older = Chain(isOpen: true) }
      return .doubtful
    }
    believe()
    return .upToDate(news: true)
  }

  /// Takes the gaps for what the endpoint tells.
  private mutating func believe() {
    doubts = ([], 0, 0)
    mergeFront()
    let known = log.count
    if !below.isEmpty {
      log = EventLog(below.values.sorted { $0.id < $1.id } + Array(log))
      generation += 1
    }
    for event in above.values.sorted(by: { $0.id < $1.id }) { log.append(event) }
    low = min(low, below.keys.min() ?? low, unknown.keys.min() ?? low)
    high = max(high, above.keys.max() ?? high)
    if log.count > known || !isWhole {
      let there = log.count + unknown.count + damaged.count
      leftOut = max(0, high - there)
    }
    above = [:]
    below = [:]
    isWhole = true
    older = Chain()
  }
}
