extension Builtins {
  static let collections: [NativeFunction] = [
    NativeFunction("append", "<xx:a>", arity: 2) { call throws(JSONataError) in
      let (a, b) = (call[0], call[1])
      if a.isUndefined { return b }
      if b.isUndefined { return a }
      let all = a.asItems + b.asItems
      try call.run.check(items: all.count)
      try call.run.charge(all.count)
      return .array(all)
    },
    NativeFunction("reverse", "<a:a>", arity: 1) { call throws(JSONataError) in
      guard let items = call.items(0) else { return .undefined }
      if items.count <= 1 { return call[0] }
      try call.run.charge(items.count)
      return .array(items.reversed())
    },
    NativeFunction("shuffle", "<a:a>", arity: 1) { call throws(JSONataError) in
      guard var items = call.items(0) else { return .undefined }
      guard items.count > 1 else { return call[0] }
      try call.run.charge(items.count)
      for at in stride(from: items.count - 1, to: 0, by: -1) {
        items.swapAt(at, min(at, Int(call.run.environment.random() * Double(at + 1))))
      }
      return .array(items)
    },
    NativeFunction("distinct", "<x:x>", arity: 1) { call throws(JSONataError) in
      guard case .array(let array) = call[0], array.items.count > 1 else { return call[0] }
      var kept: [JSONataValue] = []
      var seen = DistinctIndex()
      for item in array.items {
        try call.run.tick(1)
        if try seen.isNew(item, among: kept, call.run) { kept.append(item) }
      }
      return .array(JSONataArray(kept, array.isSequence ? .sequence : []))
    },
    NativeFunction("sort", "<af?:a>", arity: 2) { call throws(JSONataError) in
      guard let items = call.items(0) else { return .undefined }
      guard items.count > 1 else { return call[0] }
      let run = call.run
      try run.charge(items.count)
      try run.tick(items.count * (Int.bitWidth - items.count.leadingZeroBitCount) >> 2)
      if let order = call.function(1) {
        return .array(try MergeSort.sort(items) { a, b throws(JSONataError) in try run.apply(order, [a, b], .undefined).isTrue })
      }
      if items.allSatisfy({ $0.double != nil }) {
        return .array(try MergeSort.sort(items) { a, b throws(JSONataError) in (a.double ?? 0) > (b.double ?? 0) })
      }
      let texts = items.compactMap { if case .string(let text) = $0 { text } else { nil } }
      guard texts.count == items.count else { throw JSONataError("D3070") }
      return .array(try MergeSort.sort(texts) { a, b throws(JSONataError) in ValueOrder.precedes(b, a) }.map { .string($0) })
    },
    NativeFunction("zip", "<a+>", arity: 0) { call throws(JSONataError) in
      let arrays = call.arguments.map { if case .array(let array) = $0 { array.items } else { [JSONataValue]() } }
      guard let count = arrays.map(\.count).min() else { return .array([]) }
      try call.run.charge(count * (arrays.count + 4))
      let zipped = JSONataValue.array((0..<count).map { at in .array(arrays.map { $0[at] }) })
      try call.run.check(nesting: zipped.nesting)
      return zipped
    },
    NativeFunction("exists", "<x:b>", arity: 1) { call throws(JSONataError) in .bool(!call[0].isUndefined) },
  ]

  static let objects: [NativeFunction] = [
    NativeFunction("keys", "<x-:a<s>>", arity: 1) { call throws(JSONataError) in
      try call.run.tick(through: call[0])
      return .sequence(ObjectWork.keys(call[0]).map { .string($0) })
    },
    NativeFunction("lookup", "<x-s:x>", arity: 2) { call throws(JSONataError) in
      if case .array = call[0] { try call.run.tick(through: call[0]) }
      return ObjectWork.lookup(call[0], call.string(1) ?? "")
    },
    NativeFunction("spread", "<x-:a<o>>", arity: 1) { call throws(JSONataError) in
      let weight = call[0].weight(upTo: call.run.limits.maximumTotal)
      try call.run.charge(weight)
      return ObjectWork.spread(call[0], call.run)
    },
    NativeFunction("merge", "<a<o>:o>", arity: 1) { call throws(JSONataError) in
      guard let items = call.items(0) else { return .undefined }
      let result = JSONataObject(call.run.shapes)
      for item in items {
        guard case .object(let object) = item else { continue }
        try call.run.tick(object.count)
        try call.run.charge(object.count)
        for (key, value) in object.members { result.set(key, value) }
      }
      return .object(result)
    },
    NativeFunction("clone", "<(oa)-:o>", arity: 1) { call throws(JSONataError) in
      try call.run.charge(call[0].weight(upTo: call.run.limits.maximumTotal))
      let copy = ObjectWork.clone(call[0])
      try call.run.check(nesting: copy.nesting)
      return copy
    },
  ]
}

/// What objects hold.
enum ObjectWork {
  static func keys(_ value: JSONataValue) -> [String] {
    switch value {
    case .object(let object): return object.keys
    case .array(let array):
      var all: [String] = []
      var seen: Set<ExactKey> = []
      for item in array.items { for key in keys(item) where seen.insert(ExactKey(key)).inserted { all.append(key) } }
      return all
    default: return []
    }
  }

  static func lookup(_ value: JSONataValue, _ key: String) -> JSONataValue {
    switch value {
    case .object(let object): return object[key]
    case .array(let array):
      var found: [JSONataValue] = []
      for item in array.items {
        switch lookup(item, key) {
        case .undefined: break
        case .array(let inner): found += inner.items
        case let value: found.append(value)
        }
      }
      return .sequence(found)
    default: return .undefined
    }
  }

  static func spread(_ value: JSONataValue, _ run: Evaluation) -> JSONataValue {
    switch value {
    case .array(let array):
      var all: [JSONataValue] = []
      for item in array.items { all += spread(item, run).asItems }
      return .sequence(all)
    case .object(let object):
      return .sequence(
        object.members.map { key, value in
          let single = JSONataObject(run.shapes)
          single.set(key, value)
          return .object(single)
        })
    default: return value
    }
  }

  /// Whether an object lies in a value, or is it.
  static func holds(_ value: JSONataValue, _ object: JSONataObject) -> Bool {
    switch value {
    case .array(let array): array.items.contains { holds($0, object) }
    case .object(let other): other === object || other.values.contains { holds($0, object) }
    default: false
    }
  }

  static func clone(_ value: JSONataValue) -> JSONataValue {
    switch value {
    case .array(let array): .array(array.items.map(clone))
    case .object(let object): .object(object.copy(clone))
    default: value
    }
  }
}

/// Finds values that were there before without comparing each with all.
private struct DistinctIndex {
  private var texts: Set<ExactKey> = []
  private var numbers: Set<Double> = []

  mutating func isNew(_ value: JSONataValue, among kept: [JSONataValue], _ run: Evaluation) throws(JSONataError) -> Bool {
    if case .string(let text) = value { return texts.insert(ExactKey(text)).inserted }
    if let number = value.double { return numbers.insert(number).inserted }
    try run.tick(kept.count)
    for other in kept where try ValueOrder.isEqual(other, value, run) { return false }
    return true
  }
}
