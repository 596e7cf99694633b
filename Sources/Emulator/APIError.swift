import JSON

/// An error as the Step Functions API answers it.
public struct APIError: Error, Sendable, Equatable {
  /// The status code of the answer: 400, or 5xx for what is the server's fault.
  public var status: Int
  /// The error's name: `InvalidArn`.
  public var code: String
  /// The error's message.
  public var message: String
  /// What a ValidationException says besides: `INVALID_ROUTING_CONFIGURATION`.
  public var reason: String?

  /// From its parts.
  public init(_ code: String, _ message: String, status: Int = 400, reason: String? = nil) {
    self.code = code
    self.message = message
    self.status = status
    self.reason = reason
  }

  /// `{"__type":…,"message":…}`.
  var body: [UInt8] {
    var answer = AnswerObject()
    answer.text("__type", code)
    answer.text("message", message)
    answer.text("reason", reason)
    return answer.finished()
  }
}

/// The API's errors in AWS's words.
extension APIError {
  static func invalidArn(_ why: String) -> APIError { APIError("InvalidArn", "Invalid Arn: '\(why)'") }
  static func invalidName(_ name: String) -> APIError { APIError("InvalidName", "Invalid Name: '\(name)'") }
  static let invalidToken = APIError("InvalidToken", "Invalid Token: 'Invalid token'")
  static let taskTimedOut = APIError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")
  static func noMachine(_ arn: String) -> APIError {
    APIError("StateMachineDoesNotExist", "State Machine Does Not Exist: '\(arn)'")
  }
  static func machineExists(_ arn: String) -> APIError {
    APIError("StateMachineAlreadyExists", "State Machine Already Exists: '\(arn)'")
  }
  static func noExecution(_ arn: String) -> APIError { APIError("ExecutionDoesNotExist", "Execution Does Not Exist: '\(arn)'") }
  static func executionExists(_ arn: String) -> APIError {
    APIError("ExecutionAlreadyExists", "Execution Already Exists: '\(arn)'")
  }
  static func noActivity(_ arn: String) -> APIError { APIError("ActivityDoesNotExist", "Activity Does Not Exist: '\(arn)'") }
  static func noResource(_ arn: String) -> APIError { APIError("ResourceNotFound", "Resource not found: '\(arn)'") }
  static let noReferenced = APIError("ResourceNotFound", "Request references a resource that does not exist.")
  static let typeNotSupported = APIError(
    "StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")
  static func invalidInput(_ why: String) -> APIError {
    APIError("InvalidExecutionInput", "Invalid State Machine Execution Input: '\(why)'")
  }
  static func validation(_ message: String, reason: String? = nil) -> APIError {
    APIError("ValidationException", message, reason: reason)
  }
  static func conflict(_ message: String) -> APIError { APIError("ConflictException", message) }
  static func serialization(_ message: String) -> APIError { APIError("SerializationException", message) }
  static func failure(_ message: String) -> APIError { APIError("InternalFailure", message, status: 500) }
}
