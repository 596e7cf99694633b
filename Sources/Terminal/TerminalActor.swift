import CTerminal
import Synchronization

/// The owner of the terminal: whatever is isolated to it runs on the one thread that claimed it (the main thread, under `TerminalLoop`), and on no
/// other. `await` from any task works while the loop runs; after it has ended nothing isolated runs any more.
@globalActor public actor TerminalActor {
  /// The one there is, as there is one terminal.
  public static let shared = TerminalActor()

  /// Runs jobs on the thread that owns the terminal.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { TerminalExecutor.shared.asUnownedSerialExecutor() }

  /// Runs `body` on the calling thread, which owns the terminal until it returns. Only one thread may own it at a time.
  @available(*, noasync)
  public static func onThisThread<T>(_ body: @TerminalActor () throws -> T) rethrows -> T {
    let isFirst = TerminalExecutor.shared.claim()
    defer { if isFirst { TerminalExecutor.shared.release() } }
    // The claim above makes true what the type says; the standard library's MainActor.assumeIsolated takes the isolation off in the same way.
    return try withoutActuallyEscaping(body) { try unsafeBitCast($0, to: (() throws -> T).self)() }
  }
}

/// Runs the actor's jobs on the thread that claimed it: jobs queue up, a byte in a pipe wakes the thread's `poll`, the thread drains them.
public final class TerminalExecutor: SerialExecutor {
  /// The one executor.
  public static let shared = TerminalExecutor()

  private struct State {
    var jobs: [UnownedJob] = []
    var isWoken = false
  }

  private let state = Mutex(State())
  /// The owning thread, 0 for none. Beside the lock, since isolation is asked for while it is held.
  private let owner = Atomic<UInt>(0)
  /// Readable when there is something to do; both ends never block.
  let wakeOutput: Int32
  /// For signal handlers too.
  let wakeInput: Int32

  private init() {
    var ends: [Int32] = [-1, -1]
    // Without a pipe both ends stay -1, and opening a screen says so.
    if ct_pipe(&ends) == 0 { ends = [-1, -1] }
    (wakeOutput, wakeInput) = (ends[0], ends[1])
  }

  /// Called by the runtime, from any thread.
  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let mustWake = state.withLock { state in
      state.jobs.append(job)
      defer { state.isWoken = true }
      return !state.isWoken
    }
    if mustWake { wake() }
  }

  /// Called by the runtime.
  public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

  /// Called by the runtime where isolation is taken for granted; stops the program on another thread.
  public func checkIsolated() {
    precondition(isOwner, "This runs only on the thread that owns the terminal.")
  }

  /// Called by the runtime: whether this is the owning thread.
  public func isIsolatingCurrentContext() -> Bool? { isOwner }

  private var isOwner: Bool { owner.load(ordering: .acquiring) == UInt(ct_thread()) }

  /// False when the thread owned the terminal already.
  func claim() -> Bool {
    let thread = UInt(ct_thread())
    let (isFirst, before) = owner.compareExchange(expected: 0, desired: thread, ordering: .acquiringAndReleasing)
    precondition(isFirst || before == thread, "Another thread owns the terminal.")
    return isFirst
  }

  func release() { owner.store(0, ordering: .releasing) }

  /// Runs the jobs that wait now; those that they enqueue wait for the next call, so that keys and signals are looked at in between.
  /// Returns whether there were any.
  @TerminalActor func drain() -> Bool {
    let jobs = takeJobs()
    for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
    return !jobs.isEmpty
  }

  private nonisolated func takeJobs() -> [UnownedJob] {
    state.withLock { state in
      let jobs = state.jobs
      state = State()
      return jobs
    }
  }

  /// Empties the pipe. To be called before `drain`, so that no wake is lost in between.
  func clearWakes() { ct_drain(wakeOutput) }

  private func wake() { ct_wake(wakeInput) }
}
