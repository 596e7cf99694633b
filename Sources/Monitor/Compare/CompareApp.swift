import Canvas
import ExecutionSource
import History
import Time

/// Two executions side by side, as a value: keys and snapshots in, effects and cells out, as `MonitorApp` is.
public struct CompareApp: PicturedScreen {
  /// One of the two.
  struct Side: Sendable {
    var arn: String
    var snapshot: ExecutionSnapshot?
    /// When that came.
    var receivedAt = Timestamp(milliseconds: 0)
    /// Why it cannot be had.
    var problem: String?

    /// Its name: the source's, or the end of the ARN.
    var name: String {
      if let name = snapshot?.identity.executionName, !name.isEmpty { return name }
      return arn.split(separator: ":").last.map(String.init) ?? arn
    }
  }

  var sides: [Side]
  var settings: MonitorSettings
  var size: Size
  var now: Timestamp
  var catalog: CatalogSnapshot?
  var comparison: ExecutionComparison?
  /// The events of both that the comparison was made of.
  private var compared = [0, 0]
  var list = RowList()
  /// Rows of the list that a difference stands in, by their ids.
  var differing: [String] = []
  /// What the rows were made for.
  private var shownWidth = -1
  private var shownClocks: [Timestamp] = []

  var overlay: Overlay?
  var notice: Message?
  var messages: [Message] = []
  var saidCount = 0
  var typed: [String] = []
  var query: SearchQuery?
  var suspended: ListOverlay?
  var starting = StartForms()
  var effects: [MonitorEffect] = []
  var isRoot = false
  var secrets: Set<String> = []

  init(_ left: String, _ right: String, settings: MonitorSettings, size: Size, now: Timestamp) {
    sides = [Side(arn: left), Side(arn: right)]
    self.settings = settings
    self.size = size
    self.now = now
  }

  /// Takes one input and says what is to be done in the world because of it.
  public mutating func handle(_ input: MonitorInput, at: Timestamp) -> [MonitorEffect] {
    pass(to: at)
    switch input {
    case .key(let key): handle(key: key)
    case .resize(let size): self.size = size
    case .catalog(let catalog): self.catalog = catalog
    case .painted:
      // Nothing that is drawn changes.
      painted()
      return []
    case .snapshot, .tick: break
    case .effectResult(.said(let text, let isProblem)): say(text, isProblem: isProblem)
    case .effectResult(.wrote(let path, let problem)):
      say(problem.map { "\(path) cannot be written: \($0)" } ?? "wrote \(path)", isProblem: problem != nil)
    case .effectResult: break
    }
    refresh()
    defer { effects = [] }
    return effects
  }

  /// Takes the newest snapshot of one of the two: 0 the left, 1 the right.
  mutating func take(_ snapshot: ExecutionSnapshot, side: Int) {
    guard sides.indices.contains(side) else { return }
    sides[side].snapshot = snapshot
    sides[side].receivedAt = now
    sides[side].problem = nil
    compare()
    refresh()
  }

  /// One of the two cannot be had.
  mutating func refuse(_ problem: String, side: Int) {
    guard sides.indices.contains(side) else { return }
    sides[side].problem = problem
    refresh()
  }

  /// Compares anew what has changed. An execution whose older events are still on their way is not compared yet: everything would seem to part.
  private mutating func compare() {
    guard let left = sides[0].snapshot, let right = sides[1].snapshot, isReady(left), isReady(right) else { return }
    let counts = [left.events.count, right.events.count]
    guard comparison == nil || counts != compared else { return }
    compared = counts
    let made = ExecutionComparison(left: .init(left), right: .init(right))
    secrets = Secrets.known(in: left, index: made.left.index).union(Secrets.known(in: right, index: made.right.index))
    comparison = made
    shownWidth = -1
  }

  private func isReady(_ snapshot: ExecutionSnapshot) -> Bool { snapshot.missingEvents == 0 && !snapshot.events.isEmpty }

  var layout: ScreenLayout { ScreenLayout(size: size, focus: .inspector, isZoomed: true) }
  /// When the screen changes by itself: a second from now while one of the two goes on, when a message leaves, else never.
  public var nextDeadline: Timestamp? { [nextSecond, noticeLeaves].compactMap { $0 }.min() }
  var audit: [AuditLine] { catalog?.audit ?? [] }
  var startDestination: String { "" }
  var stem: String { "compared" }

  mutating func refresh() {
    let width = layout.body.width
    let clocks = sides.map(clock(of:))
    guard width != shownWidth || clocks != shownClocks && comparison != nil, layout.form != .none else { return }
    (shownWidth, shownClocks) = (width, clocks)
    let made = comparison.map {
      CompareRows($0, names: sides.map(\.name), clocks: clocks, width: width - 6, settings: settings, secrets: secrets)
    }
    list.set(made?.rows ?? [])
    differing = made?.differing ?? []
  }
}
