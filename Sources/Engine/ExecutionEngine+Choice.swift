import DataFlow
import JSON

extension ExecutionEngine {
  /// Which branch a cursor takes that has entered a Choice and not yet left it: the position of its rule, or the number of rules for Default. Nil elsewhere, where no
  /// branch fits, and where evaluating fails. Changes nothing.
  public func chosenBranch(of key: CursorKey) -> Int? {
    guard var cursor = cursors[key]?.copied(), case .entered = cursor.phase, cursor.state.type == .choice else { return nil }
    let state = cursor.state
    var trial = self
    do throws(DataFlowError) {
      let input = try trial.effectiveInput(&cursor)
      return try trial.evaluate(cursor, input: input) { context throws(DataFlowError) in try state.chosenBranch(context) }
    } catch { return nil }
  }
}
