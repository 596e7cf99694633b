import Canvas
import ExecutionSource
import Time

/// One screen of the stack: exactly one of the three is there. They are not cases of an enum so that they change in place.
struct WorkspaceScreen: Sendable {
  let id: ScreenID
  var monitor: MonitorApp?
  var browse: BrowseApp?
  var compare: CompareApp?
  /// The executions it shows; none for lists.
  var sources: [SourceID] = []

  mutating func handle(_ input: MonitorInput, at: Timestamp) -> [MonitorEffect] {
    monitor?.handle(input, at: at) ?? browse?.handle(input, at: at) ?? compare?.handle(input, at: at) ?? []
  }

  func render() -> CellGrid { monitor?.render() ?? browse?.render() ?? compare?.render() ?? CellGrid(size: Size(width: 0, height: 0)) }

  var nextDeadline: Timestamp? { monitor?.nextDeadline ?? browse?.nextDeadline ?? compare?.nextDeadline }

  /// What of the catalog is looked at while this screen is in front.
  var view: CatalogView {
    if let browse { return browse.view }
    return monitor?.looksAtTokens == true ? .tokens : .nothing
  }

  /// What the terminal's tab says.
  var title: String {
    if let monitor { return monitor.title }
    if compare != nil { return "stepscope compare" }
    switch browse?.place {
    case .executions(_, let name), .mapRun(_, let name): return VisibleText.sanitise(TextWidth.truncateEnd(name, columns: 100))
    case .machines, nil: return "stepscope"
    }
  }

  var shared: SharedState? { monitor?.shared ?? browse?.shared ?? compare?.shared }

  /// Takes over what all screens share from the one that was in front.
  mutating func take(_ shared: SharedState) {
    monitor?.take(shared)
    browse?.take(shared)
    compare?.take(shared)
  }

  mutating func say(_ text: String, isProblem: Bool) {
    monitor?.say(text, isProblem: isProblem)
    browse?.say(text, isProblem: isProblem)
    compare?.say(text, isProblem: isProblem)
  }
}

/// What goes along from screen to screen: words said, lines typed, the theme.
struct SharedState: Sendable {
  var theme: String
  var messages: [Message]
  var saidCount: Int
  var typed: [String]
}

extension InteractiveScreen {
  var shared: SharedState { SharedState(theme: settings.theme, messages: messages, saidCount: saidCount, typed: typed) }

  mutating func take(_ shared: SharedState) {
    settings.theme = shared.theme
    (messages, saidCount, typed) = (shared.messages, shared.saidCount, shared.typed)
  }
}
