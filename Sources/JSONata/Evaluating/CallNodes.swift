/// A call.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class CallNode: Node, @unchecked Sendable {
  let procedure: Node
  let arguments: [Node]
  /// The name the function is called by, for messages.
  let name: String?
  /// That name as a variable, where it is a bare word that somebody may have meant so.
  private let meant: Int?
  /// How deep it stands in its function.
  private let depth: Int
  /// The name, where nothing in the expression binds it: most often a built-in function's.
  private let builtin: Int?

  init(_ syntax: Syntax, _ procedure: Node, _ arguments: [Node], name: String?, meant: Int?, depth: Int) {
    self.depth = depth
    self.procedure = procedure
    builtin = (procedure as? VariableNode)?.unbound
    self.arguments = arguments
    self.name = name
    self.meant = meant
    super.init(syntax)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    try call(input, frame, run, first: nil)
  }

  /// Calls with `first` before the other arguments: what `~>` does.
  func call(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation, first: JSONataValue?) throws(JSONataError) -> JSONataValue {
    if let builtin, let native = run.global(builtin).native {
      let given = try values(input, frame, run, first)
      return try placed { () throws(JSONataError) in
        try run.enter(depth)
        defer { run.leave(depth) }
        try run.tick()
        return try run.call(native, given, input)
      }
    }
    let function = try procedure.evaluate(input, frame, run)
    if function.isUndefined { try checkMeant(run, frame, "T1005") }
    let given = try values(input, frame, run, first)
    return try placed { () throws(JSONataError) in
      guard case .function(let function) = function else { throw JSONataError("T1006") }
      try run.enter(depth)
      defer { run.leave(depth) }
      return try run.apply(function, given, input)
    }
  }

  /// Goes on with the call that a function ended in.
  func continueTail(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    let function = try procedure.evaluate(input, frame, run)
    if function.isUndefined { try checkMeant(run, frame, "T1005") }
    let given = try values(input, frame, run, nil)
    return try placed { () throws(JSONataError) in
      guard case .function(let function) = function else { throw JSONataError("T1006") }
      return try run.applyOnce(function, given, input)
    }
  }

  /// A bare word that is called: `sum(…)` for `$sum(…)`.
  func checkMeant(_ run: Evaluation, _ frame: Frame, _ code: String) throws(JSONataError) {
    if let meant, !run.lookup(meant, frame).isUndefined { throw JSONataError(code, at: position, token: name) }
  }

  private func values(
    _ input: JSONataValue, _ frame: Frame, _ run: Evaluation, _ first: JSONataValue?
  ) throws(JSONataError) -> [JSONataValue] {
    var values: [JSONataValue] = []
    values.reserveCapacity(arguments.count + 1)
    if let first { values.append(first) }
    for argument in arguments { values.append(try argument.evaluate(input, frame, run)) }
    return values
  }

  /// Errors of the call say where it stands and what was called.
  private func placed(_ work: () throws(JSONataError) -> JSONataValue) throws(JSONataError) -> JSONataValue {
    do throws(JSONataError) { return try work() } catch {
      var error = error
      error.position = error.position ?? position
      error.token = error.token ?? name
      throw error
    }
  }
}

/// A call in the last place of a function: made by whoever applied the function.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class TailCallNode: Node, @unchecked Sendable {
  private let call: CallNode

  init(_ syntax: Syntax, _ call: CallNode) {
    self.call = call
    super.init(syntax)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    run.thunk(call, input, frame)
  }
}

/// `f(?, 2)`.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class PartialNode: Node, @unchecked Sendable {
  private let call: CallNode
  /// Nil for `?`.
  private let arguments: [Node?]

  init(_ syntax: Syntax, _ call: CallNode, _ arguments: [Node?]) {
    self.call = call
    self.arguments = arguments
    super.init(syntax)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    var given: [JSONataValue?] = []
    for argument in arguments {
      if let argument { given.append(try argument.evaluate(input, frame, run)) } else { given.append(nil) }
    }
    let function = try call.procedure.evaluate(input, frame, run)
    if function.isUndefined { try call.checkMeant(run, frame, "T1007") }
    guard case .function(let function) = function else { throw JSONataError("T1008", at: position, token: call.name) }
    try run.check(nesting: function.nesting)
    return run.function(.partial(function, given), in: frame)
  }
}

