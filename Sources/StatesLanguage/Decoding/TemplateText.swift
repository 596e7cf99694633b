import JSON

/// A text with `${NAME}` placeholders, made ready for a parser: those with a value replaced, and in JSON those that stand where a value
/// should made a string of the same length. It leads the places of what was parsed back to the original text.
struct TemplateText {
  /// What the parser reads.
  private(set) var bytes: [UInt8] = []
  private let source: [UInt8]
  /// Replacements in order, as ranges of `bytes` and of `source`.
  private var edits: [(new: Range<Int>, old: Range<Int>)] = []
  /// Where in `bytes` a placeholder without quotes begins, with its text.
  private var bare: [Int: String] = [:]
  /// Of `source`, where anything was replaced.
  private var lines: LineTable?

  init(_ source: [UInt8], isJSON: Bool, substitutions: [String: String]) {
    self.source = source
    guard Placeholder.first(in: source, from: 0) != nil else {
      bytes = source
      return
    }
    lines = LineTable(source)
    bytes.reserveCapacity(source.count)
    var at = 0
    var inString = false
    while at < source.count {
      let byte = source[at]
      if let found = byte == UInt8(ascii: "$") ? Placeholder.at(at, in: source) : nil {
        place(found, inString: inString, isJSON: isJSON, substitutions)
        at = found.range.upperBound
        continue
      }
      if isJSON, byte == UInt8(ascii: "\\"), inString, at + 1 < source.count {
        bytes.append(byte)
        at += 1
      } else if isJSON, byte == UInt8(ascii: "\"") {
        inString.toggle()
      }
      bytes.append(source[at])
      at += 1
    }
  }

  private mutating func place(_ found: Placeholder, inString: Bool, isJSON: Bool, _ substitutions: [String: String]) {
    let start = bytes.count
    if let value = substitutions[found.name] {
      bytes.append(contentsOf: isJSON && inString ? TemplateText.escaped(value) : Array(value.utf8)[...])
      edits.append((start..<bytes.count, found.range))
    } else if isJSON, !inString {
      bare[start] = "${\(found.name)}"
      bytes.append(UInt8(ascii: "\""))
      bytes.append(contentsOf: repeatElement(UInt8(ascii: "x"), count: found.range.count - 2))
      bytes.append(UInt8(ascii: "\""))
    } else {
      bytes.append(contentsOf: source[found.range])
    }
  }

  /// `value` as it stands inside the quotes of a JSON string.
  private static func escaped(_ value: String) -> ArraySlice<UInt8> {
    var quoted: [UInt8] = []
    JSONWriter.write(string: value, into: &quoted)
    return quoted.dropFirst().dropLast()
  }

  /// The tree with its places in the original text and its placeholders without quotes as they were written.
  func restored(_ node: JSONNode) -> JSONNode {
    if edits.isEmpty && bare.isEmpty { return node }
    var node = node
    if let text = bare[node.range.start.offset], node.stringValue != nil { node.content = .string(text) }
    switch node.content {
    case .array(let elements): node.content = .array(elements.map(restored))
    case .object(let members):
      node.content = .object(
        members.map { JSONMember(key: $0.key, keyRange: original($0.keyRange), value: restored($0.value)) })
    default: break
    }
    node.range = original(node.range)
    return node
  }

  private func original(_ range: SourceRange) -> SourceRange {
    SourceRange(start: original(range.start), end: original(range.end))
  }

  /// A place of `bytes` in the original text; places inside a replacement are where the placeholder begins.
  func original(_ position: SourcePosition) -> SourcePosition {
    guard let lines, !edits.isEmpty else { return position }
    var low = 0
    var high = edits.count
    while low < high {
      let middle = (low + high) / 2
      if edits[middle].new.lowerBound <= position.offset { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return position }
    let edit = edits[low - 1]
    let inside = position.offset < edit.new.upperBound
    return lines.position(of: inside ? edit.old.lowerBound : edit.old.upperBound + (position.offset - edit.new.upperBound))
  }
}
