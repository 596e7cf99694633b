import Engine
import History
import JSON
import Testing

/// What AWS was recorded to say of fields that fail at run time.
@Suite struct CauseTextTests {
  private static let items = #""ItemProcessor": {"StartAt": "X", "States": {"X": {"Type": "Pass", "End": true}}}, "End": true"#
  private static let distributed = #"""
    "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "b", "Key": "k"},
      "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "MaxItemsPath": "$.n"}}, "ItemProcessor": {
      "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "X", "States": {"X": {"Type": "Pass", "End": true}}}, "End": true
    """#

  @Test(
    arguments: [
      (
        #""Type": "Map", "MaxConcurrencyPath": "$.n", "ItemsPath": "$.items", \#(items)"#, "{}",
        #"The MaxConcurrencyPath field refers to value "{}" which is not a valid integer: $.n"#
      ),
      (
        #""Type": "Map", "ToleratedFailureCountPath": "$.n", "ItemsPath": "$.items", \#(items)"#, "{}",
        #"The ToleratedFailureCountPath field refers to value "{}" which is not a valid integer: $.n"#
      ),
      (
        #""Type": "Map", "ToleratedFailureCountPath": "$.n", "ItemsPath": "$.items", \#(items)"#, "-1",
        "ToleratedFailureCount cannot be negative."
      ),
      (
        #""Type": "Map", "ToleratedFailurePercentagePath": "$.n", "ItemsPath": "$.items", \#(items)"#, "-1.1",
        "ToleratedFailurePercentage must be between 0 and 100."
      ),
      (
        #""Type": "Map", "ToleratedFailurePercentagePath": "$.n", "ItemsPath": "$.items", \#(items)"#, "\"x\"",
        #"The ToleratedFailurePercentagePath field refers to value "x" which is not a valid float: $.n"#
      ),
      (#""Type": "Map", \#(distributed)"#, "1.5", #"The MaxItemsPath field refers to value "1.5" which is not a valid integer: $.n"#),
      (
        #""Type": "Wait", "SecondsPath": "$.n", "End": true"#, "1.5",
        "The SecondsPath parameter cannot be parsed as a long value: $.n == 1.5"
      ),
      (#""Type": "Wait", "SecondsPath": "$.n", "End": true"#, "-1", "The SecondsPath parameter references a negative value: $.n == -1"),
      (#""Type": "Wait", "SecondsPath": "$.m", "End": true"#, "1", "The SecondsPath parameter does not reference an input value: $.m"),
      (
        #""Type": "Wait", "TimestampPath": "$.n", "End": true"#, "\"05-12-2016T21:29:29Z\"",
        "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.n == 05-12-2016T21:29:29Z"
      ),
      (
        #""Type": "Wait", "TimestampPath": "$.n", "End": true"#, "\"2016-12-05T21:29:29\"",
        "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.n == 2016-12-05T21:29:29"
      ),
      (
        #""Type": "Pass", "Parameters": {"value.$": "$.m"}, "End": true"#, "1",
        #"The JSONPath '$.m' specified for the field 'value.$' could not be found in the input '{"n":1,"items":[1]}'"#
      ),
      (#""Type": "Pass", "InputPath": "$.m", "End": true"#, "1", "Invalid path '$.m' : No results for path: $['m']"),
      (#""Type": "Pass", "OutputPath": "$.m.o", "End": true"#, "1", "Invalid path '$.m.o' : Missing property in path $['m']"),
      (
        #""Type": "Fail", "ErrorPath": "$.m""#, "1",
        #"The JSONPath '$.m' specified for the field 'ErrorPath' could not be found in the input '{"n":1,"items":[1]}'"#
      ),
    ])
  func ofPaths(_ fields: String, _ number: String, _ words: String) throws {
    var bench = try EngineBench(#"{"StartAt": "S", "States": {"S": {\#(fields)}}}"#, input: #"{"n":\#(number),"items":[1]}"#)
    try bench.run()
    let failure = bench.events.last?.details.failure
    #expect(failure?.error == "States.Runtime")
    #expect(failure?.cause == "An error occurred while executing the state 'S' (entered at the event id #2). " + words)
  }

  private static let start = "The JSONata expression"

  @Test(
    arguments: [
      (
        #""Type": "Map", "Items": "{% 'string' %}", \#(items)"#, "{}",
        #"\#(start) ''string'' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'string' for value: "string""#
      ),
      (
        #""Type": "Map", "Items": "{% true %}", \#(items)"#, "{}",
        "\(start) 'true' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'boolean' for value: true"
      ),
      (#""Type": "Map", \#(items)"#, "1", "Map state input must be an array but was: 1"),
      (#""Type": "Map", \#(items)"#, "null", "Map state input must be an array but was: null"),
      (#""Type": "Map", \#(items)"#, "\"string\"", "Map state input must be an array but was: \"string\""),
      (
        #""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": "{% $doesNotExist %}", "End": true"#, "{}",
        "\(start) '$doesNotExist' specified for the field 'Arguments' returned nothing (undefined)."
      ),
      (
        #""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"FunctionName": "{% $doesNotExist %}"}, "End": true"#,
        "{}",
        "\(start) '$doesNotExist' specified for the field 'Arguments/FunctionName' returned nothing (undefined)."
      ),
      (
        #""Type": "Pass", "Output": {"result": "{% $doesNotExist %}"}, "End": true"#, "{}",
        "\(start) '$doesNotExist' specified for the field 'Output/result' returned nothing (undefined)."
      ),
      (
        #""Type": "Wait", "Timestamp": "{% '2016-12-05 21:29:29Z' %}", "End": true"#, "{}",
        "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: 2016-12-05 21:29:29Z"
      ),
    ])
  func ofExpressions(_ fields: String, _ input: String, _ words: String) throws {
    var bench = try EngineBench(#"{"QueryLanguage": "JSONata", "StartAt": "S", "States": {"S": {\#(fields)}}}"#, input: input)
    try bench.run()
    let cause = "An error occurred while executing the state 'S' (entered at the event id #2). " + words
    #expect(bench.events.last?.details.failure?.error == "States.QueryEvaluationError")
    #expect(bench.events.last?.details.failure?.cause == cause)
    let evaluation = bench.events.compactMap { event in
      if case .evaluationFailed(_, _, _, let cause) = event.details { cause } else { nil }
    }
    #expect(evaluation == [cause])
  }
}
