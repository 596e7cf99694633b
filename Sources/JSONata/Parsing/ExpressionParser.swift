/// Reads an expression: operator precedence by binding powers, as Pratt described it.
struct ExpressionParser {
  private var tokens: Tokenizer
  private var token: Token
  private var depth = 0
  /// How deep an expression may nest: the reader calls itself.
  static let maximumDepth = 300
  /// How many operators may follow one another: `1+1+1…` nests to the left.
  static let maximumChain = 1_000

  /// The names that something in the expression binds.
  private var bound: Set<String> = []

  /// The whole expression, and the names that something in it binds.
  static func parse(_ text: String) throws(JSONataError) -> (root: Syntax, bound: Set<String>) {
    var parser = ExpressionParser(text)
    try parser.advance()
    let root = try parser.expression(0)
    guard parser.token.kind == .end else {
      throw JSONataError("S0201", at: parser.token.position, token: parser.token.text)
    }
    return (root, parser.bound)
  }

  private init(_ text: String) {
    tokens = Tokenizer(text)
    token = Token(kind: .end, text: "(end)", position: 0)
  }

  // MARK: Tokens

  /// Whether the next token is this operator or mark.
  private func isAt(_ mark: String) -> Bool { token.kind == .operation && token.text == mark }

  private mutating func advance(_ expected: String? = nil, isInfix: Bool = false) throws(JSONataError) {
    if let expected, !isAt(expected) {
      throw JSONataError(token.kind == .end ? "S0203" : "S0202", at: token.position, token: token.text, value: expected)
    }
    token = try tokens.next(isInfix: isInfix)
    if token.kind == .operation, Tokenizer.bindingPowers[token.text] == nil {
      throw JSONataError("S0204", at: token.position, token: token.text)
    }
  }

  private var power: Int { token.kind == .operation ? Tokenizer.bindingPowers[token.text] ?? 0 : 0 }

  // MARK: Expressions

  private mutating func expression(_ least: Int) throws(JSONataError) -> Syntax {
    depth += 1
    defer { depth -= 1 }
    if depth > ExpressionParser.maximumDepth { throw JSONataError("U1001", at: token.position, token: token.text) }
    var current = token
    try advance(isInfix: true)
    var left = try prefix(current)
    while least < power {
      current = token
      try advance()
      left = try infix(left, current)
    }
    return left
  }

  /// What a token means at the beginning of an expression.
  private mutating func prefix(_ token: Token) throws(JSONataError) -> Syntax {
    let node = Syntax(.mark, token.text, at: token.position)
    switch token.kind {
    case .name: node.kind = .name
    case .variable: node.kind = .variable
    case .string:
      node.kind = .string
      node.literal = .string(token.text)
    case .number:
      node.kind = .number
      node.number = token.number
      node.literal = .number(token.number)
    case .value:
      node.kind = .value
      node.literal = token.value
    case .pattern:
      node.kind = .regex
      node.pattern = token.pattern
    case .end: node.kind = .end
    case .operation: return try prefix(operation: token, node)
    }
    return node
  }

  private mutating func prefix(operation token: Token, _ node: Syntax) throws(JSONataError) -> Syntax {
    switch token.text {
    case "and", "or", "in": node.kind = .operation
    case "-":
      node.kind = .unary
      node.right = try expression(70)
    case "*": node.kind = .wildcard
    case "**": node.kind = .descendant
    case "%": node.kind = .parent
    case "(": try block(node)
    case "[": try array(node)
    case "{":
      node.kind = .unary
      node.pairs = try pairs()
    case "|": try transform(node)
    default: throw JSONataError("S0211", at: token.position, token: token.text)
    }
    return node
  }

  /// What a token means between two expressions.
  private mutating func infix(_ left: Syntax, _ token: Token) throws(JSONataError) -> Syntax {
    let node = Syntax(.binary, token.text, at: token.position)
    node.left = left
    node.leftDepth = left.leftDepth + 1
    if node.leftDepth > ExpressionParser.maximumChain { throw JSONataError("U1001", at: token.position, token: token.text) }
    switch token.text {
    case "(": return try call(left, node)
    case "[": return try predicate(left, node)
    case "{": node.pairs = try pairs()
    case "^": try orderBy(node)
    case "?": try conditional(left, node)
    case ":=":
      guard left.kind == .variable else { throw JSONataError("S0212", at: left.position, token: left.text) }
      bound.insert(left.text)
      node.right = try expression(9)
    case "@", "#":
      let right = try expression(80)
      guard right.kind == .variable else { throw JSONataError("S0214", at: right.position, token: token.text) }
      bound.insert(right.text)
      node.right = right
    case ".", "+", "-", "*", "/", "%", "=", "<", ">", "!=", "<=", ">=", "&", "and", "or", "in", "~>":
      node.right = try expression(Tokenizer.bindingPowers[token.text] ?? 0)
    default: throw JSONataError("S0201", at: token.position, token: token.text)
    }
    return node
  }

