import Time

/// The undetermined part of the world a client needs: the time, sleep and chance. Tests give their own and never wait.
public struct ClientRuntime: Sendable {
  /// The time now.
  public var now: @Sendable () -> Timestamp
  /// Waits, or throws when its task is cancelled.
  public var sleep: @Sendable (Duration) async throws(CancellationError) -> Void
  /// A number from 0 up to, not including, 1.
  public var random: @Sendable () -> Double

  /// A world made up by the caller.
  public init(
    now: @escaping @Sendable () -> Timestamp, sleep: @escaping @Sendable (Duration) async throws(CancellationError) -> Void,
    random: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.sleep = sleep
    self.random = random
  }
}
