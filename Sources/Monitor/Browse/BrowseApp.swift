import Canvas
import ExecutionSource
import History
import Time

/// A list of state machines, or of executions, as a value: keys and snapshots of the catalog in, effects and cells out, as `MonitorApp` is.
public struct BrowseApp: PicturedScreen {
  let place: BrowsePlace
  var settings: MonitorSettings
  var size: Size
  var now: Timestamp
  var catalog: CatalogSnapshot?
  /// When the newest snapshot came: ages go on from there.
  var receivedAt: Timestamp
  var list: BrowseList
  /// What is known of the list shown: its age, whether there is more, what is wrong.
  var known = CatalogList<ExecutionRow>()
  /// At least as many rows are asked for.
  var limit = BrowseApp.step
  static let step = 100

  var overlay: Overlay?
  var notice: Message?
  var messages: [Message] = []
  var saidCount = 0
  var typed: [String] = []
  var query: SearchQuery?
  var suspended: ListOverlay?
  var starting = StartForms()
  var effects: [MonitorEffect] = []
  var times = TimeStyle.Mode.start
  /// Whether leaving it leaves the program.
  var isRoot = true
  /// Tokens found in the catalog.
  var secrets: Set<String> = []

  init(_ place: BrowsePlace, settings: MonitorSettings, size: Size, now: Timestamp) {
    self.place = place
    self.settings = settings
    self.size = size
    self.now = now
    receivedAt = now
    list = BrowseList(showsMachines: place == .machines)
  }

  /// Takes one input and says what is to be done in the world because of it.
  /// - Parameter at: The wall clock when it came.
  public mutating func handle(_ input: MonitorInput, at: Timestamp) -> [MonitorEffect] {
    pass(to: at)
    switch input {
    case .key(let key): handle(key: key)
    case .resize(let size): self.size = size
    case .catalog(let catalog): take(catalog)
    case .painted:
      // Nothing that is drawn changes.
      painted()
      return []
    case .snapshot, .tick: break
    case .effectResult(let result): take(result)
    }
    refresh()
    defer { effects = [] }
    return effects
  }

  var stem: String { place == .machines ? "machines" : "executions" }

  /// What of the catalog is looked at.
  public var view: CatalogView { place.view(list.filter, limit: limit) }

  var layout: ScreenLayout { ScreenLayout(size: size, focus: .inspector, isZoomed: true) }

  /// The catalog's clock as the screen shows it: it goes on by itself while the connection is well.
  var clock: Timestamp {
    guard let catalog else { return now }
    // Nobody knows what became of the rows since they came.
    if problem != nil { return catalog.now.heard(asOf: known.asOf, receivedAt: receivedAt) }
    return catalog.now + (now - receivedAt)
  }

  /// What is wrong with the connection, or with this list; nil while all is well.
  var problem: String? { known.problem ?? catalog?.poll?.problem }

  /// When the screen changes by itself: each second while ages and durations are shown that go on.
  public var nextDeadline: Timestamp? {
    // While nothing answers only what counts down to the next try moves.
    let runs =
      problem == nil
      ? known.asOf != nil && (catalog?.poll != nil || (list.counts[.running] ?? 0) > 0)
      : catalog?.poll?.problem != nil && catalog?.poll?.next != nil
    let moves = layout.form != .none && runs
    return [moves ? now + .seconds(1) : nil, noticeLeaves].compactMap { $0 }.min()
  }

  var audit: [AuditLine] { catalog?.audit ?? [] }
  var startDestination: String { writeDestination }
  var writeDestination: String { catalog.map { WritePlace.text($0, settings: settings) } ?? "" }

  private mutating func take(_ snapshot: CatalogSnapshot) {
    if catalog?.sweep.tokens != snapshot.sweep.tokens { secrets = Set(snapshot.sweep.tokens.compactMap(\.token)) }
    catalog = snapshot
    receivedAt = now
    takeRows()
  }

  /// Shows what the newest snapshot knows of the view looked at.
  mutating func takeRows() {
    guard let catalog else { return }
    if place == .machines {
      known.asOf = catalog.machines.asOf
      known.hasMore = catalog.machines.hasMore
      known.problem = catalog.machines.problem
      list.set(catalog.machines.rows, now: clock)
    } else if let found = place.list(in: catalog, view) {
      known = found
      known.rows = []
      list.set(found.rows, now: clock)
    }
  }

  private mutating func take(_ result: MonitorEffectResult) {
    switch result {
    case .performed(let label, let refusal):
      if let refusal { say(refusal, isProblem: true) } else if !label.isEmpty { say(label) }
      starting.performed(label: label, refused: refusal)
    case .edited(let purpose, let text, let problem): takeEdited(purpose, text, problem)
    case .wrote(let path, let problem):
      say(problem.map { "\(path) cannot be written: \($0)" } ?? "wrote \(path)", isProblem: problem != nil)
    case .taskDefinitions, .evaluated: break
    case .said(let text, let isProblem): say(text, isProblem: isProblem)
    }
  }

  mutating func refresh() { list.scroll(height: listHeight) }
}
