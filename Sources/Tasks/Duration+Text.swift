extension Duration {
  /// A duration as people write it: `4s`, `1m30s`, `250ms`, `2h`, `1.5s`; units in descending order, each once. Nil for anything else,
  /// and beyond 400 days.
  public init?(text: String) {
    var rest = Substring(text)
    var milliseconds = 0.0
    var lastUnit = Double.infinity
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      guard let first = digits.first, first != ".", digits.last != ".", let number = Double(digits) else { return nil }
      rest = rest.dropFirst(digits.count)
      let letters = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(letters.count)
      let unit: Double
      switch letters {
      case "ms": unit = 1
      case "s": unit = 1_000
      case "m": unit = 60_000
      case "h": unit = 3_600_000
      case "d": unit = 86_400_000
      default: return nil
      }
      guard unit < lastUnit else { return nil }
      lastUnit = unit
      milliseconds += number * unit
    }
    guard milliseconds <= 400 * 86_400_000 else { return nil }
    self = .milliseconds(Int64(milliseconds.rounded()))
  }
}
