import JSON
import StatesLanguage

/// Any text as a definition: it is checked to the end, every place lies in the text, and what has no error is a machine.
struct DefinitionTarget: FuzzTarget {
  let name = "definitions"
  let seeds: FuzzSeeds

  func input(seed: UInt64) -> [UInt8] {
    var random = FuzzRandom(seed: seed)
    let value = RandomDefinition.value(&random, seeds)
    var bytes = Array((random.once(in: 4) ? value.pretty : value.compact).utf8)
    if random.once(in: 3) {
      bytes = Mutator.mutated(
        bytes, Array(RandomDefinition.value(&random, seeds).compact.utf8), &random, dictionary: DefinitionTarget.dictionary)
    }
    return random.once(in: 6) ? Array("# yaml\n".utf8) + bytes : bytes
  }

  private static let dictionary =
    [
      "${Name}", "!Sub ", "!Ref x", "&a ", "*a", "? ", "- ", "<<: ", "\n", "\t", ": ", "|\n ", "'", "\"", "{", "}", "[", "]", ",", "$",
      "{% ", " %}", "\u{FEFF}", "\u{0}",
    ]
    + RandomDefinition.names

  func problem(with input: [UInt8]) -> String? {
    let loaded = StateMachine.load(bytes: input, file: "f", substitutions: ["Name": "1"])
    let hasError = loaded.diagnostics.contains { $0.severity == .error }
    if (loaded.machine == nil) != hasError { return hasError ? "a machine in spite of errors" : "no machine, and no error says why" }
    for diagnostic in loaded.diagnostics {
      let (start, end) = (diagnostic.range.start, diagnostic.range.end)
      if start.offset > input.count || end.offset > input.count || start.offset > end.offset || start.line < 1 || start.column < 1 {
        return "\(diagnostic.code) lies outside the text: \(start) to \(end)"
      }
      if !diagnostic.pointer.isEmpty, !diagnostic.pointer.hasPrefix("/") {
        return "\(diagnostic.code) has the pointer \(diagnostic.pointer)"
      }
    }
    if let machine = loaded.machine { _ = machine.expressDiagnostics() }
    return nil
  }
}

/// Definitions made by chance: some valid, some nearly so.
enum RandomDefinition {
  static let names =
    [
      "StartAt", "States", "Type", "Next", "End", "Default", "Choices", "Branches", "ItemProcessor", "Iterator", "ProcessorConfig", "Mode",
      "Retry", "Catch",
      "ErrorEquals", "Parameters", "ResultSelector", "ResultPath", "InputPath", "OutputPath", "Assign", "Output", "Arguments", "Seconds",
      "SecondsPath", "Timestamp",
      "TimestampPath", "Result", "Resource", "TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "Credentials", "Variable", "And",
      "Or", "Not", "IsPresent",
      "StringEquals", "NumericLessThanPath", "Items", "ItemsPath", "ItemSelector", "ItemReader", "ReaderConfig", "ItemBatcher",
      "ResultWriter", "MaxConcurrency",
      "ToleratedFailureCount", "Label", "QueryLanguage", "Condition", "Error", "Cause", "ErrorPath", "CausePath", "MaxAttempts",
      "BackoffRate", "JitterStrategy", "a.$",
      "Overrides", "ContainerOverrides", "Command.$", "TaskDefinition",
    ]
  private static let words = [
    "Pass", "Task", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map", "S1", "S2", "S3", "JSONata", "JSONPath", "States.ALL",
    "States.Timeout", "States.Runtime",
    "DISTRIBUTED", "INLINE", "arn:aws:states:::ecs:runTask.sync", "arn:aws:states:::lambda:invoke.waitForTaskToken",
    "arn:aws:lambda:us-east-1:123456789012:function:f",
    "arn:aws:states:us-east-1:123456789012:activity:a", "arn:aws:states:::s3:getObject", "$.a", "$", "$$.Task.Token", "$v", "$.items[*].x",
    "$[?(@.a==b)]",
    "States.Format('{}', $.a)", "States.UUID()", "{% $states.input %}", "{% $v + %}", "2026-01-31T09:00:00Z", "${Name}", "FULL",
  ]

  static func value(_ random: inout FuzzRandom, _ seeds: FuzzSeeds) -> JSONValue {
    var machine = RandomMachine(seed: random.next(), isRich: true)
    var value = (try? JSONValue(parsing: machine.definition())) ?? [:]
    if !seeds.definitions.isEmpty, random.once(in: 2) { value = random.one(of: seeds.definitions) }
    for _ in 0..<random.below(3) { value = Mutator.mutated(value, &random, with: piece, names: names) }
    return value
  }

  /// A value that could stand somewhere in a definition.
  private static func piece(_ random: inout FuzzRandom) -> JSONValue {
    switch random.below(6) {
    case 0: return RandomJSON.value(&random, depth: 2)
    case 1:
      return .object([random.one(of: names): .string(random.one(of: words)), random.one(of: names): RandomJSON.value(&random, depth: 1)])
    case 2: return .array([.string(random.one(of: words))])
    case 3: return .number(JSONNumber(random.below(5)))
    default: return .string(random.one(of: words))
    }
  }
}
