import JSON

/// Values as texts.
enum ValueText {
  /// `$string`: texts as they are, the rest as JSON with numbers to 15 digits and functions as empty texts.
  /// - Parameter limit: Bytes at most.
  static func string(_ value: JSONataValue, isPretty: Bool = false, limit: Int) throws(JSONataError) -> String {
    switch value {
    case .string(let text): return text
    case .function: return ""
    case .number(let number):
      guard number.isFinite else { throw JSONataError("D3001", value: NumberText.text(of: number)) }
      return NumberText.rounded(number)
    case .array(let array) where array.traits.contains(.wrapper) && !array.items.isEmpty:
      return try string(array.items[0], isPretty: isPretty, limit: limit)
    default:
      var writer = ValueWriter(isPretty: isPretty)
      writer.limit = limit
      writer.write(value, 0)
      if writer.out.count > limit { throw JSONataError("U1002", value: "\(limit) elements") }
      if let number = writer.notFinite { throw JSONataError("D1001", value: NumberText.text(of: number)) }
      return String(decoding: writer.out, as: UTF8.self)
    }
  }

  /// A value in a message.
  static func json(_ value: JSONataValue) -> String {
    var writer = ValueWriter(isPretty: false)
    writer.limit = 2_000
    writer.write(value, 0)
    return String(decoding: writer.out.prefix(2_000), as: UTF8.self)
  }
}

/// Writes values as JSON.
private struct ValueWriter {
  private(set) var out: [UInt8] = []
  /// A number that JSON has no form for, if there was one.
  private(set) var notFinite: Double?
  /// Nothing is written beyond so many bytes.
  var limit = Int.max
  private let isPretty: Bool

  init(isPretty: Bool) { self.isPretty = isPretty }

  mutating func write(_ value: JSONataValue, _ depth: Int) {
    if out.count > limit { return }
    switch value {
    case .undefined, .null: add("null")
    case .bool(let flag): add(flag ? "true" : "false")
    case .number(let number):
      if !number.isFinite { notFinite = number }
      add(number.isFinite ? NumberText.rounded(number) : "null")
    case .written(let number): add(NumberText.rounded(number.doubleValue))
    case .string(let text): JSONWriter.write(string: text, into: &out)
    case .function: add("\"\"")
    case .array(let array):
      add("[")
      for (at, item) in array.items.enumerated() {
        separate(at, depth + 1)
        write(item, depth + 1)
      }
      close("]", depth, isEmpty: array.items.isEmpty)
    case .object(let object):
      add("{")
      var count = 0
      for (key, member) in object.members where !member.isUndefined {
        separate(count, depth + 1)
        count += 1
        JSONWriter.write(string: key, into: &out)
        add(isPretty ? ": " : ":")
        write(member, depth + 1)
      }
      close("}", depth, isEmpty: count == 0)
    }
  }

  private mutating func add(_ text: String) { out.append(contentsOf: text.utf8) }

  private mutating func separate(_ count: Int, _ depth: Int) {
    if count > 0 { add(",") }
    if isPretty { breakLine(depth) }
  }

  private mutating func close(_ mark: String, _ depth: Int, isEmpty: Bool) {
    if isPretty, !isEmpty { breakLine(depth) }
    add(mark)
  }

  private mutating func breakLine(_ depth: Int) {
    out.append(UInt8(ascii: "\n"))
    out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
  }
}

/// How values compare.
enum ValueOrder {
  /// `=`: the same kind and the same content.
  static func isEqual(_ a: JSONataValue, _ b: JSONataValue) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.bool(let x), .bool(let y)): x == y
    case (.string(let x), .string(let y)): JSONText.isSame(x, y)
    case (.array(let x), .array(let y)):
      x.items.count == y.items.count && zip(x.items, y.items).allSatisfy(isEqual)
    case (.object(let x), .object(let y)):
      x === y || (x.count == y.count && x.members.allSatisfy { key, value in !y[key].isUndefined && isEqual(value, y[key]) })
    case (.function(let x), .function(let y)): x === y
    default:
      if let x = a.double, let y = b.double { x == y } else { false }
    }
  }

  /// The same for what may be large: each value that is looked at is a step.
  static func isEqual(_ a: JSONataValue, _ b: JSONataValue, _ run: Evaluation) throws(JSONataError) -> Bool {
    switch (a, b) {
    case (.array(let x), .array(let y)):
      guard x.items.count == y.items.count else { return false }
      try run.tick(x.items.count)
      for at in x.items.indices {
        guard try isEqual(x.items[at], y.items[at], run) else { return false }
      }
      return true
    case (.object(let x), .object(let y)):
      if x === y { return true }
      guard x.count == y.count else { return false }
      try run.tick(x.count)
      for (key, value) in x.members {
        let other = y[key]
        if other.isUndefined { return false }
        guard try isEqual(value, other, run) else { return false }
      }
      return true
    case (.string(let x), .string(let y)):
      guard x.utf8.count == y.utf8.count else { return false }
      try run.tick(text: x)
      return JSONText.isSame(x, y)
    default: return isEqual(a, b)
    }
  }

  /// `in`: the same scalar, or the very same object.
  static func isIdentical(_ a: JSONataValue, _ b: JSONataValue) -> Bool {
    switch (a, b) {
    case (.object(let x), .object(let y)): x === y
    case (.array, .array): false
    default: isEqual(a, b)
    }
  }

  /// Texts by UTF-16 units, as JavaScript orders them.
  static func precedes(_ a: String, _ b: String) -> Bool { compare(a, b) < 0 }

  /// Below 0 where `a` comes first, above where `b` does.
  static func compare(_ a: String, _ b: String) -> Int {
    let quick = a.utf8.withContiguousStorageIfAvailable { left in
      b.utf8.withContiguousStorageIfAvailable { right in compare(left, right) }
    }
    if let order = quick ?? nil { return order }
    return Array(a.utf8).withUnsafeBufferPointer { left in Array(b.utf8).withUnsafeBufferPointer { compare(left, $0) } }
  }

  private static func compare(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
    for at in 0..<min(a.count, b.count) where a[at] != b[at] {
      // The bytes of UTF-8 are in the order of the code points; only that of the pairs of UTF-16 is another: they stand before U+E000.
      let (left, right) = (a[at], b[at])
      if left >= 0xF0, right >= 0xEE, right < 0xF0 { return -1 }
      if right >= 0xF0, left >= 0xEE, left < 0xF0 { return 1 }
      return left < right ? -1 : 1
    }
    return a.count - b.count
  }
}
