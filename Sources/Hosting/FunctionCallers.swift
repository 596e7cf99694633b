import Foundation

/// Threads on which Lambda functions are waited for: a command may take minutes, and the few threads that executions share are not for waiting.
final class FunctionCallers: Sendable {
  private let queue: OperationQueue

  /// So many run at the same time; the others wait for their turn.
  static let limit = 32

  init() {
    queue = OperationQueue()
    queue.maxConcurrentOperationCount = FunctionCallers.limit
  }

  /// Does `work` on one of the threads.
  func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in queue.addOperation { continuation.resume(returning: work()) } }
  }
}
