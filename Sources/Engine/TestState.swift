import DataFlow
import JSON
import StatesLanguage
import Time

/// TestState of the API: one state, run by itself. A pure function of its request, its time and its seed.
public enum TestState {
  /// The API's answer to a request with the API's members.
  /// - Throws: `TestStateError` when the request itself is refused.
  public static func answer(_ request: JSONValue, at now: Timestamp, seed: UInt64 = 0) throws(TestStateError) -> JSONValue {
    let request = try TestStateRequest(request)
    let state = try request.state()
    try request.check(state)
    let compiled: CompiledState
    do throws(EngineRefusal) { compiled = try CompiledState(state) } catch { throw .validation(error.message) }
    var run = TestStateRun(request, compiled, at: now, seed: seed)
    return run.answer()
  }
}

/// Why a TestState request is refused, as the API says it.
public struct TestStateError: Error, Sendable, Equatable {
  /// `ValidationException`, `InvalidDefinition` or `InvalidExecutionInput`.
  public var code: String
  /// A sentence in AWS's words where they are recorded.
  public var message: String

  /// From its parts.
  public init(code: String, message: String) {
    self.code = code
    self.message = message
  }

  static func validation(_ message: String) -> TestStateError { TestStateError(code: "ValidationException", message: message) }
}
