import DataFlow
import JSON

/// Workflow variables and their quotas: each is measured once, when it is assigned, and what all scopes hold is added up.
extension ExecutionEngine {
  /// Bytes that all variables of an execution may have together.
  public static let maximumVariableBytes = 10 * 1_048_576

  /// A variable's new value with its text.
  struct Assigned: Sendable {
    var name: String
    var value: JSONValue
    var text: String
  }

  /// What is assigned, measured.
  /// - Throws: States.DataLimitExceeded when one of them, or with them all variables of the execution, are too large.
  func measured(_ assigned: [(String, JSONValue)], of cursor: EngineCursor) throws(DataFlowError) -> [Assigned] {
    guard !assigned.isEmpty else { return [] }
    var all: [Assigned] = []
    all.reserveCapacity(assigned.count)
    var bytes = variableBytes
    for (name, value) in assigned {
      try Payload.check(value, "An assigned variable")
      let text = value.compact
      bytes += text.utf8.count - (cursor.variableSizes[name] ?? 0)
      all.append(Assigned(name: name, value: value, text: text))
    }
    guard bytes <= ExecutionEngine.maximumVariableBytes else {
      let limit = ExecutionEngine.maximumVariableBytes
      throw DataFlowError("States.DataLimitExceeded", "The variables of the execution are together larger than \(limit) bytes.")
    }
    return all
  }

  /// Sets variables of a cursor's scope.
  mutating func assign(_ assigned: [Assigned], to cursor: EngineCursor) {
    for variable in assigned {
      let size = variable.text.utf8.count
      let growth = size - (cursor.variableSizes.updateValue(size, forKey: variable.name) ?? 0)
      cursor.variables[variable.name] = variable.value
      cursor.variableBytes += growth
      variableBytes += growth
    }
  }

  /// A scope is over, and its variables with it.
  mutating func drop(_ cursor: EngineCursor) {
    variableBytes -= cursor.variableBytes
    cursors.remove(cursor.key)
  }
}
