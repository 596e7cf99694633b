import JSON

enum ArrayIntrinsics {
  /// Items `States.ArrayRange` gives at most.
  static let maximumRange = 1_000

  static func partition(_ given: IntrinsicArguments) throws(IntrinsicError) -> JSONValue {
    let elements = try given.array(0)
    let size = try given.integer(1)
    guard size > 0 else { throw given.failure("the size of a part must be positive, not \(size)") }
    return .array(stride(from: 0, to: elements.count, by: size).map { .array(Array(elements[$0..<min($0 + size, elements.count)])) })
  }

  /// From the first number to the last, which belongs to the range, in steps that may be negative.
  static func range(_ given: IntrinsicArguments) throws(IntrinsicError) -> JSONValue {
    let (first, last, step) = (try given.integer(0), try given.integer(1), try given.integer(2))
    guard step != 0 else { throw given.failure("the step must not be 0") }
    let span = step > 0 ? last - first : first - last
    guard span >= 0 else { return [] }
    guard span / abs(step) < maximumRange else { throw given.failure("the range has more than \(maximumRange) items") }
    return .array(stride(from: first, through: last, by: step).map { .number(JSONNumber($0)) })
  }

  static func item(_ given: IntrinsicArguments) throws(IntrinsicError) -> JSONValue {
    let elements = try given.array(0)
    let index = try given.integer(1)
    guard elements.indices.contains(index) else {
      throw given.failure("the index \(index) is outside the array of \(elements.count) items")
    }
    return elements[index]
  }

  /// The elements without repetitions, each where it first stood.
  static func unique(_ given: IntrinsicArguments) throws(IntrinsicError) -> JSONValue {
    var seen: Set<JSONValue> = []
    return .array(try given.array(0).filter { seen.insert($0).inserted })
  }
}
