import JSON

/// Which variables each state of a definition reads: what DescribeStateMachine tells as `variableReferences`.
package enum VariableReferences {
  private typealias Found = [(state: String, names: Set<String>)]

  /// `{"State": ["a", "b"]}`, states as they stand, names sorted; nil when no state reads one.
  package static func of(_ definition: JSONValue) -> JSONValue? {
    var found: Found = []
    let isJSONata = definition["QueryLanguage"]?.stringValue == "JSONata"
    group(definition, isJSONata, &found)
    let object = JSONObject(
      found.filter { !$0.names.isEmpty }.map { ($0.state, .array($0.names.sorted().map { .string($0) })) })
    return object.isEmpty ? nil : .object(object)
  }

  private static func group(_ group: JSONValue, _ isJSONata: Bool, _ found: inout Found) {
    for (name, state) in group["States"]?.objectValue ?? [:] {
      guard let members = state.objectValue else { continue }
      let language = state["QueryLanguage"]?.stringValue.map { $0 == "JSONata" } ?? isJSONata
      var names = Set<String>()
      for (key, value) in members where !isInner(key) { collect(key, value, language, &names) }
      found.append((name, names))
      for branch in state["Branches"]?.arrayValue ?? [] { self.group(branch, isJSONata, &found) }
      for key in ["ItemProcessor", "Iterator"] { if let inner = state[key] { self.group(inner, isJSONata, &found) } }
    }
  }

  private static func isInner(_ key: String) -> Bool { key == "Branches" || key == "ItemProcessor" || key == "Iterator" }

  private static func collect(_ key: String, _ value: JSONValue, _ isJSONata: Bool, _ names: inout Set<String>) {
    switch value {
    case .object(let object):
      // A literal is data, whatever it looks like.
      if key == "Result" { return }
      for (key, value) in object { collect(key, value, isJSONata, &names) }
    case .array(let elements): for element in elements { collect(key, element, isJSONata, &names) }
    case .string(let text):
      if isJSONata {
        if text.hasPrefix("{%") { expression(text, &names) }
      } else if key.hasSuffix(".$") || key == "Variable" || (key.hasSuffix("Path") && key != "ResultPath") {
        path(text, &names)
      }
    default: break
    }
  }

  /// `$name` outside quotes; `$.a` and `$$.b` are no variables.
  private static func path(_ text: String, _ names: inout Set<String>) {
    var scanner = WordScanner(text, quotes: "'")
    while let word = scanner.next() { names.insert(word.name) }
  }

  /// `$name` that is neither called, nor bound in the expression, nor `$states`.
  private static func expression(_ text: String, _ names: inout Set<String>) {
    var scanner = WordScanner(text, quotes: "'\"`")
    var read = Set<String>()
    var bound: Set<String> = ["states"]
    var isParameter = false
    while let word = scanner.next() {
      if word.followsFunction { isParameter = true }
      if isParameter || word.isBound {
        bound.insert(word.name)
      } else if !word.isCalled {
        read.insert(word.name)
      }
      if word.endsParameters { isParameter = false }
    }
    names.formUnion(read.subtracting(bound))
  }
}

/// The words that begin with one `$` in a path, an intrinsic call or an expression.
private struct WordScanner {
  struct Word {
    var name: String
    var isCalled: Bool
    var isBound: Bool
    var followsFunction: Bool
    var endsParameters: Bool
  }

  private let bytes: [UInt8]
  private let quotes: Set<UInt8>
  private var at = 0

  init(_ text: String, quotes: String) {
    bytes = Array(text.utf8)
    self.quotes = Set(quotes.utf8)
  }

  mutating func next() -> Word? {
    while at < bytes.count {
      let byte = bytes[at]
      if quotes.contains(byte) {
        skipQuoted(byte)
      } else if byte == UInt8(ascii: "$") {
        let begin = at + 1
        let isDoubled = at > 0 && bytes[at - 1] == UInt8(ascii: "$")
        at += 1
        while at < bytes.count, isPart(bytes[at]) { at += 1 }
        guard at > begin, !isDoubled, !isDigit(bytes[begin]) else { continue }
        return word(begin)
      } else {
        at += 1
      }
    }
    return nil
  }

  private func word(_ begin: Int) -> Word {
    let rest = bytes[at...].drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D }
    let before = bytes[..<(begin - 1)].reversed().drop { $0 == 0x20 }
    let opened = before.first == UInt8(ascii: "(") ? Array(before.dropFirst().drop { $0 == 0x20 }.prefix(8).reversed()) : []
    let text = String(decoding: opened, as: UTF8.self)
    return Word(
      name: String(decoding: bytes[begin..<at], as: UTF8.self), isCalled: rest.first == UInt8(ascii: "("),
      isBound: rest.starts(with: ":=".utf8), followsFunction: text.hasSuffix("function") || text.hasSuffix("λ"),
      endsParameters: rest.first == UInt8(ascii: ")"))
  }

  private mutating func skipQuoted(_ quote: UInt8) {
    at += 1
    while at < bytes.count, bytes[at] != quote { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
    at += 1
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
  private func isPart(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte == UInt8(ascii: "_") || byte >= 0x80
  }
}
