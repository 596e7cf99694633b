/// Something that an expression looks at outside itself, and where.
public struct ExpressionUse: Sendable, Hashable {
  /// What it looks at.
  public enum Kind: Sendable, Hashable {
    /// The input document: by `$`, by a bare name or a wildcard, outside every path step, predicate and transform that gives them another meaning.
    case input
    /// The whole input document, by `$$`.
    case wholeInput
    /// A variable that the expression does not bind itself, or a function; without `$`.
    case variable(String)
    /// `$states`, with the member that is taken from it; nil where that is not a plain name.
    case states(String?)
    /// A name that the expression binds.
    case binding(String)
  }

  /// What it looks at.
  public var kind: Kind
  /// As it is written.
  public var text: String
  /// Where, counted as in `JSONataError.position`.
  public var position: Int
  /// The plain names that follow a variable, as far as nothing but members of members is taken: `input`, `orders` for `$states.input.orders[total > 10].id`.
  public var members: [String] = []
}

/// Walks through a resolved expression and notes what it looks at outside itself.
struct UseFinder {
  private(set) var uses: [ExpressionUse] = []
  /// Whether `%` stands anywhere: then what lies around a value can be asked for too.
  private(set) var looksOutward = false
  private let bound: Set<String>

  init(bound: Set<String>) { self.bound = bound }

  private mutating func note(_ kind: ExpressionUse.Kind, _ text: String, _ node: Syntax, members: [String] = []) {
    uses.append(ExpressionUse(kind: kind, text: text, position: node.position, members: members))
  }

  /// - Parameter isTop: whether the input document is what names in it are looked for in.
  mutating func visit(_ node: Syntax, isTop: Bool) {
    for case .filter(let filter) in node.predicates ?? [] { visit(filter, isTop: false) }
    for case .filter(let filter) in node.stages ?? [] { visit(filter, isTop: false) }
    switch node.kind {
    case .name, .wildcard, .descendant: if isTop { note(.input, node.text, node) }
    case .variable: variable(node, members: [], isTop: isTop)
    case .path: path(node, isTop: isTop)
    case .parent: looksOutward = true
    case .lambda:
      for parameter in node.parts { note(.binding(parameter.text), "$" + parameter.text, parameter) }
      if let body = node.body { visit(body, isTop: isTop) }
    case .bind:
      if let left = node.left { note(.binding(left.text), "$" + left.text, left) }
      if let right = node.right { visit(right, isTop: isTop) }
    case .transform: for part in [node.target, node.update, node.deletion] { if let part { visit(part, isTop: false) } }
    default:
      for part in [node.left, node.right, node.procedure, node.body, node.condition, node.then, node.otherwise] {
        if let part { visit(part, isTop: isTop) }
      }
      for part in node.parts { visit(part, isTop: isTop) }
      for pair in node.pairs {
        visit(pair.key, isTop: isTop)
        visit(pair.value, isTop: isTop)
      }
    }
    group(node)
  }

  private mutating func group(_ node: Syntax) {
    for pair in node.group?.pairs ?? [] {
      visit(pair.key, isTop: false)
      visit(pair.value, isTop: false)
    }
  }

  private mutating func path(_ node: Syntax, isTop: Bool) {
    for (at, step) in node.steps.enumerated() {
      if let focus = step.focus { note(.binding(focus), "$" + focus, step) }
      if let index = step.index { note(.binding(index), "$" + index, step) }
      if step.kind == .sort {
        for term in step.terms { visit(term.expression, isTop: false) }
      } else if at == 0, step.kind == .variable {
        for case .filter(let filter) in (step.predicates ?? []) + (step.stages ?? []) { visit(filter, isTop: false) }
        variable(step, members: UseFinder.members(of: node), isTop: isTop)
        group(step)
      } else {
        visit(step, isTop: isTop && at == 0)
      }
    }
  }

  private mutating func variable(_ node: Syntax, members: [String], isTop: Bool) {
    switch node.text {
    case "": if isTop { note(.input, "$", node) }
    case "$": note(.wholeInput, "$$", node)
    case "states": note(.states(members.first), "$states", node, members: members)
    case let name where !bound.contains(name): note(.variable(name), "$" + name, node, members: members)
    default: break
    }
  }

  /// The names a path takes from its variable one after the other, up to the first step that does more than that.
  private static func members(of path: Syntax) -> [String] {
    guard let first = path.steps.first, isPlain(first) else { return [] }
    var names: [String] = []
    for step in path.steps.dropFirst() {
      guard step.kind == .name else { break }
      names.append(step.text)
      guard isPlain(step) else { break }
    }
    return names
  }

  /// Whether a step gives its value as it is.
  private static func isPlain(_ step: Syntax) -> Bool {
    step.predicates == nil && step.stages == nil && step.group == nil && step.focus == nil && step.index == nil && step.ancestor == nil
      && !step.isTuple && !step.keepsArray && !step.keepsSingleton
  }

  /// The variable and the names, where an expression is nothing but members of members of a variable.
  static func direct(_ node: Syntax) -> [String]? {
    if node.kind == .variable, isPlain(node), node.text != "", node.text != "$" { return [node.text] }
    guard node.kind == .path, isPlain(node), let first = node.steps.first, first.kind == .variable, first.text != "", first.text != "$"
    else { return nil }
    let names = members(of: node)
    guard names.count == node.steps.count - 1, node.steps.allSatisfy(isPlain) else { return nil }
    return [first.text] + names
  }
}
