/// What a user did at the keyboard, or the terminal told.
public enum Key: Sendable, Hashable {
  case character(Character)
  case enter, escape, tab, backTab, backspace, delete, up, down, left, right, home, end, pageUp, pageDown, insert
  /// F1 is 1.
  case function(Int)
  /// Ctrl with a letter, in lower case (or one of `@ [ \ ] ^ _`). Ctrl-I, Ctrl-M, Ctrl-H and Ctrl-[ are tab, enter, backspace and escape.
  case control(Character)
  /// Text pasted in one piece, as it came.
  case paste(String)
  case resize, focusIn, focusOut
}

extension Key: CustomStringConvertible {
  private static let names: [(Key, String)] = [
    (.enter, "Enter"), (.escape, "Esc"), (.tab, "Tab"), (.backTab, "Shift-Tab"), (.backspace, "Backspace"), (.delete, "Delete"),
    (.up, "Up"),
    (.down, "Down"), (.left, "Left"), (.right, "Right"), (.home, "Home"), (.end, "End"), (.pageUp, "PageUp"), (.pageDown, "PageDown"),
    (.insert, "Insert"), (.resize, "Resize"), (.focusIn, "Focus-In"), (.focusOut, "Focus-Out"), (.character(" "), "Space"),
  ]
  private static let nameOfKey = Dictionary(names.map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first })
  private static let keyOfName: [String: Key] = {
    var table = Dictionary(names.map { ($0.1.lowercased(), $0.0) }, uniquingKeysWith: { first, _ in first })
    for (name, key) in [
      ("escape", Key.escape), ("return", .enter), ("backtab", .backTab), ("pgup", .pageUp), ("pgdn", .pageDown), ("del", .delete),
    ] {
      table[name] = key
    }
    return table
  }()

  /// How keys are written in the help, the footer and keymaps: `s`, `Ctrl-D`, `Enter`, `Shift-Tab`, `Space`, `F5`. A paste is `Paste`.
  public var description: String {
    switch self {
    case .character(let character) where character != " ": return String(character)
    case .control(let character): return "Ctrl-" + character.uppercased()
    case .function(let number): return "F\(number)"
    case .paste: return "Paste"
    default: return Key.nameOfKey[self] ?? ""
    }
  }

  /// The key that `description` writes so; names in any case. Nil for what is no key's name (`Paste` among them, since nobody binds it).
  public init?(name: String) {
    if name.count == 1, let character = name.first, VisibleText.sanitise(name) == name {
      self = character == " " ? .character(" ") : .character(character)
      return
    }
    let lower = name.lowercased()
    if let key = Key.keyOfName[lower] {
      self = key
      return
    }
    if lower.first == "f", let number = Int(lower.dropFirst()), (1...63).contains(number), lower == "f\(number)" {
      self = .function(number)
      return
    }
    guard lower.hasPrefix("ctrl-"), lower.count == 6, let letter = lower.last, let byte = letter.asciiValue else { return nil }
    switch letter {
    case "i": self = .tab
    case "m": self = .enter
    case "h": self = .backspace
    case "[": self = .escape
    case "a"..."z": self = .control(letter)
    default:
      guard [0x40, 0x5C, 0x5D, 0x5E, 0x5F].contains(byte) else { return nil }
      self = .control(letter)
    }
  }
}
