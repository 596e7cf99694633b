import Canvas
import ExecutionSource
import History
import StatesLanguage
import Time

/// The inspector's tabs, in order.
public enum InspectorTabID: String, Sendable, CaseIterable, Hashable {
  case wait, overrides, data, logs, attempts, definition

  /// As it stands in the tab bar.
  public var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

/// What one tab of the inspector shows. Pure: the same context gives the same rows. Scrolling, search, folding, selection and revealing are the list's.
public protocol InspectorTab: Sendable {
  var id: InspectorTabID { get }
  /// The rows, top down. Called again only when something in the context changed.
  func rows(_ context: TabContext) -> [Row]
  /// Whether the rows hold a clock that goes on: they are made anew each second.
  var movesWithTime: Bool { get }
}

extension InspectorTab {
  /// Clocks are the Wait tab's and the attempts'.
  public var movesWithTime: Bool { id == .wait || id == .attempts }
}

/// Everything a tab may read.
public struct TabContext: Sendable {
  /// The execution as of the viewed event: events and task documents later than it are not in it.
  public var snapshot: ExecutionSnapshot
  /// Everything derived from those events.
  public var index: HistoryIndex
  /// The selected state's name.
  public var stateName: String
  /// The selected visit of that state: its newest unless another was chosen; nil before it was entered.
  public var visit: Visit?
  /// The selected state's definition; nil without a definition.
  public var state: State?
  /// Where the engine stands in that state, in local runs that show the present.
  public var cursor: CursorStatus?
  /// The execution's clock: the present, or the viewed event's time.
  public var now: Timestamp
  /// Whether the present is shown; false while an earlier event is viewed.
  public var isLive: Bool
  /// Columns the rows have: they are cut there, so tables should fit and sentences be wrapped.
  public var width: Int
  /// The characters for marks and bars, so that a tab is drawn in ASCII where the screen is.
  public var glyphs: Glyphs
  /// How times are to be written.
  public var times: TimeStyle
  /// Task tokens and other values known to be secret: `Mask.text` with these before anything is shown.
  public var secrets: Set<String>
  /// Everything seen of the task of the visit's newest attempt, oldest first.
  var observations: [TaskObservation]
  /// Events missing at the history's beginning.
  var missing: Int
  /// The Distributed Map in whose child executions the state runs.
  var mapAround: String?
  /// This machine's time, by which the age of what a poll brought is told.
  var wallClock: Timestamp
  /// Of a Map that runs its iterations itself: how each stands.
  var iterations: MapIterations?
  /// Of a Map: which of its iterations is opened.
  var openedIteration: Int?
  /// What the task printed, made into rows; nil makes them when they are asked for.
  var log: LogLines?

  init(
    snapshot: ExecutionSnapshot, index: HistoryIndex, stateName: String, visit: Visit?, state: State?, cursor: CursorStatus?,
    now: Timestamp,
    isLive: Bool, width: Int, glyphs: Glyphs, times: TimeStyle, secrets: Set<String>, view: ExecutionView? = nil,
    wallClock: Timestamp? = nil, log: LogLines? = nil, iterations: MapIterations? = nil
  ) {
    (self.snapshot, self.index, self.stateName, self.visit, self.state, self.cursor) = (snapshot, index, stateName, visit, state, cursor)
    (self.now, self.isLive, self.width, self.glyphs, self.times, self.secrets) = (now, isLive, width, glyphs, times, secrets)
    let view = view ?? ExecutionView(snapshot: snapshot, index: index, isLive: isLive)
    observations = visit.map(view.observations) ?? []
    missing = view.missing
    self.iterations = iterations ?? visit.flatMap { MapIterations(of: $0, in: view) }
    openedIteration = view.iteration.flatMap { $0.opened.mapEntered == visit?.enteredEvent ? $0.opened.index : nil }
    mapAround = visit == nil ? view.mapAround(stateName) : nil
    self.wallClock = wallClock ?? now
    self.log = log
  }
}

/// How times are shown (`m` changes it).
public struct TimeStyle: Sendable, Equatable {
  /// Counted from `origin` or from the event before, or a time of day: local, or UTC with a `Z`.
  public enum Mode: String, Sendable, CaseIterable {
    case start, previous, local, utc
  }
  /// Which of the four is used.
  public var mode: Mode
  /// The moment `start` counts from.
  public var origin: Timestamp
  /// Minutes that local time is ahead of UTC.
  public var offsetMinutes: Int

  /// By default times count from 1970 and local time is UTC: a caller gives the execution's start as `origin`.
  public init(mode: Mode = .start, origin: Timestamp = Timestamp(milliseconds: 0), offsetMinutes: Int = 0) {
    self.mode = mode
    self.origin = origin
    self.offsetMinutes = offsetMinutes
  }
}
