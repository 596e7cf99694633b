import JSON

/// An expression of JSONata 2.0.6, read once and evaluated often, on any thread.
public struct JSONataExpression: Sendable {
  /// As it was written.
  public let source: String
  /// What it looks at outside itself, in the order of the text where that is the order of its parts.
  public let uses: [ExpressionUse]
  /// Whether it asks for what lies around a value, by `%`.
  public let looksOutward: Bool
  /// The variable and the names, where it is nothing but members of members of a variable: `states`, `input`, `id` for `$states.input.id`.
  public let direct: [String]?
  /// Its simple form, where it has one.
  public let simple: SimpleExpression?
  let root: Node
  /// The same, where it is a path.
  private let path: PathNode?
  /// The names it uses, by the numbers the nodes call them.
  public let names: [String]
  let cacheCount: Int
  /// How many of its parts lie within one another.
  let depth: Int
  /// The number of `$$`, where it is used.
  private let whole: Int?

  /// Reads an expression.
  /// - Throws: `JSONataError` with a code that begins with `S`, and its place.
  public init(parsing source: String) throws(JSONataError) {
    let (syntax, bound) = try ExpressionParser.parse(source)
    var compiler = Compiler(bound: bound)
    let resolved = try SyntaxResolver.resolve(syntax)
    var finder = UseFinder(bound: bound)
    finder.visit(resolved, isTop: true)
    uses = finder.uses
    looksOutward = finder.looksOutward
    direct = UseFinder.direct(resolved)
    simple = SimpleExpression(resolved)
    root = try compiler.compile(resolved)
    path = root as? PathNode
    names = compiler.names
    whole = compiler.names.firstIndex(of: "$")
    cacheCount = compiler.cacheCount
    depth = compiler.deepest
    self.source = source
  }

  /// Evaluates it for `input`, what `$` means at its top.
  /// - Throws: `JSONataError`.
  public func evaluate(
    _ input: JSONataValue, in environment: JSONataEnvironment = JSONataEnvironment(), limits: JSONataLimits = JSONataLimits()
  ) throws(JSONataError) -> JSONataValue {
    if let value = path?.direct(input) { return value }
    let run = Evaluation(self, environment, limits)
    try run.checkStack()
    var input = input
    // An array that is the whole input is one item to the first step, not many.
    if case .array = input { input = .array(JSONataArray([input], [.sequence, .wrapper])) }
    if let whole { run.rootFrame.bind(whole, input) }
    let result = try root.evaluate(input, run.rootFrame, run)
    try run.check(result: result)
    return result
  }

  /// Evaluates it for a JSON document; nil input is nothing, and so is a nil result.
  public func evaluate(
    json input: JSONValue?, in environment: JSONataEnvironment = JSONataEnvironment(), limits: JSONataLimits = JSONataLimits()
  ) throws(JSONataError) -> JSONValue? {
    try evaluate(input.map(JSONataInput().value) ?? .undefined, in: environment, limits: limits).json
  }
}

/// What an expression finds beside its input: variables, functions of the host, the time, and chance.
public struct JSONataEnvironment {
  private var variables: [String: JSONataValue] = [:]
  private var functions: [String: NativeFunction] = [:]
  /// Milliseconds since 1970 that `$now` and `$millis` give throughout the evaluation.
  public var now: Int64
  /// Numbers from 0 up to, not including, 1.
  public var random: () -> Double

  /// Nothing but the built-in functions.
  public init(now: Int64 = 0, random: @escaping () -> Double = { Double.random(in: 0..<1) }) {
    self.now = now
    self.random = random
  }

  /// With functions of the host by their names, made once for many environments.
  public init(functions: [String: NativeFunction], now: Int64, random: @escaping () -> Double) {
    self.functions = functions
    self.now = now
    self.random = random
  }

  /// The variable `$name`.
  public mutating func bind(_ name: String, _ value: JSONataValue) { variables[name] = value }

  /// A function of the host; it stands in for a built-in one of the same name.
  public mutating func register(_ function: NativeFunction) { functions[function.name] = function }

  func value(of name: String) -> JSONataValue {
    if let value = variables[name] { return value }
    return function(name).map { .function(JSONataFunction(.native($0))) } ?? .undefined
  }

  /// The names, without `$`, of the built-in functions.
  public static var builtinNames: Set<String> { Set(Builtins.all.keys) }

  func function(_ name: String) -> NativeFunction? {
    if variables[name] != nil { return nil }
    return functions[name] ?? Builtins.all[name]
  }
}
