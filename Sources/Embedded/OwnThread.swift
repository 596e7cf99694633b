import Dispatch

/// Threads beside those that all tasks of the process share: an evaluation may take long, and who wants to end it needs one of those.
package final class OwnThread: SerialExecutor {
  /// Serial queues get a thread whatever the others do.
  private let queue: DispatchQueue

  /// - Parameter label: What debuggers call it.
  package init(_ label: String) { queue = DispatchQueue(label: label) }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  /// Works there, one thing after another.
  package func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in queue.async { continuation.resume(returning: work()) } }
  }
}
