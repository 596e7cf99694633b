import CTerminal
import Canvas

/// The program's main loop: sleeps in `poll` until there is a key, a signal, a job for `TerminalActor`, a deadline or a paint that is due, and uses no
/// processor time in between.
@TerminalActor public struct TerminalLoop {
  private let screen: TerminalScreen
  private let application: any TerminalApplication
  private var schedule = PaintSchedule()
  /// When the decoder's waiting bytes are taken as they are.
  private var flushAt: ContinuousClock.Instant?
  private let clock = ContinuousClock()

  /// Runs until the application has an exit code or something ends it from outside, and returns the process's exit code: the application's; 130 after
  /// Ctrl-C, 131 SIGQUIT, 143 SIGTERM, 129 SIGHUP or a terminal that is gone. The screen stays open; close it, then exit.
  public static func run(_ screen: TerminalScreen, _ application: any TerminalApplication) -> Int32 {
    var loop = TerminalLoop(screen: screen, application: application)
    return loop.run()
  }

  private init(screen: TerminalScreen, application: any TerminalApplication) {
    self.screen = screen
    self.application = application
  }

  private mutating func run() -> Int32 {
    application.resized(to: screen.size)
    while true {
      if let code = turn() { return code }
    }
  }

  /// One round; the exit code when it was the last.
  private mutating func turn() -> Int32? {
    _ = TerminalExecutor.shared.drain()
    if let code = handleSignals() ?? application.exitCode { return code }
    paintIfDue()
    if let code = application.exitCode { return code }
    let found = ct_wait(screen.input, TerminalExecutor.shared.wakeOutput, timeout())
    if found & Int32(CT_WAKE) != 0 { TerminalExecutor.shared.clearWakes() }
    if found & Int32(CT_INPUT) != 0 {
      guard let keys = screen.readKeys() else { return TerminalLoop.lost }
      flushAt = screen.decoder.isWaiting ? clock.now + screen.decoder.patience : nil
      handle(keys)
    } else if found & Int32(CT_LOST) != 0 {
      return handleSignals() ?? TerminalLoop.lost
    }
    passDeadlines()
    return application.exitCode
  }

  private static let lost: Int32 = 129

  private mutating func handle(_ keys: [Key]) {
    for key in keys where application.exitCode == nil {
      schedule.hurry()
      application.handle(key)
    }
  }

  private mutating func passDeadlines() {
    let now = clock.now
    if let time = flushAt, now >= time {
      flushAt = nil
      handle(screen.decoder.flush())
    }
    if let deadline = application.nextDeadline, now >= deadline { application.deadlinePassed() }
  }

  private mutating func paintIfDue() {
    guard application.needsPaint else {
      schedule.settled()
      return
    }
    guard schedule.wait(at: clock.now, needsPaint: true) == .zero else { return }
    let picture = application.picture()
    screen.present(picture.grid, cursor: picture.cursor)
    schedule.painted(at: clock.now)
  }

  /// Milliseconds to sleep, rounded up so that nothing is looked at too early; -1 until something happens.
  private func timeout() -> Int32 {
    let now = clock.now
    let times = [flushAt, application.nextDeadline].compactMap { $0.map { $0 - now } }
    let waits = times + [schedule.wait(at: now, needsPaint: application.needsPaint)].compactMap { $0 }
    guard let least = waits.min() else { return -1 }
    return TerminalLoop.milliseconds(least)
  }

  nonisolated static func milliseconds(_ duration: Duration) -> Int32 {
    guard duration > .zero else { return 0 }
    guard duration < .seconds(86_400) else { return 86_400_000 }
    let (seconds, attoseconds) = duration.components
    return Int32(seconds) * 1_000 + Int32((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }

  /// The exit code when one of them ends the program.
  private mutating func handleSignals() -> Int32? {
    let signals = screen.takeSignals()
    guard signals != 0 else { return nil }
    func has(_ bit: Int32) -> Bool { signals & bit != 0 }
    if has(Int32(CT_SIG_TERM)) { return 143 }
    if has(Int32(CT_SIG_HUP)) { return TerminalLoop.lost }
    if has(Int32(CT_SIG_QUIT)) { return 131 }
    if has(Int32(CT_SIG_INT)) {
      schedule.hurry()
      if !application.interrupted() { return 130 }
    }
    if has(Int32(CT_SIG_TSTP)) {
      screen.stopProcess()
      resumed()
    } else if has(Int32(CT_SIG_CONT)) {
      screen.continued()
      resumed()
    } else if has(Int32(CT_SIG_WINCH)), screen.updateSize() {
      schedule.hurry()
      application.resized(to: screen.size)
      application.handle(.resize)
    }
    return nil
  }

  private mutating func resumed() {
    schedule.hurry()
    application.resized(to: screen.size)
    application.resumed()
  }
}
