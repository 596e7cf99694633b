import JSON

/// What an evaluation may cost.
public struct JSONataLimits: Sendable {
  /// Steps of evaluation: items looked at and calls made.
  public var maximumSteps = 50_000_000
  /// How deep expressions may be evaluated within one another, as the reference counts it; tail calls add nothing. The thread's stack is a limit too.
  public var maximumDepth = 100_000
  /// How long it may take; nil for as long as the steps allow.
  public var timeLimit: Duration?
  /// Elements a single array may have, and bytes a text.
  public var maximumItems = 10_000_000
  /// Elements of arrays that may be made in all: what is large, however short it lives.
  public var maximumTotal = 20_000_000
  /// Asked now and then; true ends the evaluation.
  public var isCancelled: (@Sendable () -> Bool)?

  /// The limits for expressions nobody has vetted.
  public init() {}
}

/// The state of one evaluation: guards, what names mean, and where members were last found.
///
/// Its properties are read millions of times by nodes that never hold one while another changes it, so exclusive access is not checked at run time.
final class Evaluation {
  let expression: JSONataExpression
  let limits: JSONataLimits
  let environment: JSONataEnvironment
  let rootFrame = Frame(nil)
  /// Values of the names that no frame binds, as far as they were looked up.
  private let globals: UnsafeMutablePointer<Global>
  /// For each place that looks up a member: the shape it last saw, and the member's place in it.
  private let caches: UnsafeMutablePointer<MemberCache>
  /// The shape of an object without members, from which all others that are made come.
  var shapes: JSONataShape {
    if let firstShape { return firstShape }
    let shape = JSONataShape()
    firstShape = shape
    return shape
  }
  @exclusivity(unchecked) private var firstShape: JSONataShape?
  @exclusivity(unchecked) private var steps = 0
  @exclusivity(unchecked) private var depth = 0
  @exclusivity(unchecked) private var total = 0
  private let deadline: ContinuousClock.Instant?
  @exclusivity(unchecked) private var stack: StackGuard
  /// Frames of calls that have returned, to be used again.
  @exclusivity(unchecked) private var spareFrames: [Frame] = []
  /// Frames that hold functions which may hold them: emptied at the end.
  @exclusivity(unchecked) private var knots: [Frame] = []
  @exclusivity(unchecked) private var knotLimit = 1_024
  private let graveyard = Graveyard()

  struct Global {
    var isKnown = false
    var value = JSONataValue.undefined
    /// The function, where it is one of the built-in or of the host's.
    var native: NativeFunction?
  }

  struct MemberCache {
    var shape: JSONataShape?
    var place = 0
  }

  init(_ expression: JSONataExpression, _ environment: JSONataEnvironment, _ limits: JSONataLimits) {
    self.expression = expression
    self.environment = environment
    self.limits = limits
    stack = StackGuard(levels: expression.depth)
    deadline = limits.timeLimit.map { ContinuousClock.now + $0 }
    globals = .allocate(capacity: expression.names.count)
    globals.initialize(repeating: Global(), count: expression.names.count)
    caches = .allocate(capacity: expression.cacheCount)
    caches.initialize(repeating: MemberCache(), count: expression.cacheCount)
  }

  deinit {
    for frame in knots { frame.clear() }
    globals.deinitialize(count: expression.names.count)
    globals.deallocate()
    caches.deinitialize(count: expression.cacheCount)
    caches.deallocate()
  }

  // MARK: Guards

  /// Before anything is evaluated: an expression that nests deep needs its part of the stack.
  func checkStack() throws(JSONataError) {
    if expression.depth > 64, stack.isNearlyUsed { throw JSONataError("U1001") }
  }

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

  func check(nesting: Int) throws(JSONataError) {
    if nesting > Evaluation.maximumNesting { throw JSONataError("U1001") }
  }

  /// How deep values and functions may lie within one another: whoever writes, compares or frees them goes as deep.
  static let maximumNesting = 1_000

  /// Takes note of so many elements of memory; small arrays need not be told.
  @inline(__always) func charge(_ items: Int) throws(JSONataError) {
    total += items
    if total > limits.maximumTotal { throw JSONataError("U1002", value: "\(limits.maximumTotal) elements in all") }
  }

  /// The same for a text that was put together.
  @inline(__always) func charge(text: String) throws(JSONataError) {
    let count = text.utf8.count
    try check(items: count)
    if count > 256 { try charge(count / 24) }
  }

