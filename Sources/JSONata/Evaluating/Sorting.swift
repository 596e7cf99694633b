/// One key of an order.
struct SortTerm: Sendable {
  let expression: Node
  let isDescending: Bool
}

/// `^(…)`: a stable merge sort, as the reference does it. The keys of all items are found first, and what is moved about are the items' numbers.
enum Sorting {
  /// What a term gives for each of the items.
  private enum Column {
    case numbers([Double])
    case texts([String])
    case mixed([JSONataValue])

    /// The keys that `key` gives for so many items.
    init(_ count: Int, _ key: (Int) throws(JSONataError) -> JSONataValue) throws(JSONataError) {
      var numbers: [Double] = []
      numbers.reserveCapacity(count)
      while numbers.count < count {
        let value = try key(numbers.count)
        guard case .number(let number) = value else {
          self = try Column(numbers, value, count, key)
          return
        }
        numbers.append(number)
      }
      self = .numbers(numbers)
    }

    /// Where not all are numbers: `next` is the first that is none.
    private init(
      _ numbers: [Double], _ next: JSONataValue, _ count: Int, _ key: (Int) throws(JSONataError) -> JSONataValue
    ) throws(JSONataError) {
      var values = numbers.map { JSONataValue.number($0) } + [next]
      values.reserveCapacity(count)
      while values.count < count { values.append(try key(values.count)) }
      let texts = values.compactMap { if case .string(let text) = $0 { text } else { nil } }
      self = texts.count == count ? .texts(texts) : .mixed(values)
    }

    /// Below 0 where `a` comes before `b`, above where it comes after; what has no key comes last, whichever way the order goes.
    @inline(__always)
    func order(_ a: Int, _ b: Int, isDescending: Bool, _ position: Int) throws(JSONataError) -> Int {
      let order: Int
      switch self {
      case .numbers(let values):
        let (left, right) = (values[a], values[b])
        order = left < right ? -1 : left > right ? 1 : 0
      case .texts(let values): order = ValueOrder.compare(values[a], values[b])
      case .mixed(let values):
        if values[a].isUndefined { return values[b].isUndefined ? 0 : 1 }
        if values[b].isUndefined { return -1 }
        order = try Sorting.compare(values[a], values[b], position)
      }
      return isDescending ? -order : order
    }
  }

  static func sort(
    _ items: [JSONataValue], _ terms: [SortTerm], _ position: Int, _ frame: Frame, _ run: Evaluation
  ) throws(JSONataError) -> [JSONataValue] {
    guard items.count > 1 else { return items }
    var columns: [Column] = []
    for term in terms {
      columns.append(try Column(items.count) { at throws(JSONataError) in try term.expression.evaluate(items[at], frame, run) })
    }
    return try places(items.count, columns, terms, position, run).map { items[$0] }
  }

  static func sort(
    _ tuples: [Tuple], _ terms: [SortTerm], _ position: Int, _ frame: Frame, _ run: Evaluation
  ) throws(JSONataError) -> [Tuple] {
    guard tuples.count > 1 else { return tuples }
    var keys = terms.map { _ in [JSONataValue]() }
    for tuple in tuples {
      let inner = tuple.frame(in: frame)
      for (at, term) in terms.enumerated() { keys[at].append(try term.expression.evaluate(tuple.value, inner, run)) }
    }
    var columns: [Column] = []
    for values in keys { columns.append(try Column(values.count) { at throws(JSONataError) in values[at] }) }
    return try places(tuples.count, columns, terms, position, run).map { tuples[$0] }
  }

  /// The places of the items in their order.
  private static func places(
    _ count: Int, _ columns: [Column], _ terms: [SortTerm], _ position: Int, _ run: Evaluation
  ) throws(JSONataError) -> [Int] {
    try run.tick(count * (Int.bitWidth - count.leadingZeroBitCount))
    guard let first = columns.first, let isDescending = terms.first?.isDescending else { return Array(0..<count) }
    return try MergeSort.sort(Array(0..<count)) { a, b throws(JSONataError) in
      var order = try first.order(a, b, isDescending: isDescending, position)
      var at = 1
      while order == 0, at < columns.count {
        order = try columns[at].order(a, b, isDescending: terms[at].isDescending, position)
        at += 1
      }
      return order > 0
    }
  }

  private static func compare(_ a: JSONataValue, _ b: JSONataValue, _ position: Int) throws(JSONataError) -> Int {
    if let left = a.double, let right = b.double { return left < right ? -1 : left > right ? 1 : 0 }
    if case .string(let left) = a, case .string(let right) = b { return ValueOrder.compare(left, right) }
    throw mismatch(a, b, position)
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
