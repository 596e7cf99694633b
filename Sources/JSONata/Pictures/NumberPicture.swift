/// Numbers by a picture such as `#,##0.00`: XPath's format-number, as `$formatNumber` offers it.
enum NumberPicture {
  /// The characters that mean something in a picture.
  private struct Symbols {
    var decimal: Unicode.Scalar = "."
    var grouping: Unicode.Scalar = ","
    var exponent: Unicode.Scalar = "e"
    var minus = "-"
    var percent: Unicode.Scalar = "%"
    var perMille: Unicode.Scalar = "\u{2030}"
    var zero: Unicode.Scalar = "0"
    var digit: Unicode.Scalar = "#"
    var separator: Unicode.Scalar = ";"

    init(_ options: JSONataObject?) {
      func symbol(_ name: String, _ standard: Unicode.Scalar) -> Unicode.Scalar {
        if case .string(let text)? = options?[name], let first = text.unicodeScalars.first { first } else { standard }
      }
      decimal = symbol("decimal-separator", decimal)
      grouping = symbol("grouping-separator", grouping)
      exponent = symbol("exponent-separator", exponent)
      percent = symbol("percent", percent)
      perMille = symbol("per-mille", perMille)
      zero = symbol("zero-digit", zero)
      digit = symbol("digit", digit)
      separator = symbol("pattern-separator", separator)
      if case .string(let text)? = options?["minus-sign"] { minus = text }
      // `%` and the like may be more than one character; then they are put in, not looked for.
    }

    func isDigit(_ scalar: Unicode.Scalar) -> Bool { (zero.value...zero.value + 9).contains(scalar.value) }
    func isPlace(_ scalar: Unicode.Scalar) -> Bool { isDigit(scalar) || scalar == digit }
    func isActive(_ scalar: Unicode.Scalar) -> Bool {
      isDigit(scalar) || [decimal, exponent, grouping, digit, separator].contains(scalar)
    }
  }

  /// One sub-picture taken apart.
  private struct Part {
    var prefix: String
    var suffix: String
    var whole: [Unicode.Scalar]
    var active: [Unicode.Scalar]
    var mantissa: [Unicode.Scalar]
    var exponent: [Unicode.Scalar]?
    var integer: [Unicode.Scalar]
    var fraction: [Unicode.Scalar]

    init(_ picture: [Unicode.Scalar], _ symbols: Symbols) {
      func isEdge(_ scalar: Unicode.Scalar) -> Bool { symbols.isActive(scalar) && scalar != symbols.exponent }
      let start = picture.firstIndex(where: isEdge) ?? picture.count
      let end = picture.lastIndex(where: isEdge).map { $0 + 1 } ?? start
      whole = picture
      prefix = Part.text(picture[..<start])
      suffix = Part.text(picture[max(start, end)...])
      active = Array(picture[start..<max(start, end)])
      if let at = active.firstIndex(of: symbols.exponent) {
        mantissa = Array(active[..<at])
        exponent = Array(active[(at + 1)...])
      } else {
        mantissa = active
      }
      if let point = mantissa.firstIndex(of: symbols.decimal) {
        integer = Array(mantissa[..<point])
        fraction = Array(mantissa[(point + 1)...])
      } else {
        integer = mantissa
        fraction = []
      }
    }

