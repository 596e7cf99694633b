/// Of a local run that begins again whenever its files are saved.
public struct WatchStatus: Sendable, Equatable {
  /// Which run this is, from 1: what belongs to another is not of this one.
  public var run = 1
  /// Grows with each thing there is to say.
  public var news = 0
  /// What was said last: which file changed, or why the new definition does not run.
  public var text = ""
  /// Whether the files cannot be run: the run before is still shown.
  public var isProblem = false

  /// The first run.
  public init() {}
}
