import JSON

/// `{…}`: an object, alone or made of the items before it, which are grouped by their keys.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class GroupNode: Node, @unchecked Sendable {
  private let inner: Node?
  private let grouping: Grouping

  init(_ syntax: Syntax, _ inner: Node?, _ grouping: Grouping) {
    self.inner = inner
    self.grouping = grouping
    super.init(syntax)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    try grouping.object(of: inner?.compute(input, frame, run) ?? input, frame, run)
  }
}

/// Keys and values of an object to be made.
struct Grouping: Sendable {
  let pairs: [(key: Node, value: Node)]
  let position: Int
  /// The keys, where they are texts that differ.
  private let keys: [String]?
  /// Where the shape of its objects is kept.
  private let cache: Int

  init(pairs: [(key: Node, value: Node)], position: Int, cache: Int) {
    self.pairs = pairs
    self.position = position
    self.cache = cache
    let texts = pairs.compactMap { pair -> String? in
      if case .string(let text)? = (pair.key as? LiteralNode)?.value { text } else { nil }
    }
    keys = texts.count == pairs.count && Set(texts.map(ExactKey.init)).count == texts.count ? texts : nil
  }

  private struct Group {
    var key: String
    var pair: Int
    var items: [JSONataValue]
  }

  func object(of input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    var items = input.asItems
    // With nothing to group the object is made once, of nothing.
    if items.isEmpty { items = [.undefined] }
    if items.count == 1 { return try single(items[0], frame, run) }
    var groups: [Group] = []
    var places: [ExactKey: Int] = [:]
    try run.tick(items.count)
    for item in items {
      for (at, pair) in pairs.enumerated() {
        guard let key = try key(pair.key, item, frame, run) else { continue }
        // Few groups are looked through, many are looked up.
        let isFew = groups.count <= 8
        if let place = isFew ? groups.firstIndex(where: { $0.key == key && JSONText.isSame($0.key, key) }) : places[ExactKey(key)] {
          try check(groups[place].pair, at, key)
          append(item, to: &groups[place].items)
        } else {
          if groups.count == 8 { for (place, group) in groups.enumerated() { places[ExactKey(group.key)] = place } }
          if groups.count >= 8 { places[ExactKey(key)] = groups.count }
          groups.append(Group(key: key, pair: at, items: item.isUndefined ? [] : [item]))
        }
      }
    }
    let object = JSONataObject(run.shapes)
    for group in groups {
      // One item stands for itself; several come together as `$append` puts them.
      let context: JSONataValue = group.items.count == 1 ? group.items[0] : group.items.isEmpty ? .undefined : .array(group.items)
      let value = try pairs[group.pair].value.evaluate(context, frame, run)
      if !value.isUndefined { object.set(group.key, value) }
    }
    return try made(object, run)
  }

  /// What most objects are: members of one item.
  private func single(_ item: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    if let keys { return try record(keys, item, frame, run) }
    let object = JSONataObject(run.shapes)
    object.reserve(pairs.count)
    var keys: [(key: String, pair: Int)] = []
    for (at, pair) in pairs.enumerated() {
      guard let key = try key(pair.key, item, frame, run) else { continue }
      if let known = keys.first(where: { ExactKey($0.key) == ExactKey(key) }) { try check(known.pair, at, key) }
      keys.append((key, at))
    }
    for (key, at) in keys {
      let value = try pairs[at].value.evaluate(item, frame, run)
      if !value.isUndefined { object.set(key, value) }
    }
    return try made(object, run)
  }

  /// An object whose keys are known: where no value is nothing it has the shape that the last one had.
  private func record(_ keys: [String], _ item: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    var values: [JSONataValue] = []
    values.reserveCapacity(keys.count)
    var isWhole = true
    for pair in pairs {
      let value = try pair.value.evaluate(item, frame, run)
      if value.isUndefined { isWhole = false }
      values.append(value)
    }
    if isWhole, keys.count <= JSONataShape.sharedLimit {
      return try made(JSONataObject(shape: run.shape(keys, cache: cache), values: values), run)
    }
    let object = JSONataObject(run.shapes)
    for (key, value) in zip(keys, values) where !value.isUndefined { object.set(key, value) }
    return try made(object, run)
  }

  /// Over items that have bound names: those of a group are brought together name by name.
  func object(of tuples: [Tuple], _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    var groups: [(key: String, pair: Int, tuple: Tuple)] = []
    var places: [ExactKey: Int] = [:]
    try run.tick(tuples.count)
    for tuple in tuples {
      let inner = tuple.frame(in: frame)
      for (at, pair) in pairs.enumerated() {
        guard let key = try key(pair.key, tuple.value, inner, run) else { continue }
        if let place = places[ExactKey(key)] {
          try check(groups[place].pair, at, key)
          groups[place].tuple.value = Grouping.joined(groups[place].tuple.value, tuple.value)
          for (name, value) in tuple.bindings {
            let before = groups[place].tuple.bindings.first { $0.name == name }?.value ?? .undefined
            groups[place].tuple.bind(name, Grouping.joined(before, value))
          }
        } else {
          places[ExactKey(key)] = groups.count
          groups.append((key, at, tuple))
        }
      }
    }
    let object = JSONataObject(run.shapes)
    for (key, pair, tuple) in groups {
      let value = try pairs[pair].value.evaluate(tuple.value, tuple.frame(in: frame), run)
      if !value.isUndefined { object.set(key, value) }
    }
    return try made(object, run)
  }

  private func made(_ object: JSONataObject, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    try run.charge(JSONataObject.weight + object.count)
    try run.check(nesting: object.nesting)
    return .object(object)
  }

  private func key(_ node: Node, _ item: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> String? {
    switch try node.evaluate(item, frame, run) {
    case .string(let text): return text
    case .undefined: return nil
    case let other: throw JSONataError("T1003", at: position, value: ValueText.json(other))
    }
  }

  private func check(_ known: Int, _ pair: Int, _ key: String) throws(JSONataError) {
    if known != pair { throw JSONataError("D1009", at: position, value: ValueText.json(.string(key))) }
  }

  private func append(_ item: JSONataValue, to items: inout [JSONataValue]) {
    if case .array(let array) = item { items += array.items } else if !item.isUndefined { items.append(item) }
  }

  /// `$append`.
  static func joined(_ a: JSONataValue, _ b: JSONataValue) -> JSONataValue {
    if a.isUndefined { return b }
    if b.isUndefined { return a }
    return .array(a.asItems + b.asItems)
  }
}
