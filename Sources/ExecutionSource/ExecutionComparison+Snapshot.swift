import History
import StatesLanguage

extension ExecutionComparison.Side {
  /// An execution as a source gives it.
  public init(_ snapshot: ExecutionSnapshot) {
    self.init(snapshot.events, definition: snapshot.definition?.root.value, now: snapshot.live.isClockRunning ? snapshot.live.now : nil)
  }
}
