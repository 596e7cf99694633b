import JSON

/// The functions a path may end with. They work on the value before them and on their arguments.
enum PathFunction: String, Sendable, CaseIterable {
  case min, max, avg, stddev, sum, length, size, keys, concat, append, first, last, index

  enum Argument: Sendable {
    case literal(JSONValue)
    case path(InnerPath)
  }

  /// `$..price.sum()` asks for the sum of all prices, not for one sum a price: the scan becomes the function's argument.
  static func movingScanIntoArgument(_ steps: [PathStep]) -> [PathStep] {
    guard case .descend? = steps.first, case .function(let function, let arguments)? = steps.last, steps.count > 2 else { return steps }
    var scan = Array(steps.dropLast())
    if function == .length || function == .size { scan.append(.wildcard) }
    return [.function(function, [.path(InnerPath(fromRoot: true, steps: scan))] + arguments)]
  }

  /// The function's value, nil where it has none for this value and these (evaluated) arguments.
  func apply(to value: JSONValue, _ arguments: [JSONValue]) -> JSONValue? {
    switch self {
    case .length, .size: return (arguments.first ?? value).containerCount.map { .number(JSONNumber($0)) } ?? .null
    case .keys: return value.objectValue.map { .array($0.keys.map(JSONValue.string)) }
    case .append: return value.arrayValue.map { .array($0 + arguments) }
    case .first: return value.arrayValue?.first
    case .last: return value.arrayValue?.last
    case .index: return arguments.first?.integerValue.flatMap { value.element($0) }
    case .concat:
      return .string((PathFunction.flat(value) + arguments.flatMap(PathFunction.flat)).compactMap(\.stringValue).joined())
    case .min, .max, .avg, .stddev, .sum:
      return statistic((PathFunction.flat(value) + arguments.flatMap(PathFunction.flat)).compactMap { $0.numberValue?.doubleValue })
    }
  }

  private func statistic(_ numbers: [Double]) -> JSONValue? {
    guard let first = numbers.first else { return nil }
    let count = Double(numbers.count)
    let sum = numbers.reduce(0, +)
    let result: Double
    switch self {
    case .min: result = numbers.reduce(first, Swift.min)
    case .max: result = numbers.reduce(first, Swift.max)
    case .avg: result = sum / count
    case .stddev: result = (numbers.reduce(0) { $0 + $1 * $1 } / count - sum * sum / count / count).squareRoot()
    default: result = sum
    }
    // Java computes in doubles and writes them so: 6.0, not 6.
    return JSONNumber(lexeme: result.description).map(JSONValue.number)
  }

  private static func flat(_ value: JSONValue) -> [JSONValue] {
    switch value {
    case .array(let elements): elements
    case .number, .string: [value]
    default: []
    }
  }
}

extension JSONValue {
  /// How many elements or members an array or object has.
  fileprivate var containerCount: Int? {
    switch self {
    case .array(let elements): elements.count
    case .object(let object): object.count
    default: nil
    }
  }
}
