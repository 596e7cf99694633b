/// A file in the form of `~/.aws/config`, read as botocore reads it (Python's RawConfigParser): `[section]`, `key = value` or `key: value`,
/// whole lines of comment after `#` or `;`, keys in lower case, deeper indented lines going on with the value. A value that begins on the
/// line below its key is a block of settings of its own.
struct INIFile: Sendable {
  /// One setting of a block.
  struct Inner: Sendable, Equatable {
    var value: String
    var line: Int
  }

  /// One setting. Values may be secret: no description shows them.
  struct Entry: Sendable, Equatable {
    var value: String
    var line: Int
    /// The settings of a block, by name.
    var block: [String: Inner]?
  }

  /// A section and its settings by name.
  struct Section: Sendable, Equatable {
    var name: String
    var line: Int
    var entries: [String: Entry] = [:]
  }

  /// Why a file cannot be used, and in which line.
  struct Problem: Error, Sendable, Equatable {
    var line: Int
    var sentence: String
  }

  /// In the file's order.
  private(set) var sections: [Section] = []

  /// The longest file read.
  static let limit = 1 << 20

  init(_ bytes: [UInt8]) throws(Problem) {
    guard bytes.count <= INIFile.limit else { throw Problem(line: 1, sentence: "the file is longer than 1 MiB") }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    guard let text = String(validating: bytes.starts(with: mark) ? bytes[3...] : bytes[...], as: UTF8.self), !text.contains("\0") else {
      throw Problem(line: 1, sentence: "the file is not UTF-8 text")
    }
    var reader = Reader()
    var number = 0
    for line in INIFile.lines(text) {
      number += 1
      try reader.take(line, number)
    }
    sections = try reader.finish()
  }

  private static func lines(_ text: String) -> [Substring.UnicodeScalarView] {
    var lines: [Substring.UnicodeScalarView] = []
    let scalars = text.unicodeScalars
    var start = scalars.startIndex
    var at = start
    while at < scalars.endIndex {
      let next = scalars.index(after: at)
      if scalars[at] == "\n" || scalars[at] == "\r" {
        lines.append(scalars[start..<at])
        let pair = scalars[at] == "\r" && next < scalars.endIndex && scalars[next] == "\n"
        at = pair ? scalars.index(after: next) : next
        start = at
      } else {
        at = next
      }
    }
    if start < scalars.endIndex { lines.append(scalars[start...]) }
    return lines
  }
}

extension INIFile {
  /// Takes the lines in turn.
  private struct Reader {
    private var sections: [Section] = []
    private var known: [String: Int] = [:]
    /// The key whose value may go on, with its lines.
    private var open: (key: String, line: Int, parts: [(text: String, line: Int)])?
    private var indent = 0

    mutating func take(_ line: Substring.UnicodeScalarView, _ number: Int) throws(Problem) {
      let depth = line.prefix { $0.properties.isWhitespace }.count
      let text = INIFile.trimmed(line)
      let isComment = text.hasPrefix("#") || text.hasPrefix(";")
      guard !text.isEmpty, !isComment else {
        // An empty line inside a value belongs to it; a comment does not.
        if !isComment { open?.parts.append(("", number)) }
        return
      }
      if open != nil, depth > indent {
        open?.parts.append((text, number))
        return
      }
      indent = depth
      try close()
      if text.hasPrefix("["), let end = text.lastIndex(of: "]"), text.index(after: text.startIndex) < end {
        return try begin(String(text[text.index(after: text.startIndex)..<end]), number)
      }
      guard !sections.isEmpty else {
        throw Problem(line: number, sentence: "a line before the first [section]; write the section's name above it")
      }
      guard let cut = text.firstIndex(where: { $0 == "=" || $0 == ":" }), cut > text.startIndex else {
        throw Problem(line: number, sentence: "neither '[section]' nor 'key = value'")
      }
      let key = INIFile.trimmed(text[..<cut].unicodeScalars).lowercased()
      let value = INIFile.trimmed(text[text.index(after: cut)...].unicodeScalars)
      if let first = sections[sections.count - 1].entries[key] {
        throw Problem(
          line: number, sentence: "\(INIFile.quoted(key)) is there twice in this section, first in line \(first.line); keep one")
      }
      open = (key, number, [(value, number)])
      // Known at once, so that a second one is found; its value follows.
      sections[sections.count - 1].entries[key] = Entry(value: value, line: number)
    }

    private mutating func begin(_ name: String, _ number: Int) throws(Problem) {
      if let first = known[name] {
        throw Problem(line: number, sentence: "the section \(INIFile.quoted(name)) is there twice, first in line \(first); join the two")
      }
      known[name] = number
      sections.append(Section(name: name, line: number))
    }

    /// The open value is whole.
    private mutating func close() throws(Problem) {
      guard let (key, line, taken) = open else { return }
      var parts = taken
      open = nil
      while parts.count > 1, parts.last?.text.isEmpty == true { parts.removeLast() }
      var entry = Entry(value: parts.map(\.text).joined(separator: "\n"), line: line)
      if parts.count > 1, parts[0].text.isEmpty {
        var block: [String: Inner] = [:]
        for part in parts where !part.text.isEmpty {
          guard let cut = part.text.firstIndex(of: "=") else {
            throw Problem(line: part.line, sentence: "not 'key = value', which lines below \(INIFile.quoted(key)) have to be")
          }
          let name = INIFile.trimmed(part.text[..<cut].unicodeScalars)
          block[name] = Inner(value: INIFile.trimmed(part.text[part.text.index(after: cut)...].unicodeScalars), line: part.line)
        }
        entry.block = block
      }
      sections[sections.count - 1].entries[key] = entry
    }

    mutating func finish() throws(Problem) -> [Section] {
      try close()
      return sections
    }
  }

  private static func trimmed(_ text: Substring.UnicodeScalarView) -> String {
    let start = text.drop { $0.properties.isWhitespace }
    var end = start.endIndex
    while end > start.startIndex, start[start.index(before: end)].properties.isWhitespace { end = start.index(before: end) }
    return String(start[..<end])
  }

  /// A name from the file in a message: short, without control characters.
  static func quoted(_ name: String) -> String {
    "'" + String(String.UnicodeScalarView(name.unicodeScalars.prefix(80).map { $0.properties.generalCategory == .control ? "?" : $0 }))
      + "'"
  }
}

extension INIFile.Entry: CustomStringConvertible, CustomReflectable {
  /// Where it is; never the value.
  var description: String { "a setting in line \(line)" }
  /// Nothing: a dump shows no secret.
  var customMirror: Mirror { Mirror(self, children: []) }
}

extension INIFile.Inner: CustomStringConvertible, CustomReflectable {
  /// Where it is; never the value.
  var description: String { "a setting in line \(line)" }
  /// Nothing: a dump shows no secret.
  var customMirror: Mirror { Mirror(self, children: []) }
}