/// `function($a, $b) { … }`.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class LambdaNode: Node, @unchecked Sendable {
  let parameters: [Int]
  let signature: Signature?
  let body: Node
  /// How deep evaluating it goes whatever the arguments are.
  let leastDepth: Int

  init(_ syntax: Syntax, parameters: [Int], _ body: Node, leastDepth: Int) {
    self.leastDepth = leastDepth
    self.parameters = parameters
    self.body = body
    signature = syntax.signature
    super.init(syntax)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    run.function(.lambda(self, input: input, frame: frame), in: frame)
  }
}

/// `a ~> f`, and `f ~> g`, which is one function after the other.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class ApplyNode: Node, @unchecked Sendable {
  private let left: Node
  private let right: Node
  private let depth: Int

  init(_ syntax: Syntax, _ left: Node, _ right: Node, depth: Int) {
    self.depth = depth
    self.left = left
    self.right = right
    super.init(syntax)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    let value = try left.evaluate(input, frame, run)
    if let call = right as? CallNode { return try call.call(input, frame, run, first: value) }
    let function = try right.evaluate(input, frame, run)
    guard case .function(let function) = function else {
      throw JSONataError("T2006", at: position, token: "~>", value: ValueText.json(function))
    }
    if case .function(let first) = value {
      try run.check(nesting: max(first.nesting, function.nesting))
      return run.function(.composed(first, function), in: frame)
    }
    try run.enter(depth)
    defer { run.leave(depth) }
    return try run.apply(function, [value], .undefined)
  }
}

/// `| where | update, delete |`: a function that changes a copy.
/// Unchecked as every `Node` is: all of it is set by `init`.
final class TransformNode: Node, @unchecked Sendable {
  private let target: Node
  private let update: Node
  private let deletion: Node?
  private let clone: Int

  init(_ syntax: Syntax, _ target: Node, _ update: Node, _ deletion: Node?, clone: Int) {
    self.target = target
    self.update = update
    self.deletion = deletion
    self.clone = clone
    super.init(syntax)
  }

  override func compute(_ input: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    run.function(.transform(self, input: input, frame: frame), in: frame)
  }

  private static let signature = try? Signature("<(oa):o>")

  /// A copy of `value`, changed where `target` leads.
  func transform(_ value: JSONataValue, _ made: JSONataValue, _ frame: Frame, _ run: Evaluation) throws(JSONataError) -> JSONataValue {
    _ = try TransformNode.signature?.checked([value], context: .undefined)
    if value.isUndefined { return .undefined }
    guard case .function(let cloner) = run.lookup(clone, frame) else { throw JSONataError("T2013", at: position) }
    let copy = try run.apply(cloner, [value], .undefined)
    for match in try target.evaluate(copy, frame, run).asItems {
      try run.tick()
      switch try update.evaluate(match, frame, run) {
      case .undefined: break
      case .object(let change):
        guard case .object(let object) = match else { break }
        // An object cannot hold itself: what it is to hold is then a copy of how it was.
        for (key, value) in change.members { object.set(key, ObjectWork.holds(value, object) ? ObjectWork.clone(value) : value) }
      case let other: throw JSONataError("T2011", at: update.position, value: ValueText.json(other))
      }
      guard let deletion else { continue }
      let doomed = try deletion.evaluate(match, frame, run)
      for key in doomed.asItems {
        guard case .string(let name) = key else { throw JSONataError("T2012", at: deletion.position, value: ValueText.json(doomed)) }
        if case .object(let object) = match { object.remove(name) }
      }
    }
    return copy
  }
}
