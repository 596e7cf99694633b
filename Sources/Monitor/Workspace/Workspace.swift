import Canvas
import ExecutionSource
import Themes
import Time

/// The screens of a session as a value: a stack of lists, executions and comparisons. The one in front gets the keys; the others keep as they are, cost nothing, and
/// have nothing asked for them.
public struct Workspace: Sendable {
  /// What a session begins with.
  public enum Root: Sendable, Equatable {
    /// An execution whose source is open already.
    case execution
    case machines
    case executions(machineArn: String, name: String)
  }

  private(set) var stack: [WorkspaceScreen] = []
  private var settings: MonitorSettings
  private var size: Size
  private var now: Timestamp
  private(set) var catalog: CatalogSnapshot?
  /// Whether there is a catalog at all: else no other screen can be gone to.
  private let hasCatalog: Bool
  /// What the world was last told of the front screen.
  private var looked = CatalogView.nothing
  private var shownTitle = ""
  private var nextID = 0
  private var effects: [WorkspaceEffect] = []

  /// More screens are not laid over each other.
  static let deepest = 32

  /// - Parameter hasCatalog: Whether machines and executions can be listed and opened.
  public init(_ root: Root, hasCatalog: Bool, settings: MonitorSettings, size: Size, now: Timestamp) {
    self.settings = settings
    self.size = size
    self.now = now
    self.hasCatalog = hasCatalog
    switch root {
    case .execution: push { $0.monitor = MonitorApp(settings: settings, size: size, now: now) }
    case .machines: push { $0.browse = BrowseApp(.machines, settings: settings, size: size, now: now) }
    case .executions(let arn, let name):
      push { $0.browse = BrowseApp(.executions(machineArn: arn, name: name), settings: settings, size: size, now: now) }
    }
    if let at = stack.indices.first, stack[at].monitor != nil { stack[at].sources = [SourceID(screen: stack[at].id, side: 0)] }
  }

  /// The source that the first screen shows; nil when it is a list. It is open and to be read from the beginning.
  public var rootSource: SourceID? { stack.first?.sources.first }

  /// What is to be done before the first input.
  public mutating func start() -> [WorkspaceEffect] {
    if let rootSource { effects.append(.read(rootSource)) }
    return settle()
  }

  /// Takes one input and says what is to be done in the world because of it.
  /// - Parameter at: The wall clock when it came.
  public mutating func handle(_ input: WorkspaceInput, at: Timestamp) -> [WorkspaceEffect] {
    now = max(now, at)
    switch input {
    case .key(let key) where key == .focusIn || key == .focusOut: tellAll(.key(key))
    case .key(let key): tellFront(.key(key))
    case .resize(let size):
      self.size = size
      tellAll(.resize(size))
    case .tick: tellFront(.tick)
    case .painted:
      tellFront(.painted)
      return []
    case .catalog(let snapshot):
      catalog = snapshot
      tellAll(.catalog(snapshot))
    case .snapshot(let snapshot, let source): take(snapshot, of: source)
    case .refused(let source, let sentence): take(refusal: sentence, of: source)
    case .effectResult(let result, let screen): take(result, of: screen)
    case .started(let arn, let screen):
      if stack.last?.id == screen { show(.execution(arn: arn)) } else { say("started \(arn.split(separator: ":").last ?? "")") }
    }
    return settle()
  }

  /// The screen as it is now. Total for every size; draws nothing outside.
  public func render() -> CellGrid { stack.last?.render() ?? CellGrid(size: size) }

  /// When the screen changes by itself; nil for never.
  public var nextDeadline: Timestamp? { stack.last?.nextDeadline }

  // MARK: Telling screens

  private mutating func tellFront(_ input: MonitorInput) {
    guard !stack.isEmpty else { return }
    tell(stack.count - 1, input)
  }

  private mutating func tellAll(_ input: MonitorInput) {
    for at in stack.indices { tell(at, input) }
  }

  private mutating func tell(_ at: Int, _ input: MonitorInput) {
    guard stack.indices.contains(at) else { return }
    let id = stack[at].id
    let wanted = stack[at].handle(input, at: now)
    for effect in wanted { take(effect, of: id) }
  }

  private mutating func take(_ effect: MonitorEffect, of id: ScreenID) {
    let isFront = stack.indices.last.map { stack[$0].id == id } ?? false
    switch effect {
    case .show(let destination): if isFront { show(destination) }
    case .back: if isFront { pop() }
    case .quit: effects.append(.quit)
    // The front screen's title is set as one, in `settle`.
    case .setTitle: break
    case .useTheme(let name):
      settings.theme = name
      effects.append(.screen(effect, id))
    default: effects.append(.screen(effect, id))
    }
  }

