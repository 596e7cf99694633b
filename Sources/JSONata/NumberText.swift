/// Numbers as JavaScript writes them, which is how expressions see their texts.
enum NumberText {
  /// `1`, `1.5`, `1e+21`, `1e-7`: the shortest digits that read back, a point where the exponent is small.
  static func text(of value: Double) -> String {
    if value == 0 { return "0" }
    if value == value.rounded(.towardZero), abs(value) < 1e15 { return String(Int64(value)) }
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity" }
    let sign = value < 0 ? "-" : ""
    let (digits, exponent) = shortest(abs(value))
    return sign + place(digits, exponent)
  }

  /// As `$string` writes numbers: whole ones as they are, others with at most 15 significant digits, so that what a sum of tenths is off by is cut.
  static func rounded(_ value: Double) -> String {
    guard value.isFinite, value != value.rounded(.towardZero) else { return text(of: value) }
    let digits = significant(value, 15)
    return Double(digits).map(text) ?? text(of: value)
  }

  /// The value to so many significant digits, in exponent form.
  private static func significant(_ value: Double, _ count: Int) -> String {
    let exact = DecimalDigits(value)
    return exact.rounded(toSignificant: count).scientific
  }

  /// The shortest digits without trailing zeros, and the place of the point: 0.ddd × 10^exponent.
  static func shortest(_ value: Double) -> (digits: [UInt8], exponent: Int) {
    var digits: [UInt8] = []
    var point: Int?
    var power = 0
    var isPower = false
    var powerText = ""
    for byte in value.description.utf8 {
      if isPower {
        powerText.unicodeScalars.append(Unicode.Scalar(byte))
      } else if byte == UInt8(ascii: ".") {
        point = digits.count
      } else if byte | 0x20 == UInt8(ascii: "e") {
        isPower = true
      } else {
        digits.append(byte)
      }
    }
    power = Int(powerText) ?? 0
    var exponent = (point ?? digits.count) + power
    let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(leading)
    exponent -= leading
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, exponent)
  }

  private static func place(_ digits: [UInt8], _ exponent: Int) -> String {
    func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
    let zero = UInt8(ascii: "0")
    if exponent > 21 || exponent < -5 {
      let power = exponent - 1
      let mantissa = text(digits.prefix(1)) + (digits.count > 1 ? "." + text(digits.dropFirst()) : "")
      return mantissa + "e" + (power < 0 ? "-" : "+") + String(abs(power))
    }
    if exponent <= 0 { return "0." + text(repeatElement(zero, count: -exponent)) + text(digits) }
    if digits.count <= exponent { return text(digits) + text(repeatElement(zero, count: exponent - digits.count)) }
    return text(digits.prefix(exponent)) + "." + text(digits.dropFirst(exponent))
  }
}

/// A number's exact decimal expansion, for rounding by digits.
struct DecimalDigits {
  private var digits: [UInt8]
  /// The number is 0.d₁d₂… × 10^exponent.
  private var exponent: Int
  private var isNegative: Bool

  /// The exact value: a double is a whole number times a power of two.
  init(_ value: Double) {
    isNegative = value < 0
    let magnitude = abs(value)
    guard magnitude > 0, magnitude.isFinite else {
      digits = []
      exponent = 0
      return
    }
    var significand = magnitude.significandBitPattern
    var power = Int(magnitude.exponentBitPattern)
    if power == 0 { power = 1 } else { significand |= 1 << 52 }
    power -= 1_075
    // Limbs of nine digits, the least first.
    var limbs: [UInt64] = []
    var rest = significand
    while rest > 0 {
      limbs.append(rest % 1_000_000_000)
      rest /= 1_000_000_000
    }
    var fraction = 0
    if power >= 0 {
      for _ in 0..<power { DecimalDigits.multiply(&limbs, by: 2) }
    } else {
      for _ in 0..<(-power) { DecimalDigits.multiply(&limbs, by: 5) }
      fraction = -power
    }
    var all: [UInt8] = []
    for limb in limbs.reversed() {
      let text = String(limb).utf8.map { $0 - 48 }
      all += repeatElement(0, count: 9 - text.count) + text
    }
    let leading = all.prefix { $0 == 0 }.count
    digits = Array(all.dropFirst(leading))
    exponent = digits.count - fraction
  }

  private static func multiply(_ limbs: inout [UInt64], by factor: UInt64) {
    var carry: UInt64 = 0
    for at in limbs.indices {
      let product = limbs[at] * factor + carry
      limbs[at] = product % 1_000_000_000
      carry = product / 1_000_000_000
    }
    if carry > 0 { limbs.append(carry) }
  }

  /// To `count` significant digits, halves away from zero.
  func rounded(toSignificant count: Int) -> DecimalDigits {
    guard digits.count > count else { return self }
    var kept = self
    kept.digits = Array(digits.prefix(count))
    if digits[count] >= 5 {
      var at = count - 1
      while at >= 0 {
        if kept.digits[at] < 9 {
          kept.digits[at] += 1
          return kept
        }
        kept.digits[at] = 0
        at -= 1
      }
      kept.digits = [1]
      kept.exponent += 1
    }
    return kept
  }

  /// `1.5e3` form that `Double` reads.
  var scientific: String {
    let text = String(decoding: digits.map { $0 + 48 }, as: UTF8.self)
    return (isNegative ? "-" : "") + "0." + (text.isEmpty ? "0" : text) + "e" + String(exponent)
  }

  /// With so many digits behind the point, as `toFixed` writes them.
  func fixed(_ places: Int) -> String {
    let wanted = exponent + places
    var number = self
    if wanted < 0 || (wanted == 0 && (digits.first ?? 0) < 5) {
      number.digits = []
    } else if wanted == 0 {
      number.digits = [1]
      number.exponent += 1
    } else {
      number = rounded(toSignificant: wanted)
    }
    let zero: UInt8 = 48
    var whole = number.digits.prefix(max(0, number.exponent)).map { $0 + zero }
    whole += repeatElement(zero, count: max(0, number.exponent - number.digits.count))
    var fraction = [UInt8](repeating: zero, count: max(0, min(places, -number.exponent)))
    fraction += number.digits.dropFirst(max(0, number.exponent)).map { $0 + zero }
    fraction += repeatElement(zero, count: max(0, places - fraction.count))
    let head = whole.isEmpty ? "0" : String(decoding: whole, as: UTF8.self)
    let tail = String(decoding: fraction.prefix(places), as: UTF8.self)
    return (isNegative && (!number.digits.isEmpty) ? "-" : "") + head + (places > 0 ? "." + tail : "")
  }
}
