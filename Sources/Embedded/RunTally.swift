/// What a run has come to so far.
struct RunTally: Sendable {
  /// Executions, the root among them.
  var executions = 1
  var events = 0
  var textBytes = 0
  /// The limit that was reached first.
  var excess: RunExcess?
  /// Whether everything was ended because of it.
  var isHalted = false

  /// A limit that is exceeded.
  func exceeded(_ limits: RunLimits) -> (kind: RunExcess.Kind, limit: Int)? {
    if executions > limits.executions { return (.executions, limits.executions) }
    if events > limits.events { return (.events, limits.events) }
    if textBytes > limits.textBytes { return (.bytes, limits.textBytes) }
    return nil
  }
}
