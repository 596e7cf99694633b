extension Builtins {
  static let patterns: [NativeFunction] = []
}

/// Matches as expressions see them: `{match, start, end, groups, next}`.
enum Matching {
  /// What a pattern gives when it is called with a text.
  static func first(_ pattern: Pattern, _ value: JSONataValue, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    guard case .string(let text) = value else { return .undefined }
    try run.tick(text: text)
    return try found(pattern, Array(text.utf16), from: 0, run)
  }

  static func found(_ pattern: Pattern, _ text: [UInt16], from start: Int, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    guard start <= text.count else { return .undefined }
    var steps = 0
    let match = try pattern.first(in: text, from: start, steps: &steps)
    try run.tick(steps / 4)
    guard let match else { return .undefined }
    if match.range.isEmpty { throw JSONataError("D1004", value: "\"\"") }
    func part(_ range: Range<Int>) -> JSONataValue { .string(String(decoding: text[range], as: UTF16.self)) }
    try run.charge(JSONataObject.weight * 2 + match.groups.count)
    let object = JSONataObject(run.shapes)
    object.set("match", part(match.range))
    object.set("start", .number(Double(match.range.lowerBound)))
    object.set("end", .number(Double(match.range.upperBound)))
    object.set("groups", .array(match.groups.map { $0.map(part) ?? .undefined }))
    object.set("next", .function(JSONataFunction(.nextMatch(pattern, text, match.range.upperBound))))
    return .object(object)
  }

  /// A match a matcher gave, taken apart; any function may be one.
  struct Match {
    var text: String
    var start: Int
    var end: Int
    var groups: [JSONataValue]
    var object: JSONataObject

    init?(_ value: JSONataValue, token: String) throws(JSONataError) {
      if value.isUndefined { return nil }
      guard case .object(let object) = value, case .string(let text) = object["match"], let start = object["start"].double,
        let end = object["end"].double, case .array(let groups) = object["groups"], object["next"].isFunction
      else {
        throw JSONataError("T1010", token: token)
      }
      self.object = object
      self.text = text
      self.start = Int(max(0, min(1e9, start.isNaN ? 0 : start)))
      self.end = Int(max(0, min(1e9, end.isNaN ? 0 : end)))
      self.groups = groups.items
    }

    func next(_ run: Evaluation, token: String) throws(JSONataError) -> Match? {
      guard case .function(let next) = object["next"] else { return nil }
      return try Match(run.apply(next, [], .undefined), token: token)
    }
  }

  static func matches(
    _ text: String, _ matcher: JSONataFunction, token: String, _ run: Evaluation, _ take: (Match) throws(JSONataError) -> Bool
  ) throws(JSONataError) {
    var match = try Match(run.apply(matcher, [.string(text)], .undefined), token: token)
    while let current = match {
      try run.tick()
      guard try take(current) else { return }
      match = try current.next(run, token: token)
    }
  }

  /// `$match`.
  static func all(_ text: String, _ matcher: JSONataFunction, _ limit: Int, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    var found: [JSONataValue] = []
    if limit > 0 {
      try matches(text, matcher, token: "match", run) { match in
        let object = JSONataObject(run.shapes)
        object.set("match", .string(match.text))
        object.set("index", .number(Double(match.start)))
        object.set("groups", .array(match.groups))
        found.append(.object(object))
        return found.count < limit
      }
    }
    return .sequence(found)
  }

  /// `$split` at matches.
  static func split(_ text: String, _ matcher: JSONataFunction, _ run: Evaluation) throws(JSONataError) -> [String] {
    let units = Array(text.utf16)
    var parts: [String] = []
    var start = 0
    try matches(text, matcher, token: "split", run) { match in
      parts.append(String(decoding: units[start..<max(start, min(match.start, units.count))], as: UTF16.self))
      start = min(match.end, units.count)
      return true
    }
    return parts + [String(decoding: units[start...], as: UTF16.self)]
  }
}

/// `$replace`.
enum Replacing {
  static func replace(
    _ text: String, _ pattern: JSONataValue, _ replacement: JSONataValue, _ limit: Int, _ run: Evaluation
  ) throws(JSONataError) -> String {
    guard limit > 0 else { return text }
    if case .string(let mark) = pattern { return try replace(text, mark, replacement, limit, run) }
    guard case .function(let matcher) = pattern else { return text }
    let units = Array(text.utf16)
    var result = ""
    var at = 0
    var count = 0
    try Matching.matches(text, matcher, token: "replace", run) { match throws(JSONataError) in
      result += String(decoding: units[at..<max(at, min(match.start, units.count))], as: UTF16.self)
      switch replacement {
      case .string(let template): result += try filled(template, match, run)
      case .function(let function):
        guard case .string(let made) = try run.apply(function, [.object(match.object)], .undefined) else {
          throw JSONataError("D3012", value: match.text)
        }
        result += made
      default: break
      }
      at = min(match.start + match.text.utf16.count, units.count)
      count += 1
      try run.check(items: result.utf8.count)
      return count < limit
    }
    result += String(decoding: units[at...], as: UTF16.self)
    try run.charge(text: result)
    return result
  }

  private static func replace(
    _ text: String, _ mark: String, _ replacement: JSONataValue, _ limit: Int, _ run: Evaluation
  ) throws(JSONataError) -> String {
    let bytes = Array(text.utf8)
    let search = ByteSearch(Array(mark.utf8))
    var result = ""
    var start = 0
    var count = 0
    while count < limit, let found = search.first(in: bytes, from: start) {
      try run.tick()
      result += String(decoding: bytes[start..<found], as: UTF8.self)
      switch replacement {
      case .string(let made): result += made
      case .function(let function):
        let object = JSONataObject(run.shapes)
        object.set("match", .string(mark))
        guard case .string(let made) = try run.apply(function, [.object(object)], .undefined) else {
          throw JSONataError("D3012", value: mark)
        }
        result += made
      default: break
      }
      start = found + mark.utf8.count
      count += 1
      try run.check(items: result.utf8.count)
    }
    result += String(decoding: bytes[start...], as: UTF8.self)
    try run.charge(text: result)
    return result
  }

  /// A template with `$1` for groups, `$0` for the whole and `$$` for a dollar sign.
  private static func filled(_ template: String, _ match: Matching.Match, _ run: Evaluation) throws(JSONataError) -> String {
    try run.tick(text: template)
    var bytes = 0
    let units = Array(template.unicodeScalars)
    var result = String.UnicodeScalarView()
    // As many digits as the number of groups has.
    let most = String(max(1, match.groups.count)).count
    var at = 0
    while at < units.count {
      guard units[at] == "$" else {
        result.append(units[at])
        at += 1
        continue
      }
      at += 1
      if at < units.count, units[at] == "$" {
        result.append("$")
        at += 1
      } else if at < units.count, units[at] == "0" {
        bytes += match.text.utf8.count
        try run.check(items: bytes)
        result.append(contentsOf: match.text.unicodeScalars)
        at += 1
      } else {
        var digits = String(String.UnicodeScalarView(units[at...].prefix(most).prefix { ("0"..."9").contains($0) }))
        guard var index = Int(digits) else {
          result.append("$")
          continue
        }
        if most > 1, index > match.groups.count, digits.count > 1 {
          digits.removeLast()
          index = Int(digits) ?? 0
        }
        if index >= 1, index <= match.groups.count, case .string(let text) = match.groups[index - 1] {
          bytes += text.utf8.count
          try run.check(items: bytes)
          result.append(contentsOf: text.unicodeScalars)
        }
        at += digits.count
      }
    }
    return String(result)
  }
}
