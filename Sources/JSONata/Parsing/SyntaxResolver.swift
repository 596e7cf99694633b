/// Gives what was read its final form: dots become paths, brackets predicates and stages, and `%` finds the step whose value it means.
struct SyntaxResolver {
  private var ancestry: [Syntax] = []
  private var depth = 0
  private var stack = StackGuard(levels: 0)

  /// The final form of a whole expression.
  static func resolve(_ root: Syntax) throws(JSONataError) -> Syntax {
    var resolver = SyntaxResolver()
    let result = try resolver.resolve(root)
    if result.kind == .parent || result.seeking != nil {
      throw JSONataError("S0217", at: result.position, token: result.kind.rawValue)
    }
    return result
  }

  private mutating func resolve(_ node: Syntax) throws(JSONataError) -> Syntax {
    depth += 1
    defer { depth -= 1 }
    if depth > 16, stack.isNearlyUsed { throw JSONataError("U1001", at: node.position, token: node.text) }
    let result = try form(node)
    if node.keepsArray { result.keepsArray = true }
    return result
  }

  private mutating func form(_ node: Syntax) throws(JSONataError) -> Syntax {
    switch node.kind {
    case .binary: return try binary(node)
    case .unary: return try unary(node)
    case .function, .partial: return try call(node)
    case .lambda:
      if let body = node.body { node.body = SyntaxResolver.tailCall(try resolve(body)) }
      return node
    case .condition:
      node.condition = try child(of: node, node.condition)
      node.then = try child(of: node, node.then)
      node.otherwise = try child(of: node, node.otherwise)
      return node
    case .transform:
      node.target = try node.target.map { part throws(JSONataError) in try resolve(part) }
      node.update = try node.update.map { part throws(JSONataError) in try resolve(part) }
      node.deletion = try node.deletion.map { part throws(JSONataError) in try resolve(part) }
      return node
    case .block: return try block(node)
    case .name: return path(of: node)
    case .parent:
      node.slot = Syntax.Slot(label: "!\(ancestry.count)", level: 1, index: ancestry.count)
      ancestry.append(node)
      return node
    case .string, .number, .value, .regex, .wildcard, .descendant, .variable: return node
    case .operation:
      guard ["and", "or", "in"].contains(node.text) else {
        if node.text == "?" { return node }
        throw JSONataError("S0201", at: node.position, token: node.text)
      }
      node.kind = .name
      return try resolve(node)
    case .end: throw JSONataError("S0207", at: node.position, token: node.text)
    case .mark, .path, .bind, .apply, .sort: throw JSONataError("S0206", at: node.position, token: node.text)
    }
  }

  private func path(of node: Syntax) -> Syntax {
    let path = Syntax(.path, at: node.position)
    path.steps = [node]
    path.keepsSingleton = node.keepsArray
    return path
  }

  /// A part of a node, resolved; ancestors that it seeks are sought by the node too.
  private mutating func child(of node: Syntax, _ part: Syntax?) throws(JSONataError) -> Syntax? {
    guard let part else { return nil }
    let resolved = try resolve(part)
    SyntaxResolver.passOn(resolved, to: node)
    return resolved
  }

  private mutating func unary(_ node: Syntax) throws(JSONataError) -> Syntax {
    switch node.text {
    case "[": node.parts = try children(of: node, node.parts)
    case "{": node.pairs = try pairs(node.pairs, of: node)
    default:
      guard let right = node.right else { return node }
      let inner = try resolve(right)
      if inner.kind == .number {
        inner.number = -inner.number
        inner.literal = .number(inner.number)
        return inner
      }
      node.right = inner
      SyntaxResolver.passOn(inner, to: node)
    }
    return node
  }

  private mutating func children(of node: Syntax, _ parts: [Syntax]) throws(JSONataError) -> [Syntax] {
    var result: [Syntax] = []
    for part in parts { if let resolved = try child(of: node, part) { result.append(resolved) } }
    return result
  }

  private mutating func pairs(
    _ pairs: [(key: Syntax, value: Syntax)], of node: Syntax?
  ) throws(JSONataError) -> [(key: Syntax, value: Syntax)] {
    var result: [(key: Syntax, value: Syntax)] = []
    for pair in pairs {
      let (key, value) = (try resolve(pair.key), try resolve(pair.value))
      if let node {
        SyntaxResolver.passOn(key, to: node)
        SyntaxResolver.passOn(value, to: node)
      }
      result.append((key, value))
    }
    return result
  }

