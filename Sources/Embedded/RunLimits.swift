/// How much one run may come to, over its execution and all the executions that it starts.
///
/// Step Functions bounds one history, not how many there are: a distributed Map whose Catch leads back to it, or a machine that starts itself, goes on without end and
/// would fill the memory. The defaults leave room for a distributed Map of 100,000 items several times over.
public struct RunLimits: Sendable, Equatable {
  /// Executions, the run's own among them.
  public var executions: Int
  /// Events of all their histories.
  public var events: Int
  /// Bytes of the texts in these events: inputs, outputs, requests, causes. A text that goes on from one event to the next counts once.
  public var textBytes: Int

  /// What counts where nobody says anything.
  public static let standard = RunLimits()

  /// From its parts, each with its default.
  public init(executions: Int = 250_000, events: Int = 10_000_000, textBytes: Int = 1 << 30) {
    self.executions = executions
    self.events = events
    self.textBytes = textBytes
  }
}
