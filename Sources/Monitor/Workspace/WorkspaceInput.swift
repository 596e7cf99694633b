import Canvas
import ExecutionSource

/// Names a screen for as long as it exists.
public struct ScreenID: Sendable, Hashable {
  let rawValue: Int
}

/// Names the source of an execution that a screen shows: a screen of two executions has two.
public struct SourceID: Sendable, Hashable {
  /// The screen it belongs to.
  public let screen: ScreenID
  /// 0, or 1 for the second of two.
  public let side: Int

  /// The source on a side of a screen.
  public init(screen: ScreenID, side: Int) {
    self.screen = screen
    self.side = side
  }
}

/// What the workspace is told.
public enum WorkspaceInput: Sendable {
  case key(Key)
  case resize(Size)
  /// Time passed; sent when `nextDeadline` has come.
  case tick
  /// What was last drawn is on the terminal.
  case painted
  /// The newest snapshot of the catalog.
  case catalog(CatalogSnapshot)
  /// The newest snapshot of a source.
  case snapshot(ExecutionSnapshot, SourceID)
  /// A source could not be opened, with the sentence.
  case refused(SourceID, String)
  /// What became of an effect of a screen's.
  case effectResult(MonitorEffectResult, ScreenID)
  /// An execution was started on a screen's behalf: it is shown.
  case started(executionArn: String, ScreenID)
}

/// What the workspace asks of the world.
public enum WorkspaceEffect: Sendable, Equatable {
  /// An effect of a screen's; its result goes back to that screen. Never one of those that lead to other screens.
  case screen(MonitorEffect, ScreenID)
  /// Opens a source, and reads it from now on.
  case open(SourceID, executionArn: String)
  /// Reads an opened source again: its screen is in front.
  case read(SourceID)
  /// Stops reading a source: its screen is hidden, and nothing need be asked for it.
  case rest(SourceID)
  /// Ends a source.
  case close(SourceID)
  /// What of the catalog is on the screen from now on.
  case look(CatalogView)
  /// Leave.
  case quit
}
