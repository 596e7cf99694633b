/// A path: each step applied to what the one before gave.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class PathNode: Node, @unchecked Sendable {
  private let steps: [PathStep]
  private let group: Grouping?
  private let keepsSingleton: Bool
  private let isTuple: Bool
  /// Whether any step binds a name, so that each item carries what was bound.
  private let bindsNames: Bool
  /// The names, where the path is nothing but members of members.
  private let names: [NameNode]?

  init(_ syntax: Syntax, _ steps: [PathStep], _ group: Grouping?) {
    self.steps = steps
    self.group = group
    keepsSingleton = syntax.keepsSingleton
    isTuple = syntax.isTuple
    bindsNames = steps.contains(where: \.isTuple)
    let plain = steps.compactMap(\.plainName)
    names = plain.count == steps.count && group == nil && !syntax.keepsSingleton && !syntax.isTuple ? plain : nil
    super.init(syntax)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    if let names, case .object(let object) = input, let value = PathNode.follow(names, object, run) { return value }
    if bindsNames {
      let found = try walkTuples(input, frame, run)
      if let group { return try group.object(of: found, frame, run) }
      return kept(.sequence(found.map(\.value)))
    }
    let result = kept(try walk(input, frame, run))
    if let group { return result.isUndefined ? try group.object(of: .undefined, frame, run) : try group.object(of: result, frame, run) }
    return result
  }

  override func tuples(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> [Tuple]? {
    guard isTuple, group == nil else { return nil }
    guard bindsNames else { return try walk(input, frame, run).unwrapped.asItems.map { Tuple(value: $0) } }
    return try walkTuples(input, frame, run)
  }

  /// The value where the path is nothing but members of members and each of them is an object: such a path needs no evaluation around it.
  func direct(_ input: JSONataValue) -> JSONataValue? {
    guard let names, case .object(var object) = input else { return nil }
    for at in 0..<names.count {
      let value = object[names[at].name]
      if at == names.count - 1 {
        if case .array = value { return nil }
        return value
      }
      switch value {
      case .object(let inner): object = inner
      case .array: return nil
      default: return .undefined
      }
    }
    return nil
  }

  /// Members of members, while each is an object: the most frequent path by far. Nil where it is more than that.
  @inline(__always) private static func follow(_ names: [NameNode], _ object: JSONataObject, _ run: Evaluation) -> JSONataValue? {
    var object = object
    for at in 0..<names.count {
      let value = run.member(names[at].name, of: object, cache: names[at].cache)
      if at == names.count - 1 {
        if case .array(let array) = value, array.isSequence { return nil }
        return value
      }
      switch value {
      case .object(let inner): object = inner
      case .array: return nil
      default: return .undefined
      }
    }
    return nil
  }

  private func kept(_ value: JSONataValue) -> JSONataValue {
    guard keepsSingleton, case .array(var array) = value else { return value }
    if array.traits.contains(.constructed), !array.isSequence { array = JSONataArray([value], .sequence) }
    array.traits.insert(.keepsSingleton)
    return .array(array)
  }

  /// What the first step looks at: the elements of an array, or the value.
  private func start(_ input: JSONataValue) -> [JSONataValue] {
    if case .array(let array) = input, !(steps.first?.isVariable ?? false) { return array.items }
    return [input]
  }

  private func walk(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    var items = start(input)
    var result = JSONataValue.undefined
    for (at, step) in steps.enumerated() {
      if at == 0, step.isConstructor {
        let whole: JSONataValue = if case .array = input, !step.isVariable { input } else { .sequence([input]) }
        result = try step.node.evaluate(whole, frame, run)
      } else {
        result = try step.apply(items, frame, run, isLast: at == steps.count - 1)
      }
      guard case .array(let array) = result else {
        if result.isUndefined { return result }
        items = [result]
        continue
      }
      if array.items.isEmpty { return result }
      items = array.items
    }
    return result
  }

  private func walkTuples(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> [Tuple] {
    var items = start(input)
    var tuples: [Tuple]?
    for (at, step) in steps.enumerated() {
      if step.isTuple || tuples != nil {
        tuples = try step.apply(tuples, items, frame, run)
        if tuples?.isEmpty ?? true { return [] }
      } else {
        let result =
          at == 0 && step.isConstructor
          ? try step.node.evaluate(.array(items), frame, run) : try step.apply(items, frame, run, isLast: at == steps.count - 1)
        items = result.asItems
        if items.isEmpty { return [] }
      }
    }
    return tuples ?? items.map { Tuple(value: $0) }
  }
}

/// One step of a path.
struct PathStep: Sendable {
  enum Stage: Sendable {
    case filter(Node)
    case index(Int)
  }

  let node: Node
  let stages: [Stage]
  /// Orders instead of leading on.
  let order: [SortTerm]?
  let isConstructor: Bool
  let isVariable: Bool
  let isTuple: Bool
  /// Names that the step binds: its result, the place of it, and the value it was taken from.
  let focus: Int?
  let index: Int?
  let ancestor: Int?

  var plainName: NameNode? { stages.isEmpty && order == nil && !isTuple && !node.keepsArray ? node as? NameNode : nil }

  /// What the step makes of the items.
  func apply(_ items: [JSONataValue], _ frame: Frame, _ run: Evaluation, isLast: Bool) throws(JSONataError) -> JSONataValue {
    if let order {
      var sorted = JSONataValue.array(JSONataArray(try Sorting.sort(items, order, node.position, frame, run), .sequence))
      for case .filter(let filter) in stages { sorted = try Filtering.filter(sorted, filter, frame, run) }
      return sorted
    }
    try run.tick(items.count)
    var results: [JSONataValue] = []
    if let name = node as? NameNode, stages.isEmpty {
      try collect(name, items, frame, run, into: &results)
    } else {
      for item in items {
        var value = try node.evaluate(item, frame, run)
        for case .filter(let filter) in stages {
          switch value {
          case .undefined: break
          case .array: value = try Filtering.filter(value, filter, frame, run).unwrappedForStage
          default: if !(try Filtering.keeps(value, filter, frame, run)) { value = .undefined }
          }
        }
        if !value.isUndefined { results.append(value) }
      }
    }
    if isLast, results.count == 1, case .array(let array) = results[0], !array.isSequence { return results[0] }
    return .sequence(try flat(results, run))
  }

  private func collect(
    _ name: NameNode, _ items: [JSONataValue], _ frame: Frame, _ run: Evaluation, into results: inout [JSONataValue]
  ) throws(JSONataError) {
    results.reserveCapacity(items.count)
    for item in items {
      if case .object(let object) = item {
        let value = run.member(name.name, of: object, cache: name.cache)
        if !value.isUndefined { results.append(value) }
      } else {
        let value = try name.evaluate(item, frame, run)
        if !value.isUndefined { results.append(value) }
      }
    }
  }

  /// Arrays in the results give their elements, but those that were built as such stay.
  private func flat(_ results: [JSONataValue], _ run: Evaluation) throws(JSONataError) -> [JSONataValue] {
    guard results.contains(where: { if case .array = $0 { true } else { false } }) else { return results }
    var all: [JSONataValue] = []
    for result in results {
      if case .array(let array) = result, !array.traits.contains(.constructed) { all += array.items } else { all.append(result) }
      try run.check(items: all.count)
    }
    if all.count > 64 { try run.charge(all.count) }
    return all
  }

  /// The same where items carry names.
  func apply(_ tuples: [Tuple]?, _ items: [JSONataValue], _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> [Tuple] {
    var result: [Tuple] = []
    if let order {
      if let tuples {
        result = try Sorting.sort(tuples, order, node.position, frame, run)
      } else {
        for (at, value) in try Sorting.sort(items, order, node.position, frame, run).enumerated() {
          var tuple = Tuple(value: value)
          if let index { tuple.bind(index, .number(Double(at))) }
          result.append(tuple)
        }
      }
    } else {
      for tuple in tuples ?? items.map({ Tuple(value: $0) }) { try lead(tuple, frame, run, into: &result) }
    }
    for stage in stages {
      switch stage {
      case .filter(let filter): result = try Filtering.filter(result, filter, frame, run)
      case .index(let name): for at in result.indices { result[at].bind(name, .number(Double(at))) }
      }
    }
    return result
  }

  private func lead(_ tuple: Tuple, _ frame: Frame, _ run: Evaluation, into result: inout [Tuple]) throws(JSONataError) {
    let inner = tuple.frame(in: frame)
    if let found = try node.tuples(tuple.value, inner, run) {
      try run.tick(found.count)
      for each in found {
        var next = tuple
        next.value = each.value
        for (name, value) in each.bindings { next.bind(name, value) }
        result.append(next)
      }
      return
    }
    let found = try node.evaluate(tuple.value, inner, run)
    if found.isUndefined { return }
    let values = found.asItems
    try run.tick(values.count)
    for (at, value) in values.enumerated() {
      var next = tuple
      if let focus {
        next.bind(focus, value)
      } else {
        next.value = value
      }
      if let index { next.bind(index, .number(Double(at))) }
      if let ancestor { next.bind(ancestor, tuple.value) }
      result.append(next)
    }
    try run.check(items: result.count)
  }
}

extension JSONataValue {
  /// What a predicate gives to the next one: nothing where nothing was kept.
  fileprivate var unwrappedForStage: JSONataValue {
    if case .array(let array) = self, array.items.isEmpty, array.isSequence { return .undefined }
    return self
  }
}
