import Canvas
import ECSModel
import ExecutionSource
import History
import StatesLanguage
import Themes
import Time

/// The monitor as a value: it is told of keys, sizes and snapshots, answers with effects, and draws what it knows on a grid. It touches
/// nothing by itself and knows no clock but
/// the one it is told.
public struct MonitorApp: InteractiveScreen {
  /// The pages that take the whole body.
  enum Page: Sendable, Equatable { case main, timeline, tokens }

  var settings: MonitorSettings
  var size: Size
  /// The time of the newest input.
  var now: Timestamp
  /// What was last said of a run that begins again with each save.
  var toldWatch = WatchStatus()
  /// The source's newest snapshot; nil before the first.
  var live: ExecutionSnapshot?
  /// When it came: clocks that run go on from there.
  var receivedAt: Timestamp
  /// The execution as it is shown: as of the viewed event.
  var view: ExecutionView
  var past = HistoryCheckpoints()
  var lookup = TaskLookup()
  var known = Secrets()
  /// What the definition says, read once: a machine's definition does not change while it is watched.
  var facts: MachineFacts?
  /// Task definitions read with `:task-definitions`, beside what the source knows.
  var loadedDefinitions: [String: TaskDefinition] = [:]

  /// How many expressions were typed to be evaluated.
  var evaluations = 0
  /// Steps that were asked for and are not done.
  var stepsAsked = 0

  var page = Page.main
  var focus = Pane.inspector
  var isZoomed = false
  var overlay: Overlay?
  /// Said in the footer until the next key; what is no problem leaves after a moment.
  var notice: Message?
  var messages: [Message] = []
  /// How many messages there were in all; only the newest are kept.
  var saidCount = 0
  var query: SearchQuery?

  /// The selected state, everywhere.
  var selectedState: String?
  /// The iteration that is opened: what is shown of the states inside is of it alone.
  var opened: OpenedIteration?
  /// How the iterations of Maps stand, by the Maps' events of entering.
  var iterations: [Int: MapIterations] = [:]
  /// The row of the inspector to select once it is there; one that ends with `/` stands for the first of its kind.
  var wantedRow: String?
  /// Index of the selected visit of that state.
  var selectedVisit: Int?
  /// Whether the selection goes along with the execution; a selection by hand lets go, `G` takes up again.
  var selectionFollows = true
  var times = TimeStyle.Mode.start

  var graph = GraphPane()
  var events = EventsPane()
  var inspector = InspectorPane()
  var timeline = TimelinePane()
  var tokens = TokensPage()
  var effects: [MonitorEffect] = []
  var title = ""
  /// Lines typed at the `:` prompt, the newest last.
  var typed: [String] = []
  /// Whether the terminal has the focus, as far as it tells.
  var isFocused = true
  /// Whether the Wait tab stands on a screen, with the newest lines of a log.
  var showsLastLines = true
  /// What the source was last told of what is looked at; what a source assumes before.
  var toldAttention = Attention()
  /// When it was told that.
  var toldAt: Timestamp
  /// Waits that go on, by the event of entering.
  var waits: [Int: OpenWait] = [:]
  /// When the screen was opened.
  let openedAt: Timestamp
  /// The revision of the view that the panes have taken.
  var shownRevision = -1
  /// A list over which a search is typed: it comes back with the result.
  var suspended: ListOverlay?
  /// The form that starts an execution.
  var starting = StartForms()
  /// What is beside the execution: machines, and tokens of others; nil without a catalog.
  var catalog: CatalogSnapshot?
  /// The tokens found elsewhere.
  var catalogSecrets: Set<String> = []
  /// Whether this is the page of tokens alone, without an execution.
  var isInbox = false
  /// Whether leaving it leaves the program; otherwise the screen before is behind it.
  var isRoot = true

  /// - Parameters:
  ///   - now: The wall clock as of now.
  public init(settings: MonitorSettings = MonitorSettings(), size: Size, now: Timestamp) {
    self.settings = settings
    self.size = size
    self.now = now
    receivedAt = now
    openedAt = now
    toldAt = now
    view = ExecutionView.empty
  }

  /// Takes one input and says what is to be done in the world because of it.
  /// - Parameter at: The wall clock when it came.
  public mutating func handle(_ input: MonitorInput, at: Timestamp) -> [MonitorEffect] {
    pass(to: at)
    switch input {
    case .key(let key):
      if key == .focusIn || key == .focusOut { isFocused = key == .focusIn }
      handle(key: key)
    case .resize(let size): self.size = size
    case .snapshot(let snapshot): take(snapshot)
    case .catalog(let catalog): take(catalog)
    case .painted:
      // Nothing that is drawn changes.
      painted()
      return []
    case .tick: break
    case .effectResult(let result): take(result)
    }
    refresh()
    if case .key(let key) = input, key != .focusOut { tellAttention(isKeyed: true) } else { tellAttention() }
    updateTitle()
    defer { effects = [] }
    return effects
  }

  /// Runs one line of the `:` prompt, as a script or a session without a screen types it.
  public mutating func handle(line: String, at: Timestamp) -> [MonitorEffect] {
    now = max(now, at)
    notice = nil
    run(line: line)
    refresh()
    tellAttention()
    defer { effects = [] }
    return effects
  }

  var layout: ScreenLayout { ScreenLayout(size: size, focus: focus, isZoomed: isZoomed, graphColumns: graph.columns) }

  /// The execution's clock as the screen shows it: the viewed event's time, or the snapshot's, gone on since it came where it runs by
  /// itself and the connection is well.
  var clock: Timestamp {
    guard view.isLive, let live else { return view.snapshot.live.now }
    guard !live.status.isFinal else { return live.live.now }
    guard live.live.isClockRunning else { return live.live.poll?.problem == nil ? live.live.now : heardAt(live) }
    let passed = max(0, now.milliseconds &- receivedAt.milliseconds)
    let factor: Double = if case .scaled(let factor) = live.live.clock { factor } else { 1 }
    let moved = Double(passed) * factor
    return live.live.now + .milliseconds(Int64(min(moved, 4e15)))
  }

  var timeStyle: TimeStyle {
    // Before it is known when it began, nothing can count from there.
    let start = view.startedAt
    return TimeStyle(
      mode: start == nil && times == .start && view.isPartial ? .local : times, origin: start ?? view.snapshot.live.now,
      offsetMinutes: settings.utcOffsetMinutes)
  }

  /// When the screen changes by itself: a second from now while a running clock is shown, when a message leaves, else never.
  public var nextDeadline: Timestamp? {
    [nextSecond, noticeLeaves].compactMap { $0 }.min()
  }

  private var nextSecond: Timestamp? {
    guard layout.form != .none, view.isLive, let live, !live.status.isFinal else { return nil }
    // A moment is told where nothing is heard; only what counts down to the next try moves then.
    let poll = live.live.poll
    let runs = isCutOff ? poll?.next != nil : live.live.isClockRunning || poll != nil
    guard runs else { return nil }
    return Timestamp(milliseconds: now.milliseconds.addingReportingOverflow(1_000).partialValue)
  }

  /// Keeps something for `!` without saying it now.
  mutating func note(_ text: String, isProblem: Bool) {
    saidCount += 1
    messages.append(Message(at: now, text: Mask.text(text, secrets: secrets), isProblem: isProblem))
    if messages.count > 500 { messages.removeFirst(messages.count - 500) }
  }
}

/// Something the monitor said.
struct Message: Sendable, Equatable {
  var at: Timestamp
  var text: String
  var isProblem: Bool
}
