extension Builtins {
  static let texts: [NativeFunction] = [
    NativeFunction("string", "<x-b?:s>", arity: 1) { call throws(JSONataError) in
      if call[0].isUndefined { return .undefined }
      let text = try ValueText.string(call[0], isPretty: call[1].isTrue, limit: call.run.limits.maximumItems)
      if case .string = call[0] {} else { try call.run.charge(text: text) }
      return .string(text)
    },
    NativeFunction("substring", "<s-nn?:s>", arity: 3) { call throws(JSONataError) in
      let (start, length) = (call.number(1) ?? 0, call.number(2))
      return try text(call) { .string(TextWork.substring($0, start, length)) }
    },
    NativeFunction("substringBefore", "<s-s:s>", arity: 2) { call throws(JSONataError) in
      let mark = call.string(1) ?? ""
      return try text(call) { whole in .string(TextWork.range(of: mark, in: whole).map { String(whole[..<$0.lowerBound]) } ?? whole) }
    },
    NativeFunction("substringAfter", "<s-s:s>", arity: 2) { call throws(JSONataError) in
      let mark = call.string(1) ?? ""
      return try text(call) { whole in .string(TextWork.range(of: mark, in: whole).map { String(whole[$0.upperBound...]) } ?? whole) }
    },
    NativeFunction("lowercase", "<s-:s>", arity: 1) { call throws(JSONataError) in try text(call) { .string($0.lowercased()) } },
    NativeFunction("uppercase", "<s-:s>", arity: 1) { call throws(JSONataError) in try text(call) { .string($0.uppercased()) } },
    NativeFunction("length", "<s-:n>", arity: 1) { call throws(JSONataError) in
      try text(call) { .number(Double($0.unicodeScalars.count)) }
    },
    NativeFunction("trim", "<s-:s>", arity: 1) { call throws(JSONataError) in try text(call) { .string(TextWork.trimmed($0)) } },
    NativeFunction("pad", "<s-ns?:s>", arity: 3) { call throws(JSONataError) in
      let (given, filling) = (call.number(1) ?? 0, call.string(2) ?? " ")
      let width = max(-1e9, min(1e9, given.isNaN ? 0 : given))
      // Each code point of the filling has at most four bytes.
      let bytes = Int(abs(width)) * (filling.utf8.count > filling.unicodeScalars.count ? 4 : 1)
      try call.run.check(items: bytes)
      try call.run.charge(bytes / 24)
      return try text(call) { .string(TextWork.padded($0, width, filling)) }
    },
    NativeFunction("join", "<a<s>s?:s>", arity: 2) { call throws(JSONataError) in
      guard let items = call.items(0) else { return .undefined }
      let mark = call.string(1) ?? ""
      var result = ""
      for (at, item) in items.enumerated() {
        if at > 0 { result += mark }
        if case .string(let text) = item { result += text }
        try call.run.check(items: result.utf8.count)
      }
      try call.run.charge(text: result)
      return .string(result)
    },
    NativeFunction("split", "<s-(sf)n?:a<s>>", arity: 3) { call throws(JSONataError) in
      guard let text = call.string(0) else { return .undefined }
      if let limit = call.number(2), limit < 0 { throw JSONataError("D3020", value: NumberText.text(of: limit)) }
      let limit = call.number(2).map { Int(min(1e9, $0.rounded(.down))) } ?? .max
      let parts: [String]
      if let mark = call.string(1) {
        parts = TextWork.split(text, mark)
        try call.run.charge(parts.count)
      } else if let matcher = call.function(1) {
        parts = try Matching.split(text, matcher, call.run)
      } else {
        return .undefined
      }
      return .array(parts.prefix(limit).map { .string($0) })
    },
    NativeFunction("contains", "<s-(sf):b>", arity: 2) { call throws(JSONataError) in
      guard let text = call.string(0) else { return .undefined }
      if let mark = call.string(1) { return .bool(mark.isEmpty || TextWork.range(of: mark, in: text) != nil) }
      guard let matcher = call.function(1) else { return .undefined }
      return .bool(!(try call.run.apply(matcher, [.string(text)], .undefined)).isUndefined)
    },
    NativeFunction("replace", "<s-(sf)(sf)n?:s>", arity: 4) { call throws(JSONataError) in
      guard let text = call.string(0) else { return .undefined }
      if call.string(1) == "" { throw JSONataError("D3010", value: "\"\"") }
      if let limit = call.number(3), limit < 0 { throw JSONataError("D3011", value: NumberText.text(of: limit)) }
      let limit = call.number(3).map { Int(min(1e9, $0.rounded(.up))) } ?? .max
      return .string(try Replacing.replace(text, call[1], call[2], limit, call.run))
    },
    NativeFunction("match", "<s-f<s:o>n?:a<o>>", arity: 3) { call throws(JSONataError) in
      guard let text = call.string(0), let matcher = call.function(1) else { return .undefined }
      if let limit = call.number(2), limit < 0 { throw JSONataError("D3040", value: NumberText.text(of: limit)) }
      let limit = call.number(2).map { Int(min(1e9, $0.rounded(.up))) } ?? .max
      return try Matching.all(text, matcher, limit, call.run)
    },
  ]
}

