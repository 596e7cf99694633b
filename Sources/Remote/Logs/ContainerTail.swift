import ExecutionSource
import JSON
import Time

/// How far the log of one container is read.
struct ContainerTail: Sendable {
  /// Pages that are read through before the end of a long log is taken up.
  private static let maximumPagesBehind = 4
  /// From so many lines on a page is taken for one of many.
  private static let fullPage = 1_000
  /// Looks without a new line after the task has stopped: CloudWatch shows a line some seconds after it was printed.
  private static let looksAfterEnd = 6
  private static let afterEnd = Duration.seconds(5)
  /// Answers in a row that begin too late before they are believed.
  private static let maximumDoubts = 8

  private var place: LogPlace?
  private var state = ContainerLogStream.State.unread
  private var asOf: Timestamp?
  private(set) var lines = KeptLines()
  private var token: String?
  private var sent: Set<String> = []
  private var isFromHead = true
  private var replacesLines = false
  private var pagesBehind = 0
  private var fingerprint: Int?
  private var interval = LogTail.Pace.shortest
  private var quietLooks = 0
  private var doubts = 0
  private(set) var due: Timestamp?
  /// Whether the task has stopped.
  var isOver = false {
    didSet {
      guard isOver != oldValue else { return }
      quietLooks = 0
      interval = LogTail.Pace.shortest
    }
  }

  func stream(of key: LogTail.Key) -> ContainerLogStream {
    var stream = ContainerLogStream(taskArn: key.taskArn, container: key.container, state: state, asOf: asOf)
    if case .stream(let place) = place { (stream.group, stream.stream) = (place.group, place.name) }
    return stream
  }

  /// Where the container logs, as far as is known now.
  mutating func learn(_ place: LogPlace, now: Timestamp) {
    guard place != self.place else { return }
    self.place = place
    switch place {
    case .nowhere(let why):
      state = .unavailable(why)
      due = nil
    case .stream:
      state = .unread
      restart(isFromHead: true, now: now)
      lines.removeAll()
    }
  }

  /// It is looked at again.
  mutating func wake(now: Timestamp) {
    guard case .stream = place else { return }
    interval = LogTail.Pace.shortest
    quietLooks = 0
    due = now
  }

  /// It is not looked at any more.
  mutating func rest() { due = nil }

  func request(of key: LogTail.Key) -> LogTail.Request? {
    guard case .stream(let place) = place else { return nil }
    return LogTail.Request(
      taskArn: key.taskArn, container: key.container, region: place.region, group: place.group, stream: place.name, token: token,
      isFromHead: isFromHead)
  }

  /// The next answer takes the place of the lines that are known.
  mutating func restart(isFromHead: Bool, now: Timestamp) {
    token = nil
    sent = []
    fingerprint = nil
    pagesBehind = 0
    self.isFromHead = isFromHead
    replacesLines = true
    due = now
  }

  mutating func accept(_ answer: JSONValue, for request: LogTail.Request, _ key: LogTail.Key, _ now: Timestamp, spread: LogTail.Pace)
    -> Bool
  {
    guard let events = answer["events"]?.arrayValue else { return false }
    guard request.token == token, request.isFromHead == isFromHead else { return true }
    let next = answer["nextForwardToken"]?.stringValue.flatMap { $0.isEmpty || $0.utf8.count > 65_536 ? nil : $0 }
    let print = ContainerTail.fingerprint(of: events)
    asOf = now
    if let next, next != token, sent.contains(next) {
      // An old answer: what it holds was read, and where it leads too.
      due = now + spread.wait(LogTail.Pace.shortest)
      return true
    }
    if isOfLater(events), doubts < ContainerTail.maximumDoubts {
      doubts += 1
      plan(now, isCaughtUp: true, fresh: 0, spread)
      return true
    }
    doubts = 0
    let isRepeated = next != nil && next == token && print == fingerprint
    if replacesLines { lines.removeAll() }
    replacesLines = false
    let fresh = isRepeated ? [] : events
    for event in fresh { keep(event, key, now) }
    if !fresh.isEmpty { lines.trim() }
    let isCaughtUp = next == nil || next == token || token == nil && events.isEmpty
    if !events.isEmpty { fingerprint = print }
    if let token, sent.count < 10_000 { sent.insert(token) }
    token = next ?? token
    // An endpoint without tokens tells everything each time.
    if token == nil { replacesLines = true }
    state =
      lines.lines.isEmpty && isCaughtUp ? .empty : .read(isCaughtUp: isCaughtUp || events.count < ContainerTail.fullPage && !events.isEmpty)
    plan(now, isCaughtUp: isCaughtUp, fresh: fresh.count, spread)
    return true
  }

  /// Whether the stream was asked for its beginning and the answer begins behind what was its beginning: it is an old answer to another call. A stream whose oldest
  /// lines have expired meanwhile answers so too, again and again.
  private func isOfLater(_ events: [JSONValue]) -> Bool {
    guard replacesLines, isFromHead, let oldest = lines.lines.first?.at else { return false }
    return events.first.map { ($0["timestamp"]?.integerValue).map { Int64($0) > oldest.milliseconds } ?? false } ?? true
  }

  private mutating func plan(_ now: Timestamp, isCaughtUp: Bool, fresh: Int, _ spread: LogTail.Pace) {
    if !isCaughtUp, fresh == 0 || fresh >= ContainerTail.fullPage {
      pagesBehind += 1
      if pagesBehind >= ContainerTail.maximumPagesBehind, isFromHead, fresh > 0 { restart(isFromHead: false, now: now) }
      due = now + (pagesBehind < 3 * ContainerTail.maximumPagesBehind ? .zero : spread.wait(LogTail.Pace.shortest))
      return
    }
    pagesBehind = 0
    if fresh > 0 {
      interval = LogTail.Pace.shortest
      quietLooks = 0
    } else {
      interval = isOver ? max(ContainerTail.afterEnd, interval * 3 / 2) : spread.slackened(interval)
      quietLooks += 1
    }
    due = isOver && quietLooks >= ContainerTail.looksAfterEnd ? nil : now + spread.wait(interval)
  }

  mutating func failed(_ sentence: String?, next: Timestamp) {
    if let sentence { state = .unavailable(sentence) }
    due = next
  }

  mutating func foundNothing(_ now: Timestamp, spread: LogTail.Pace) {
    asOf = now
    if lines.lines.isEmpty { state = .empty }
    plan(now, isCaughtUp: true, fresh: 0, spread)
  }

  private mutating func keep(_ event: JSONValue, _ key: LogTail.Key, _ now: Timestamp) {
    guard let message = event["message"]?.stringValue else { return }
    let at = event["timestamp"]?.integerValue.map { Timestamp(milliseconds: Int64($0)) } ?? lines.lines.last?.at ?? now
    let text = message.hasSuffix("\n") ? String(message.dropLast()) : message
    lines.append(ContainerLogLine(at: at, taskArn: key.taskArn, container: key.container, text: text))
  }

  private static func fingerprint(of events: [JSONValue]) -> Int {
    var hasher = Hasher()
    for event in events { hasher.combine(event) }
    return hasher.finalize()
  }
}
