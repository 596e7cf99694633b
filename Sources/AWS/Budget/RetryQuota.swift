import Synchronization

/// What a client may spend on repeating calls, so that an endpoint in trouble is not hit by everything twice: 500 to begin with, 5 for a
/// repeated call and 10 after no answer, given back by calls that succeed (botocore's standard mode).
final class RetryQuota: Sendable {
  static let whole = 500
  private static let afterAnswer = 5
  private static let afterSilence = 10
  private static let forFirstSuccess = 1

  private let left = Mutex(RetryQuota.whole)

  /// Takes what repeating after `error` costs; nil when too little is left.
  func take(after error: AWSError) -> Int? {
    let cost = if case .transport = error.kind { RetryQuota.afterSilence } else { RetryQuota.afterAnswer }
    return left.withLock { left in
      guard left >= cost else { return nil }
      left -= cost
      return cost
    }
  }

  /// A call succeeded, after having taken `cost` for its last repetition.
  func succeeded(havingTaken cost: Int?) {
    left.withLock { $0 = min(RetryQuota.whole, $0 + (cost ?? RetryQuota.forFirstSuccess)) }
  }
}
