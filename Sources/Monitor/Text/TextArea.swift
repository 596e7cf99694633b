import Canvas

/// Several lines of text being edited in place, such as the JSON that will be sent.
public struct TextArea: Sendable, Equatable {
  /// Beyond it nothing more is taken: twice the payload quota, so that a text that is too long can still be pasted and cut.
  static let mostCharacters = 524_288

  private(set) var lines: [[Character]]
  /// The cursor's line and the characters before it there.
  private(set) var line = 0
  private(set) var column = 0
  private var count: Int

  /// Splits the text at any line break, cut where it is longer than an area takes; the cursor is at its beginning.
  public init(_ text: String = "") {
    let kept = text.prefix(TextArea.mostCharacters)
    lines = kept.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { Array($0) }
    if lines.isEmpty { lines = [[]] }
    count = kept.count
  }

  /// The lines, joined with line feeds whatever breaks the text came with.
  public var text: String { lines.map { String($0) }.joined(separator: "\n") }

  /// Puts the cursor behind `column` characters of `line`, or as near as there is text.
  mutating func move(line: Int, column: Int) {
    self.line = min(max(0, line), lines.count - 1)
    self.column = min(max(0, column), lines[self.line].count)
  }

  /// Takes a key that edits or moves; false when the key means something else here.
  mutating func handle(_ key: Key) -> Bool {
    switch key {
    case .character(let character): insert(String(character))
    case .paste(let text): insert(text)
    case .enter: insert("\n" + indentation)
    case .tab: insert("  ")
    case .backspace: removeBefore()
    case .delete: removeAfter()
    case .left: if column > 0 { column -= 1 } else if line > 0 { move(line: line - 1, column: .max) }
    case .right: if column < lines[line].count { column += 1 } else if line + 1 < lines.count { move(line: line + 1, column: 0) }
    case .up: move(line: line - 1, column: line == 0 ? 0 : column)
    case .down: move(line: line + 1, column: line + 1 == lines.count ? .max : column)
    case .home: column = 0
    case .end, .control("e"): column = lines[line].count
    case .pageUp: move(line: line - 10, column: column)
    case .pageDown: move(line: line + 10, column: column)
    case .control("u"):
      count -= column
      lines[line].removeFirst(column)
      column = 0
    default: return false
    }
    return true
  }

  private var indentation: String { String(lines[line].prefix { $0 == " " }.prefix(column)) }

  private mutating func insert(_ text: String) {
    let added = text.prefix(max(0, TextArea.mostCharacters - count))
    count += added.count
    let pieces = added.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { Array($0) }
    guard let first = pieces.first, let last = pieces.last else { return }
    let tail = Array(lines[line][column...])
    lines[line].replaceSubrange(column..., with: first)
    if pieces.count == 1 {
      column += first.count
      lines[line] += tail
    } else {
      lines.insert(contentsOf: pieces.dropFirst().dropLast() + [last + tail], at: line + 1)
      line += pieces.count - 1
      column = last.count
    }
  }

  private mutating func removeBefore() {
    if column > 0 {
      lines[line].remove(at: column - 1)
      column -= 1
    } else if line > 0 {
      column = lines[line - 1].count
      lines[line - 1] += lines[line]
      lines.remove(at: line)
      line -= 1
    } else {
      return
    }
    count -= 1
  }

  private mutating func removeAfter() {
    if column < lines[line].count {
      lines[line].remove(at: column)
    } else if line + 1 < lines.count {
      lines[line] += lines.remove(at: line + 1)
    } else {
      return
    }
    count -= 1
  }
}
