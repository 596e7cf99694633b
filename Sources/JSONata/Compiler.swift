/// Makes the syntax of an expression runnable: names become numbers, members get a place to remember where they were found.
struct Compiler {
  private(set) var names: [String] = []
  private(set) var cacheCount = 0
  private var numbers: [String: Int] = [:]
  /// The names that something in the expression binds.
  private let bound: Set<String>
  /// How deep in its function the part being compiled stands.
  private var depth = 0
  /// How many parts lie around the one being compiled, and around the deepest one.
  private var nesting = 0
  private(set) var deepest = 0
  private var stack = StackGuard(levels: 0)

  init(bound: Set<String>) { self.bound = bound.union(["$"]) }

  mutating func name(_ text: String) -> Int {
    if let known = numbers[text] { return known }
    numbers[text] = names.count
    names.append(text)
    return names.count - 1
  }

  mutating func compile(_ syntax: Syntax) throws(JSONataError) -> Node {
    depth += 1
    nesting += 1
    deepest = max(deepest, nesting)
    defer {
      depth -= 1
      nesting -= 1
    }
    if nesting > 16, stack.isNearlyUsed { throw JSONataError("U1001", at: syntax.position, token: syntax.text) }
    var node = try base(syntax)
    if let predicates = syntax.predicates {
      node = FilterNode(syntax, node, try filters(predicates))
    }
    if syntax.kind != .path, let group = syntax.group { node = GroupNode(syntax, node, try grouping(group)) }
    return node
  }

  private mutating func filters(_ stages: [Syntax.Stage]) throws(JSONataError) -> [Node] {
    var nodes: [Node] = []
    for case .filter(let syntax) in stages { nodes.append(try compile(syntax)) }
    return nodes
  }

  private mutating func grouping(_ group: (pairs: [(key: Syntax, value: Syntax)], position: Int)) throws(JSONataError) -> Grouping {
    var pairs: [(key: Node, value: Node)] = []
    for pair in group.pairs { pairs.append((try compile(pair.key), try compile(pair.value))) }
    cacheCount += 1
    return Grouping(pairs: pairs, position: group.position, cache: cacheCount - 1)
  }

  private mutating func base(_ syntax: Syntax) throws(JSONataError) -> Node {
    switch syntax.kind {
    case .string, .number, .value: return LiteralNode(syntax)
    case .name:
      cacheCount += 1
      return NameNode(syntax, cache: cacheCount - 1)
    case .variable: return VariableNode(syntax, name: syntax.text.isEmpty ? nil : name(syntax.text), isBound: bound.contains(syntax.text))
    case .wildcard: return WildcardNode(syntax)
    case .descendant: return DescendantNode(syntax)
    case .parent: return ParentNode(syntax, name: name(syntax.slot?.label ?? "%"))
    case .regex:
      guard let pattern = syntax.pattern else { break }
      return PatternNode(syntax, pattern: pattern)
    case .path: return try path(syntax)
    case .binary: return try binary(syntax)
    case .unary: return try unary(syntax)
    case .block:
      let parts = try nodes(syntax.parts)
      return BlockNode(syntax, parts, hasNames: syntax.parts.contains(where: Compiler.bindsNames))
    case .condition:
      guard let condition = syntax.condition, let then = syntax.then else { break }
      var otherwise: Node?
      if let part = syntax.otherwise { otherwise = try compile(part) }
      return ConditionNode(syntax, try compile(condition), try compile(then), otherwise)
    case .bind:
      guard let left = syntax.left, let right = syntax.right else { break }
      return BindNode(syntax, name: name(left.text), try compile(right))
    case .function: return try call(syntax)
    case .partial: return try partial(syntax)
    case .lambda: return try lambda(syntax)
    case .apply:
      guard let left = syntax.left, let right = syntax.right else { break }
      return ApplyNode(syntax, try compile(left), try compile(right), depth: depth)
    case .transform: return try transform(syntax)
    case .operation, .sort, .end, .mark: break
    }
    throw JSONataError("S0206", at: syntax.position, token: syntax.text)
  }

  private mutating func nodes(_ parts: [Syntax]) throws(JSONataError) -> [Node] {
    var result: [Node] = []
    for part in parts { result.append(try compile(part)) }
    return result
  }

  // MARK: Operators

  private mutating func binary(_ syntax: Syntax) throws(JSONataError) -> Node {
    guard let left = syntax.left, let right = syntax.right else { throw JSONataError("S0206", at: syntax.position, token: syntax.text) }
    let (a, b) = (try compile(left), try compile(right))
    switch syntax.text {
    case "+", "-", "*", "/", "%": return ArithmeticNode(syntax, a, b)
    case "=", "!=": return EqualityNode(syntax, a, b)
    case "<", "<=", ">", ">=": return ComparisonNode(syntax, a, b)
    case "&": return ConcatenationNode(syntax, a, b)
    case "and", "or": return LogicNode(syntax, a, b)
    case "in": return InclusionNode(syntax, a, b)
    case "..": return RangeNode(syntax, a, b)
    default: throw JSONataError("S0206", at: syntax.position, token: syntax.text)
    }
  }

