/// The fields of the objects that are not states.
extension Schema {
  private static let comment = FieldRule("Comment", .string)
  private static let group = [FieldRule("StartAt", .string, required: true), FieldRule("States", .object, required: true), comment]

  static let machine = Schema(
    group + [
      FieldRule("Version", .string), FieldRule("TimeoutSeconds", .integer(someTime)),
      FieldRule("QueryLanguage", .oneOf(["JSONPath", "JSONata"])),
    ])
  static let branch = Schema(group)
  static let processor = Schema(group + [FieldRule("ProcessorConfig", .object)])
  static let processorConfig = Schema([
    FieldRule("Mode", .oneOf(["INLINE", "DISTRIBUTED"])), FieldRule("ExecutionType", .oneOf(["STANDARD", "EXPRESS"])),
  ])

  static let retrier = Schema([
    FieldRule("ErrorEquals", .array, required: true), FieldRule("IntervalSeconds", .integer(someTime)),
    FieldRule("MaxAttempts", .integer(anyTime)), FieldRule("BackoffRate", .number(1...1_000_000)),
    FieldRule("MaxDelaySeconds", .integer(1...31_622_400)), FieldRule("JitterStrategy", .oneOf(["FULL", "NONE"])), comment,
  ])
  static let catcher = Schema([
    FieldRule("ErrorEquals", .array, required: true), FieldRule("Next", .string, required: true),
    FieldRule("ResultPath", .referencePath(orNull: true), .jsonPath), FieldRule("Output", .template, .jsonata),
    FieldRule("Assign", .objectTemplate), comment,
  ])

  static let jsonataRule = Schema([
    FieldRule("Condition", .any, required: true), FieldRule("Next", .string, required: true), FieldRule("Output", .template, .jsonata),
    FieldRule("Assign", .objectTemplate), comment,
  ])
  private static let condition =
    [FieldRule("Variable", .path(orNull: false)), FieldRule("And", .array), FieldRule("Or", .array), FieldRule("Not", .object), comment]
    + ChoiceOperator.names.map { FieldRule($0, .any) }
  /// A condition inside `And`, `Or` or `Not`.
  static let nestedRule = Schema(condition)
  static let rule = Schema(
    [FieldRule("Next", .string, required: true), FieldRule("Assign", .objectTemplate)] + condition)

  static let itemReader = Schema([
    FieldRule("Resource", .string, required: true), FieldRule("Parameters", .template, .jsonPath),
    FieldRule("Arguments", .template, .jsonata), FieldRule("ReaderConfig", .object),
  ])
  static let readerConfig = Schema(
    [
      FieldRule("InputType", .oneOf(["CSV", "JSON", "JSONL", "PARQUET", "MANIFEST"])),
      FieldRule("CSVHeaderLocation", .oneOf(["FIRST_ROW", "GIVEN"])), FieldRule("CSVHeaders", .array),
      FieldRule("CSVDelimiter", .oneOf(["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"])),
      FieldRule("MaxItems", .integer(0...100_000_000)), FieldRule("MaxItemsPath", .referencePath(), .jsonPath),
      FieldRule("ItemsPointer", .string), FieldRule("Transformation", .oneOf(["NONE", "LOAD_AND_FLATTEN"])),
      FieldRule("ManifestType", .oneOf(["ATHENA_DATA", "S3_INVENTORY"])),
    ], exclusive: [["MaxItems", "MaxItemsPath"]])
  static let itemBatcher = Schema(
    [
      FieldRule("MaxItemsPerBatch", .integer(1...100_000_000)), FieldRule("MaxItemsPerBatchPath", .referencePath(), .jsonPath),
      FieldRule("MaxInputBytesPerBatch", .integer(1...262_144)), FieldRule("MaxInputBytesPerBatchPath", .referencePath(), .jsonPath),
      FieldRule("BatchInput", .template),
    ], exclusive: [["MaxItemsPerBatch", "MaxItemsPerBatchPath"], ["MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"]])
  static let resultWriter = Schema([
    FieldRule("Resource", .string), FieldRule("Parameters", .template, .jsonPath), FieldRule("Arguments", .template, .jsonata),
    FieldRule("WriterConfig", .object),
  ])
  static let writerConfig = Schema([
    FieldRule("Transformation", .oneOf(["NONE", "COMPACT", "FLATTEN"])), FieldRule("OutputType", .oneOf(["JSON", "JSONL"])),
  ])
}
