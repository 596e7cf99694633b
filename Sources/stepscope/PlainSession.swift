import Embedded
import ExecutionSource
import Foundation
import Monitor

/// A source without a screen, for pipes, logs and screen readers: one line a change, commands by line.
///
/// It stays until `quit`; where standard input is no terminal, until the execution is over; and where it has ended, until nothing happens by itself.
struct PlainSession {
  var source: any ExecutionSource
  var isLocal: Bool
  var settings: MonitorSettings
  /// Where commands come from; standard input unless somebody read from it before.
  var input = InputLines()

  /// Follows the source, then exits the program.
  func run() throws {
    let session = self
    let code = try Blocking.run { await session.follow() }
    Output.exit(code.rawValue)
  }

  /// Follows the source and says with which code to exit.
  func follow() async -> CommandStop.Code { await PlainConversation(self).run() }
}

/// Lets snapshots and typed lines take turns at one presenter.
private actor PlainConversation {
  private let source: any ExecutionSource
  private let isLocal: Bool
  private let isInteractive = isatty(STDIN_FILENO) == 1
  private let clock = SystemClock()
  private let input: InputLines
  private var presenter: PlainPresenter
  private var newest: ExecutionSnapshot?
  private var isInputOver = false
  private var ending: CommandStop.Code?
  private var leaving: CheckedContinuation<CommandStop.Code, Never>?
  /// Waits until something is known of the execution.
  private var knowing: CheckedContinuation<Void, Never>?
  private var isKnown = false

  init(_ session: PlainSession) {
    source = session.source
    input = session.input
    isLocal = session.isLocal
    presenter = PlainPresenter(settings: session.settings, now: SystemClock().now)
  }

  func run() async -> CommandStop.Code {
    await take(source.snapshot())
    let changes = Task {
      for await snapshot in source.updates() { await take(snapshot) }
      know()
    }
    let commands = Task {
      // A command of a script must not be read before there is something to command.
      await untilKnown()
      while let line = await input.next() { await obey(line) }
      endInput()
    }
    let code = await withCheckedContinuation { continuation in
      if let ending { continuation.resume(returning: ending) } else { leaving = continuation }
    }
    changes.cancel()
    commands.cancel()
    await source.close()
    return code
  }

  private func take(_ snapshot: ExecutionSnapshot) async {
    guard newest.map({ $0.revision <= snapshot.revision }) ?? true else { return }
    // Of an endpoint that has not answered yet nothing is said, not even that the execution runs.
    if let poll = snapshot.live.poll, snapshot.events.isEmpty, poll.problem == nil, poll.denied.isEmpty {
      guard let asOf = poll.asOf, poll.next.map({ $0 > asOf }) ?? true else { return }
    }
    newest = snapshot
    know()
    await tell(presenter.take(snapshot, at: clock.now))
    leaveIfDone()
  }

  private func know() {
    isKnown = true
    knowing?.resume()
    knowing = nil
  }

  private func untilKnown() async {
    guard !isKnown else { return }
    await withCheckedContinuation { knowing = $0 }
  }

  private func obey(_ line: String) async { await tell(presenter.run(line, at: clock.now)) }

  private func endInput() {
    isInputOver = true
    leaveIfDone()
  }

  private func leaveIfDone() {
    guard let newest else { return }
    // An ended execution is told whole: its older events may still be on their way.
    if newest.status.isFinal, newest.missingEvents > 0, newest.live.poll?.next != nil { return }
    if newest.status.isFinal ? isInputOver || !isInteractive : isInputOver && newest.live.pause != nil { leave() }
  }

  private func leave() {
    guard ending == nil else { return }
    let code = CommandStop.Code(leaving: newest?.status ?? .running, isLocal: isLocal)
    ending = code
    leaving?.resume(returning: code)
  }

  /// Writes what there is to say, and does what is to be done before the next line is looked at.
  private func tell(_ news: (lines: [String], effects: [MonitorEffect])) async {
    Output.standard.write(news.lines.map { $0 + "\n" }.joined())
    for effect in news.effects { await perform(effect) }
  }

  private func perform(_ effect: MonitorEffect) async {
    switch effect {
    case .perform(let action, let label):
      var refusal: String?
      do throws(SourceRefusal) { try await source.perform(action) } catch { refusal = error.message }
      await answer(.performed(label: label, refusal: refusal))
      await take(source.snapshot())
    case .runEditor(_, let purpose):
      await answer(.edited(purpose, text: nil, problem: "An editor needs a screen; give the JSON after the command."))
    case .writeFile(let path, let bytes): await answer(UserFiles.write(bytes, to: path))
    case .loadTaskDefinitions(let path): await answer(UserFiles.taskDefinitions(path))
    case .evaluate(let evaluation): await answer(.evaluated(evaluation.run()))
    case .quit: leave()
    case .performCatalog, .show: await answer(.said("There are no machines to list here.", isProblem: true))
    case .endEvaluation, .back, .copy, .setTitle, .bell, .notify, .useTheme, .saveTheme: break
    }
  }

  private func answer(_ result: MonitorEffectResult) async { await tell(presenter.take(result, at: clock.now)) }
}
