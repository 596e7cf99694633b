import DataFlow
import JSON
import StatesLanguage
import Time

/// One state being tested.
struct TestStateRun {
  let request: TestStateRequest
  let compiled: CompiledState
  let now: Timestamp
  var environment: EvaluationContext
  /// What DEBUG and TRACE show, by the API's names.
  var seen = JSONObject()
  private var details = JSONObject()

  init(_ request: TestStateRequest, _ compiled: CompiledState, at now: Timestamp, seed: UInt64) {
    self.request = request
    self.compiled = compiled
    self.now = now
    var random = SplitMix64(seed: seed)
    var context = TestStateRun.context(request, compiled.state, at: now, &random)
    context.given = request.context ?? TestStateRun.withoutRedrives(context.value)
    environment = EvaluationContext(
      input: request.input, context: context, variables: Dictionary(request.variables.map { ($0.key, $0.value) }) { $1 }, random: random,
      now: now)
  }

  /// The context where none is given: of an Express execution that exists only for the test.
  private static func context(_ request: TestStateRequest, _ state: State, at now: Timestamp, _ random: inout SplitMix64) -> ContextObject {
    let (machine, execution) = (random.uuid(), random.uuid())
    let arn = "arn:aws:states:us-east-1:123456789012"
    let isRetried = [.task, .parallel, .map].contains(state.type)
    let hasToken = if case .task(let task) = state.kind { task.target.pattern.hasToken } else { false }
    return ContextObject(
      execution: ContextObject.Execution(
        id: "\(arn):express:\(machine):\(execution)", input: request.input, name: execution, roleArn: request.roleArn ?? "",
        startTime: now.iso8601),
      stateMachineID: "\(arn):stateMachine:\(machine)", stateMachineName: machine,
      state: ContextObject.StateEntry(
        name: TestStateRequest.name, enteredTime: now.iso8601, retryCount: isRetried ? request.retryCount : nil),
      taskToken: hasToken ? random.uuid() : nil)
  }

  /// Recorded without a redrive count, and with null for a role that is not given.
  private static func withoutRedrives(_ value: JSONValue) -> JSONValue {
    guard case .object(var context) = value, case .object(var execution)? = context["Execution"] else { return value }
    execution["RedriveCount"] = nil
    if execution["RoleArn"] == "" { execution["RoleArn"] = .null }
    context["Execution"] = .object(execution)
    return .object(context)
  }

  // MARK: The answer

