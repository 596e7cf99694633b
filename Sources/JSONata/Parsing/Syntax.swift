/// A node of an expression as it was read. The parser builds it, `SyntaxResolver` gives it its final form (paths, predicates, ancestors), `Compiler` makes it runnable.
final class Syntax {
  enum Kind: String {
    case name, variable, string, number, value, regex, operation = "operator", wildcard, descendant, parent, binary, unary, function,
      partial,
      lambda, condition, transform, block, path, bind, apply, sort
    case end = "(end)"
    /// A punctuation mark that stands where an operand should.
    case mark
  }

  var kind: Kind
  /// How many operators stand to its left, one inside the other.
  var leftDepth = 0
  var text: String
  var position: Int
  var number = 0.0
  var literal: JSONataValue = .undefined
  var pattern: Pattern?

  var left: Syntax?
  var right: Syntax?
  /// Elements of an array, statements of a block, arguments of a call, parameters of a lambda.
  var parts: [Syntax] = []
  var pairs: [(key: Syntax, value: Syntax)] = []
  var terms: [Term] = []
  var procedure: Syntax?
  var body: Syntax?
  var signature: Signature?
  var isThunk = false
  var condition: Syntax?
  var then: Syntax?
  var otherwise: Syntax?
  var target: Syntax?
  var update: Syntax?
  var deletion: Syntax?

  // What resolving adds.
  var steps: [Syntax] = []
  var predicates: [Stage]?
  var stages: [Stage]?
  var group: (pairs: [(key: Syntax, value: Syntax)], position: Int)?
  var keepsArray = false
  var keepsSingleton = false
  var isConstructor = false
  var isTuple = false
  var focus: String?
  var index: String?
  var ancestor: Slot?
  var slot: Slot?
  var seeking: [Slot]?

  struct Term {
    var isDescending: Bool
    var expression: Syntax
  }

  enum Stage {
    case filter(Syntax)
    case index(String)
  }

  /// A place for an ancestor (`%`) that some step binds.
  final class Slot {
    var label: String
    var level: Int
    let index: Int

    init(label: String, level: Int, index: Int) {
      self.label = label
      self.level = level
      self.index = index
    }
  }

  init(_ kind: Kind, _ text: String = "", at position: Int) {
    self.kind = kind
    self.text = text
    self.position = position
  }
}