  // MARK: Brackets

  private mutating func block(_ node: Syntax) throws(JSONataError) {
    node.kind = .block
    while !isAt(")") {
      node.parts.append(try expression(0))
      guard isAt(";") else { break }
      try advance(";")
    }
    try advance(")", isInfix: true)
  }

  private mutating func array(_ node: Syntax) throws(JSONataError) {
    node.kind = .unary
    if !isAt("]") {
      while true {
        var item = try expression(0)
        if isAt("..") {
          let range = Syntax(.binary, "..", at: token.position)
          range.left = item
          try advance("..")
          range.right = try expression(0)
          item = range
        }
        node.parts.append(item)
        guard isAt(",") else { break }
        try advance(",")
      }
    }
    try advance("]", isInfix: true)
  }

  private mutating func pairs() throws(JSONataError) -> [(key: Syntax, value: Syntax)] {
    var pairs: [(key: Syntax, value: Syntax)] = []
    if !isAt("}") {
      while true {
        let key = try expression(0)
        try advance(":")
        pairs.append((key, try expression(0)))
        guard isAt(",") else { break }
        try advance(",")
      }
    }
    try advance("}", isInfix: true)
    return pairs
  }

  /// `[…]` behind an expression; an empty one keeps a single result an array.
  private mutating func predicate(_ left: Syntax, _ node: Syntax) throws(JSONataError) -> Syntax {
    if isAt("]") {
      var step = left
      while step.kind == .binary, step.text == "[", let inner = step.left { step = inner }
      step.keepsArray = true
      try advance("]")
      return left
    }
    node.right = try expression(0)
    try advance("]", isInfix: true)
    return node
  }

  private mutating func orderBy(_ node: Syntax) throws(JSONataError) {
    try advance("(")
    while true {
      var isDescending = false
      if isAt("<") {
        try advance("<")
      } else if isAt(">") {
        isDescending = true
        try advance(">")
      }
      node.terms.append(Syntax.Term(isDescending: isDescending, expression: try expression(0)))
      guard isAt(",") else { break }
      try advance(",")
    }
    try advance(")")
  }

  private mutating func conditional(_ left: Syntax, _ node: Syntax) throws(JSONataError) {
    node.kind = .condition
    node.left = nil
    node.condition = left
    node.then = try expression(0)
    if isAt(":") {
      try advance(":")
      node.otherwise = try expression(0)
    }
  }

  private mutating func transform(_ node: Syntax) throws(JSONataError) {
    node.kind = .transform
    node.target = try expression(0)
    try advance("|")
    node.update = try expression(0)
    if isAt(",") {
      try advance(",")
      node.deletion = try expression(0)
    }
    try advance("|")
  }

  // MARK: Calls and functions

  private mutating func call(_ left: Syntax, _ node: Syntax) throws(JSONataError) -> Syntax {
    node.kind = .function
    node.left = nil
    node.procedure = left
    if !isAt(")") {
      while true {
        if isAt("?") {
          node.kind = .partial
          node.parts.append(Syntax(.operation, "?", at: token.position))
          try advance("?")
        } else {
          node.parts.append(try expression(0))
        }
        guard isAt(",") else { break }
        try advance(",")
      }
    }
    try advance(")", isInfix: true)
    if left.kind == .name, left.text == "function" || left.text == "\u{3BB}" { try lambda(node) }
    return node
  }

  private mutating func lambda(_ node: Syntax) throws(JSONataError) {
    for (at, parameter) in node.parts.enumerated() where parameter.kind != .variable {
      throw JSONataError("S0208", at: parameter.position, token: parameter.text, value: String(at + 1))
    }
    for parameter in node.parts { bound.insert(parameter.text) }
    node.kind = .lambda
    if isAt("<") {
      var depth = 1
      var text = "<"
      while depth > 0, !isAt("{"), token.kind != .end {
        try advance()
        if isAt(">") { depth -= 1 }
        if isAt("<") { depth += 1 }
        text += token.text
      }
      try advance(">")
      node.signature = try Signature(text)
    }
    try advance("{")
    node.body = try expression(0)
    try advance("}")
  }
}
