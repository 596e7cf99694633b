import JSONata
import Synchronization

/// Ends JSONata evaluations from outside: whoever evaluates does so `during` it, and whoever cannot wait for him raises it, from any thread.
///
/// What was evaluated when it ended one came to a result that nobody asked for. Who drives takes it back whole, so that the same inputs still give the same history.
public final class EvaluationInterrupt: Sendable {
  /// The one under which the present thread evaluates.
  @TaskLocal private static var current: EvaluationInterrupt?

  private let state: State
  /// What an evaluation asks now and then.
  private let hook: @Sendable () -> Bool

  private final class State: Sendable {
    let raised = Atomic<Int>(0)
    /// What it has ended since somebody last asked.
    let ended = Mutex<String?>(nil)
  }

  /// - Parameter also: Asked each time an evaluation asks; true ends it as `raise` does.
  public init(also: (@Sendable () -> Bool)? = nil) {
    let state = State()
    self.state = state
    hook = { (also?() ?? false) || state.raised.load(ordering: .relaxed) > 0 }
  }

  /// Ends what is evaluated now, and what is evaluated until `lower` was called as often.
  public func raise() { state.raised.add(1, ordering: .relaxed) }

  /// Whether evaluations are ended now.
  public var isRaised: Bool { state.raised.load(ordering: .relaxed) > 0 }

  /// Takes one `raise` back.
  public func lower() { state.raised.subtract(1, ordering: .relaxed) }

  /// Works with all evaluations under this interrupt.
  public func during<Value, Failure: Error>(_ work: () throws(Failure) -> Value) throws(Failure) -> Value {
    let result = EvaluationInterrupt.$current.withValue(self) { () -> Result<Value, Failure> in
      do throws(Failure) { return .success(try work()) } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// Whether it has ended an evaluation that nobody has taken note of.
  public var hasEnded: Bool { state.ended.withLock { $0 != nil } }

  /// The evaluation that it has ended since the last call, as `'Output/total' in "Sum up"`; nil when it has ended none.
  public func takeEnded() -> String? {
    state.ended.withLock { ended in
      defer { ended = nil }
      return ended
    }
  }

  /// Evaluates under the present thread's interrupt, if there is one.
  /// - Parameter name: What is evaluated.
  static func evaluate(
    _ expression: JSONataExpression, _ input: JSONataValue, _ environment: JSONataEnvironment, _ limits: JSONataLimits,
    _ name: @autoclosure () -> String
  ) throws(JSONataError) -> JSONataValue {
    guard let current else { return try expression.evaluate(input, in: environment, limits: limits) }
    var limits = limits
    limits.isCancelled = current.hook
    do {
      return try expression.evaluate(input, in: environment, limits: limits)
    } catch {
      if error.code == "U1003" {
        let name = name()
        current.state.ended.withLock { $0 = $0 ?? name }
      }
      throw error
    }
  }
}
