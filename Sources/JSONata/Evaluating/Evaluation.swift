import JSON

/// What an evaluation may cost.
public struct JSONataLimits: Sendable {
  /// Steps of evaluation: items looked at and calls made.
  public var maximumSteps = 50_000_000
  /// How deep expressions may be evaluated within one another, as the reference counts it; tail calls add nothing. The thread's stack is a limit too.
  public var maximumDepth = 100_000
  /// How long it may take; nil for as long as the steps allow.
  public var timeLimit: Duration?
  /// Elements a single array may have.
  public var maximumItems = 10_000_000
  /// Asked now and then; true ends the evaluation.
  public var isCancelled: (@Sendable () -> Bool)?

  /// The limits for expressions nobody has vetted.
  public init() {}
}

/// The state of one evaluation: guards, what names mean, and where members were last found.
final class Evaluation {
  let expression: JSONataExpression
  let limits: JSONataLimits
  let environment: JSONataEnvironment
  let rootFrame = Frame(nil)
  /// Values of the names that no frame binds, as far as they were looked up.
  private var globals: [JSONataValue?]
  /// For each place that looks up a member: the shape it last saw, and the member's place in it.
  private var caches: [(shape: JSONataShape?, place: Int)]
  let shapes = JSONataShape()
  private var steps = 0
  private var depth = 0
  private let deadline: ContinuousClock.Instant?
  private var stack = StackGuard()

  init(_ expression: JSONataExpression, _ environment: JSONataEnvironment, _ limits: JSONataLimits) {
    self.expression = expression
    self.environment = environment
    self.limits = limits
    deadline = limits.timeLimit.map { ContinuousClock.now + $0 }
    globals = Array(repeating: nil, count: expression.names.count)
    caches = Array(repeating: (nil, 0), count: expression.cacheCount)
  }

  // MARK: Guards

  /// Counts `count` steps.
  @inline(__always) func tick(_ count: Int = 1) throws(JSONataError) {
    steps += count
    if steps & 0xFFF < count { try check() }
  }

  private func check() throws(JSONataError) {
    if steps > limits.maximumSteps { throw JSONataError("U1001", text: JSONataError.endless) }
    if let deadline, ContinuousClock.now > deadline { throw JSONataError("U1001", text: JSONataError.endless) }
    if limits.isCancelled?() == true { throw JSONataError("U1003") }
  }

  /// Goes down by `levels` of the expression; whoever does it comes up again with `leave`.
  @inline(__always) func enter(_ levels: Int) throws(JSONataError) {
    depth += levels
    if depth > limits.maximumDepth || (depth > 64 && stack.isNearlyUsed) { throw JSONataError("U1001") }
  }

  @inline(__always) func leave(_ levels: Int) { depth -= levels }

  func check(items: Int) throws(JSONataError) {
    if items > limits.maximumItems { throw JSONataError("U1002", value: "\(limits.maximumItems) elements") }
  }

  // MARK: Names

  @inline(__always) func lookup(_ name: Int, _ frame: Frame) -> JSONataValue { frame.lookup(name) ?? global(name) }

  func global(_ name: Int) -> JSONataValue {
    if let known = globals[name] { return known }
    let value = environment.value(of: expression.names[name])
    globals[name] = value
    return value
  }

  /// The built-in or host function a name means when nothing binds it.
  func nativeFunction(_ name: Int, _ frame: Frame) -> NativeFunction? {
    if frame.lookup(name) != nil { return nil }
    if let known = globals[name] {
      if case .function(let function) = known, case .native(let native) = function.kind { return native }
      return nil
    }
    return environment.function(expression.names[name])
  }

  // MARK: Members

  @inline(__always) func member(_ key: String, of object: JSONataObject, cache: Int) -> JSONataValue {
    if caches[cache].shape === object.shape { return object.value(at: caches[cache].place) }
    guard let place = object.shape.place(of: key) else { return .undefined }
    caches[cache] = (object.shape, place)
    return object.value(at: place)
  }

  // MARK: Calls

  /// Applies a function, and what it ends with calling, until there is a value.
  func apply(_ function: JSONataFunction, _ arguments: [JSONataValue], _ input: JSONataValue) throws(JSONataError) -> JSONataValue {
    if depth > 64, stack.isNearlyUsed { throw JSONataError("U1001") }
    var result = try applyOnce(function, arguments, input)
    while case .function(let next) = result, case .thunk(let call, let input, let frame) = next.kind {
      try tick()
      result = try call.continueTail(input, frame, self)
    }
    return result
  }

  /// Applies a function once; a call in its last place comes back as a thunk.
  func applyOnce(_ function: JSONataFunction, _ arguments: [JSONataValue], _ input: JSONataValue) throws(JSONataError) -> JSONataValue {
    try tick()
    switch function.kind {
    case .lambda(let node, let made, let frame):
      if depth + node.leastDepth > limits.maximumDepth { throw JSONataError("U1001") }
      var arguments = arguments
      if let signature = node.signature { arguments = try signature.checked(arguments, context: input) }
      let inner = Frame(frame)
      for (at, name) in node.parameters.enumerated() { inner.bind(name, at < arguments.count ? arguments[at] : .undefined) }
      return try node.body.evaluate(made, inner, self)
    case .native(let native): return try call(native, arguments, input)
    case .partial(let inner, let given):
      var rest = arguments[...]
      let all = given.map { $0 ?? rest.popFirst() ?? .undefined }
      if case .native(let native) = inner.kind { return try native.body(NativeCall(arguments: all, input: input, run: self)) }
      return try applyOnce(inner, all, input)
    case .composed(let first, let second): return try applyOnce(second, [try apply(first, arguments, input)], input)
    case .pattern(let pattern): return try Matching.first(pattern, arguments.first ?? .undefined, self)
    case .nextMatch(let pattern, let text, let position): return try Matching.found(pattern, text, from: position, self)
    case .transform(let node, let made, let frame): return try node.transform(arguments.first ?? .undefined, made, frame, self)
    case .thunk(let node, let made, let frame): return try node.continueTail(made, frame, self)
    }
  }

  func call(_ native: NativeFunction, _ arguments: [JSONataValue], _ input: JSONataValue) throws(JSONataError) -> JSONataValue {
    guard let signature = native.signature else { return try native.body(NativeCall(arguments: arguments, input: input, run: self)) }
    return try native.body(NativeCall(arguments: try signature.signature.checked(arguments, context: input), input: input, run: self))
  }

  /// Calls what a higher-order function was given, with as many of the arguments as it looks at.
  func call(_ function: JSONataFunction, _ value: JSONataValue, _ second: @autoclosure () -> JSONataValue, _ third: @autoclosure () -> JSONataValue)
    throws(JSONataError) -> JSONataValue
  {
    let arity = function.arity
    if arity < 2 { return try apply(function, [value], .undefined) }
    if arity == 2 { return try apply(function, [value, second()], .undefined) }
    return try apply(function, [value, second(), third()], .undefined)
  }
}
