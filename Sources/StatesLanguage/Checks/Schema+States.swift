/// The fields of the eight types of state.
extension Schema {
  static func state(_ type: StateType) -> Schema {
    switch type {
    case .task: task
    case .pass: pass
    case .choice: choice
    case .wait: wait
    case .succeed: succeed
    case .fail: fail
    case .parallel: parallel
    case .map: map
    }
  }

  static let anyTime = 0...99_999_999
  static let someTime = 1...99_999_999

  private static let common = [
    FieldRule("Type", .any, required: true), FieldRule("Comment", .string),
    FieldRule("QueryLanguage", .oneOf(["JSONPath", "JSONata"])),
  ]
  private static let leading = [FieldRule("Next", .string), FieldRule("End", .boolean)]
  private static let inputOutput = [
    FieldRule("InputPath", .path(orNull: true), .jsonPath), FieldRule("OutputPath", .path(orNull: true), .jsonPath),
    FieldRule("Output", .template, .jsonata),
  ]
  private static let assigning = [FieldRule("Assign", .objectTemplate)]
  private static let result = [FieldRule("ResultPath", .referencePath(orNull: true), .jsonPath)]
  private static let handling = [
    FieldRule("ResultSelector", .objectTemplate, .jsonPath), FieldRule("Retry", .array), FieldRule("Catch", .array),
  ]
  private static let calling = [FieldRule("Parameters", .template, .jsonPath), FieldRule("Arguments", .template, .jsonata)]

  private static let task = Schema(
    common + [
      FieldRule("Resource", .string, required: true), FieldRule("TimeoutSeconds", .integer(someTime)),
      FieldRule("TimeoutSecondsPath", .referencePath(), .jsonPath), FieldRule("HeartbeatSeconds", .integer(someTime)),
      FieldRule("HeartbeatSecondsPath", .referencePath(), .jsonPath), FieldRule("Credentials", .objectTemplate),
    ] + leading + inputOutput + assigning + result + handling + calling,
    exclusive: [["TimeoutSeconds", "TimeoutSecondsPath"], ["HeartbeatSeconds", "HeartbeatSecondsPath"]])

  private static let pass = Schema(
    common + leading + inputOutput + assigning + result
      + [FieldRule("Parameters", .template, .jsonPath), FieldRule("Result", .any, .jsonPath)])

  private static let choice = Schema(
    common + [FieldRule("Choices", .array, required: true), FieldRule("Default", .string)] + inputOutput + assigning)

  private static let wait = Schema(
    common + [
      FieldRule("Seconds", .integer(anyTime)), FieldRule("Timestamp", .timestamp),
      FieldRule("SecondsPath", .referencePath(), .jsonPath), FieldRule("TimestampPath", .referencePath(), .jsonPath),
    ] + leading + inputOutput + assigning,
    exclusive: [["Seconds", "Timestamp", "SecondsPath", "TimestampPath"]])

  private static let succeed = Schema(common + inputOutput)

  private static let fail = Schema(
    common + [
      FieldRule("Error", .string), FieldRule("ErrorPath", .referencePath(orIntrinsic: true), .jsonPath), FieldRule("Cause", .string),
      FieldRule("CausePath", .referencePath(orIntrinsic: true), .jsonPath),
    ],
    exclusive: [["Error", "ErrorPath"], ["Cause", "CausePath"]])

  private static let parallel = Schema(
    common + [FieldRule("Branches", .array, required: true)] + leading + inputOutput + assigning + result + handling + calling)

  private static let map = Schema(
    common + [
      FieldRule("ItemProcessor", .object), FieldRule("Iterator", .object), FieldRule("ItemsPath", .path(orNull: false), .jsonPath),
      FieldRule("Items", .template, .jsonata), FieldRule("ItemSelector", .template), FieldRule("Parameters", .template, .jsonPath),
      FieldRule("MaxConcurrency", .integer(0...Int(Int32.max))), FieldRule("MaxConcurrencyPath", .referencePath(), .jsonPath),
      FieldRule("ToleratedFailureCount", .integer(0...Int(Int32.max))),
      FieldRule("ToleratedFailureCountPath", .referencePath(), .jsonPath), FieldRule("ToleratedFailurePercentage", .number(0...100)),
      FieldRule("ToleratedFailurePercentagePath", .referencePath(), .jsonPath), FieldRule("ItemReader", .object),
      FieldRule("ItemBatcher", .object), FieldRule("ResultWriter", .object), FieldRule("Label", .string),
    ] + leading + inputOutput + assigning + result + handling,
    exclusive: [
      ["ItemProcessor", "Iterator"], ["ItemSelector", "Parameters"], ["MaxConcurrency", "MaxConcurrencyPath"],
      ["ToleratedFailureCount", "ToleratedFailureCountPath"], ["ToleratedFailurePercentage", "ToleratedFailurePercentagePath"],
    ])
}
