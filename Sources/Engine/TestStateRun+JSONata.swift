import DataFlow
import JSON
import StatesLanguage

/// What differs for a JSONata state that is tested.
extension TestStateRun {
  /// The answer of a state that works with nothing but its input; nil for one with a result, and for a Fail.
  mutating func run(_ jsonata: JSONataFields) throws(DataFlowError) -> JSONObject? {
    environment.input = request.input
    switch compiled.state.kind {
    case .pass, .succeed: return try leave(jsonata, result: nil)
    case .wait:
      _ = try compiled.waitUntil(environment, entered: now)
      return try leave(jsonata, result: nil)
    case .choice(let choice):
      guard let chosen = try jsonata.choose(&environment, of: choice) else { return nil }
      return succeeded(chosen.output ?? request.input, next: chosen.next, assigned: chosen.assigned)
    case .task, .fail, .parallel, .map: return nil
    }
  }

  /// Output and Assign.
  mutating func leave(_ jsonata: JSONataFields, result: JSONValue?) throws(DataFlowError) -> JSONObject {
    environment.input = request.input
    let (assigned, output) = try jsonata.leave(&environment, result: result)
    return succeeded(output, next: next, assigned: assigned)
  }

  /// A catcher's output, as text.
  mutating func caught(_ jsonata: JSONataFields, _ error: JSONValue, catcher: Int) throws(DataFlowError) -> JSONValue {
    environment.input = request.input
    let (assigned, output) = try jsonata.caught(&environment, error: error, catcher: catcher)
    for (name, value) in assigned { environment.variables[name] = value }
    return .string(output.compact)
  }
}
