import Time

/// A history as text: one line an event, one a visit, or one a stretch of the timeline.
public struct HistoryOutput: Sendable {
  private let index: HistoryIndex
  private let log: EventLog

  /// The output of a whole log.
  public init(log: EventLog, facts: MachineFacts? = nil) { self.init(log: log, index: HistoryIndex(log, facts: facts)) }

  /// - Parameter index: of the same events.
  public init(log: EventLog, index: HistoryIndex) {
    self.log = log
    self.index = index
  }

  /// Every event as `line(_:)`, each ended by a newline.
  public var lines: String { log.reduce(into: "") { $0 += line($1) + "\n" } }

  /// One event: id, seconds since start, type, state, summary; columns are padded and two spaces apart, a column without a value holds `-`.
  public func line(_ event: HistoryEvent) -> String {
    let summary = EventSummary(index: index, log: log).text(event)
    let state = index.visit(ofEvent: event.id).map { HistoryText.visible($0.state) } ?? "-"
    let head = [
      pad(String(event.id), 5, right: true), pad("+" + ClockText.seconds(event.timestamp - start(event)), 10, right: true),
      pad(event.type.rawValue, 24), pad(state, 20),
    ].joined(separator: "  ")
    return summary.isEmpty ? head.trimmingTrailingSpaces : head + "  " + summary
  }

  /// Tab-separated, with a header: one row a visit in the order of entering. Times are seconds since the start; an open visit has no
  /// `exited` and lasts until the newest event.
  public var visits: String {
    var out = "visit\tstate\tscope\ttype\tstatus\tattempts\tentered\texited\tstart\tduration\terror\n"
    for visit in index.visits {
      out += row([
        String(visit.index + 1), visit.state, visit.scope.text, visit.kind.rawValue, visit.status.rawValue, String(visit.attempts.count),
        String(visit.enteredEvent), visit.exitedEvent.map(String.init) ?? "", seconds(visit.enteredAt),
        ClockText.seconds(visit.duration(now: now)),
        visit.error ?? "",
      ])
    }
    return out
  }

  /// Tab-separated, with a header: a row for each visit in start order, followed by one for each of its attempts and back-offs where there
  /// were several.
  public var timeline: String {
    var out = "start\tend\tduration\tstate\tscope\twhat\tstatus\n"
    for visit in index.visits {
      out += stretch(from: visit.enteredAt, to: visit.endedAt ?? now, visit, "visit", visit.status.rawValue)
      guard visit.attempts.count > 1 else { continue }
      for segment in visit.segments(now: now) {
        out += stretch(from: segment.from, to: segment.to, visit, segment.name, segment.outcome?.rawValue ?? "")
      }
    }
    return out
  }

  private var now: Timestamp { index.endedAt ?? index.lastEventAt ?? Timestamp(milliseconds: 0) }
  private func start(_ event: HistoryEvent) -> Timestamp { index.startedAt ?? log.first?.timestamp ?? event.timestamp }
  private func seconds(_ moment: Timestamp) -> String { ClockText.seconds(moment - (index.startedAt ?? log.first?.timestamp ?? moment)) }
  private func row(_ cells: [String]) -> String { cells.map { HistoryText.visible($0) }.joined(separator: "\t") + "\n" }

  private func stretch(from: Timestamp, to: Timestamp, _ visit: Visit, _ what: String, _ status: String) -> String {
    row([seconds(from), seconds(max(from, to)), ClockText.seconds(max(.zero, to - from)), visit.state, visit.scope.text, what, status])
  }

  private func pad(_ text: String, _ width: Int, right: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return right ? space + text : text + space
  }
}

/// A stretch of a visit's time.
public struct TimelineSegment: Sendable, Equatable {
  /// From 1; a back-off has the number of the attempt it comes before.
  public var attempt: Int
  /// Whether it is the wait before the attempt.
  public var isBackOff: Bool
  /// Its beginning.
  public var from: Timestamp
  /// Its end; the moment asked about while it goes on.
  public var to: Timestamp
  /// Nil for back-offs.
  public var outcome: Attempt.Outcome?

  /// `attempt 2`, `back-off 2`.
  public var name: String { "\(isBackOff ? "back-off" : "attempt") \(attempt)" }
}

extension Visit {
  /// Its attempts and the back-offs between them, in order; an attempt that runs reaches to `now`.
  public func segments(now: Timestamp) -> [TimelineSegment] {
    var segments: [TimelineSegment] = []
    for (at, attempt) in attempts.enumerated() {
      if let wait = attempt.backOff, wait > .zero {
        segments.append(
          TimelineSegment(
            attempt: at + 1, isBackOff: true, from: attempt.scheduledAt + .milliseconds(-wait.milliseconds), to: attempt.scheduledAt,
            outcome: nil))
      }
      let end = attempt.endedAt ?? endedAt ?? now
      segments.append(
        TimelineSegment(
          attempt: at + 1, isBackOff: false, from: attempt.scheduledAt, to: max(attempt.scheduledAt, end), outcome: attempt.outcome))
    }
    return segments
  }
}

extension [ScopeStep] {
  /// `ForEach[3]/Split#0`: iterations in brackets, branches after a hash, both from 0; empty at the top level.
  public var text: String {
    map { step in
      switch step {
      case .branch(let state, let index): "\(state)#\(index)"
      case .iteration(let state, let index): "\(state)[\(index)]"
      }
    }.joined(separator: "/")
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String { String(self[..<(lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex)]) }
}
