import Canvas
import ExecutionSource
import History
import StateGraph
import Time

/// What a drawing of the graph needs of the moment.
struct GraphScene: Sendable {
  let view: ExecutionView
  let selected: String?
  let glyphs: Glyphs
  let clock: Timestamp
  let breakpoints: Set<String>
  let cursors: Set<String>
  /// Of Maps, by their visits' events of entering.
  let iterations: [Int: MapIterations]

  init(view: ExecutionView, selected: String?, glyphs: Glyphs, clock: Timestamp, iterations: [Int: MapIterations] = [:]) {
    self.iterations = iterations
    self.view = view
    self.selected = selected
    self.glyphs = glyphs
    self.clock = clock
    breakpoints = Set(
      view.snapshot.live.breakpoints.compactMap { breakpoint in
        if case .state(let name) = breakpoint.place, breakpoint.isEnabled { name } else { nil }
      })
    let opened = view.iteration?.opened
    let own = view.snapshot.live.cursors.filter { cursor in
      opened.map { !view.isOpened(cursor.state) || cursor.scope.starts(with: $0.scope) } ?? true
    }.map(\.state)
    cursors = Set(own.isEmpty ? view.leaves.map(\.state) : own)
  }

  /// How long the state's newest visit has lasted, the stop it is held at, or how its iterations stand.
  func time(of state: String) -> String {
    if view.look(of: state) == .paused, let cursor = view.cursor(in: state) { return cursor.stop.word }
    guard let visit = view.latestVisit(of: state) else { return "" }
    if let opened = view.iteration?.opened, opened.mapEntered == visit.enteredEvent {
      return "iteration \(opened.index) of \(Count.text(visit.progress?.total ?? 0))"
    }
    if let run = view.mapRun(of: visit), run.items.total > 0 { return MapText.strip(MapProgress(run.items), glyphs: glyphs) }
    if let progress = visit.progress, progress.total > 0, progress.mapRunArn == nil {
      return MapText.strip(visit.status.isActive ? progress : progress.ended, glyphs: glyphs)
    }
    let count = view.isOpened(state) ? view.iteration?.counts[state] ?? 1 : view.index.states[state]?.visits ?? 1
    let more = view.isPartial ? "+" : ""
    return (count > 1 || view.isPartial ? "×\(count)\(more) " : "") + TimeText.short(visit.duration(now: clock))
  }

  /// The same from the longest form to the shortest: a time without its count; of a Map what failed and how much is done.
  func times(of state: String) -> [String] {
    let time = time(of: state)
    let isPaused = view.look(of: state) == .paused
    guard !isPaused, let visit = view.latestVisit(of: state), visit.kind == .map else {
      return [time, time.split(separator: " ").last.map(String.init) ?? ""]
    }
    let progress = view.mapRun(of: visit).map { MapProgress($0.items) } ?? visit.progress.flatMap { $0.mapRunArn == nil ? $0 : nil }
    guard let progress, progress.total > 0 else { return [time] }
    return [time, MapText.brief(progress, glyphs: glyphs)]
  }

  func mark(of state: String) -> StateMark {
    let look = view.look(of: state)
    return StateMark(
      status: look.status, note: time(of: state), isSelected: state == selected, hasCursor: cursors.contains(state),
      hasBreakpoint: breakpoints.contains(state))
  }

  /// How the iterations of a Map stand, in at most `capacity` cells; of a Map Run, which tells counts alone, in the order of their statuses.
  func cells(of state: String, _ capacity: Int) -> IterationCells? {
    guard let visit = view.latestVisit(of: state), visit.kind == .map else { return nil }
    if let iterations = iterations[visit.enteredEvent] {
      var cells = iterations.cells(capacity)
      if let opened = view.iteration?.opened, opened.mapEntered == visit.enteredEvent {
        cells.selected = opened.index / cells.iterationsPerCell
      }
      return cells
    }
    guard let run = view.mapRun(of: visit), run.items.total > 0 else { return nil }
    return IterationCells(MapProgress(run.items), capacity: capacity)
  }

  /// A transition that was taken has the role of success, or of the failure that a Catch took.
  func taken(from: String, to: String) -> Role? {
    if let iteration = view.iteration, view.isOpened(from), view.isOpened(to) {
      if iteration.edges.contains(TakenEdge(from: from, to: to, isCatch: true)) { return .stateFailed }
      return iteration.edges.contains(TakenEdge(from: from, to: to, isCatch: false)) ? .stateSucceeded : nil
    }
    if view.index.edges[TakenEdge(from: from, to: to, isCatch: true)] != nil { return .stateFailed }
    return view.index.edges[TakenEdge(from: from, to: to, isCatch: false)] != nil ? .stateSucceeded : nil
  }
}

extension StateLook {
  /// The same in the drawing's words.
  var status: StateMark.Status? {
    switch self {
    case .pending: .pending
    case .running: .running
    case .waiting: .waiting
    case .paused: .paused
    case .succeeded: .succeeded
    case .caught: .retrying
    case .failed: .failed
    case .retrying: .retrying
    case .aborted: .aborted
    case .skipped: .skipped
    case .unknown: .unknown
    case .elsewhere: nil
    }
  }
}

extension MapProgress {
  /// Of a Distributed Map, as its Map Run counts; what timed out has failed.
  init(_ counts: MapRunRow.Counts) {
    self.init(total: counts.total)
    (running, succeeded, failed, aborted) = (counts.running, counts.succeeded, counts.failed &+ counts.timedOut, counts.aborted)
  }

  /// After the end: what ran was aborted, what had not begun never will.
  fileprivate var ended: MapProgress {
    var ended = self
    ended.aborted += running
    ended.running = 0
    ended.total = succeeded + failed + ended.aborted
    return ended
  }
}

/// A Map in a few columns: how many iterations stand how.
enum MapText {
  /// `✔912 ◆40 ✖3 ○45`; what is none is left out.
  static func strip(_ progress: MapProgress, glyphs: Glyphs) -> String {
    let parts = [
      (glyphs.succeeded, progress.succeeded), (glyphs.running, progress.running), (glyphs.failed, progress.failed),
      (glyphs.aborted, progress.aborted), (glyphs.pending, progress.pending),
    ]
    return parts.filter { $0.1 > 0 }.map { "\($0.0)\($0.1)" }.joined(separator: " ")
  }

  /// `31/s` and `~3 s left`: from what was done since it began; an estimate, and only while it runs.
  static func pace(done: Int, left: Int, since started: Timestamp, now: Timestamp) -> [String] {
    let seconds = Double(max(0, (now - started).milliseconds)) / 1_000
    guard done >= 5, seconds >= 1 else { return [] }
    let rate = Double(done) / seconds
    let speed =
      rate >= 1 ? "\(Int(rate.rounded()))/s" : rate * 60 >= 1 ? "\(Int((rate * 60).rounded()))/min" : "\(Int((rate * 3_600).rounded()))/h"
    let rest = min(Double(left) / rate, 1e9)
    return [speed] + (rest >= 1 ? ["~\(TimeText.rough(.seconds(Int64(rest)))) left"] : [])
  }

  /// `✖3 95%`: what failed, and how much is done.
  static func brief(_ progress: MapProgress, glyphs: Glyphs) -> String {
    let done = min(100, max(0, (progress.total - progress.pending - progress.running) * 100 / max(1, progress.total)))
    return (progress.failed > 0 ? "\(glyphs.failed)\(progress.failed) " : "") + "\(done)%"
  }
}
