/// One key of an order.
struct SortTerm: Sendable {
  let expression: Node
  let isDescending: Bool
}

/// `^(…)`: a stable merge sort, as the reference does it.
enum Sorting {
  private struct Keyed<Item> {
    var item: Item
    var keys: [JSONataValue]
  }

  static func sort(
    _ items: [JSONataValue], _ terms: [SortTerm], _ position: Int, _ frame: Frame, _ run: Evaluation
  ) throws(JSONataError) -> [JSONataValue] {
    guard items.count > 1 else { return items }
    var keyed: [Keyed<JSONataValue>] = []
    keyed.reserveCapacity(items.count)
    for item in items {
      var keys: [JSONataValue] = []
      for term in terms { keys.append(try term.expression.evaluate(item, frame, run)) }
      keyed.append(Keyed(item: item, keys: keys))
    }
    return try merge(keyed, terms, position, run).map(\.item)
  }

  static func sort(
    _ tuples: [Tuple], _ terms: [SortTerm], _ position: Int, _ frame: Frame, _ run: Evaluation
  ) throws(JSONataError) -> [Tuple] {
    guard tuples.count > 1 else { return tuples }
    var keyed: [Keyed<Tuple>] = []
    for tuple in tuples {
      let inner = tuple.frame(in: frame)
      var keys: [JSONataValue] = []
      for term in terms { keys.append(try term.expression.evaluate(tuple.value, inner, run)) }
      keyed.append(Keyed(item: tuple, keys: keys))
    }
    return try merge(keyed, terms, position, run).map(\.item)
  }

  private static func merge<Item>(
    _ items: [Keyed<Item>], _ terms: [SortTerm], _ position: Int, _ run: Evaluation
  ) throws(JSONataError) -> [Keyed<Item>] {
    try MergeSort.sort(items) { a, b throws(JSONataError) in
      try run.tick()
      return try comesAfter(a.keys, b.keys, terms, position)
    }
  }

  /// Whether `a` belongs behind `b`. What has no key comes last.
  private static func comesAfter(
    _ a: [JSONataValue], _ b: [JSONataValue], _ terms: [SortTerm], _ position: Int
  ) throws(JSONataError) -> Bool {
    for at in terms.indices {
      let (x, y) = (a[at], b[at])
      var order = 0
      if case .number(let left) = x, case .number(let right) = y {
        order = left < right ? -1 : left > right ? 1 : 0
      } else if x.isUndefined {
        order = y.isUndefined ? 0 : 1
        if order != 0 { return true }
        continue
      } else if y.isUndefined {
        return false
      } else if let left = x.double, let right = y.double {
        order = left < right ? -1 : left > right ? 1 : 0
      } else if case .string(let left) = x, case .string(let right) = y {
        order = ValueOrder.precedes(left, right) ? -1 : ValueOrder.precedes(right, left) ? 1 : 0
      } else {
        throw mismatch(x, y, position)
      }
      if order != 0 { return (order > 0) != terms[at].isDescending }
    }
    return false
  }

  private static func mismatch(_ a: JSONataValue, _ b: JSONataValue, _ position: Int) -> JSONataError {
    func isOrdered(_ value: JSONataValue) -> Bool {
      if case .string = value { return true }
      return value.double != nil
    }
    if !isOrdered(a) { return JSONataError("T2008", at: position, value: ValueText.json(a)) }
    if !isOrdered(b) { return JSONataError("T2008", at: position, value: ValueText.json(b)) }
    return JSONataError("T2007", at: position, value: ValueText.json(a), value2: ValueText.json(b))
  }
}

/// A stable merge sort whose order may fail.
enum MergeSort {
  static func sort<Item>(
    _ items: [Item], _ comesAfter: (Item, Item) throws(JSONataError) -> Bool
  ) throws(JSONataError) -> [Item] {
    guard items.count > 1 else { return items }
    var from = items
    var to = items
    var width = 1
    while width < items.count {
      var start = 0
      while start < items.count {
        let middle = min(start + width, items.count)
        let end = min(start + 2 * width, items.count)
        var (left, right, out) = (start, middle, start)
        while left < middle, right < end {
          if try comesAfter(from[left], from[right]) {
            to[out] = from[right]
            right += 1
          } else {
            to[out] = from[left]
            left += 1
          }
          out += 1
        }
        while left < middle {
          to[out] = from[left]
          left += 1
          out += 1
        }
        while right < end {
          to[out] = from[right]
          right += 1
          out += 1
        }
        start = end
      }
      swap(&from, &to)
      width *= 2
    }
    return from
  }
}
