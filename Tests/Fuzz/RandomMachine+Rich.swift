/// What only rich machines have.
extension RandomMachine {
  mutating func richState(_ own: [String], next: String?, onward: String, handlers: String, depth: Int) -> String? {
    switch pick(11) {
    case 0:
      return #"{"Type":"Pass","Parameters":{"r.$":"\#(call(2))","in.$":"$"},"ResultPath":"\#(one(of: ["$", "$.a", "$.n.m"]))",\#(onward)}"#
    case 1:
      guard let next else { return #"{"Type":"Fail","ErrorPath":"\#(path)","CausePath":"\#(call(1))"}"# }
      let rules = (0...pick(3)).map { _ in
        var rule = condition(2)
        rule.insert(contentsOf: #""Next":"\#(own[pick(own.count)])","#, at: rule.index(after: rule.startIndex))
        return rule
      }
      return #"{"Type":"Choice","Choices":[\#(rules.joined(separator: ","))],"Default":"\#(next)"}"#
    case 2:
      let field = one(of: [
        #""SecondsPath":"\#(path)""#, #""TimestampPath":"\#(path)""#, #""Timestamp":"2026-01-01T00:00:\#(10 + pick(40))Z""#,
        #""Seconds":0"#,
      ])
      return #"{"Type":"Wait",\#(field),\#(onward)}"#
    case 3:
      return #"{"Type":"Pass","QueryLanguage":"JSONata","Output":\#(expression),"Assign":{"v\#(pick(2))":\#(expression)},\#(onward)}"#
    case 4:
      guard let next else { return #"{"Type":"Succeed","QueryLanguage":"JSONata","Output":\#(expression)}"# }
      return
        #"{"Type":"Choice","QueryLanguage":"JSONata","Choices":[{"Condition":\#(expression),"Output":\#(expression),"Next":"\#(own[pick(own.count)])"}],"Default":"\#(next)"}"#
    case 5: return task(onward, handlers)
    case 6:
      return
        #"{"Type":"Task","QueryLanguage":"JSONata","Resource":"arn:aws:states:::lambda:invoke","Arguments":{"FunctionName":"f","Payload":\#(expression)},"Output":\#(expression),\#(onward)}"#
    case 7, 8: return depth < 2 ? map(onward, handlers, depth: depth) : nil
    case 9:
      return
        #"{"Type":"Task","Resource":"arn:aws:states:::states:startExecution\#(one(of: ["", ".sync", ".sync:2"]))","Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:f","Input.$":"$"},\#(onward)\#(handlers)}"#
    default:
      return
        #"{"Type":"Pass","InputPath":\#(quoted(orNull: path)),"OutputPath":\#(quoted(orNull: path)),"Result":{"a":[{"b":1}],"n":2.5},\#(onward)}"#
    }
  }

  private mutating func one(of words: [String]) -> String { words[pick(words.count)] }
  private mutating func quoted(orNull text: String) -> String { pick(4) == 0 ? "null" : "\"\(text)\"" }

  /// A path to one place.
  private var path: String {
    mutating get {
      one(of: ["$", "$.a", "$.n", "$.a[0]", "$$.Execution.Input", "$$.State.EnteredTime", "$v", "$.n.m", "$['a']", "$.items[-1]"])
    }
  }

  private mutating func call(_ depth: Int) -> String {
    func argument(_ machine: inout RandomMachine) -> String {
      depth > 0 && machine.pick(3) == 0
        ? machine.call(depth - 1) : machine.one(of: ["$.a", "$.n", "'x'", "1", "-2", "null", "'{}'", "$", "$.a[*].b", "$..b"])
    }
    switch pick(10) {
    case 0: return "States.Format('{} {}', \(argument(&self)), \(argument(&self)))"
    case 1: return "States.Array(\(argument(&self)), \(argument(&self)))"
    case 2: return "States.JsonToString(\(argument(&self)))"
    case 3: return "States.StringToJson(\(argument(&self)))"
    case 4: return "States.ArrayLength(\(argument(&self)))"
    case 5: return "States.ArrayContains(\(argument(&self)), \(argument(&self)))"
    case 6: return "States.ArrayRange(1, \(pick(20)), 3)"
    case 7: return "States.MathAdd(\(argument(&self)), 1)"
    case 8: return "States.JsonMerge(\(argument(&self)), \(argument(&self)), false)"
    default: return "States.UUID()"
    }
  }

  private mutating func condition(_ depth: Int) -> String {
    switch depth > 0 ? pick(6) : 0 {
    case 3: return #"{"And":[\#(condition(depth - 1)),\#(condition(depth - 1))]}"#
    case 4: return #"{"Or":[\#(condition(depth - 1)),\#(condition(depth - 1))]}"#
    case 5: return #"{"Not":\#(condition(depth - 1))}"#
    default:
      let test = one(of: [
        #""IsPresent":true"#, #""IsNull":false"#, #""IsString":true"#, #""IsTimestamp":true"#, #""StringEquals":"x""#,
        #""StringMatches":"*x\\*""#,
        #""NumericGreaterThan":1"#, #""NumericLessThanEqualsPath":"$.n""#, #""BooleanEquals":true"#,
        #""TimestampLessThan":"2030-01-01T00:00:00Z""#,
      ])
      return #"{"Variable":"\#(path)",\#(test)}"#
    }
  }

  private var expression: String {
    mutating get {
      let inner = one(of: [
        "$states.input", "$states.input.a", "$v", "$states.input.a[0].b + 1", "$map($states.input.a, function($x){$x})",
        "$count($states.input.*)", "$uuid()",
        "$string($states)", "$exists($states.input.n)", "true", "$partition([1..9], 2)", "$sum($states.input.a.b)", "$range(1, 5, 2)",
        "{'a': [1, {'b': 2}], 'n': 1}",
        "$states.context.State.Name", "$random(1)", "$parse('[1]')",
      ])
      return "\"{% \(inner) %}\""
    }
  }

  private mutating func task(_ onward: String, _ handlers: String) -> String {
    let resource = one(of: [
      "arn:aws:lambda:us-east-1:123456789012:function:f", "arn:aws:states:::lambda:invoke", "arn:aws:states:::aws-sdk:s3:getObject",
      "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "arn:aws:states:us-east-1:123456789012:activity:a",
      "arn:aws:states:::glue:startJobRun.sync",
    ])
    let more = one(of: [
      "", #","TimeoutSecondsPath":"$.n""#, #","TimeoutSeconds":5,"HeartbeatSeconds":2"#, #","ResultSelector":{"x.$":"\#(call(1))"}"#,
      #","Credentials":{"RoleArn":"arn:aws:iam::123456789012:role/r"}"#,
    ])
    let token = resource.hasSuffix(".waitForTaskToken") ? #""t.$":"$$.Task.Token","# : ""
    return #"{"Type":"Task","Resource":"\#(resource)","Parameters":{\#(token)"p.$":"\#(call(1))"},\#(onward)\#(more)\#(handlers)}"#
  }

  private mutating func map(_ onward: String, _ handlers: String, depth: Int) -> String {
    let (start, states) = scope(depth: depth + 1)
    guard pick(2) == 0 else {
      return
        #"{"Type":"Map","MaxConcurrencyPath":"$.n","ItemsPath":"$.a","ItemSelector":{"v.$":"$$.Map.Item.Value","i.$":"$$.Map.Item.Index"},"ToleratedFailurePercentage":\#(pick(101)),"Iterator":{"StartAt":"\#(start)","States":{\#(states)}},\#(onward)\#(handlers)}"#
    }
    let reader = one(of: [
      "",
      #""ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"\#(one(of: ["CSV", "JSON", "JSONL"]))","CSVHeaderLocation":"FIRST_ROW","MaxItems":\#(pick(5))},"Parameters":{"Bucket":"b","Key":"k\#(pick(5))"}},"#,
      #""ItemReader":{"Resource":"arn:aws:states:::s3:listObjectsV2","Parameters":{"Bucket":"b","Prefix":"p"}},"#,
    ])
    let batcher = one(of: ["", #""ItemBatcher":{"MaxItemsPerBatch":\#(1 + pick(3)),"BatchInput":{"x.$":"$"}},"#])
    let writer = one(of: ["", #""ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b","Prefix":"r"}},"#])
    return
      #"{"Type":"Map",\#(reader)\#(batcher)\#(writer)"ToleratedFailureCount":\#(pick(3)),"Label":"L","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"\#(one(of: ["STANDARD", "EXPRESS"]))"},"StartAt":"\#(start)","States":{\#(states)}},\#(onward)\#(handlers)}"#
  }
}