  func check(items: Int) throws(JSONataError) {
    if items > limits.maximumItems { throw JSONataError("U1002", value: "\(limits.maximumItems) elements") }
  }

  /// What is shared in many places is small here but large once it is written: a result is gone through as whoever takes it will do.
  func check(result: JSONataValue) throws(JSONataError) {
    if result.weight(upTo: limits.maximumTotal) > limits.maximumTotal {
      throw JSONataError("U1002", value: "\(limits.maximumTotal) elements in all")
    }
  }

  /// Steps for work that goes through a text without looking at each character for long.
  @inline(__always) func tick(text: String) throws(JSONataError) {
    let count = text.utf8.count
    if count > 1_024 { try tick(count >> 6) }
  }

  /// Steps for a built-in function that goes through a value to its depths.
  func tick(through value: JSONataValue) throws(JSONataError) { try tick(value.weight(upTo: limits.maximumSteps)) }

  /// Steps for work in which each character of a picture may lead to as many moves as the picture has characters.
  func tick(picture: String) throws(JSONataError) {
    let count = min(1 << 30, picture.utf8.count)
    try tick(count * count >> 6)
  }

  /// Built-in functions go through what they are given; large arguments are more than one step.
  @inline(__always) private func tick(given arguments: [JSONataValue]) throws(JSONataError) {
    for argument in arguments {
      switch argument {
      case .array(let array): if array.items.count > 64 { try tick(array.items.count >> 5) }
      case .string(let text): try tick(text: text)
      case .object(let object): if object.count > 64 { try tick(object.count >> 5) }
      default: break
      }
    }
  }

  // MARK: Names

  @inline(__always) func lookup(_ name: Int, _ frame: Frame) -> JSONataValue { frame.lookup(name) ?? global(name).value }

  /// What a name means that no frame binds.
  @inline(__always) func global(_ name: Int) -> Global {
    if globals[name].isKnown { return globals[name] }
    return findGlobal(name)
  }

  private func findGlobal(_ name: Int) -> Global {
    let value = environment.value(of: expression.names[name])
    var global = Global(isKnown: true, value: value, native: nil)
    if case .function(let function) = value, case .native(let native) = function.kind { global.native = native }
    globals[name] = global
    return global
  }

  /// Takes note that a frame binds something which may hold the frame itself: such knots do not free themselves.
  func noteKnot(_ frame: Frame) {
    knots.append(frame)
    guard knots.count > knotLimit else { return }
    // Those that nothing else holds any more are done with.
    var kept: [Frame] = []
    for at in knots.indices.reversed() {
      if isKnownUniquelyReferenced(&knots[at]) { knots[at].clear() } else { kept.append(knots[at]) }
      knots.removeLast()
    }
    knots = kept.reversed()
    knotLimit = max(1_024, knots.count * 2)
  }

  /// A function of the expression's own, made where the frame is seen.
  func function(_ kind: JSONataFunction.Kind, in frame: Frame) -> JSONataValue {
    frame.noteCapture()
    return .function(JSONataFunction(kind, graveyard))
  }

  /// A call that is made later.
  func thunk(_ call: CallNode, _ input: JSONataValue, _ frame: Frame) -> JSONataValue {
    .function(JSONataFunction(.thunk(call, input: input, frame: frame), graveyard))
  }

  // MARK: Members

  @inline(__always) func member(_ key: String, of object: JSONataObject, cache: Int) -> JSONataValue {
    let shape = object.shape
    if caches[cache].shape === shape { return object.value(at: caches[cache].place) }
    guard let place = shape.place(of: key) else { return .undefined }
    caches[cache] = MemberCache(shape: shape, place: place)
    return object.value(at: place)
  }

  /// The shape that objects made at one place of the expression have, when they have all the members written there.
  @inline(__always) func shape(_ keys: [String], cache: Int) -> JSONataShape {
    if let known = caches[cache].shape { return known }
    var shape = shapes
    for key in keys { shape = shape.adding(key) }
    caches[cache].shape = shape
    return shape
  }

  // MARK: Calls

  /// Applies a function, and what it ends with calling, until there is a value.
  func apply(_ function: JSONataFunction, _ arguments: [JSONataValue], _ input: JSONataValue) throws(JSONataError) -> JSONataValue {
    if depth > 64, stack.isNearlyUsed { throw JSONataError("U1001") }
    return try settled(try applyOnce(function, arguments, input))
  }

