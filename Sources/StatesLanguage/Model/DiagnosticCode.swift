import JSON

/// The stable codes of what is said about definitions: what scripts match on, and the first column of `docs/diagnostics.md`.
public enum DiagnosticCode: String, Sendable, CaseIterable {
  case badDynamicValue = "BAD_DYNAMIC_VALUE"
  case badExpressionDelimiter = "BAD_EXPRESSION_DELIMITER"
  case badFilter = "BAD_FILTER"
  case badIntrinsic = "BAD_INTRINSIC"
  case badPath = "BAD_PATH"
  case badResource = "BAD_RESOURCE"
  case badTimestamp = "BAD_TIMESTAMP"
  case byteOrderMark = "BYTE_ORDER_MARK"
  case callbackWithoutTimeout = "CALLBACK_WITHOUT_TIMEOUT"
  case duplicateKey = "DUPLICATE_KEY"
  case duplicateState = "DUPLICATE_STATE"
  case duplicateTemplateKey = "DUPLICATE_TEMPLATE_KEY"
  case ecsCommandNotStrings = "ECS_COMMAND_NOT_STRINGS"
  case ecsEnvironmentNotString = "ECS_ENVIRONMENT_NOT_STRING"
  case ecsErrorPrefix = "ECS_ERROR_PREFIX"
  case ecsOverridesTooLong = "ECS_OVERRIDES_TOO_LONG"
  case ecsParameterCase = "ECS_PARAMETER_CASE"
  case ecsRoleInContainerOverride = "ECS_ROLE_IN_CONTAINER_OVERRIDE"
  case ecsRoleOverride = "ECS_ROLE_OVERRIDE"
  case ecsUnknownParameter = "ECS_UNKNOWN_PARAMETER"
  case empty = "EMPTY"
  case emptyList = "EMPTY_LIST"
  case emptyStates = "EMPTY_STATES"
  case exclusiveFields = "EXCLUSIVE_FIELDS"
  case heartbeatTooLong = "HEARTBEAT_TOO_LONG"
  case missingField = "MISSING_FIELD"
  case missingNext = "MISSING_NEXT"
  case missingOperator = "MISSING_OPERATOR"
  case nameEmpty = "NAME_EMPTY"
  case nameTooLong = "NAME_TOO_LONG"
  case needsDistributed = "NEEDS_DISTRIBUTED"
  case nestedNext = "NESTED_NEXT"
  case notAnObject = "NOT_AN_OBJECT"
  case notJSON = "NOT_JSON"
  case notReferencePath = "NOT_REFERENCE_PATH"
  case notUTF8 = "NOT_UTF8"
  case notYAML = "NOT_YAML"
  case noTerminalState = "NO_TERMINAL_STATE"
  case outOfRange = "OUT_OF_RANGE"
  case severalDocuments = "SEVERAL_DOCUMENTS"
  case statesAllNotAlone = "STATES_ALL_NOT_ALONE"
  case statesAllNotLast = "STATES_ALL_NOT_LAST"
  case tokenNotPassed = "TOKEN_NOT_PASSED"
  case tooDeep = "TOO_DEEP"
  case tooLarge = "TOO_LARGE"
  case tooMany = "TOO_MANY"
  case unknownErrorName = "UNKNOWN_ERROR_NAME"
  case unknownField = "UNKNOWN_FIELD"
  case unknownIntegration = "UNKNOWN_INTEGRATION"
  case unknownState = "UNKNOWN_STATE"
  case unknownStateType = "UNKNOWN_STATE_TYPE"
  case unreachableState = "UNREACHABLE_STATE"
  case wrongLanguage = "WRONG_LANGUAGE"
  case wrongType = "WRONG_TYPE"
  case wrongValue = "WRONG_VALUE"
}

extension Diagnostic {
  /// A diagnostic with one of this module's codes.
  init(
    _ severity: Severity, _ code: DiagnosticCode, _ message: String, fix: String? = nil, at range: SourceRange, pointer: String = ""
  ) {
    self.init(severity, code.rawValue, message, fix: fix, at: range, pointer: pointer)
  }
}
