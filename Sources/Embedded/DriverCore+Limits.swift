/// A run that has reached a limit.
extension DriverCore {
  /// The limit that was reached: nothing goes on by itself then.
  package var excess: RunExcess? { tally.excess }

  /// Whether the last thing that happened was the one too many.
  var hasJustExceeded: Bool { tally.excess == nil && tally.exceeded(settings.limits) != nil }

  /// Notes where the last thing happened.
  mutating func noteExcess(state: String?, of key: ExecutionKey) {
    guard let (kind, limit) = tally.exceeded(settings.limits) else { return }
    tally.excess = RunExcess(kind: kind, limit: limit, state: state, machine: facts(at: key).identity.machineName)
  }

  /// Where nobody looks on, everything that runs fails with the limit as its cause.
  /// - Returns: whether there was something to end.
  mutating func haltBeyondLimits() -> Bool {
    guard settings.endsBeyondLimits, !tally.isHalted, let excess = tally.excess else { return false }
    tally.isHalted = true
    tell(.fail(error: "States.Runtime", cause: excess.cause), in: .root)
    // What the root waited for is stopped with it; what only it had started runs still.
    for key in runningChildren.sorted() where runningChildren.contains(key) {
      tell(.fail(error: "States.Runtime", cause: excess.cause), in: key)
    }
    return true
  }
}