  private mutating func unary(_ syntax: Syntax) throws(JSONataError) -> Node {
    switch syntax.text {
    case "[":
      var items: [(node: Node, isArray: Bool)] = []
      for part in syntax.parts { items.append((try compile(part), part.kind == .unary && part.text == "[")) }
      return ArrayNode(syntax, items)
    case "{": return GroupNode(syntax, nil, try grouping((syntax.pairs, syntax.position)))
    default:
      guard let right = syntax.right else { throw JSONataError("S0206", at: syntax.position, token: syntax.text) }
      return NegationNode(syntax, try compile(right))
    }
  }

  // MARK: Paths

  private mutating func path(_ syntax: Syntax) throws(JSONataError) -> Node {
    var steps: [PathStep] = []
    for step in syntax.steps { steps.append(try self.step(step)) }
    var group: Grouping?
    if let pairs = syntax.group { group = try grouping(pairs) }
    return PathNode(syntax, steps, group)
  }

  private mutating func step(_ syntax: Syntax) throws(JSONataError) -> PathStep {
    var order: [SortTerm]?
    if syntax.kind == .sort {
      var terms: [SortTerm] = []
      for term in syntax.terms { terms.append(SortTerm(expression: try compile(term.expression), isDescending: term.isDescending)) }
      order = terms
    }
    var stages: [PathStep.Stage] = []
    for stage in syntax.stages ?? [] {
      switch stage {
      case .filter(let filter): stages.append(.filter(try compile(filter)))
      case .index(let text): stages.append(.index(name(text)))
      }
    }
    let node = syntax.kind == .sort ? Node(syntax) : try compile(syntax)
    return PathStep(
      node: node, stages: stages, order: order, isConstructor: syntax.isConstructor, isVariable: syntax.kind == .variable,
      isTuple: syntax.isTuple, focus: syntax.focus.map { name($0) }, index: syntax.index.map { name($0) },
      ancestor: syntax.ancestor.map { name($0.label) })
  }

  // MARK: Functions

  private mutating func call(_ syntax: Syntax) throws(JSONataError) -> CallNode {
    guard let procedure = syntax.procedure else { throw JSONataError("S0206", at: syntax.position, token: syntax.text) }
    let bare = procedure.kind == .path ? procedure.steps.first?.text : nil
    return CallNode(
      syntax, try compile(procedure), try nodes(syntax.kind == .partial ? [] : syntax.parts), name: bare ?? procedure.text,
      meant: bare.map { name($0) }, depth: depth)
  }

  private mutating func partial(_ syntax: Syntax) throws(JSONataError) -> Node {
    var arguments: [Node?] = []
    for part in syntax.parts {
      if part.kind == .operation, part.text == "?" { arguments.append(nil) } else { arguments.append(try compile(part)) }
    }
    return PartialNode(syntax, try call(syntax), arguments)
  }

  private mutating func lambda(_ syntax: Syntax) throws(JSONataError) -> Node {
    guard let body = syntax.body else { throw JSONataError("S0206", at: syntax.position, token: syntax.text) }
    if syntax.isThunk { return TailCallNode(syntax, try call(body)) }
    let parameters = syntax.parts.map { name($0.text) }
    let outside = depth
    depth = 0
    defer { depth = outside }
    return LambdaNode(syntax, parameters: parameters, try compile(body), leastDepth: Compiler.leastDepth(body))
  }

  private mutating func transform(_ syntax: Syntax) throws(JSONataError) -> Node {
    guard let target = syntax.target, let update = syntax.update else {
      throw JSONataError("S0206", at: syntax.position, token: syntax.text)
    }
    var deletion: Node?
    if let part = syntax.deletion { deletion = try compile(part) }
    return TransformNode(syntax, try compile(target), try compile(update), deletion, clone: name("clone"))
  }

  /// How deep evaluating it goes at least.
  private static func leastDepth(_ syntax: Syntax) -> Int {
    let certain: [Syntax] =
      switch syntax.kind {
      case .binary where ["and", "or"].contains(syntax.text): [syntax.left].compactMap(\.self)
      case .binary: [syntax.left, syntax.right].compactMap(\.self)
      case .unary: syntax.parts + [syntax.right].compactMap(\.self)
      case .block: syntax.parts
      case .condition: [syntax.condition].compactMap(\.self)
      case .bind: [syntax.right].compactMap(\.self)
      case .function, .partial: syntax.parts
      case .path: Array(syntax.steps.prefix(1))
      case .apply: [syntax.left].compactMap(\.self)
      default: []
      }
    return 1 + (certain.map(leastDepth).max() ?? 0)
  }

  /// Whether evaluating it may bind a name in the block it stands in.
  private static func bindsNames(_ syntax: Syntax) -> Bool {
    switch syntax.kind {
    case .bind: true
    case .string, .number, .value, .name, .variable, .wildcard, .descendant, .parent, .regex, .block, .lambda: false
    case .binary: [syntax.left, syntax.right].contains { $0.map(bindsNames) ?? false }
    case .unary:
      syntax.parts.contains(where: bindsNames) || (syntax.right.map(bindsNames) ?? false)
        || syntax.pairs.contains { bindsNames($0.key) || bindsNames($0.value) }
    case .path:
      syntax.group != nil
        || syntax.steps.contains { $0.stages != nil || $0.predicates != nil || $0.kind == .sort || bindsNames($0) }
    default: true
    }
  }
}