  mutating func answer() -> JSONValue {
    note("input", request.input)
    var answer: JSONObject
    do throws(DataFlowError) { answer = try run() } catch { answer = failed(StateFailure(error: error.name, cause: error.detail)) }
    if request.level != "INFO" {
      if !environment.variables.isEmpty {
        seen["variables"] = .string(
          JSONValue.object(JSONObject(environment.variables.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })).compact)
      }
      if !details.isEmpty { seen["errorDetails"] = .object(details) }
      answer["inspectionData"] = .object(seen)
    }
    return .object(answer)
  }

  mutating func note(_ name: String, _ value: JSONValue) { seen[name] = .string(value.compact) }

  private mutating func run() throws(DataFlowError) -> JSONObject {
    if let jsonata = compiled.jsonata, let answer = try run(jsonata) { return answer }
    switch compiled.state.kind {
    case .pass(let result): return try pass(hasResult: result != nil)
    case .succeed, .wait, .choice, .fail: return try plain()
    case .task: return try task()
    case .parallel: return try parallel()
    case .map(let map): return try self.map(map)
    }
  }

  private mutating func effectiveInput() throws(DataFlowError) -> JSONValue {
    environment.input = request.input
    let input = try compiled.effectiveInput(&environment)
    if compiled.jsonata == nil { note("afterInputPath", input) }
    return input
  }

  private mutating func pass(hasResult: Bool) throws(DataFlowError) -> JSONObject {
    let hasTemplate = compiled.state.parameters != nil
    environment.input = request.input
    let input = try compiled.effectiveInput(&environment)
    environment.input = input
    // A literal result leaves nothing to show of what went before, unless the state says so.
    if !hasResult || hasTemplate {
      note("afterInputPath", input)
      note("afterParameters", try compiled.request(&environment))
    }
    let result = try compiled.passResult(&environment)
    if hasResult { note("result", result) }
    return try finish(result)
  }

  /// Succeed, Wait, Choice and Fail.
  private mutating func plain() throws(DataFlowError) -> JSONObject {
    let input = try effectiveInput()
    environment.input = input
    switch compiled.state.kind {
    case .fail:
      let (error, cause) = try compiled.failure(&environment)
      return failed(StateFailure(error: error, cause: cause))
    case .choice:
      // No rule of a JSONata state holds if it comes here.
      guard compiled.jsonata == nil, let chosen = try compiled.choose(&environment) else {
        return failed(
          StateFailure(error: "States.NoChoiceMatched", cause: "No choice rule matched and there is no Default.", isFatal: true))
      }
      let output = try compiled.output(&environment)
      return succeeded(output, next: chosen.next.name, assigned: chosen.assigned)
    case .wait: _ = try compiled.waitUntil(environment, entered: now)
    default: break
    }
    let assigned = try compiled.assignments(&environment)
    return succeeded(try compiled.output(&environment), next: next, assigned: assigned)
  }

  private mutating func task() throws(DataFlowError) -> JSONObject {
    let input = try effectiveInput()
    environment.input = input
    note(compiled.jsonata == nil ? "afterParameters" : "afterArguments", try compiled.request(&environment))
    environment.input = input
    _ = try compiled.timeoutSeconds(environment)
    _ = try compiled.heartbeatSeconds(environment)
    return try mocked(showsResult: true)
  }

  private mutating func parallel() throws(DataFlowError) -> JSONObject {
    environment.input = request.input
    let input = try compiled.effectiveInput(&environment)
    environment.input = input
    _ = try compiled.request(&environment)
    return try mocked(showsResult: false)
  }

  private mutating func map(_ map: MapState) throws(DataFlowError) -> JSONObject {
    let input = try effectiveInput()
    environment.input = input
    var found = MapItems(request.readerData?.arrayValue ?? [])
    if map.itemReader == nil {
      found = try compiled.items(environment)
      if compiled.jsonata == nil { note("afterItemsPath", .array(found.items)) }
    }
    let items = found.items
    try selectItems(found, input)
    environment.input = input
    let tolerances = try compiled.tolerances(environment)
    seen["maxConcurrency"] = .number(JSONNumber(try compiled.maxConcurrency(environment)))
    seen["toleratedFailureCount"] = tolerances.count.map { .number(JSONNumber($0)) }
    seen["toleratedFailurePercentage"] = tolerances.percentage.map { .number(JSONNumber($0)) }
    if case .result? = request.mock, let failures = request.failureCount, failures > 0 {
      let tooMany = tolerances.count.map { failures > $0 } ?? false
      let share = tolerances.percentage.map { Double(failures) * 100 > $0 * Double(max(1, items.count)) } ?? false
      if tooMany || share {
        return failed(
          StateFailure(error: "States.ExceedToleratedFailureThreshold", cause: "The specified tolerated failure threshold was exceeded"))
      }
    }
    return try mocked(showsResult: false)
  }

  mutating func selectItems(_ items: MapItems, _ input: JSONValue) throws(DataFlowError) {
    guard compiled.hasItemSelector || compiled.distributed?.batcher != nil else { return }
    var selected: [JSONValue] = []
    for (index, item) in items.items.enumerated() {
      environment.input = input
      environment.context.mapItem = MapItems.entry(index, item, isKeyed: items.areKeyed)
      selected.append(try compiled.iterationInput(&environment, item: item))
    }
    environment.context.mapItem = nil
    if compiled.hasItemSelector { note("afterItemSelector", .array(selected)) }
    guard let batcher = compiled.distributed?.batcher else { return }
    environment.input = input
    let batching = try batcher.evaluate(&environment)
    note("afterItemBatcher", .array(batching.ranges(selected).map { batching.wrap(Array(selected[$0])) }))
  }

  /// What the mock says became of the work.
  mutating func mocked(showsResult: Bool) throws(DataFlowError) -> JSONObject {
    switch request.mock {
    case .failure(let error, let cause)?:
      let isTimeout = error == "States.Timeout" || error == "States.HeartbeatTimeout"
      return failed(StateFailure(error: error, cause: cause, isTimeout: isTimeout))
    case .result(let result)?:
      if showsResult { note("result", result) }
      return try finish(result)
    case nil: return failed(StateFailure(error: "States.Runtime", cause: "Nothing was mocked"))
    }
  }

  // MARK: Ends

  /// A result goes through ResultSelector, ResultPath and OutputPath.
  private mutating func finish(_ result: JSONValue) throws(DataFlowError) -> JSONObject {
    if let jsonata = compiled.jsonata { return try leave(jsonata, result: result) }
    environment.input = result
    let selected = try compiled.selectResult(&environment)
    note("afterResultSelector", selected)
    let placed = try compiled.place(selected, into: request.input)
    note("afterResultPath", placed)
    environment.input = result
    let assigned = try compiled.assignments(&environment)
    environment.input = placed
    return succeeded(try compiled.output(&environment), next: next, assigned: assigned)
  }

  var next: String? { if case .next(let name) = compiled.state.transition { name.value } else { nil } }

  mutating func succeeded(_ output: JSONValue, next: String?, assigned: [(String, JSONValue)]) -> JSONObject {
    for (name, value) in assigned { environment.variables[name] = value }
    var answer: JSONObject = ["output": .string(output.compact), "status": "SUCCEEDED"]
    answer["nextState"] = next.map { .string($0) }
    return answer
  }

  /// Retriers first, then catchers, as in an execution.
  mutating func failed(_ failure: StateFailure) -> JSONObject {
    var answer = JSONObject()
    answer["error"] = failure.error.map { .string($0) }
    answer["cause"] = failure.cause.map { .string($0) }
    let state = compiled.state
    if !failure.isFatal, let at = state.retriers.firstIndex(where: { ErrorNames.match($0.errorEquals, failure) }) {
      details["retryIndex"] = .number(JSONNumber(at))
      if request.retryCount < state.retriers[at].maxAttempts {
        details["retryBackoffIntervalSeconds"] = .number(JSONNumber(state.retriers[at].delay(after: request.retryCount)))
        answer["status"] = "RETRIABLE"
        return answer
      }
    }
    if !failure.isFatal, let at = state.catchers.firstIndex(where: { ErrorNames.match($0.errorEquals, failure) }) {
      return caught(failure, at, answer)
    }
    answer["status"] = "FAILED"
    return answer
  }

  private mutating func caught(_ failure: StateFailure, _ at: Int, _ answer: JSONObject) -> JSONObject {
    var answer = answer
    details["catchIndex"] = .number(JSONNumber(at))
    let error: JSONValue = ["Error": failure.error.map { .string($0) } ?? .null, "Cause": failure.cause.map { .string($0) } ?? .null]
    do throws(DataFlowError) {
      if let jsonata = compiled.jsonata {
        answer["output"] = try caught(jsonata, error, catcher: at)
        answer["nextState"] = .string(compiled.state.catchers[at].next.value)
        answer["status"] = "CAUGHT_ERROR"
        return answer
      }
      environment.input = error
      for (name, value) in try compiled.assignments(catcher: at, &environment) { environment.variables[name] = value }
      answer["output"] = .string(try compiled.placeError(error, into: request.input, catcher: at).compact)
      answer["nextState"] = .string(compiled.state.catchers[at].next.value)
      answer["status"] = "CAUGHT_ERROR"
    } catch {
      answer["error"] = .string(error.name)
      answer["cause"] = .string(error.detail)
      answer["status"] = "FAILED"
    }
    return answer
  }
}

extension Retrier {
  /// Whole seconds of the back-off after so many retries, without jitter.
  fileprivate func delay(after count: Int) -> Int {
    let longest = Double(min(max(0, maxDelaySeconds ?? Retrier.longestDelay), Retrier.longestDelay))
    var seconds = Double(max(0, intervalSeconds))
    for _ in 0..<max(0, min(count, 64)) where seconds < longest { seconds *= backoffRate }
    return Int(seconds < longest ? seconds : longest)
  }
}
