import Foundation
import Time

extension ClientRuntime {
  /// The system's clock, sleep and random numbers.
  public static let system = ClientRuntime(
    now: { Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded())) },
    sleep: { (duration: Duration) async throws(CancellationError) -> Void in
      do { try await Task.sleep(for: duration) } catch { throw CancellationError() }
    },
    random: { Double.random(in: 0..<1) })
}