    static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars)
      return String(view)
    }

    func check(_ symbols: Symbols) throws(JSONataError) {
      // Nothing in it is of a number.
      if active.isEmpty { throw JSONataError("D3086") }
      func count(_ scalar: Unicode.Scalar) -> Int { whole.count { $0 == scalar } }
      if count(symbols.decimal) > 1 { throw JSONataError("D3081") }
      if count(symbols.percent) > 1 { throw JSONataError("D3082") }
      if count(symbols.perMille) > 1 { throw JSONataError("D3083") }
      if count(symbols.percent) > 0, count(symbols.perMille) > 0 { throw JSONataError("D3084") }
      guard mantissa.contains(where: symbols.isPlace) else { throw JSONataError("D3085") }
      if active.contains(where: { !symbols.isActive($0) }) { throw JSONataError("D3086") }
      if let point = whole.firstIndex(of: symbols.decimal) {
        if point > 0, whole[point - 1] == symbols.grouping { throw JSONataError("D3087") }
        if point + 1 < whole.count, whole[point + 1] == symbols.grouping { throw JSONataError("D3087") }
      } else if integer.last == symbols.grouping {
        throw JSONataError("D3088")
      }
      if zip(whole, whole.dropFirst()).contains(where: { $0 == symbols.grouping && $1 == symbols.grouping }) { throw JSONataError("D3089") }
      if let optional = integer.firstIndex(of: symbols.digit), integer[..<optional].contains(where: symbols.isDigit) {
        throw JSONataError("D3090")
      }
      if let optional = fraction.lastIndex(of: symbols.digit), fraction[optional...].contains(where: symbols.isDigit) {
        throw JSONataError("D3091")
      }
      guard let exponent else { return }
      if !exponent.isEmpty, count(symbols.percent) + count(symbols.perMille) > 0 { throw JSONataError("D3092") }
      if exponent.isEmpty || !exponent.allSatisfy(symbols.isDigit) { throw JSONataError("D3093") }
    }
  }

  /// What a sub-picture asks for.
  private struct Shape {
    var prefix: String
    var suffix: String
    var groups: [Int] = []
    var regularGroup = 0
    var fractionGroups: [Int] = []
    var leastInteger: Int
    var leastFraction: Int
    var mostFraction: Int
    var leastExponent = 0
    var scale: Int

    init(_ part: Part, _ symbols: Symbols) {
      prefix = part.prefix
      suffix = part.suffix
      leastInteger = part.integer.count(where: symbols.isDigit)
      scale = leastInteger
      leastFraction = part.fraction.count(where: symbols.isDigit)
      mostFraction = part.fraction.count(where: symbols.isPlace)
      for (at, scalar) in part.integer.enumerated() where scalar == symbols.grouping {
        groups.append(part.integer[at...].count(where: symbols.isPlace))
      }
      for (at, scalar) in part.fraction.enumerated() where scalar == symbols.grouping {
        fractionGroups.append(part.fraction[..<at].count(where: symbols.isPlace))
      }
      regularGroup = PictureGroups.regular(groups)
      let hasExponent = part.exponent != nil
      if leastInteger == 0, mostFraction == 0 {
        if hasExponent {
          leastFraction = 1
          mostFraction = 1
        } else {
          leastInteger = 1
        }
      }
      if hasExponent, leastInteger == 0, part.integer.contains(symbols.digit) { leastInteger = 1 }
      if leastInteger == 0, leastFraction == 0 { leastFraction = 1 }
      leastExponent = part.exponent?.count(where: symbols.isDigit) ?? 0
    }
  }

  /// `value` as the picture says.
  static func format(_ value: Double, _ picture: String, _ options: JSONataObject?) throws(JSONataError) -> String {
    guard value.isFinite else { throw JSONataError("D1001", value: NumberText.text(of: value)) }
    let symbols = Symbols(options)
    let pictures = picture.unicodeScalars.split(separator: symbols.separator, omittingEmptySubsequences: false)
    if pictures.count > 2 { throw JSONataError("D3080") }
    var parts: [Part] = []
    for picture in pictures {
      let part = Part(Array(picture), symbols)
      try part.check(symbols)
      parts.append(part)
    }
    var shapes = parts.map { Shape($0, symbols) }
    if shapes.count == 1 {
      shapes.append(shapes[0])
      shapes[1].prefix = symbols.minus + shapes[1].prefix
    }
    let at = value < 0 ? 1 : 0
    let shape = shapes[at]
    let used = parts[min(at, parts.count - 1)]
    var mantissa = abs(value)
    if used.whole.contains(symbols.percent) { mantissa *= 100 }
    if used.whole.contains(symbols.perMille) { mantissa *= 1_000 }
    var exponent: Int?
    if shape.leastExponent > 0 { (mantissa, exponent) = scaled(mantissa, shape.scale) }
    let text = digits(mantissa, shape, symbols, hasPoint: used.mantissa.contains(symbols.decimal))
    return shape.prefix + text + power(exponent, shape, symbols) + shape.suffix
  }

  private static func scaled(_ value: Double, _ scale: Int) -> (Double, Int) {
    guard value > 0, value.isFinite else { return (value, 0) }
    var (mantissa, exponent) = (value, 0)
    let most = DecimalPower.of(scale)
    let least = DecimalPower.of(scale - 1)
    while mantissa < least {
      mantissa *= 10
      exponent -= 1
    }
    while mantissa > most {
      mantissa /= 10
      exponent += 1
    }
    return (mantissa, exponent)
  }

  private static func digits(_ value: Double, _ shape: Shape, _ symbols: Symbols, hasPoint: Bool) -> String {
    let rounded = NumberReading.rounded(value, Double(shape.mostFraction))
    let fixed = DecimalDigits(rounded).fixed(shape.mostFraction).unicodeScalars.split(separator: ".").map { Array($0) }
    var integer = Array((fixed.first ?? []).drop { $0 == "0" })
    var fraction = fixed.count > 1 ? fixed[1] : []
    while fraction.last == "0" { fraction.removeLast() }
    if integer.count < shape.leastInteger { integer = Array(repeating: "0", count: shape.leastInteger - integer.count) + integer }
    if fraction.count < shape.leastFraction { fraction += Array(repeating: "0", count: shape.leastFraction - fraction.count) }
    integer = integer.map { own($0, symbols) }
    fraction = fraction.map { own($0, symbols) }
    if shape.regularGroup > 0 {
      var at = integer.count - shape.regularGroup
      while at > 0 {
        integer.insert(symbols.grouping, at: at)
        at -= shape.regularGroup
      }
    } else {
      let count = integer.count
      for (inserted, group) in shape.groups.enumerated() where count - group > 0 || count == group {
        integer.insert(symbols.grouping, at: count - group + inserted)
      }
    }
    for (inserted, group) in shape.fractionGroups.enumerated() where group + inserted <= fraction.count {
      fraction.insert(symbols.grouping, at: group + inserted)
    }
    let tail = hasPoint && !fraction.isEmpty ? String(symbols.decimal) + Part.text(fraction) : ""
    return Part.text(integer) + tail
  }

  private static func own(_ digit: Unicode.Scalar, _ symbols: Symbols) -> Unicode.Scalar {
    Unicode.Scalar(symbols.zero.value + digit.value - 48) ?? digit
  }

  private static func power(_ exponent: Int?, _ shape: Shape, _ symbols: Symbols) -> String {
    guard let exponent else { return "" }
    var digits = Array(String(abs(exponent)).unicodeScalars)
    if digits.count < shape.leastExponent { digits = Array(repeating: "0", count: shape.leastExponent - digits.count) + digits }
    return String(symbols.exponent) + (exponent < 0 ? symbols.minus : "") + Part.text(digits.map { own($0, symbols) })
  }
}

/// Powers of ten.
enum DecimalPower {
  static func of(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? 0 }
}

/// Where digits are grouped.
enum PictureGroups {
  /// The size of the groups when separators stand at every multiple of it; 0 when they do not.
  static func regular(_ positions: [Int]) -> Int {
    guard let first = positions.first else { return 0 }
    let factor = positions.dropFirst().reduce(first, greatestCommonDivisor)
    guard factor > 0 else { return 0 }
    return (1...positions.count).allSatisfy { positions.contains($0 * factor) } ? factor : 0
  }

  private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : greatestCommonDivisor(b, a % b) }
}
