import JSON

/// Order as the Java programs behind Step Functions have it.
public enum JavaOrder {
  /// Negative, zero or positive as `String.compareTo` says: by UTF-16 code units, without regard to language or normal form.
  public static func compare(_ a: String, _ b: String) -> Int {
    var left = a.utf16.makeIterator()
    var right = b.utf16.makeIterator()
    while true {
      switch (left.next(), right.next()) {
      case (nil, nil): return 0
      case (nil, _): return -1
      case (_, nil): return 1
      case (let x?, let y?): if x != y { return x < y ? -1 : 1 }
      }
    }
  }

  /// Negative, zero or positive as the numbers' values are ordered.
  public static func compare(_ a: JSONNumber, _ b: JSONNumber) -> Int {
    if let x = a.integerValue, let y = b.integerValue { return x < y ? -1 : x > y ? 1 : 0 }
    let (x, y) = (a.doubleValue, b.doubleValue)
    return x < y ? -1 : x > y ? 1 : 0
  }
}

extension String {
  /// Whether `part` occurs in the text.
  func holds(_ part: String) -> Bool {
    guard let first = part.utf8.first else { return true }
    var rest = utf8[...]
    while let at = rest.firstIndex(of: first) {
      rest = rest[at...]
      if rest.starts(with: part.utf8) { return true }
      rest = rest.dropFirst()
    }
    return false
  }
}
