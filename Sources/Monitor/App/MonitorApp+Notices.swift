import Canvas
import ExecutionSource
import History
import Time

/// How somebody who looks elsewhere is told that a long wait is over.
public enum Notices: String, Sendable, CaseIterable {
  case off
  /// The terminal's bell.
  case on
  /// A notification of the desktop, by OSC 9, where the terminal can.
  case notify
}

/// A wait that goes on, so that its end can be told.
struct OpenWait: Sendable {
  var state: String
  /// When it began on the execution's clock, and when it was first seen here.
  var since: Timestamp
  var seenAt: Timestamp
}

extension MonitorApp {
  /// Whoever looks at the screen sees a short wait end.
  static let longWait = Duration.seconds(60)
  private static let mostWaits = 1_000

  /// Looks for waits that have ended since the snapshot before, and says so.
  mutating func noticeWaits(from before: ExecutionSnapshot?, to snapshot: ExecutionSnapshot) {
    let ended = endedWaits()
    let isOver = snapshot.status.isFinal && before.map { !$0.status.isFinal } ?? false
    guard before != nil, isOver || !ended.isEmpty else { return }
    let longest = ended.map(\.duration).max() ?? .zero
    let whole = isOver ? lasted(view.startedAt ?? receivedAt, seen: openedAt) : .zero
    guard !isFocused || max(longest, whole) > MonitorApp.longWait else { return }
    let subject = isOver ? snapshot.identity.machineName.isEmpty ? "execution" : snapshot.identity.machineName : ended[0].state
    let word = isOver ? snapshot.status.rawValue : view.latestVisit(of: ended[0].state).map { StateLook($0.status).word } ?? "over"
    notice("\(subject) \(word) after \(TimeText.rough(isOver ? max(whole, longest) : ended[0].duration))")
  }

  private mutating func notice(_ text: String) {
    switch settings.notices {
    case .off: break
    case .on: effects.append(.bell)
    case .notify: effects.append(.notify(VisibleText.sanitise(Mask.text(text, secrets: view.secrets))))
    }
  }

  /// The waits that were open and are not any more, the longest first; those that are open now are kept.
  private mutating func endedWaits() -> [(state: String, duration: Duration)] {
    var open: [Int: OpenWait] = [:]
    for visit in view.leaves.suffix(MonitorApp.mostWaits) {
      guard let reason = view.index.waitReason(of: visit), reason.isWaiting else { continue }
      open[visit.enteredEvent] = waits[visit.enteredEvent] ?? OpenWait(state: visit.state, since: reason.since, seenAt: now)
    }
    let gone = waits.filter { open[$0.key] == nil && view.index.visit(ofEvent: $0.key) != nil }
    waits = open
    return gone.values.map { ($0.state, lasted($0.since, seen: $0.seenAt)) }.sorted { $0.1 > $1.1 }
  }

  /// How long somebody waited: on a clock that jumps, only the time in front of the screen counts.
  private func lasted(_ since: Timestamp, seen: Timestamp) -> Duration {
    if case .virtual = view.snapshot.live.clock { return now - seen }
    return max(now - seen, clock - since)
  }

  /// `:bell on`, `off` or `notify`; without a word it says which it is.
  mutating func setNotices(_ argument: String) {
    let words: [Notices: String] = [
      .off: "nothing tells when a long wait is over", .on: "the bell rings when a long wait is over",
      .notify: "a notification tells when a long wait is over",
    ]
    if argument.isEmpty { return say(words[settings.notices] ?? "") }
    guard let notices = Notices(rawValue: argument) else {
      return say("the bell is on, off, or notify for the desktop's notifications; \"\(argument)\" is none of them", isProblem: true)
    }
    settings.notices = notices
    say(words[notices] ?? "")
  }

  /// Asks how long states usually take.
  mutating func askUsual() { effects.append(.perform(.learnDurations, label: "past executions are looked at")) }

  // MARK: The terminal's title

  /// `◷ Run job 41m`: what the terminal's tab says. It changes with what happens, and once a minute.
  var titleText: String {
    let identity = view.snapshot.identity
    let status = view.snapshot.status
    let name = identity.machineName.isEmpty ? identity.executionName : identity.machineName
    var text: String
    if view.isUnheard {
      text = name
    } else if status.isFinal {
      text = "\(status.look.glyph(settings.glyphs)) \(status.rawValue) \(name)"
    } else if view.snapshot.live.pause != nil {
      text = "\(settings.glyphs.paused) \(view.selectedCursor?.state ?? name)"
    } else if let leaf = view.leaves.last {
      // What is not heard of any more is not told as if it went on.
      let look: StateLook = isCutOff ? .unknown : alarm(of: leaf)?.look ?? StateLook(leaf.status)
      let minutes = leaf.duration(now: clock).components.seconds / 60
      let clock = minutes < 1 ? "" : minutes < 60 ? " \(minutes)m" : " \(minutes / 60)h\(minutes % 60 == 0 ? "" : "\(minutes % 60)m")"
      text = "\(look.glyph(settings.glyphs)) \(leaf.state)\(clock)"
    } else {
      text = "\(status.look.glyph(settings.glyphs)) \(name)"
    }
    return VisibleText.sanitise(TextWidth.truncateEnd(Mask.text(text, secrets: view.secrets), columns: 80))
  }

  mutating func updateTitle() {
    guard isInbox || live != nil && view.isLive else { return }
    let wanted = isInbox ? "stepscope tokens" : titleText
    guard wanted != title else { return }
    title = wanted
    effects.append(.setTitle(wanted))
  }
}