  private mutating func call(_ node: Syntax) throws(JSONataError) -> Syntax {
    node.parts = try children(of: node, node.parts)
    if let procedure = node.procedure { node.procedure = try resolve(procedure) }
    return node
  }

  private mutating func block(_ node: Syntax) throws(JSONataError) -> Syntax {
    node.parts = try children(of: node, node.parts)
    node.isConstructor = node.parts.contains { $0.isConstructor || ($0.kind == .path && $0.steps.first?.isConstructor == true) }
    return node
  }

  // MARK: Operators

  private mutating func binary(_ node: Syntax) throws(JSONataError) -> Syntax {
    guard let left = node.left else { return node }
    switch node.text {
    case ".": return try dot(node)
    case "[": return try predicate(node)
    case "{":
      let result = try resolve(left)
      if result.group != nil { throw JSONataError("S0210", at: node.position) }
      result.group = (try pairs(node.pairs, of: nil), node.position)
      return result
    case "^": return try orderBy(node)
    case ":=":
      node.kind = .bind
      node.left = try resolve(left)
      node.right = try child(of: node, node.right)
      return node
    case "@": return try focus(node)
    case "#": return try index(node)
    case "~>":
      node.kind = .apply
      node.left = try resolve(left)
      node.right = try node.right.map { part throws(JSONataError) in try resolve(part) }
      node.keepsArray = node.left?.keepsArray == true || node.right?.keepsArray == true
      return node
    default:
      node.left = try child(of: node, left)
      node.right = try child(of: node, node.right)
      return node
    }
  }

  private mutating func dot(_ node: Syntax) throws(JSONataError) -> Syntax {
    guard let left = node.left, let right = node.right else { return node }
    let first = try resolve(left)
    let result: Syntax
    if first.kind == .path {
      result = first
    } else {
      result = Syntax(.path, at: node.position)
      result.steps = [first]
    }
    if first.kind == .parent, let slot = first.slot { result.seeking = [slot] }
    let rest = try resolve(right)
    if rest.kind == .path {
      result.steps += rest.steps
    } else {
      if rest.predicates != nil {
        rest.stages = rest.predicates
        rest.predicates = nil
      }
      result.steps.append(rest)
    }
    for step in result.steps {
      if step.kind == .number || step.kind == .value {
        throw JSONataError("S0213", at: step.position, token: step.text, value: step.text)
      }
      // A text between dots names a member.
      if step.kind == .string { step.kind = .name }
    }
    if result.steps.contains(where: \.keepsArray) { result.keepsSingleton = true }
    if let step = result.steps.first, step.kind == .unary, step.text == "[" { step.isConstructor = true }
    if let step = result.steps.last, step.kind == .unary, step.text == "[" { step.isConstructor = true }
    try SyntaxResolver.resolveAncestors(of: result, ancestry)
    return result
  }

  private mutating func predicate(_ node: Syntax) throws(JSONataError) -> Syntax {
    guard let left = node.left, let right = node.right else { return node }
    let result = try resolve(left)
    let isPath = result.kind == .path
    guard let step = isPath ? result.steps.last : result else { return result }
    if step.group != nil { throw JSONataError("S0209", at: node.position) }
    let filter = try resolve(right)
    if let seeking = filter.seeking {
      for slot in seeking {
        if slot.level == 1 { _ = try SyntaxResolver.seek(step, slot, ancestry) } else { slot.level -= 1 }
      }
      SyntaxResolver.passOn(filter, to: step)
    }
    if isPath {
      step.stages = (step.stages ?? []) + [.filter(filter)]
    } else {
      step.predicates = (step.predicates ?? []) + [.filter(filter)]
    }
    return result
  }

  private mutating func orderBy(_ node: Syntax) throws(JSONataError) -> Syntax {
    guard let left = node.left else { return node }
    var result = try resolve(left)
    if result.kind != .path {
      let path = Syntax(.path, at: node.position)
      path.steps = [result]
      result = path
    }
    let sort = Syntax(.sort, "^", at: node.position)
    for term in node.terms {
      let expression = try resolve(term.expression)
      SyntaxResolver.passOn(expression, to: sort)
      sort.terms.append(Syntax.Term(isDescending: term.isDescending, expression: expression))
    }
    result.steps.append(sort)
    try SyntaxResolver.resolveAncestors(of: result, ancestry)
    return result
  }