  private mutating func take(_ snapshot: ExecutionSnapshot, of source: SourceID) {
    guard let at = stack.firstIndex(where: { $0.sources.contains(source) }) else { return }
    if stack[at].compare != nil {
      stack[at].compare?.take(snapshot, side: source.side)
    } else {
      tell(at, .snapshot(snapshot))
    }
  }

  private mutating func take(refusal: String, of source: SourceID) {
    guard let at = stack.firstIndex(where: { $0.sources.contains(source) }) else { return }
    if stack[at].compare != nil {
      stack[at].compare?.refuse(refusal, side: source.side)
    } else {
      // There is nothing to show on it: back to where it was opened from, with the sentence.
      if at == stack.count - 1, at > 0 { pop() }
      say(refusal, isProblem: true)
    }
  }

  /// A result goes to the screen that asked; where another is in front by now, that one says a refusal too.
  private mutating func take(_ result: MonitorEffectResult, of id: ScreenID) {
    let at = stack.firstIndex { $0.id == id }
    if let at { tell(at, .effectResult(result)) }
    guard at != stack.count - 1, !stack.isEmpty else { return }
    switch result {
    case .performed(_, let refusal?): say(refusal, isProblem: true)
    case .performed(let label, nil): if !label.isEmpty { say(label) }
    default: break
    }
  }

  /// The screen in front says it.
  private mutating func say(_ text: String, isProblem: Bool = false) {
    guard let at = stack.indices.last else { return }
    stack[at].say(text, isProblem: isProblem)
  }

  // MARK: The stack

  private mutating func push(_ make: (inout WorkspaceScreen) -> Void) {
    var screen = WorkspaceScreen(id: ScreenID(rawValue: nextID))
    nextID += 1
    make(&screen)
    if let shared = stack.last?.shared { screen.take(shared) }
    screen.monitor?.isRoot = stack.isEmpty
    screen.browse?.isRoot = stack.isEmpty
    if let catalog { _ = screen.handle(.catalog(catalog), at: now) }
    for source in stack.last?.sources ?? [] { effects.append(.rest(source)) }
    stack.append(screen)
  }

  private mutating func pop() {
    guard stack.count > 1, let left = stack.popLast() else { return effects.append(.quit) }
    for source in left.sources { effects.append(.close(source)) }
    if let shared = left.shared { stack[stack.count - 1].take(shared) }
    for source in stack[stack.count - 1].sources { effects.append(.read(source)) }
  }

  private mutating func show(_ destination: Destination) {
    guard hasCatalog, let front = stack.last else {
      return say("there are no machines and no other executions to show here", isProblem: true)
    }
    guard stack.count < Workspace.deepest else {
      return say("\(stack.count) screens are open; Esc goes back through them", isProblem: true)
    }
    let (size, now) = (size, now)
    var settings = settings
    settings.theme = front.shared?.theme ?? settings.theme
    switch destination {
    case .machines: push { $0.browse = BrowseApp(.machines, settings: settings, size: size, now: now) }
    case .executions(let arn, let name):
      push { $0.browse = BrowseApp(.executions(machineArn: arn, name: name), settings: settings, size: size, now: now) }
    case .mapRun(let arn, let name):
      push { $0.browse = BrowseApp(.mapRun(arn: arn, name: name), settings: settings, size: size, now: now) }
    case .tokens:
      push {
        $0.monitor = MonitorApp(settings: settings, size: size, now: now)
        $0.monitor?.isInbox = true
        $0.monitor?.page = .tokens
      }
    case .execution(let arn):
      push {
        $0.monitor = MonitorApp(settings: settings, size: size, now: now)
        $0.sources = [SourceID(screen: $0.id, side: 0)]
      }
      open([arn])
    case .compare(let left, let right):
      push {
        $0.compare = CompareApp(left, right, settings: settings, size: size, now: now)
        $0.sources = [SourceID(screen: $0.id, side: 0), SourceID(screen: $0.id, side: 1)]
      }
      open([left, right])
    }
  }

  private mutating func open(_ arns: [String]) {
    for (source, arn) in zip(stack.last?.sources ?? [], arns) { effects.append(.open(source, executionArn: arn)) }
  }

  // MARK: Settling

  /// After every input: what is looked at, and the terminal's title, where they changed.
  private mutating func settle() -> [WorkspaceEffect] {
    // By index: a screen is large, and this comes with every key.
    if let at = stack.indices.last {
      let view = stack[at].view
      if hasCatalog, view != looked {
        looked = view
        effects.append(.look(view))
      }
      let title = stack[at].title
      if title != shownTitle {
        shownTitle = title
        effects.append(.screen(.setTitle(title), stack[at].id))
      }
    }
    defer { effects = [] }
    return effects
  }
}