/// Texts by code points, as the reference counts them.
enum TextWork {
  static func substring(_ text: String, _ start: Double, _ length: Double?) -> String {
    let scalars = text.unicodeScalars
    let total = scalars.count
    let count = Double(total)
    var start = start.rounded(.towardZero)
    if count + start < 0 { start = 0 }
    let from = start < 0 ? count + start : min(start, count)
    var to = count
    if let length {
      if length <= 0 { return "" }
      to = min(count, max(0, start >= 0 ? start + length : count + start + length))
    }
    guard from < to else { return "" }
    let (first, last) = (Int(from), Int(to.rounded(.towardZero)))
    // Where each code point is a byte nothing has to be counted.
    if total == text.utf8.count { return String(text[index(first, in: text)..<index(last, in: text)]) }
    let lower = scalars.index(scalars.startIndex, offsetBy: first)
    return String(text[lower..<scalars.index(lower, offsetBy: max(0, last - first))])
  }

  private static func index(_ offset: Int, in text: String) -> String.Index { text.utf8.index(text.startIndex, offsetBy: offset) }

  /// Where `mark` stands first, code point for code point.
  static func range(of mark: String, in text: String) -> Range<String.Index>? {
    let wanted = Array(mark.utf8)
    if wanted.isEmpty { return text.startIndex..<text.startIndex }
    guard let start = ByteSearch(wanted).first(in: Array(text.utf8), from: 0) else { return nil }
    let lower = text.utf8.index(text.startIndex, offsetBy: start)
    return lower..<text.utf8.index(lower, offsetBy: wanted.count)
  }

  static func split(_ text: String, _ mark: String) -> [String] {
    if mark.isEmpty { return text.unicodeScalars.map { String($0) } }
    let bytes = Array(text.utf8)
    let search = ByteSearch(Array(mark.utf8))
    var parts: [String] = []
    var start = 0
    while let found = search.first(in: bytes, from: start) {
      parts.append(String(decoding: bytes[start..<found], as: UTF8.self))
      start = found + mark.utf8.count
    }
    parts.append(String(decoding: bytes[start...], as: UTF8.self))
    return parts
  }

  /// Blanks at the ends cut, runs of them folded to one.
  static func trimmed(_ text: String) -> String {
    let words = text.unicodeScalars.split { [" ", "\t", "\n", "\r"].contains($0) }
    return words.map { String($0) }.joined(separator: " ")
  }

  static func padded(_ text: String, _ width: Double, _ filling: String) -> String {
    let wanted = Int(min(1e9, abs(width)))
    let filling = filling.isEmpty ? [" "] : Array(filling.unicodeScalars)
    let missing = wanted - text.unicodeScalars.count
    guard missing > 0 else { return text }
    var padding = String.UnicodeScalarView()
    for at in 0..<missing { padding.append(filling[at % filling.count]) }
    return width < 0 ? String(padding) + text : text + String(padding)
  }
}
