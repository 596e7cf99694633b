/// The functions every expression can call.
enum Builtins {
  /// By name, without `$`.
  static let all: [String: NativeFunction] = Dictionary(
    uniqueKeysWithValues: (aggregates + numbers + texts + encodings + patterns + dates + collections + objects + higherOrder + others).map {
      ($0.name, $0)
    })

  typealias Call = NativeCall

  /// Nothing for nothing, else what `work` makes of a number.
  static func number(
    _ call: borrowing Call, _ work: (Double) throws(JSONataError) -> Double
  ) throws(JSONataError) -> JSONataValue {
    guard let value = call.number(0) else { return .undefined }
    return .number(try work(value))
  }

  /// Nothing for nothing, else what `work` makes of a text.
  static func text(_ call: borrowing Call, _ work: (String) throws(JSONataError) -> JSONataValue) throws(JSONataError) -> JSONataValue {
    guard let text = call.string(0) else { return .undefined }
    let result = try work(text)
    if case .string(let made) = result { try call.run.charge(text: made) }
    return result
  }
}
