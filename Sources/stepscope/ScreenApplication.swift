import Canvas
import Embedded
import ExecutionSource
import Foundation
import History
import Monitor
import Terminal
import Themes
import Time

/// Joins the pure monitor, a source and the terminal: keys and snapshots in, effects done, grids out.
@TerminalActor final class ScreenApplication: TerminalApplication {
  private let screen: TerminalScreen
  private let source: any ExecutionSource
  private let themes: [Theme]
  private let isLocal: Bool
  private var app: MonitorApp
  private var status = ExecutionStatus.running
  private var deadline: (time: Timestamp, instant: ContinuousClock.Instant)?
  private(set) var needsPaint = true
  private(set) var exitCode: Int32?

  init(screen: TerminalScreen, source: any ExecutionSource, settings: MonitorSettings, theme: Theme, isLocal: Bool) {
    self.screen = screen
    self.source = source
    self.isLocal = isLocal
    themes = settings.themes
    app = MonitorApp(settings: settings, size: screen.size, now: ScreenApplication.now)
    use(theme)
  }

  private static var now: Timestamp { SystemClock().now }

  /// Begins to follow the source.
  func start() {
    let source = source
    Task { @TerminalActor [weak self] in
      for await snapshot in source.updates() {
        guard let self else { return }
        self.status = snapshot.status
        self.tell(.snapshot(snapshot))
      }
    }
  }

  private func tell(_ input: MonitorInput) {
    for effect in app.handle(input, at: ScreenApplication.now) { perform(effect) }
    needsPaint = true
  }

  // MARK: TerminalApplication

  func handle(_ key: Key) { tell(.key(key)) }
  func resized(to size: Size) { tell(.resize(size)) }
  func deadlinePassed() { tell(.tick) }
  func resumed() { needsPaint = true }

  /// Worked out once for each deadline of the monitor, so that it stands still while it is waited for.
  var nextDeadline: ContinuousClock.Instant? {
    guard let time = app.nextDeadline else { return nil }
    if let deadline, deadline.time == time { return deadline.instant }
    let instant = ContinuousClock.Instant.now + (time - ScreenApplication.now)
    deadline = (time, instant)
    return instant
  }

  func picture() -> (grid: CellGrid, cursor: Point?) {
    needsPaint = false
    return (app.render(), nil)
  }

  // MARK: Effects

  private func perform(_ effect: MonitorEffect) {
    switch effect {
    case .perform(let action, let label): ask(action, label)
    case .runEditor(let text, let purpose):
      let editor = TextEditor(environment: ProcessInfo.processInfo.environment)
      tell(.effectResult(editor.edit(text, purpose) { try screen.suspend(running: $0) }))
    case .writeFile(let path, let bytes): tell(.effectResult(UserFiles.write(bytes, to: path)))
    case .copy(let text):
      let done = screen.copy(text)
      if !done { tell(.effectResult(.said("The terminal takes no text to copy.", isProblem: true))) }
    case .setTitle(let title): screen.setTitle(title)
    case .bell: screen.bell()
    case .notify(let text): screen.notify(text)
    case .useTheme(let name): if let theme = themes.first(where: { $0.name == name }) { use(theme) }
    case .saveTheme(let name):
      if let problem = ThemeMemory.save(name) {
        tell(.effectResult(.said("The theme is not kept for the next time: \(problem)", isProblem: true)))
      }
    case .performCatalog, .show: tell(.effectResult(.said("There are no machines to list here.", isProblem: true)))
    case .back: break
    case .loadTaskDefinitions(let path): tell(.effectResult(UserFiles.taskDefinitions(path)))
    case .quit: exitCode = CommandStop.Code(leaving: status, isLocal: isLocal).rawValue
    }
  }

  private func ask(_ action: SourceAction, _ label: String) {
    let source = source
    Task { @TerminalActor [weak self] in
      var refusal: String?
      do throws(SourceRefusal) { try await source.perform(action) } catch { refusal = error.message }
      self?.tell(.effectResult(.performed(label: label, refusal: refusal)))
    }
  }

  private func use(_ theme: Theme) {
    let depth = screen.depth
    screen.use { theme.appearance($0, depth: depth) }
    screen.repaint()
    needsPaint = true
  }
}
