import ExecutionSource
import History
import JSON
import StatesLanguage
import Time

/// What one test case of a mock file came to.
public struct CaseResult: Sendable, Equatable {
  /// How it ended.
  public enum Verdict: Sendable, Equatable {
    /// The execution ended; only SUCCEEDED is a success.
    case ended(ExecutionStatus, error: String?, cause: String?)
    /// It could not be run to its end: a task that nobody performs, a mocked response that is not there. A sentence says it.
    case notRun(String)
  }

  /// The test case's name.
  public var name: String
  /// How it ended.
  public var verdict: Verdict
  /// When the execution began, on its own clock.
  public var startedAt: Timestamp
  /// How long it lasted, on its own clock.
  public var duration: Duration
  /// Events of its history.
  public var events: Int
  /// The state where the failure began.
  public var failedState: String?
  /// Where that state stands.
  public var failedAt: SourcePosition?

  /// Made from a run.
  /// - Parameter problem: why it could not go on; nil when it ended.
  public init(name: String, _ execution: HeadlessExecution, machine: StateMachine, problem: String?) {
    self.name = name
    let log = execution.events
    startedAt = log.first?.timestamp ?? execution.now
    duration = execution.now - startedAt
    events = log.count
    let failure = log.last?.details.failure
    verdict = problem.map { .notRun($0) } ?? .ended(execution.status, error: failure?.error, cause: failure?.cause)
    guard execution.status != .succeeded else { return }
    let index = HistoryIndex(log, facts: MachineFacts(definition: machine.root.value))
    let visit = index.failure.flatMap { $0.origin ?? $0.visit } ?? (problem == nil ? nil : index.leaves.last?.index)
    failedState = visit.map { index.visits[$0].state }
    failedAt = failedState.flatMap { machine.state($0) }?.nameRange.start
  }

  /// From its parts.
  public init(
    name: String, verdict: Verdict, startedAt: Timestamp, duration: Duration, events: Int, failedState: String? = nil,
    failedAt: SourcePosition? = nil
  ) {
    self.name = name
    self.verdict = verdict
    self.startedAt = startedAt
    self.duration = duration
    self.events = events
    self.failedState = failedState
    self.failedAt = failedAt
  }

  /// Whether the execution succeeded.
  public var hasSucceeded: Bool { if case .ended(.succeeded, _, _) = verdict { true } else { false } }
}
