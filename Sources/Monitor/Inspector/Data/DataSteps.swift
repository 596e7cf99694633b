import DataFlow
import History
import JSON
import StatesLanguage

/// The way of the data through a visit, step by step: what events record, and between that what the definition makes of it.
struct DataSteps: Sendable {
  struct Step: Sendable {
    /// `input`, `InputPath`, `Parameters` …
    var name: String
    /// The path, for the fields that are one.
    var path: String?
    var value: JSONValue?
    /// Why there is no value, in a sentence.
    var problem: String?
    /// What it was before this step; nil for a value that comes from elsewhere.
    var before: JSONValue?
    /// Whether an event holds it; else it is computed from the definition.
    var isRecorded = false
    /// Whether it picks a part of what was before: then nothing is changed.
    var isPick = false
    /// What is said where it is as before.
    var sameWord = "unchanged"
  }

  private(set) var steps: [Step] = []
  private let context: TabContext
  private let visit: Visit
  private let evaluation: VisitEvaluation?

  init?(_ context: TabContext) {
    guard let visit = context.visit else { return nil }
    self.context = context
    self.visit = visit
    evaluation = VisitEvaluation(context)
    let input = visit.input.flatMap { try? JSONValue(parsing: $0, limits: .document) }
    steps.append(Step(name: "input", value: input, problem: input == nil ? "the history does not hold it" : nil, isRecorded: true))
    let effective = inputPath(input)
    let sent = parameters(effective)
    let result = self.result(sent ?? effective)
    let placed = placing(result, input)
    output(placed)
  }

  private mutating func inputPath(_ input: JSONValue?) -> JSONValue? {
    guard let state = context.state, let path = DataSteps.text(state.inputPath), let input, let evaluation else { return input }
    return add("InputPath", path: path, before: input, isPick: true) { () throws(DataFlowError) in
      try evaluation.flow.applyInputPath(evaluation.context(input))
    }
  }

  /// What is sent: as recorded, as a step would send it, or built from the template.
  private mutating func parameters(_ effective: JSONValue?) -> JSONValue? {
    let name = context.state?.arguments == nil ? "Parameters" : "Arguments"
    let sent = context.recordedRequest ?? context.cursor?.request
    if let sent, visit.kind == .task {
      steps.append(Step(name: name, value: sent, before: nil, isRecorded: context.recordedRequest != nil))
      return sent
    }
    // A Map's template is built once for each item, not for the state.
    guard visit.kind != .map, context.state?.parameters != nil || context.state?.arguments != nil, let effective, let evaluation else {
      return nil
    }
    if let template = try? JSONataTemplate(optional: context.state?.arguments, location: name) {
      return add(name, path: nil, before: effective) { () throws(DataFlowError) in
        var scope = evaluation.scope
        return try template.evaluate(&scope)
      }
    }
    return add(name, path: nil, before: effective) { () throws(DataFlowError) in
      var moment = evaluation.context(effective)
      return try evaluation.flow.applyParameters(&moment)
    }
  }

  private mutating func result(_ effective: JSONValue?) -> JSONValue? {
    switch visit.kind {
    case .task:
      guard let attempt = visit.attempts.last, attempt.outcome == .succeeded, attempt.endedEvent != nil else { return nil }
      let value = VisitEvaluation.result(of: visit, context)
      steps.append(Step(name: "result", value: value, problem: value == nil ? "the history does not hold it" : nil, isRecorded: true))
      return value
    case .pass:
      guard case .pass(let literal?)? = context.state?.kind else { return effective }
      steps.append(Step(name: "Result", value: literal.node.value, before: nil))
      return literal.node.value
    case .parallel, .map:
      // Put together from what its branches or iterations ended with.
      guard let value = VisitEvaluation.result(of: visit, context) else { return nil }
      steps.append(Step(name: "result", value: value))
      return value
    default: return nil
    }
  }

  private mutating func placing(_ result: JSONValue?, _ input: JSONValue?) -> JSONValue? {
    guard let state = context.state, let result, let input, let evaluation, visit.status != .caught else { return nil }
    var value: JSONValue? = result
    if state.resultSelector != nil {
      value = add("ResultSelector", path: nil, before: result) { () throws(DataFlowError) in
        var moment = evaluation.context(result)
        return try evaluation.flow.applyResultSelector(&moment)
      }
    }
    guard let selected = value, let path = DataSteps.text(state.resultPath) else { return value }
    return add("ResultPath", path: path, before: input) { () throws(DataFlowError) in
      try evaluation.flow.applyResultPath(selected, rawInput: input)
    }
  }

  private mutating func output(_ placed: JSONValue?) {
    var computed = placed
    if let state = context.state, let path = DataSteps.text(state.outputPath), let placed, let evaluation {
      computed = add("OutputPath", path: path, before: placed, isPick: true) { () throws(DataFlowError) in
        try evaluation.flow.applyOutputPath(evaluation.context(placed))
      }
    }
    if let state = context.state, state.queryLanguage == .jsonata { computed = jsonataOutput(state) ?? placed }
    guard visit.exitedEvent != nil else { return }
    let output = visit.output.flatMap { try? JSONValue(parsing: $0, limits: .document) }
    var step = Step(name: "output", value: output, problem: output == nil ? "the history does not hold it" : nil, isRecorded: true)
    step.before = computed ?? steps.first?.value
    if computed != nil { step.sameWord = "as computed" }
    steps.append(step)
  }

  /// What Output makes; where the state failed, what its catcher makes is only recorded.
  private mutating func jsonataOutput(_ state: State) -> JSONValue? {
    guard visit.status != .caught, let evaluation, let output = try? JSONataTemplate(optional: state.output, location: "Output"),
      ![.task, .parallel, .map].contains(state.type) || evaluation.result != nil
    else { return nil }
    return add("Output", path: nil, before: evaluation.result ?? evaluation.input) { () throws(DataFlowError) in
      var scope = evaluation.scope
      return try output.evaluate(&scope)
    }
  }

  private mutating func add(
    _ name: String, path: String?, before: JSONValue, isPick: Bool = false, _ make: () throws(DataFlowError) -> JSONValue
  ) -> JSONValue? {
    do throws(DataFlowError) {
      let value = try make()
      steps.append(Step(name: name, path: path, value: value, before: before, isPick: isPick))
      return value
    } catch {
      // The sentence ends with the whole document it looked in: long, unmasked, and shown above by itself.
      let sentence = error.detail.firstRange(of: " in the input '").map { error.detail[..<$0.lowerBound] } ?? error.detail[...]
      steps.append(Step(name: name, path: path, value: nil, problem: "\(error.name): \(sentence)", before: before))
      return nil
    }
  }

  private static func text(_ setting: PathSetting) -> String? {
    switch setting {
    case .absent: nil
    case .null: "null"
    case .path(let path): path.value
    }
  }
}
