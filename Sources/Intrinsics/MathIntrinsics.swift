import JSON

enum MathIntrinsics {
  static func add(_ given: IntrinsicArguments) throws(IntrinsicError) -> JSONValue {
    let sum = try given.integer(0) + given.integer(1)
    guard Int32(exactly: sum) != nil else { throw given.failure("the sum \(sum) does not fit 32 bits") }
    return .number(JSONNumber(sum))
  }

  /// A whole number from the first argument up to, not including, the second; with a seed always the same one.
  static func random(_ given: IntrinsicArguments, _ bits: () -> UInt64) throws(IntrinsicError) -> JSONValue {
    let (start, end) = (try given.integer(0), try given.integer(1))
    guard start < end else { throw given.failure("the range from \(start) to \(end) is empty") }
    let width = end - start
    if given.values.count > 2 {
      var generator = JavaRandom(seed: try given.integer(2))
      return .number(JSONNumber(start + generator.next(below: width)))
    }
    return .number(JSONNumber(start + Int(bits().multipliedFullWidth(by: UInt64(width)).high)))
  }
}

/// The linear congruential generator that the Java library documents for `java.util.Random`. Which generator Step Functions
/// seeds is not published; this one makes a seed's number the same on every machine.
struct JavaRandom {
  private var state: UInt64
  private static let mask: UInt64 = 1 << 48 - 1

  init(seed: Int) { state = (UInt64(bitPattern: Int64(seed)) ^ 0x5_DEEC_E66D) & JavaRandom.mask }

  private mutating func bits(_ count: UInt64) -> Int {
    state = (state &* 0x5_DEEC_E66D &+ 0xB) & JavaRandom.mask
    return Int(state >> (48 - count))
  }

  /// A number from 0 up to, not including, `bound`, which is positive; bounds beyond 31 bits use two draws.
  mutating func next(below bound: Int) -> Int {
    if bound > 0x7FFF_FFFF { return (bits(31) << 31 | bits(31)) % bound }
    if bound & (bound - 1) == 0 { return (bound &* bits(31)) >> 31 }
    while true {
      let draw = bits(31)
      let value = draw % bound
      // The last, incomplete run of `bound` numbers would favour the small ones.
      if draw - value + (bound - 1) <= 0x7FFF_FFFF { return value }
    }
  }
}
