extension DatePicture {
  /// The moment that `text` names; nil when it does not look like the picture. What the picture leaves out before its first part comes from `now`.
  func parse(_ text: String, now: Int64) throws(JSONataError) -> Double? {
    var expression = "^"
    var markers: [Marker] = []
    for part in parts {
      switch part {
      case .literal(let literal): expression += "(?:" + DatePicture.escaped(literal) + ")"
      case .marker(let marker):
        expression += "(" + (try DatePicture.expression(of: marker)) + ")"
        markers.append(marker)
      }
    }
    let pattern = try Pattern(expression + "$", flags: "i", at: 0)
    let units = Array(text.utf16)
    var steps = 0
    guard let found = try pattern.first(in: units, from: 0, steps: &steps) else { return nil }
    var components: [Character: Double] = [:]
    for (marker, range) in zip(markers, found.groups) {
      guard let range else { continue }
      components[marker.component] = try DatePicture.value(of: marker, String(decoding: units[range], as: UTF16.self))
    }
    return components.isEmpty ? nil : try DatePicture.moment(components, CalendarDate(now))
  }

  private static func escaped(_ text: String) -> String {
    text.map { ".*+?^${}()|[]\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
  }

  private static func expression(of marker: Marker) throws(JSONataError) -> String {
    if marker.component == "Z" || marker.component == "z" {
      let separator = marker.integer?.separators.first.map { escaped(String($0.character)) + "[0-9]+" } ?? ""
      return (marker.component == "z" ? "GMT" : "") + "[-+][0-9]+" + separator
    }
    if let integer = marker.integer { return try integer.expression }
    guard "MxFP".contains(marker.component) else { throw JSONataError("D3133", value: String(marker.component)) }
    return "[a-zA-Z]+"
  }

  private static func value(of marker: Marker, _ text: String) throws(JSONataError) -> Double? {
    switch marker.component {
    case "Z", "z": return zone(marker, marker.component == "z" ? String(text.dropFirst(3)) : text)
    case "P" where marker.integer == nil: return text.lowercased() == "pm" ? 1 : text.lowercased() == "am" ? 0 : nil
    default: break
    }
    // Milliseconds: of a finer fraction the first three digits.
    if marker.component == "f", marker.integer?.primary == .decimal { return try marker.integer?.parse(String(text.prefix(3))) }
    if let integer = marker.integer { return try integer.parse(text) }
    let names = marker.component == "F" ? days : months
    let place = names.firstIndex { name in
      (marker.most.map { String(name.prefix($0)) } ?? name).lowercased() == text.lowercased()
    }
    return place.map { Double($0 + 1) }
  }

  /// Minutes ahead of UTC.
  private static func zone(_ marker: Marker, _ text: String) -> Double {
    let sign: Double = text.hasPrefix("-") ? -1 : 1
    let digits = text.dropFirst()
    if let separator = marker.integer?.separators.first?.character {
      let parts = digits.split(separator: Character(separator), maxSplits: 1)
      return sign * ((Double(parts.first ?? "") ?? 0) * 60 + (parts.count > 1 ? Double(parts[1]) ?? 0 : 0))
    }
    if digits.count <= 2 { return sign * (Double(digits) ?? 0) * 60 }
    return sign * ((Double(digits.prefix(2)) ?? 0) * 60 + (Double(digits.dropFirst(2)) ?? 0))
  }

  private static func moment(_ given: [Character: Double], _ now: CalendarDate) throws(JSONataError) -> Double {
    func only(_ allowed: String, of all: String) -> Bool {
      let present = all.filter { given[$0] != nil }
      return !present.isEmpty && present.allSatisfy { allowed.contains($0) }
    }
    let all = "YXMxWwdD"
    let byDate = only("YMD", of: all)
    let byDay = !byDate && only("Yd", of: all)
    // Weeks of months and years can be written, but 2.0.6 does not read them.
    if only("XxwF", of: all) || only("XWF", of: all) { throw JSONataError("D3136") }
    let byHalves = !only("Hmsf", of: "PHhmsf") && only("Phmsf", of: "PHhmsf")
    var components = given
    var (hasStarted, hasEnded) = (false, false)
    for part in (byDay ? "Yd" : "YMD") + (byHalves ? "Phmsf" : "Hmsf") {
      if components[part] != nil {
        hasStarted = true
        if hasEnded { throw JSONataError("D3136") }
      } else if hasStarted {
        components[part] = "MDd".contains(part) ? 1 : 0
        hasEnded = true
      } else {
        components[part] = number(part, now).map(Double.init)
      }
    }
    func component(_ name: Character) -> Int { Int(max(-1e9, min(1e9, components[name] ?? 0))) }
    var hour = component("H")
    if byHalves { hour = (component("h") == 12 ? 0 : component("h")) + (component("P") == 1 ? 12 : 0) }
    let days =
      byDay
      ? CalendarDate.days(component("Y"), 1, 1) + component("d") - 1 : CalendarDate.days(component("Y"), component("M"), component("D"))
    let minutes = Double(days) * 1_440 + Double(hour * 60 + component("m")) - (given["Z"] ?? given["z"] ?? 0)
    return minutes * 60_000 + Double(component("s") * 1_000 + component("f"))
  }
}

/// Timestamps as ISO 8601 writes them.
enum ISOTimestamp {
  /// Milliseconds since 1970; nil when it is none. A date alone is UTC, and so is a time without a zone.
  static func milliseconds(_ text: String) -> Double? {
    var rest = Array(text.utf8)[...]
    func digits(_ count: Int) -> Int? {
      guard rest.count >= count, rest.prefix(count).allSatisfy({ (48...57).contains($0) }) else { return nil }
      let value = rest.prefix(count).reduce(0) { $0 * 10 + Int($1) - 48 }
      rest = rest.dropFirst(count)
      return value
    }
    func take(_ character: Character) -> Bool {
      guard let first = rest.first, first == character.asciiValue else { return false }
      rest = rest.dropFirst()
      return true
    }
    guard let year = digits(4) else { return nil }
    var (month, day) = (1, 1)
    if take("-") {
      guard let value = digits(2), (1...12).contains(value) else { return nil }
      month = value
      if take("-") {
        guard let value = digits(2), (1...31).contains(value) else { return nil }
        day = value
      }
    }
    var milliseconds = 0.0
    var offset = 0
    if take("T") {
      guard let hour = digits(2), hour <= 24, take(":"), let minute = digits(2), minute < 60, take(":"), let second = digits(2), second < 60
      else { return nil }
      milliseconds = Double((hour * 60 + minute) * 60 + second) * 1_000
      if take(".") {
        let fraction = rest.prefix { (48...57).contains($0) }
        guard !fraction.isEmpty else { return nil }
        // Milliseconds; what is finer is cut.
        var value = 0.0
        for (at, digit) in fraction.prefix(3).enumerated() { value += Double(digit - 48) * [100, 10, 1][at] }
        milliseconds += value
        rest = rest.dropFirst(fraction.count)
      }
    }
    if !take("Z"), let sign = rest.first, sign == 43 || sign == 45 {
      rest = rest.dropFirst()
      guard let hours = digits(2) else { return nil }
      _ = take(":")
      guard let minutes = digits(2) else { return nil }
      offset = (hours * 60 + minutes) * (sign == 45 ? -1 : 1)
    }
    guard rest.isEmpty else { return nil }
    return Double(CalendarDate.days(year, month, day)) * 86_400_000 + milliseconds - Double(offset) * 60_000
  }
}
