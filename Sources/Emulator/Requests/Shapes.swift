/// The shapes of requests, from the public model of the service (2016-11-23). Members that are not in it are passed over, as AWS does.
extension Shape {
  static let name = Shape.text(min: 1, max: 80)
  static let arn = Shape.text(min: 1, max: 256)
  static let longArn = Shape.text(min: 1, max: 2_000)
  static let definition = Shape.text(min: 1, max: 1_048_576)
  static let data = Shape.text(max: 262_144)
  static let error = Shape.text(max: 256)
  static let cause = Shape.text(max: 32_768)
  static let pageToken = Shape.text(min: 1, max: 1_024)
  static let pageSize = Shape.integer(min: 0, max: 1_000)
  static let taskToken = Shape.text(min: 1, max: 2_048)
  static let traceHeader = Shape.text(max: 256, pattern: .ascii)
  static let revision = Shape.text()
  static let versionDescription = Shape.text(max: 256)
  static let machineType = Shape.word(["STANDARD", "EXPRESS"])
  static let included = Shape.word(["ALL_DATA", "METADATA_ONLY"])
  /// In the order in which AWS was recorded to tell them.
  static let executionStatus = Shape.word(["SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING"])

  static let tags = Shape.list(
    .structure(Structure("Tag", [("key", .text(min: 1, max: 128)), ("value", .text(max: 256))])))
  static let encryption = Shape.structure(
    Structure(
      "EncryptionConfiguration",
      [
        ("kmsKeyId", .text(min: 1, max: 2_048)), ("kmsDataKeyReusePeriodSeconds", .integer(min: 60, max: 900)),
        ("type", .word(["AWS_OWNED_KEY", "CUSTOMER_MANAGED_KMS_KEY"])),
      ], required: ["type"]))
  static let logging = Shape.structure(
    Structure(
      "LoggingConfiguration",
      [
        ("level", .word(["ALL", "ERROR", "FATAL", "OFF"])), ("includeExecutionData", .flag),
        (
          "destinations",
          .list(
            .structure(
              Structure(
                "LogDestination",
                [("cloudWatchLogsLogGroup", .structure(Structure("CloudWatchLogsLogGroup", [("logGroupArn", .arn)])))])))
        ),
      ]))
  static let tracing = Shape.structure(Structure("TracingConfiguration", [("enabled", .flag)]))
  static let routing = Shape.list(
    .structure(
      Structure(
        "RoutingConfigurationListItem", [("stateMachineVersionArn", .arn), ("weight", .integer(min: 0, max: 100))],
        required: ["stateMachineVersionArn", "weight"])), min: 1, max: 2)
}

extension APIOperation {
  /// What its request may hold.
  var shape: Shape.Structure { APIOperation.shapes[self] ?? Shape.Structure(rawValue, []) }

  private static func input(_ required: Set<String> = [], _ members: [(name: String, shape: Shape)]) -> Shape.Structure {
    Shape.Structure("Input", members, required: required)
  }

