import JSON
import JSONPath

/// A call such as `States.Format('Hello {}', $.name)`, parsed once and evaluated often.
public struct IntrinsicCall: Sendable {
  /// What may stand between the parentheses.
  public enum Argument: Sendable {
    case literal(JSONValue)
    /// The literal template of `States.Format`, taken apart.
    case template(FormatTemplate)
    case path(JSONPath)
    indirect case call(IntrinsicCall)
  }

  /// The call as written, which error texts repeat.
  public let source: String
  /// What is called.
  public let function: IntrinsicFunction
  /// In order; their number fits the function.
  public let arguments: [Argument]

  /// Calls inside one another, the outermost counted: the limit of Step Functions.
  public static let maximumNesting = 10

  /// Parses one call that fills the whole text.
  /// - Throws: `IntrinsicSyntaxError` with the place of the fault.
  public init(parsing source: String) throws(IntrinsicSyntaxError) {
    var parser = IntrinsicParser(source)
    self = try parser.whole()
  }

  init(source: String, function: IntrinsicFunction, arguments: [Argument]) {
    self.source = source
    self.function = function
    self.arguments = arguments
  }

  /// All paths among the arguments, also of inner calls, in the order they are written.
  public var paths: [JSONPath] {
    arguments.flatMap { argument -> [JSONPath] in
      switch argument {
      case .literal, .template: []
      case .path(let path): [path]
      case .call(let call): call.paths
      }
    }
  }
}

/// Why a text is not an intrinsic call, and where.
public struct IntrinsicSyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A sentence without the place.
  public var message: String
  /// How many characters (Unicode scalars) of the call stand before the fault: where a caret goes.
  public var offset: Int

  /// An error with its sentence and place.
  public init(_ message: String, offset: Int) {
    self.message = message
    self.offset = offset
  }

  /// Sentence and place.
  public var description: String { "\(message) (at character \(offset + 1))" }
}

/// Why a call has no value.
public enum IntrinsicError: Error, Sendable, Equatable {
  /// An argument does not suit the function: `States.IntrinsicFailure` with this text.
  case failure(String)
  /// A path among the arguments leads nowhere.
  case path(JSONPath, JSONPathError)
}

/// What a call needs from outside, so that a run with the same sources gives the same values.
public protocol IntrinsicEnvironment {
  /// The value of a path among the arguments.
  func value(of path: JSONPath) throws(JSONPathError) -> JSONValue
  /// The next random 64 bits, for `States.MathRandom` without a seed.
  mutating func randomBits() -> UInt64
  /// A version 4 UUID in lower case.
  mutating func uuid() -> String
}
