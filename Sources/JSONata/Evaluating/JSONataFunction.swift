/// A function as a value.
public final class JSONataFunction {
  enum Kind {
    /// Written in the expression; it sees the frame it was made in.
    case lambda(LambdaNode, input: JSONataValue, frame: Frame)
    case native(NativeFunction)
    /// A function with some arguments given; nil stands for one that is still to come.
    case partial(JSONataFunction, [JSONataValue?])
    /// The second applied to what the first gives.
    case composed(JSONataFunction, JSONataFunction)
    case pattern(Pattern)
    case transform(TransformNode, input: JSONataValue, frame: Frame)
    /// A call in the last place of a function: whoever applied the function makes it.
    case thunk(CallNode, input: JSONataValue, frame: Frame)
    /// The next match of a pattern.
    case nextMatch(Pattern, [UInt16], Int)
    /// What is left of a function while it is freed.
    case nothing
  }

  @exclusivity(unchecked) private(set) var kind: Kind
  private let graveyard: Graveyard?
  /// How many functions this one is made of, one inside the other.
  let nesting: Int

  init(_ kind: Kind, _ graveyard: Graveyard? = nil) {
    self.kind = kind
    self.graveyard = graveyard
    nesting =
      switch kind {
      case .partial(let inner, _): inner.nesting + 1
      case .composed(let first, let second): max(first.nesting, second.nesting) + 1
      default: 0
      }
  }

  deinit {
    guard let graveyard else { return }
    let held = kind
    kind = .nothing
    graveyard.bury(consume held)
  }

  /// How many arguments it looks at: what higher-order functions give it.
  var arity: Int {
    switch kind {
    case .lambda(let node, _, _): node.parameters.count
    case .native(let native): native.arity
    case .partial(_, let given): given.reduce(0) { $0 + ($1 == nil ? 1 : 0) }
    case .composed, .pattern, .transform: 1
    case .thunk, .nextMatch, .nothing: 0
    }
  }
}

/// Frees what functions hold one after the other. A function may hold a frame that holds a function, and so on, far deeper than the thread's stack goes.
final class Graveyard {
  private var waiting: [JSONataFunction.Kind] = []
  private var isDigging = false

  func bury(_ kind: consuming JSONataFunction.Kind) {
    waiting.append(kind)
    if isDigging { return }
    isDigging = true
    // What a popped one holds is buried in turn: it comes to the end of the list.
    while waiting.popLast() != nil {}
    isDigging = false
  }
}

/// A function that is not written in JSONata: a built-in one, or one of the host's.
public final class NativeFunction: Sendable {
  /// The name it is called by.
  public let name: String
  /// How many arguments higher-order functions give it.
  let arity: Int
  let signature: SignatureBox?
  let body: @Sendable (borrowing NativeCall) throws(JSONataError) -> JSONataValue

  /// - Parameter signature: what arguments it takes, as `<s-nn?:s>`; nil takes anything.
  init(
    _ name: String, _ signature: String?, arity: Int,
    _ body: @escaping @Sendable (borrowing NativeCall) throws(JSONataError) -> JSONataValue
  ) {
    self.name = name
    self.arity = arity
    // A signature that cannot be read takes anything; a test reads each built-in one.
    self.signature = signature.flatMap { text in (try? Signature(text)).map(SignatureBox.init) }
    self.body = body
  }

  /// A function of the host.
  /// - Parameters:
  ///   - signature: as in JSONata: `<s-nn?:s>`.
  ///   - body: gets the arguments after the signature was applied; throws `JSONataError` with a code and text of its own.
  public static func host(
    _ name: String, signature: String, _ body: @escaping @Sendable ([JSONataValue]) throws(JSONataError) -> JSONataValue
  ) -> NativeFunction {
    let count = (try? Signature(signature))?.count ?? 1
    return NativeFunction(name, signature, arity: count) { call throws(JSONataError) in
      let result = try body(call.arguments)
      try call.run.charge(result.weight(upTo: call.run.limits.maximumTotal))
      try call.run.check(nesting: result.nesting)
      return result
    }
  }
}

/// A signature shared by all who call its function.
final class SignatureBox: Sendable {
  let signature: Signature
  init(_ signature: Signature) { self.signature = signature }
}

/// A call of a native function.
struct NativeCall: ~Copyable {
  let arguments: [JSONataValue]
  let input: JSONataValue
  let run: Evaluation

  /// The argument at a place; nothing beyond the last.
  subscript(at: Int) -> JSONataValue { at < arguments.count ? arguments[at] : .undefined }

  func string(_ at: Int) -> String? { if case .string(let text) = self[at] { text } else { nil } }
  func number(_ at: Int) -> Double? { self[at].double }
  func items(_ at: Int) -> [JSONataValue]? { if case .array(let array) = self[at] { array.items } else { nil } }
  func function(_ at: Int) -> JSONataFunction? { if case .function(let function) = self[at] { function } else { nil } }
}
