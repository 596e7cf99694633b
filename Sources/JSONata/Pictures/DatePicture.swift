/// Dates by a picture such as `[Y0001]-[M01]-[D01]`: XPath's format-dateTime, as `$fromMillis` and `$toMillis` offer it.
struct DatePicture {
  enum Part {
    case literal(String)
    case marker(Marker)
  }

  struct Marker {
    enum Names { case lower, upper, title }

    var component: Character
    var names: Names?
    var presentation2: Character?
    var least: Int?
    var most: Int?
    var integer: IntegerPicture?
    /// Digits of a year that are kept; -1 keeps all.
    var digits = -1
  }

  private(set) var parts: [Part] = []

  /// What a date looks like without a picture.
  static let iso8601 = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]"

  private static let standard: [Character: String] = [
    "Y": "1", "M": "1", "D": "1", "d": "1", "F": "n", "W": "1", "w": "1", "X": "1", "x": "1", "H": "1", "h": "1", "P": "n", "m": "01",
    "s": "01",
    "f": "1", "Z": "01:01", "z": "01:01", "C": "n", "E": "n",
  ]
  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
  ]
  static let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

  init(_ picture: String) throws(JSONataError) {
    let characters = Array(picture)
    var start = 0
    var at = 0
    func literal(_ end: Int) -> Part? {
      guard end > start else { return nil }
      return .literal(String(characters[start..<end]).replacing(pairs: "]]", by: "]"))
    }
    while at < characters.count {
      if characters[at] == "[" {
        if let before = literal(at) { parts.append(before) }
        if at + 1 < characters.count, characters[at + 1] == "[" {
          parts.append(.literal("["))
          at += 2
          start = at
          continue
        }
        guard let end = characters[at...].firstIndex(of: "]") else { throw JSONataError("D3135") }
        try append(String(characters[at + 1..<end].filter { !$0.isWhitespace }))
        at = end
        start = end + 1
      }
      at += 1
    }
    if let rest = literal(characters.count) { parts.append(rest) }
  }

  private mutating func append(_ text: String) throws(JSONataError) {
    var marker = Marker(component: text.first ?? " ")
    var presentation = String(text.dropFirst())
    if let comma = text.lastIndex(of: ",") {
      let width = text[text.index(after: comma)...].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
      marker.least = width.first.flatMap { Int($0) }
      // A text after a second hyphen is no width.
      marker.most = width.count > 1 ? Int(width[1]).flatMap { $0 >= 0 ? $0 : nil } : nil
      presentation = String(text[..<comma].dropFirst())
    }
    if presentation.count > 1, let last = presentation.last, "atco".contains(last) {
      marker.presentation2 = last
      presentation.removeLast()
    }
    if presentation.isEmpty {
      guard let standard = DatePicture.standard[marker.component] else { throw JSONataError("D3132", value: String(marker.component)) }
      presentation = standard
    }
    let letters = Array(presentation)
    if letters[0] == "n" {
      marker.names = .lower
    } else if letters[0] == "N" {
      marker.names = letters.count > 1 && letters[1] == "n" ? .title : .upper
    } else if "YMDdFWwXxHhmsf".contains(marker.component) {
      try setInteger(presentation, of: &marker)
    }
    if marker.component == "Z" || marker.component == "z" { marker.integer = try IntegerPicture(presentation) }
    parts.append(.marker(marker))
  }

  private mutating func setInteger(_ presentation: String, of marker: inout Marker) throws(JSONataError) {
    var integer = try IntegerPicture(presentation + (marker.presentation2.map { ";\($0)" } ?? ""))
    if let least = marker.least, integer.mandatoryDigits < least { integer.mandatoryDigits = min(least, 1_000) }
    if "YMD".contains(marker.component) {
      if let most = marker.most {
        marker.digits = most
        integer.mandatoryDigits = min(most, 1_000)
      } else {
        let width = integer.mandatoryDigits + integer.optionalDigits
        if width >= 2 { marker.digits = width }
      }
    }
    marker.integer = integer
    // Where two numbers meet, the first has to be of known width.
    if case .marker(var before)? = parts.last, let width = before.integer?.mandatoryDigits {
      before.integer?.parseWidth = width
      parts[parts.count - 1] = .marker(before)
    }
  }

  // MARK: Writing

  /// A moment as the picture says, in a zone given as `+0100`.
  func format(_ milliseconds: Double, _ zone: String?) throws(JSONataError) -> String {
    guard abs(milliseconds) <= 8.64e15 else { throw JSONataError("D1001", value: NumberText.text(of: milliseconds)) }
    let offset = zone.flatMap { Int($0.hasPrefix("+") ? String($0.dropFirst()) : $0) } ?? 0
    let (hours, minutes) = offset.quotientAndRemainder(dividingBy: 100)
    let date = CalendarDate(Int64(milliseconds.rounded(.down)) + Int64(max(-10_000, min(10_000, hours)) * 60 + minutes) * 60_000)
    var text = ""
    for part in parts {
      switch part {
      case .literal(let literal): text += literal
      case .marker(let marker): text += try DatePicture.text(of: marker, date, hours, minutes)
      }
    }
    return text
  }

  /// The number a component stands for.
  static func number(_ component: Character, _ date: CalendarDate) -> Int? {
    switch component {
    case "Y": date.year
    case "M": date.month
    case "D": date.day
    case "d": date.dayOfYear
    case "F": date.weekday
    case "W": date.weekOfYear
    case "w": date.weekOfMonth
    case "X": date.weekYear
    case "x": date.weekMonth
    case "H": date.hour
    case "h": (date.hour + 11) % 12 + 1
    case "m": date.minute
    case "s": date.second
    case "f": date.millisecond
    case "P": date.hour >= 12 ? 1 : 0
    default: nil
    }
  }

  private static func text(of marker: Marker, _ date: CalendarDate, _ hours: Int, _ minutes: Int) throws(JSONataError) -> String {
    switch marker.component {
    case "Z", "z": return try zone(marker, hours, minutes)
    case "P":
      let half = date.hour >= 12 ? "pm" : "am"
      return marker.names == .upper ? half.uppercased() : half
    case "C", "E": return "ISO"
    default: break
    }
    guard var number = number(marker.component, date) else { throw JSONataError("D3132", value: String(marker.component)) }
    if let names = marker.names {
      var name: String
      switch marker.component {
      case "M", "x": name = months[number - 1]
      case "F": name = days[number - 1]
      default: throw JSONataError("D3133", value: String(marker.component))
      }
      if names == .upper { name = name.uppercased() } else if names == .lower { name = name.lowercased() }
      return marker.most.map { String(name.prefix($0)) } ?? name
    }
    if marker.component == "Y", marker.digits > 0, marker.digits < 15 { number %= Int(DecimalPower.of(marker.digits)) }
    return try marker.integer?.format(Double(number)) ?? String(number)
  }

  private static func zone(_ marker: Marker, _ hours: Int, _ minutes: Int) throws(JSONataError) -> String {
    let offset = hours * 100 + minutes
    guard let integer = marker.integer else { return "" }
    if offset == 0, marker.presentation2 == "t" { return "Z" }
    var text: String
    if integer.regularGroup > 0 {
      text = try integer.format(Double(offset))
    } else {
      switch integer.mandatoryDigits {
      case 1, 2:
        text = try integer.format(Double(hours))
        if minutes != 0 { text += ":" + (try IntegerPicture("00").format(Double(abs(minutes)))) }
      case 3, 4: text = try integer.format(Double(offset))
      default: throw JSONataError("D3134", value: String(integer.mandatoryDigits))
      }
    }
    if offset >= 0 { text = "+" + text }
    return marker.component == "z" ? "GMT" + text : text
  }
}

extension String {
  fileprivate func replacing(pairs: String, by single: String) -> String {
    TextWork.split(self, pairs).joined(separator: single)
  }
}
