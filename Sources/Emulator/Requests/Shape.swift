/// What a member of a request may hold, as the service's model says it.
indirect enum Shape: Sendable {
  /// A text; lengths count UTF-16 units.
  case text(min: Int = 0, max: Int = .max, pattern: TextRule? = nil)
  /// One of a set of words, which is told in this order.
  case word([String])
  case integer(min: Int = .min, max: Int = .max)
  case number(min: Double, max: Double)
  case flag
  case list(Shape, min: Int = 0, max: Int = .max)
  case structure(Structure)

  /// An object with members of its own.
  struct Structure: Sendable {
    /// What it is called where its value is shown.
    var name: String
    var members: [(name: String, shape: Shape)]
    var required: Set<String>

    init(_ name: String, _ members: [(name: String, shape: Shape)], required: Set<String> = []) {
      self.name = name
      self.members = members
      self.required = required
    }

    func shape(of member: String) -> Shape? { members.first { $0.name == member }?.shape }
  }
}

/// A pattern that a text must match.
struct TextRule: Sendable {
  /// As it is told.
  var pattern: String
  var matches: @Sendable (String) -> Bool

  /// Letters, digits, `_`, `-` and `.`, not digits alone.
  static let restrictedName = TextRule(pattern: #"^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$"#) { text in
    var hasOther = false
    for byte in text.utf8 {
      switch byte {
      case 48...57: break
      case 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): hasOther = true
      default: return false
      }
    }
    return hasOther
  }
  /// Visible ASCII.
  static let visible = TextRule(pattern: "[!-~]+") { !$0.isEmpty && $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }
  static let ascii = TextRule(pattern: #"\p{ASCII}*"#) { $0.utf8.allSatisfy { $0 < 0x80 } }
}
