import ExecutionSource
import Foundation
import History
import Monitor
import Themes
import Time

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A source without a screen, for people: one line a change, commands typed by the line.
///
/// It ends on `quit`; and, when standard input has ended or is no terminal, with the execution.
struct PlainSession {
  var source: any ExecutionSource
  var isLocal: Bool
  var settings: MonitorSettings

  func run() throws(CommandStop) {
    let loop = PlainLoop(source: source, isLocal: isLocal, settings: settings)
    let code: Int32
    do { code = try Blocking.run { await loop.run() } } catch { throw CommandStop(.world, "error: \(error)") }
    Output.exit(code)
  }
}

/// Snapshots and lines in, lines out.
private actor PlainLoop {
  private let source: any ExecutionSource
  private let isLocal: Bool
  private var presenter: PlainPresenter
  private var status = ExecutionStatus.running
  private var isPaused = false
  private var canBeTold = true
  private var finished: CheckedContinuation<Int32, Never>?
  private var code: Int32?

  init(source: any ExecutionSource, isLocal: Bool, settings: MonitorSettings) {
    self.source = source
    self.isLocal = isLocal
    presenter = PlainPresenter(settings: settings, now: SystemTime.now)
  }

  func run() async -> Int32 {
    let interactive = isatty(STDIN_FILENO) == 1
    readLines()
    Task { await self.follow(interactive: interactive) }
    if let code { return code }
    return await withCheckedContinuation { finished = $0 }
  }

  private func follow(interactive: Bool) async {
    for await snapshot in source.updates() {
      status = snapshot.status
      isPaused = snapshot.live.pause != nil
      let (lines, effects) = presenter.take(snapshot, at: SystemTime.now)
      show(lines, effects)
      if status.isFinal, !interactive { return end() }
      endIfAlone()
    }
  }

  /// Lines come from a thread of their own: reading blocks.
  private nonisolated func readLines() {
    Thread.detachNewThread {
      while let line = readLine(strippingNewline: true) { Task { await self.take(line: line) } }
      Task { await self.inputEnded() }
    }
  }

  private func take(line: String) {
    let (lines, effects) = presenter.run(line, at: SystemTime.now)
    show(lines, effects)
  }

  private func inputEnded() {
    canBeTold = false
    endIfAlone()
  }

  /// Nobody can say anything any more, and nothing happens by itself.
  private func endIfAlone() {
    if !canBeTold, isPaused || status.isFinal { end() }
  }

  private func end() {
    guard code == nil else { return }
    let code: CommandStop.Code =
      switch status {
      case .succeeded: .succeeded
      case .running, .pendingRedrive: isLocal ? .interrupted : .succeeded
      case .failed, .timedOut, .aborted: isLocal ? .notSucceeded : .succeeded
      }
    self.code = code.rawValue
    finished?.resume(returning: code.rawValue)
    finished = nil
  }

  private func show(_ lines: [String], _ effects: [MonitorEffect]) {
    if !lines.isEmpty { Output.standard.write(lines.map { $0 + "\n" }.joined()) }
    for effect in effects { perform(effect) }
  }

  private func perform(_ effect: MonitorEffect) {
    switch effect {
    case .perform(let action, let label):
      let source = source
      Task {
        var refusal: String?
        do throws(SourceRefusal) { try await source.perform(action) } catch { refusal = error.message }
        self.take(.performed(label: label, refusal: refusal))
      }
    case .writeFile(let path, let bytes): take(.wrote(path: path, problem: UserFiles.write(bytes, to: path)))
    case .loadTaskDefinitions(let path): take(UserFiles.taskDefinitions(path))
    case .saveTheme(let name): _ = ThemeMemory.save(name)
    case .quit: end()
    case .runEditor(_, let purpose): take(.edited(purpose, text: nil, problem: "There is no editor in --plain; type the text after the command."))
    case .copy(let text): Output.standard.write(text + "\n")
    case .setTitle, .bell, .useTheme: break
    }
  }

  private func take(_ result: MonitorEffectResult) {
    let (lines, effects) = presenter.take(result, at: SystemTime.now)
    show(lines, effects)
  }
}
