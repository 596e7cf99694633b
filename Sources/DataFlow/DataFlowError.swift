import Intrinsics
import JSON
import JSONPath

/// Why the data of a state could not be picked or built: an error name of Step Functions and what its cause says.
public struct DataFlowError: Error, Sendable, Equatable {
  /// `States.Runtime`, `States.IntrinsicFailure` or `States.ResultPathMatchFailure`.
  public var name: String
  /// The cause without the words about the state, which `cause(state:enteredAt:)` puts before it.
  public var detail: String
  /// The field of a JSONata state that could not be evaluated, such as `Output/result`; nil where no single field is at fault.
  public var location: String?

  /// An error with its name and its cause's detail.
  public init(_ name: String, _ detail: String, location: String? = nil) {
    self.name = name
    self.detail = detail
    self.location = location
  }

  /// UTF-8 bytes of a cause at most: what the API accepts.
  public static let maximumCause = 32_768

  /// The cause as events carry it; `eventID` is the id of the event with which the state was entered.
  public func cause(state: String, enteredAt eventID: Int) -> String {
    let text = "An error occurred while executing the state '\(state)' (entered at the event id #\(eventID)). \(detail)"
    return text.utf8.count <= DataFlowError.maximumCause ? text : text.prefix(utf8: DataFlowError.maximumCause)
  }
}

extension DataFlowError {
  /// A path field (InputPath, OutputPath, TimeoutSecondsPath, …) that leads nowhere.
  public static func invalidPath(_ path: JSONPath, _ error: JSONPathError) -> DataFlowError {
    DataFlowError("States.Runtime", "Invalid path '\(path.source)' : \(error.message)")
  }

  /// A path in a payload template, ErrorPath or CausePath that leads nowhere; `field` is the key with its `.$`, or the field's name.
  public static func notFound(_ path: JSONPath, _ error: JSONPathError, field: String, in document: JSONValue) -> DataFlowError {
    guard error.kind == .missing else { return invalidPath(path, error) }
    return DataFlowError(
      "States.Runtime",
      "The JSONPath '\(path.source)' specified for the field '\(field)' could not be found in the input '\(document.compact)'")
  }

  /// The Variable, or the operand's path, of a Choice rule that leads nowhere.
  static func invalidCondition(_ path: JSONPath) -> DataFlowError {
    DataFlowError("States.Runtime", "Invalid path '\(path.source)': The choice state's condition path references an invalid value.")
  }
}

/// A field of a definition that cannot be compiled, and where it stands.
public struct FieldSyntaxError: Error, Sendable, Equatable {
  /// A sentence without the place.
  public var message: String
  /// Where it is written.
  public var range: SourceRange
  /// The field.
  public var pointer: JSONPointer

  /// An error with its sentence and place.
  public init(_ message: String, _ range: SourceRange, _ pointer: JSONPointer) {
    self.message = message
    self.range = range
    self.pointer = pointer
  }
}

extension String {
  /// The longest beginning of at most `count` UTF-8 bytes that does not cut a character.
  func prefix(utf8 count: Int) -> String {
    guard utf8.count > count else { return self }
    var end = utf8.index(utf8.startIndex, offsetBy: count)
    while end > startIndex, end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
    return String(self[..<end])
  }
}
