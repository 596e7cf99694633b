import Canvas

/// One line of text being typed: what prompts edit.
public struct LineEditor: Sendable, Equatable {
  /// More than any command needs; a paste beyond it is cut.
  static let longest = 32_768

  private(set) var characters: [Character]
  /// Characters before the cursor.
  private(set) var cursor: Int

  /// The cursor is behind the text's end; a text beyond the longest is cut.
  public init(_ text: String = "") {
    characters = Array(text.prefix(LineEditor.longest))
    cursor = characters.count
  }

  /// What has been typed so far.
  public var text: String { String(characters) }
  var beforeCursor: String { String(characters[..<cursor]) }

  /// Takes a key that edits; false when the key means something else here.
  mutating func handle(_ key: Key) -> Bool {
    switch key {
    case .character(let character): insert(String(character))
    case .paste(let text): insert(text.filter { !$0.isNewline })
    case .backspace: if cursor > 0 { characters.remove(at: cursor - 1); cursor -= 1 }
    case .delete: if cursor < characters.count { characters.remove(at: cursor) }
    case .left: cursor = max(0, cursor - 1)
    case .right: cursor = min(characters.count, cursor + 1)
    case .home: cursor = 0
    case .end, .control("e"): cursor = characters.count
    case .control("u"):
      characters.removeFirst(cursor)
      cursor = 0
    case .control("w"): removeWord()
    default: return false
    }
    return true
  }

  mutating func insert(_ text: String) {
    let added = Array(text.prefix(LineEditor.longest - characters.count))
    characters.insert(contentsOf: added, at: cursor)
    cursor += added.count
  }

  mutating func set(_ text: String) { self = LineEditor(text) }

  private mutating func removeWord() {
    var start = cursor
    while start > 0, characters[start - 1] == " " { start -= 1 }
    while start > 0, characters[start - 1] != " " { start -= 1 }
    characters.removeSubrange(start..<cursor)
    cursor = start
  }
}
