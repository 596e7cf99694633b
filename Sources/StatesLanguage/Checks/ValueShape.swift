import JSON

/// What is known of a value before a machine runs.
indirect enum ValueShape: Equatable, Sendable {
  /// Anything.
  case unknown
  /// An object. A closed one has no members beside those it lists; any of them may be absent.
  case object([String: ValueShape], isClosed: Bool)
  /// An array of anything.
  case array
  /// Null, a boolean, a number or a text: it has no members.
  case scalar

  /// Shapes deeper than this are not followed: a loop that nests its result would never end.
  private static let deepest = 8

  /// What is known of a literal.
  init(literal value: JSONValue, depth: Int = 0) {
    switch value {
    case .object(let object) where depth < ValueShape.deepest:
      self = .object(
        Dictionary(object.map { ($0.key, ValueShape(literal: $0.value, depth: depth + 1)) }, uniquingKeysWith: { _, last in last }),
        isClosed: true)
    case .object: self = .unknown
    case .array: self = .array
    // What deployment puts there may be anything.
    case .string(let text) where Placeholder.isIn(text): self = .unknown
    default: self = .scalar
    }
  }

  static let empty = ValueShape.object([:], isClosed: true)
  /// What a Catcher makes of an error.
  static let errorOutput = ValueShape.object(["Error": .scalar, "Cause": .scalar], isClosed: true)

  /// What is known where either value may have come.
  func joined(_ other: ValueShape, depth: Int = 0) -> ValueShape {
    if self == other { return self }
    guard case .object(let a, let closedA) = self, case .object(let b, let closedB) = other, depth < ValueShape.deepest else {
      return .unknown
    }
    var members = a
    for (name, shape) in b {
      // Where one lacks a member it may have any, if it is open.
      members[name] = a[name].map { $0.joined(shape, depth: depth + 1) } ?? (closedA ? shape : .unknown)
    }
    if !closedB { for name in a.keys where b[name] == nil { members[name] = .unknown } }
    return .object(members, isClosed: closedA && closedB)
  }

  /// What a path of names leads to; nil when nothing can be there.
  func value(at names: some Collection<String>) -> ValueShape? {
    guard let name = names.first else { return self }
    switch self {
    case .unknown: return .unknown
    case .object(let members, let isClosed):
      guard let member = members[name] else { return isClosed ? nil : .unknown }
      return member.value(at: names.dropFirst())
    case .array: return Int(name) == nil ? nil : .unknown
    case .scalar: return nil
    }
  }

  /// The shape with another one put in, making objects on the way as ResultPath does.
  func placing(_ shape: ValueShape, at names: some Collection<String>, depth: Int = 0) -> ValueShape {
    guard let name = names.first else { return shape }
    guard depth < ValueShape.deepest, Int(name) == nil else { return .unknown }
    switch self {
    case .object(var members, let isClosed):
      members[name] = (members[name] ?? (isClosed ? .empty : .unknown)).placing(shape, at: names.dropFirst(), depth: depth + 1)
      return .object(members, isClosed: isClosed)
    case .unknown:
      return .object([name: ValueShape.unknown.placing(shape, at: names.dropFirst(), depth: depth + 1)], isClosed: false)
    case .array, .scalar: return .unknown
    }
  }

  /// The shape cut off where it gets too deep.
  var bounded: ValueShape { bounded(0) }

  private func bounded(_ depth: Int) -> ValueShape {
    guard case .object(let members, let isClosed) = self else { return self }
    if depth >= ValueShape.deepest { return .unknown }
    return .object(members.mapValues { $0.bounded(depth + 1) }, isClosed: isClosed)
  }
}
