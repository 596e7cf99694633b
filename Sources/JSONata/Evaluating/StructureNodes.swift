/// `[…]`.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class ArrayNode: Node, @unchecked Sendable {
  private let items: [(node: Node, isArray: Bool)]
  private let isConstructor: Bool

  init(_ syntax: Syntax, _ items: [(node: Node, isArray: Bool)]) {
    self.items = items
    isConstructor = syntax.isConstructor
    super.init(syntax)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    var result: [JSONataValue] = []
    var nesting = 1
    var isShared = false
    result.reserveCapacity(items.count)
    for (node, isArray) in items {
      let value = try node.evaluate(input, frame, run)
      switch value {
      case .undefined: break
      case .array(let array) where !isArray:
        nesting = max(nesting, value.nesting)
        isShared = result.isEmpty
        if isShared { result = array.items } else { result += array.items }
      default:
        nesting = max(nesting, value.nesting + 1)
        result.append(value)
      }
      try run.check(items: result.count)
    }
    try run.check(nesting: nesting)
    // What came in one piece is not there twice.
    if !isShared, result.count > 64 { try run.charge(result.count) }
    return .array(JSONataArray(result, isConstructor ? .constructed : [], nesting: nesting))
  }
}

/// `(…; …)`.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class BlockNode: Node, @unchecked Sendable {
  private let parts: [Node]
  /// Whether anything in it binds a name, so that it needs names of its own.
  private let hasNames: Bool
  private let isTuple: Bool

  init(_ syntax: Syntax, _ parts: [Node], hasNames: Bool) {
    self.parts = parts
    self.hasNames = hasNames
    isTuple = syntax.isTuple
    super.init(syntax)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    let inner = hasNames ? Frame(frame) : frame
    var result = JSONataValue.undefined
    for part in parts { result = try part.evaluate(input, inner, run) }
    return result
  }

  override func tuples(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> [Tuple]? {
    guard isTuple, let last = parts.last else { return nil }
    let inner = hasNames ? Frame(frame) : frame
    for part in parts.dropLast() { _ = try part.evaluate(input, inner, run) }
    if let found = try last.tuples(input, inner, run) { return found }
    return try last.evaluate(input, inner, run).asItems.map { Tuple(value: $0) }
  }
}

/// `a ? b : c`.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class ConditionNode: Node, @unchecked Sendable {
  private let condition: Node
  private let then: Node
  private let otherwise: Node?

  init(_ syntax: Syntax, _ condition: Node, _ then: Node, _ otherwise: Node?) {
    self.condition = condition
    self.then = then
    self.otherwise = otherwise
    super.init(syntax)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    if try condition.evaluate(input, frame, run).isTrue { return try then.evaluate(input, frame, run) }
    return try otherwise?.evaluate(input, frame, run) ?? .undefined
  }
}

/// `$name := …`.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class BindNode: Node, @unchecked Sendable {
  private let name: Int
  private let value: Node

  init(_ syntax: Syntax, name: Int, _ value: Node) {
    self.name = name
    self.value = value
    super.init(syntax)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    let result = try value.evaluate(input, frame, run)
    frame.bind(name, result)
    if frame.isCaptured {
      switch result {
      case .function, .array, .object: run.noteKnot(frame)
      default: break
      }
    }
    return result
  }
}

/// Keeps what fits: `…[…]` behind something that is no path.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class FilterNode: Node, @unchecked Sendable {
  private let inner: Node
  private let filters: [Node]

  init(_ syntax: Syntax, _ inner: Node, _ filters: [Node]) {
    self.inner = inner
    self.filters = filters
    super.init(syntax)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    var result = try inner.compute(input, frame, run)
    for filter in filters { result = try Filtering.filter(result, filter, frame, run) }
    return result
  }

  override func tuples(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> [Tuple]? {
    guard var found = try inner.tuples(input, frame, run) else { return nil }
    for filter in filters { found = try Filtering.filter(found, filter, frame, run) }
    return found
  }
}

/// Predicates.
enum Filtering {
  /// The items of `input` at the filter's number or for which it holds.
  static func filter(_ input: JSONataValue, _ filter: Node, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    let items = input.asItems
    if let number = (filter as? LiteralNode)?.number {
      guard let at = place(number, items.count) else { return .sequence([]) }
      if case .array = items[at] { return items[at] }
      return .sequence([items[at]])
    }
    try run.tick(items.count)
    var kept: [JSONataValue] = []
    for (at, item) in items.enumerated() where try keeps(filter.evaluate(item, frame, run), at, items.count) { kept.append(item) }
    return .sequence(kept)
  }

  /// Whether a value that is no array stays.
  static func keeps(_ value: JSONataValue, _ filter: Node, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> Bool {
    if let number = (filter as? LiteralNode)?.number { return place(number, 1) != nil }
    return try keeps(filter.evaluate(value, frame, run), 0, 1)
  }

  /// The same over items that have bound names.
  static func filter(_ tuples: [Tuple], _ filter: Node, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> [Tuple] {
    if let number = (filter as? LiteralNode)?.number { return place(number, tuples.count).map { [tuples[$0]] } ?? [] }
    try run.tick(tuples.count)
    var kept: [Tuple] = []
    for (at, tuple) in tuples.enumerated() where try keeps(filter.evaluate(tuple.value, tuple.frame(in: frame), run), at, tuples.count) {
      kept.append(tuple)
    }
    return kept
  }

  private static func place(_ number: Double, _ count: Int) -> Int? {
    var place = number.rounded(.down)
    if place < 0 { place += Double(count) }
    return place >= 0 && place < Double(count) ? Int(place) : nil
  }

  @inline(__always) private static func keeps(_ found: JSONataValue, _ at: Int, _ count: Int) throws(JSONataError) -> Bool {
    switch found {
    case .bool(let value): return value
    case .undefined: return false
    case .number(let number): return place(number, count) == at
    case .written(let number): return place(number.doubleValue, count) == at
    case .array(let array) where !array.items.isEmpty && array.items.allSatisfy({ $0.double != nil }):
      return array.items.contains { place($0.double ?? -1, count) == at }
    default: return found.isTrue
    }
  }
}
