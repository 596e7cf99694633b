import Canvas
import Dispatch
import Embedded
import ExecutionSource
import Foundation
import History
import Monitor
import Terminal
import Themes
import Time

/// Joins the pure workspace, its sources and the terminal: keys and snapshots in, effects done, grids out.
@TerminalActor final class ScreenApplication: TerminalApplication {
  private let screen: TerminalScreen
  private let sources: ScreenSources
  private let themes: [Theme]
  private let isLocal: Bool
  private var workspace: Workspace
  /// How the execution stands that the session began with: leaving a local run tells it.
  private var status = ExecutionStatus.running
  private var deadline: (time: Timestamp, instant: ContinuousClock.Instant)?
  private(set) var needsPaint = true
  private(set) var exitCode: Int32?

  /// - Parameters:
  ///   - root: What is shown first; an execution is that of `source`.
  ///   - isLocal: Whether leaving ends a run.
  init(
    screen: TerminalScreen, root: Workspace.Root, source: (any ExecutionSource)?, catalog: (any ExecutionCatalog)?,
    settings: MonitorSettings,
    theme: Theme, isLocal: Bool
  ) {
    self.screen = screen
    self.isLocal = isLocal
    themes = settings.themes
    workspace = Workspace(root, hasCatalog: catalog != nil, settings: settings, size: screen.size, now: ScreenApplication.now)
    sources = ScreenSources(catalog: catalog)
    if let source, let id = workspace.rootSource { sources.keep(source, as: id) }
    use(theme)
  }

  private static var now: Timestamp { SystemClock().now }

  /// Begins to follow what is shown.
  func start() {
    sources.tell = { [weak self] in self?.tell($0) }
    sources.readCatalog()
    for effect in workspace.start() { perform(effect) }
  }

  private func tell(_ input: WorkspaceInput) {
    if case .snapshot(let snapshot, let source) = input, source == workspace.rootSource { status = snapshot.status }
    for effect in workspace.handle(input, at: ScreenApplication.now) { perform(effect) }
    needsPaint = true
  }

  // MARK: TerminalApplication

  func handle(_ key: Key) { tell(.key(key)) }
  func resized(to size: Size) { tell(.resize(size)) }
  func deadlinePassed() { tell(.tick) }
  func resumed() { needsPaint = true }

  /// Worked out once for each deadline of the workspace, so that it stands still while it is waited for.
  var nextDeadline: ContinuousClock.Instant? {
    guard let time = workspace.nextDeadline else { return nil }
    if let deadline, deadline.time == time { return deadline.instant }
    let instant = ContinuousClock.Instant.now + (time - ScreenApplication.now)
    deadline = (time, instant)
    return instant
  }

  func picture() -> (grid: CellGrid, cursor: Point?) {
    needsPaint = false
    let grid = workspace.render()
    // No key is handled before the loop has presented it: from then on a question that was seen can be answered.
    for effect in workspace.handle(.painted, at: ScreenApplication.now) { perform(effect) }
    return (grid, nil)
  }

  // MARK: Effects

  private func perform(_ effect: WorkspaceEffect) {
    switch effect {
    case .screen(let effect, let id): perform(effect, of: id)
    case .open(let source, let arn): sources.open(source, arn)
    case .read(let source): sources.read(source)
    case .rest(let source): sources.rest(source)
    case .close(let source): sources.close(source)
    case .look(let view): sources.look(at: view)
    case .quit: exitCode = CommandStop.Code(leaving: status, isLocal: isLocal).rawValue
    }
  }

  private func perform(_ effect: MonitorEffect, of id: ScreenID) {
    func answer(_ result: MonitorEffectResult) { tell(.effectResult(result, id)) }
    switch effect {
    case .perform(let action, let label): sources.perform(action, label, of: id)
    case .performCatalog(let action, let label): sources.perform(action, label, of: id)
    case .runEditor(let text, let purpose):
      let editor = TextEditor(environment: ProcessInfo.processInfo.environment)
      answer(editor.edit(text, purpose) { try screen.suspend(running: $0) })
    case .writeFile(let path, let bytes): answer(UserFiles.write(bytes, to: path))
    case .copy(let text): if !screen.copy(text) { answer(.said("The terminal takes no text to copy.", isProblem: true)) }
    case .setTitle(let title): screen.setTitle(title)
    case .bell: screen.bell()
    case .notify(let text): screen.notify(text)
    case .useTheme(let name): if let theme = themes.first(where: { $0.name == name }) { use(theme) }
    case .saveTheme(let name):
      if let problem = ThemeMemory.save(name) { answer(.said("The theme is not kept for the next time: \(problem)", isProblem: true)) }
    case .loadTaskDefinitions(let path): answer(UserFiles.taskDefinitions(path))
    case .evaluate(let evaluation):
      // On a thread of its own: those of tasks are not to be held.
      DispatchQueue(label: "stepscope.evaluate").async { [weak self] in
        let evaluated = evaluation.run()
        Task { @TerminalActor in self?.tell(.effectResult(.evaluated(evaluated), id)) }
      }
    case .endEvaluation(let evaluation): evaluation.end()
    // The workspace keeps these for itself.
    case .show, .back, .quit: break
    }
  }

  private func use(_ theme: Theme) {
    let depth = screen.depth
    screen.use { theme.appearance($0, depth: depth) }
    screen.repaint()
    needsPaint = true
  }
}
