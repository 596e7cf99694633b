import JSON

/// One evaluation of a path: what was found, and how many more values it may look at.
struct PathWalk {
  /// Values a path may look at: far more than a payload of 256 KiB holds, far less than `$..*..*..*` would visit.
  static let maximumVisits = 2_000_000
  /// Levels `..` goes down; a document that the parser accepts has fewer.
  static let maximumDepth = 2_000

  let document: JSONValue
  var found: [JSONValue] = []
  private var visits = 0

  init(document: JSONValue) { self.document = document }

  private mutating func count(_ more: Int = 1) throws(JSONPathError) {
    visits &+= more
    if visits > PathWalk.maximumVisits { throw JSONPathError(.limit, "the path looks at more than \(PathWalk.maximumVisits) values") }
  }

  /// Follows steps none of which can branch.
  mutating func definite(_ steps: [PathStep], _ start: JSONValue) throws(JSONPathError) -> JSONValue {
    var value = start
    for (at, step) in steps.enumerated() {
      switch step {
      case .name(let name, _):
        guard case .object(let object) = value else { throw PathWalk.notAnObject(value, steps, at) }
        guard let next = object[name] else { throw PathWalk.missing(steps, at) }
        value = next
      case .names(let names, _):
        guard case .object(let object) = value else { throw PathWalk.notAnObject(value, steps, at) }
        value = .object(object.only(names))
      case .index(let index):
        guard case .array = value else {
          throw JSONPathError(.missing, "Filter: \(step.text) can only be applied to arrays. Current context is: \(value.excerpt)")
        }
        guard let next = value.element(index) else { throw JSONPathError(.missing, "No results for path: " + PathWalk.text(steps)) }
        value = next
      case .function(let function, let arguments):
        guard let next = function.apply(to: value, try evaluate(arguments, value)) else {
          throw JSONPathError(.mismatch, "The function \(function.rawValue)() has no result for \(value.excerpt)")
        }
        value = next
      case .indexes, .slice, .wildcard, .descend, .filter, .unreadable: throw PathWalk.missing(steps, at)
      }
    }
    return value
  }

  /// Follows the steps from `at` on and collects what they lead to; whatever is missing is passed over in silence.
  mutating func visit(_ steps: [PathStep], _ at: Int, _ value: JSONValue) throws(JSONPathError) {
    try count()
    guard at < steps.count else {
      found.append(value)
      return
    }
    switch steps[at] {
    case .name(let name, _): if let next = value[name] { try visit(steps, at + 1, next) }
    case .names(let names, _):
      guard case .object(let object) = value else { return }
      if at == steps.count - 1 {
        found.append(.object(object.only(names)))
      } else {
        for name in names { if let next = object[name] { try visit(steps, at + 1, next) } }
      }
    case .index(let index): if let next = value.element(index) { try visit(steps, at + 1, next) }
    case .indexes(let indexes): for index in indexes { if let next = value.element(index) { try visit(steps, at + 1, next) } }
    case .slice(let from, let to):
      guard case .array(let elements) = value else { return }
      for index in PathWalk.indexes(from, to, of: elements.count) { try visit(steps, at + 1, elements[index]) }
    case .wildcard:
      switch value {
      case .array(let elements): for element in elements { try visit(steps, at + 1, element) }
      case .object(let object): for member in object { try visit(steps, at + 1, member.value) }
      default: return
      }
    case .descend: try descend(steps, at + 1, value, depth: 0)
    case .unreadable(let reason): throw JSONPathError(.mismatch, reason)
    case .filter(let filter):
      switch value {
      case .object: if try holds(filter, value) { try visit(steps, at + 1, value) }
      case .array(let elements): for element in elements where try holds(filter, element) { try visit(steps, at + 1, element) }
      default: return
      }
    case .function(let function, let arguments):
      if let next = function.apply(to: value, try evaluate(arguments, value)) { try visit(steps, at + 1, next) }
    }
  }

  /// Applies the step at `at` to `value` where it fits, then to everything below, parents before children.
  private mutating func descend(_ steps: [PathStep], _ at: Int, _ value: JSONValue, depth: Int) throws(JSONPathError) {
    try count()
    guard depth < PathWalk.maximumDepth else {
      throw JSONPathError(.limit, "the value is nested deeper than \(PathWalk.maximumDepth) levels")
    }
    switch value {
    case .array(let elements):
      if try applies(steps[at], value) { try visit(steps, at, value) }
      for element in elements { try descend(steps, at, element, depth: depth + 1) }
    case .object(let object):
      if try applies(steps[at], value) { try visit(steps, at, value) }
      for member in object { try descend(steps, at, member.value, depth: depth + 1) }
    default: return
    }
  }

  private mutating func applies(_ step: PathStep, _ value: JSONValue) throws(JSONPathError) -> Bool {
    switch (step, value) {
    case (.name(let name, _), .object(let object)): object[name] != nil
    case (.names(let names, _), .object(let object)): names.allSatisfy { object[$0] != nil }
    case (.index, .array), (.indexes, .array), (.slice, .array), (.wildcard, _): true
    case (.filter(let filter), _): try holds(filter, value)
    default: false
    }
  }