  private mutating func focus(_ node: Syntax) throws(JSONataError) -> Syntax {
    guard let left = node.left else { return node }
    let result = try resolve(left)
    guard let step = result.kind == .path ? result.steps.last : result else { return result }
    if step.stages != nil || step.predicates != nil { throw JSONataError("S0215", at: node.position) }
    if step.kind == .sort { throw JSONataError("S0216", at: node.position) }
    if node.keepsArray { step.keepsArray = true }
    step.focus = node.right?.text
    step.isTuple = true
    return result
  }

  private mutating func index(_ node: Syntax) throws(JSONataError) -> Syntax {
    guard let left = node.left, let name = node.right?.text else { return node }
    var result = try resolve(left)
    let step: Syntax
    if result.kind == .path, let last = result.steps.last {
      step = last
    } else {
      step = result
      let path = Syntax(.path, at: node.position)
      path.steps = [step]
      result = path
      if step.predicates != nil {
        step.stages = step.predicates
        step.predicates = nil
      }
    }
    if step.stages == nil { step.index = name } else { step.stages?.append(.index(name)) }
    step.isTuple = true
    return result
  }

  // MARK: Ancestors

  /// What a part seeks its whole seeks too.
  private static func passOn(_ part: Syntax, to whole: Syntax) {
    guard part.seeking != nil || part.kind == .parent else { return }
    var slots = part.seeking ?? []
    if part.kind == .parent, let slot = part.slot { slots.append(slot) }
    whole.seeking = (whole.seeking ?? []) + slots
  }

  /// Lets the step that a slot means bind its input; gives the slot as it stands after that.
  private static func seek(_ node: Syntax, _ slot: Syntax.Slot, _ ancestry: [Syntax]) throws(JSONataError) -> Syntax.Slot {
    switch node.kind {
    case .name, .wildcard:
      slot.level -= 1
      if slot.level == 0 {
        if let known = node.ancestor {
          ancestry[slot.index].slot?.label = known.label
          slot.label = known.label
          node.ancestor = slot
        } else {
          node.ancestor = slot
        }
        node.isTuple = true
      }
    case .parent: slot.level += 1
    case .block:
      if let last = node.parts.last {
        node.isTuple = true
        _ = try seek(last, slot, ancestry)
      }
    case .path:
      node.isTuple = true
      var at = node.steps.count - 1
      if at >= 0 { _ = try seek(node.steps[at], slot, ancestry) }
      at -= 1
      while slot.level > 0, at >= 0 {
        _ = try seek(node.steps[at], slot, ancestry)
        at -= 1
      }
    default: throw JSONataError("S0217", at: node.position, token: node.kind.rawValue)
    }
    return slot
  }

  private static func resolveAncestors(of path: Syntax, _ ancestry: [Syntax]) throws(JSONataError) {
    guard let last = path.steps.last else { return }
    var slots = last.seeking ?? []
    if last.kind == .parent, let slot = last.slot { slots.append(slot) }
    for slot in slots {
      var at = path.steps.count - 2
      while slot.level > 0 {
        if at < 0 {
          path.seeking = (path.seeking ?? []) + [slot]
          break
        }
        var step = path.steps[at]
        at -= 1
        // Steps that bind what they lead to share one parent.
        while at >= 0, step.focus != nil, path.steps[at].focus != nil {
          step = path.steps[at]
          at -= 1
        }
        _ = try seek(step, slot, ancestry)
      }
    }
  }

  // MARK: Tail calls

  /// A call in the last place of a function becomes something its caller goes on with, so that the stack does not grow.
  private static func tailCall(_ node: Syntax) -> Syntax {
    switch node.kind {
    case .function where node.predicates == nil:
      let thunk = Syntax(.lambda, at: node.position)
      thunk.isThunk = true
      thunk.body = node
      return thunk
    case .condition:
      node.then = node.then.map(tailCall)
      node.otherwise = node.otherwise.map(tailCall)
      return node
    case .block:
      if let last = node.parts.last { node.parts[node.parts.count - 1] = tailCall(last) }
      return node
    default: return node
    }
  }
}
