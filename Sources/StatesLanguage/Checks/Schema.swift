/// What may stand in a field.
enum FieldKind: Sendable {
  /// Checked elsewhere, or not at all.
  case any
  case string
  case boolean
  case object
  case array
  /// One of these strings.
  case oneOf([String])
  /// A whole number within bounds; in JSONata an expression too.
  case integer(ClosedRange<Int>)
  /// A number within bounds; in JSONata an expression too.
  case number(ClosedRange<Double>)
  /// A path (`InputPath`); null where it says so.
  case path(orNull: Bool)
  /// A path that leads to one place (`ResultPath`); null, or an intrinsic function, where it says so.
  case referencePath(orNull: Bool = false, orIntrinsic: Bool = false)
  /// A payload template in JSONPath; in JSONata any value with expressions in its strings.
  case template
  /// A payload template that is an object.
  case objectTemplate
  /// An RFC 3339 time; in JSONata an expression too.
  case timestamp
}

/// One field of an object of the language.
struct FieldRule: Sendable {
  var name: String
  var kind: FieldKind
  /// The only language it belongs to; nil for both.
  var language: QueryLanguage?
  var isRequired: Bool

  init(_ name: String, _ kind: FieldKind, _ language: QueryLanguage? = nil, required: Bool = false) {
    self.name = name
    self.kind = kind
    self.language = language
    isRequired = required
  }
}

/// The fields of one kind of object: a type of state, a retrier, a Choice rule.
struct Schema: Sendable {
  var fields: [String: FieldRule]
  /// Names in the order they are written here.
  var order: [String]
  /// What must stand, in that order.
  var required: [String]
  /// Sets of fields of which at most one may stand.
  var exclusive: [[String]]

  init(_ rules: [FieldRule], exclusive: [[String]] = []) {
    fields = Dictionary(rules.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    order = rules.map(\.name)
    required = rules.filter(\.isRequired).map(\.name)
    self.exclusive = exclusive
  }

  /// The fields that belong to a language.
  func names(_ language: QueryLanguage) -> [String] {
    order.filter { fields[$0]?.language == nil || fields[$0]?.language == language }
  }
}