  /// The indexes of a slice. Jayway resolves a negative end only when it stands alone; between two bounds it counts on through zero.
  private static func indexes(_ from: Int?, _ to: Int?, of count: Int) -> [Int] {
    switch (from, to) {
    case (let from?, nil): Array(min(max(0, from < 0 ? from + count : from), count)..<count)
    case (nil, let to?): Array(0..<max(0, min(count, to < 0 ? to + count : to)))
    case (let from?, let to?):
      max(from, -count) < min(to, count) ? (max(from, -count)..<min(to, count)).map { $0 < 0 ? $0 + count : $0 } : []
    case (nil, nil): Array(0..<count)
    }
  }
}

extension PathWalk {
  /// What a path inside a filter or function leads to; nil when it is missing.
  private mutating func value(of path: InnerPath, from current: JSONValue) throws(JSONPathError) -> JSONValue? {
    try count()
    let start = path.fromRoot ? document : current
    var inner = PathWalk(document: document)
    inner.visits = visits
    defer { visits = inner.visits }
    do {
      if path.isDefinite { return try inner.definite(path.steps, start) }
      try inner.visit(path.steps, 0, start)
      return .array(inner.found)
    } catch {
      if error.kind == .limit { throw error }
      return nil
    }
  }

  private mutating func evaluate(_ arguments: [PathFunction.Argument], _ current: JSONValue) throws(JSONPathError) -> [JSONValue] {
    var values: [JSONValue] = []
    for argument in arguments {
      switch argument {
      case .literal(let value): values.append(value)
      case .path(let path): if let value = try value(of: path, from: current) { values.append(value) }
      }
    }
    return values
  }

  private mutating func holds(_ filter: PathFilter, _ current: JSONValue) throws(JSONPathError) -> Bool {
    switch filter {
    case .any(let parts):
      for part in parts where try holds(part, current) { return true }
      return false
    case .all(let parts):
      for part in parts where try !holds(part, current) { return false }
      return true
    case .not(let inner): return try !holds(inner, current)
    case .exists(let path): return try value(of: path, from: current) != nil
    case .compare(let left, .matches, let right):
      guard case .pattern(let pattern) = right else {
        guard case .pattern(let pattern) = left else { return false }
        return try matches(pattern, try resolve(right, current))
      }
      return try matches(pattern, try resolve(left, current))
    case .compare(let left, let comparator, let right):
      return comparator.holds(try resolve(left, current), try resolve(right, current))
    }
  }

  private mutating func resolve(_ operand: PathFilter.Operand, _ current: JSONValue) throws(JSONPathError) -> JSONValue? {
    switch operand {
    case .literal(let value): value
    case .path(let path): try value(of: path, from: current)
    case .pattern: nil
    }
  }

  /// A pattern matches a text or number as a whole, and an array when it matches one of its elements.
  private mutating func matches(_ pattern: TextPattern, _ value: JSONValue?) throws(JSONPathError) -> Bool {
    switch value {
    case .string(let text):
      try count(pattern.cost(of: text))
      return pattern.matches(text)
    case .number(let number): return pattern.matches(number.lexeme)
    case .bool(let flag): return pattern.matches(flag ? "true" : "false")
    case .array(let elements):
      for element in elements {
        if case .array = element { continue }
        if try matches(pattern, element) { return true }
      }
      return false
    default: return false
    }
  }
}

extension PathWalk {
  /// The path as Jayway writes it: `$['a'][0]`.
  static func text(_ steps: some Sequence<PathStep>) -> String { "$" + steps.map(\.text).joined() }

  private static func missing(_ steps: [PathStep], _ at: Int) -> JSONPathError {
    guard at < steps.count - 1 else { return JSONPathError(.missing, "No results for path: " + text(steps)) }
    return JSONPathError(.missing, "Missing property in path " + text(steps.prefix(at + 1).map(\.inSingleQuotes)))
  }

  private static func notAnObject(_ value: JSONValue, _ steps: [PathStep], _ at: Int) -> JSONPathError {
    let before = text(steps.prefix(at).map(\.inSingleQuotes))
    return JSONPathError(
      .missing, "Expected to find an object with property \(steps[at].text) in path \(before) but found '\(value.typeName)'.")
  }
}

extension PathStep {
  /// The step as Jayway writes it while it evaluates: names in single quotes, however they were written.
  fileprivate var inSingleQuotes: PathStep { if case .name(let name, _) = self { .name(name, quote: "'") } else { self } }
}

extension JSONObject {
  /// The members `names`, those there are, in the order of `names`.
  fileprivate func only(_ names: [String]) -> JSONObject {
    var object = JSONObject()
    for name in names { if let value = self[name] { object[name] = value } }
    return object
  }
}

extension JSONValue {
  /// The value for an error text, cut where it gets long.
  fileprivate var excerpt: String {
    let text = compact
    return text.utf8.count <= 256 ? text : String(decoding: text.utf8.prefix(256), as: UTF8.self) + "…"
  }
}