  /// Applies a function once; a call in its last place comes back as a thunk.
  func applyOnce(_ function: JSONataFunction, _ arguments: [JSONataValue], _ input: JSONataValue) throws(JSONataError) -> JSONataValue {
    try tick()
    switch function.kind {
    case .lambda(let node, let made, let frame):
      var arguments = arguments
      if let signature = node.signature { arguments = try signature.checked(arguments, context: input) }
      let inner = newFrame(frame)
      for (at, name) in node.parameters.enumerated() { inner.bind(name, at < arguments.count ? arguments[at] : .undefined) }
      return try enterLambda(node, made, consume inner)
    case .native(let native): return try call(native, arguments, input)
    case .partial(let inner, let given):
      var rest = arguments[...]
      let all = given.map { $0 ?? rest.popFirst() ?? .undefined }
      if case .native(let native) = inner.kind {
        try tick(given: all)
        return try native.body(NativeCall(arguments: all, input: input, run: self))
      }
      return try applyOnce(inner, all, input)
    case .composed(let first, let second): return try applyOnce(second, [try apply(first, arguments, input)], input)
    case .pattern(let pattern): return try Matching.first(pattern, arguments.first ?? .undefined, self)
    case .nextMatch(let pattern, let text, let position): return try Matching.found(pattern, text, from: position, self)
    case .transform(let node, let made, let frame): return try node.transform(arguments.first ?? .undefined, made, frame, self)
    case .thunk(let node, let made, let frame): return try node.continueTail(made, frame, self)
    case .nothing: throw JSONataError("T1006")
    }
  }

  func call(_ native: NativeFunction, _ arguments: [JSONataValue], _ input: JSONataValue) throws(JSONataError) -> JSONataValue {
    try tick(given: arguments)
    guard let signature = native.signature else { return try native.body(NativeCall(arguments: arguments, input: input, run: self)) }
    return try native.body(NativeCall(arguments: try signature.signature.checked(arguments, context: input), input: input, run: self))
  }

  @inline(__always) private func newFrame(_ parent: Frame) -> Frame {
    guard let frame = spareFrames.popLast() else { return Frame(parent) }
    frame.parent = parent
    return frame
  }

  @inline(__always)
  private func enterLambda(_ node: LambdaNode, _ made: JSONataValue, _ frame: consuming Frame) throws(JSONataError) -> JSONataValue {
    if depth + node.leastDepth > limits.maximumDepth { throw JSONataError("U1001") }
    let result = try node.body.evaluate(made, frame, self)
    if isKnownUniquelyReferenced(&frame), spareFrames.count < 32 {
      frame.clear()
      spareFrames.append(frame)
    }
    return result
  }

  /// Goes on until there is a value.
  @inline(__always) private func settled(_ result: JSONataValue) throws(JSONataError) -> JSONataValue {
    var result = result
    while case .function(let next) = result, case .thunk(let call, let input, let frame) = next.kind {
      try tick()
      result = try call.continueTail(input, frame, self)
    }
    return result
  }

  /// Calls what a higher-order function was given, with as many of the arguments as it looks at.
  func call(
    _ function: JSONataFunction, _ value: JSONataValue, _ second: @autoclosure () -> JSONataValue, _ third: @autoclosure () -> JSONataValue
  )
    throws(JSONataError) -> JSONataValue
  {
    // Most are plain lambdas: their frame is all that is made for a call.
    if case .lambda(let node, let made, let frame) = function.kind, node.signature == nil, node.parameters.count <= 3 {
      if depth > 64, stack.isNearlyUsed { throw JSONataError("U1001") }
      try tick()
      let inner = newFrame(frame)
      let names = node.parameters
      if !names.isEmpty { inner.bind(names[0], value) }
      if names.count > 1 { inner.bind(names[1], second()) }
      if names.count > 2 { inner.bind(names[2], third()) }
      return try settled(try enterLambda(node, made, consume inner))
    }
    let arity = function.arity
    if arity < 2 { return try apply(function, [value], .undefined) }
    if arity == 2 { return try apply(function, [value, second()], .undefined) }
    return try apply(function, [value, second(), third()], .undefined)
  }
}
