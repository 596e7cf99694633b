import Intrinsics
import JSON
import JSONPath

/// The compiled value of a `.$` key: a path from the input (`$`), the context object (`$$`) or a variable (`$name`), or an intrinsic call.
public enum Expression: Sendable {
  case path(JSONPath)
  case intrinsic(IntrinsicCall)

  /// Why a text is not an expression.
  public struct SyntaxError: Error, Sendable, Equatable {
    /// A sentence without the place.
    public var message: String
    /// How many characters (Unicode scalars) stand before the fault.
    public var offset: Int
  }

  /// Parses a path when `text` begins with `$`, an intrinsic call otherwise.
  public init(parsing text: String) throws(SyntaxError) {
    if text.utf8.first == UInt8(ascii: "$") {
      do {
        self = .path(try JSONPath(parsing: text))
      } catch {
        throw SyntaxError(message: error.message, offset: error.offset)
      }
    } else {
      do {
        self = .intrinsic(try IntrinsicCall(parsing: text))
      } catch {
        throw SyntaxError(message: error.message, offset: error.offset)
      }
    }
  }

  /// Parses the text of a definition's field: a filter that cannot be read, in a path or in a call's argument, fails when it is evaluated, as at Step Functions.
  public init(deferringFilters text: String) throws(SyntaxError) {
    do { try self.init(parsing: text) } catch {
      guard let path = JSONPath(unreadable: text, because: error.message) else { throw error }
      self = .path(path)
    }
  }

  /// The paths it reads, in the order they are written.
  public var paths: [JSONPath] {
    switch self {
    case .path(let path): [path]
    case .intrinsic(let call): call.paths
    }
  }

  /// The value of the expression.
  /// - Parameter field: The key with its `.$`, or the name of the path field, for the cause.
  /// - Throws: `DataFlowError` named `States.Runtime` for a path that leads nowhere, `States.IntrinsicFailure` for a call that fails.
  public func evaluate(_ context: inout EvaluationContext, field: String) throws(DataFlowError) -> JSONValue {
    switch self {
    case .path(let path):
      do {
        return try context.value(of: path)
      } catch {
        throw .notFound(path, error, field: field, in: context.document(of: path))
      }
    case .intrinsic(let call):
      do {
        return try call.evaluate(&context)
      } catch {
        switch error {
        case .failure(let message): throw DataFlowError("States.IntrinsicFailure", message)
        case .path(let path, let error): throw .notFound(path, error, field: field, in: context.document(of: path))
        }
      }
    }
  }
}
