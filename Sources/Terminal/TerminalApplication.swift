import Canvas

/// What the loop drives. All of it runs on the terminal's thread; a source's task brings news with `await` to a method isolated to `TerminalActor`,
/// which makes `needsPaint` true, and the loop paints when it is due.
@TerminalActor public protocol TerminalApplication: AnyObject {
  /// A key, a paste or a change of focus. What it changes is painted at once.
  func handle(_ key: Key)
  /// The terminal's size at the start and after each change.
  func resized(to size: Size)
  /// The next time at which something happens by itself (a clock on the screen moves); nil for never. Asked after everything else, so that the
  /// process sleeps until then.
  var nextDeadline: ContinuousClock.Instant? { get }
  /// That time has come. The deadline that follows has to be a later one.
  func deadlinePassed()
  /// Whether what `picture` gives has changed since it was last asked for.
  var needsPaint: Bool { get }
  /// The screen as it is now, and where the cursor is seen.
  func picture() -> (grid: CellGrid, cursor: Point?)
  /// Once not nil the loop ends with this code.
  var exitCode: Int32? { get }
  /// Ctrl-C. True: taken care of; false ends the loop with 130.
  func interrupted() -> Bool
  /// The process goes on after Ctrl-Z, or another program gave the terminal back.
  func resumed()
}

extension TerminalApplication {
  /// Ctrl-C ends the loop.
  public func interrupted() -> Bool { false }
  /// Nothing to do: the loop paints anyway.
  public func resumed() {}
}