  private static let shapes: [APIOperation: Shape.Structure] = [
    .createActivity: input(["name"], [("name", .name), ("tags", .tags), ("encryptionConfiguration", .encryption)]),
    .createStateMachine: input(
      ["name", "definition", "roleArn"],
      [
        ("name", .name), ("definition", .definition), ("roleArn", .arn), ("type", .machineType), ("loggingConfiguration", .logging),
        ("tags", .tags), ("tracingConfiguration", .tracing), ("publish", .flag), ("versionDescription", .versionDescription),
        ("encryptionConfiguration", .encryption),
      ]),
    .createStateMachineAlias: input(
      ["name", "routingConfiguration"],
      [
        ("description", .versionDescription), ("name", .text(min: 1, max: 80, pattern: .restrictedName)),
        ("routingConfiguration", .routing),
      ]),
    .deleteActivity: input(["activityArn"], [("activityArn", .arn)]),
    .deleteStateMachine: input(["stateMachineArn"], [("stateMachineArn", .arn)]),
    .deleteStateMachineAlias: input(["stateMachineAliasArn"], [("stateMachineAliasArn", .arn)]),
    .deleteStateMachineVersion: input(["stateMachineVersionArn"], [("stateMachineVersionArn", .longArn)]),
    .describeActivity: input(["activityArn"], [("activityArn", .arn)]),
    .describeExecution: input(["executionArn"], [("executionArn", .arn), ("includedData", .included)]),
    .describeMapRun: input(["mapRunArn"], [("mapRunArn", .longArn)]),
    .describeStateMachine: input(["stateMachineArn"], [("stateMachineArn", .arn), ("includedData", .included)]),
    .describeStateMachineAlias: input(["stateMachineAliasArn"], [("stateMachineAliasArn", .arn)]),
    .describeStateMachineForExecution: input(["executionArn"], [("executionArn", .arn), ("includedData", .included)]),
    .getActivityTask: input(["activityArn"], [("activityArn", .arn), ("workerName", .name)]),
    .getExecutionHistory: input(
      ["executionArn"],
      [
        ("executionArn", .arn), ("maxResults", .pageSize), ("reverseOrder", .flag), ("nextToken", .pageToken),
        ("includeExecutionData", .flag),
      ]),
    .listActivities: input([], [("maxResults", .pageSize), ("nextToken", .pageToken)]),
    .listExecutions: input(
      [],
      [
        ("stateMachineArn", .arn), ("statusFilter", .executionStatus), ("maxResults", .pageSize),
        ("nextToken", .text(min: 1, max: 3_096)), ("mapRunArn", .longArn), ("redriveFilter", .word(["REDRIVEN", "NOT_REDRIVEN"])),
      ]),
    .listMapRuns: input(["executionArn"], [("executionArn", .arn), ("maxResults", .pageSize), ("nextToken", .pageToken)]),
    .listStateMachineAliases: input(
      ["stateMachineArn"], [("stateMachineArn", .arn), ("nextToken", .pageToken), ("maxResults", .pageSize)]),
    .listStateMachineVersions: input(
      ["stateMachineArn"], [("stateMachineArn", .arn), ("nextToken", .pageToken), ("maxResults", .pageSize)]),
    .listStateMachines: input([], [("maxResults", .pageSize), ("nextToken", .pageToken)]),
    .listTagsForResource: input(["resourceArn"], [("resourceArn", .arn)]),
    .publishStateMachineVersion: input(
      ["stateMachineArn"], [("stateMachineArn", .arn), ("revisionId", .revision), ("description", .versionDescription)]),
    .redriveExecution: input(
      ["executionArn"], [("executionArn", .arn), ("clientToken", .text(min: 1, max: 64, pattern: .visible))]),
    .sendTaskFailure: input(["taskToken"], [("taskToken", .taskToken), ("error", .error), ("cause", .cause)]),
    .sendTaskHeartbeat: input(["taskToken"], [("taskToken", .taskToken)]),
    .sendTaskSuccess: input(["taskToken", "output"], [("taskToken", .taskToken), ("output", .data)]),
    .startExecution: input(
      ["stateMachineArn"], [("stateMachineArn", .arn), ("name", .name), ("input", .data), ("traceHeader", .traceHeader)]),
    .startSyncExecution: input(
      ["stateMachineArn"],
      [("stateMachineArn", .arn), ("name", .name), ("input", .data), ("traceHeader", .traceHeader), ("includedData", .included)]),
    .stopExecution: input(["executionArn"], [("executionArn", .arn), ("error", .error), ("cause", .cause)]),
    .tagResource: input(["resourceArn", "tags"], [("resourceArn", .arn), ("tags", .tags)]),
    .testState: input(
      ["definition"],
      [
        ("definition", .definition), ("roleArn", .arn), ("input", .data), ("inspectionLevel", .word(["INFO", "DEBUG", "TRACE"])),
        ("revealSecrets", .flag), ("variables", .data), ("stateName", .name), ("context", .data),
      ]),
    .untagResource: input(
      ["resourceArn", "tagKeys"], [("resourceArn", .arn), ("tagKeys", .list(.text(min: 1, max: 128)))]),
    .updateMapRun: input(
      ["mapRunArn"],
      [
        ("mapRunArn", .longArn), ("maxConcurrency", .integer(min: 0)), ("toleratedFailurePercentage", .number(min: 0, max: 100)),
        ("toleratedFailureCount", .integer(min: 0)),
      ]),
    .updateStateMachine: input(
      ["stateMachineArn"],
      [
        ("stateMachineArn", .arn), ("definition", .definition), ("roleArn", .arn), ("loggingConfiguration", .logging),
        ("tracingConfiguration", .tracing), ("publish", .flag), ("versionDescription", .versionDescription),
        ("encryptionConfiguration", .encryption),
      ]),
    .updateStateMachineAlias: input(
      ["stateMachineAliasArn"],
      [("stateMachineAliasArn", .arn), ("description", .versionDescription), ("routingConfiguration", .routing)]),
    .validateStateMachineDefinition: input(
      ["definition"],
      [
        ("definition", .definition), ("type", .machineType), ("severity", .word(["ERROR", "WARNING"])),
        ("maxResults", .integer(min: 0, max: 100)),
      ]),
  ]
}
