import DataFlow
import History
import JSON
import JSONPath
import StatesLanguage
import Time

/// One state with every path and template parsed once. A class so that cursors share it; immutable.
///
/// Its methods take the evaluation context of their moment, in which `input` is what `$` stands for.
final class CompiledState: Sendable {
  let state: State
  let name: String
  let type: StateType
  let groups: [CompiledGroup]
  /// Where it leads by itself.
  let successor: Successor
  /// Whether its context object counts retries.
  let countsRetries: Bool
  let retrierCount: Int
  /// Whether InputPath, the result's fields or OutputPath leave a value as it is: then nothing is evaluated.
  let skipsInputPath: Bool
  let skipsParameters: Bool
  let skipsResultSelector: Bool
  let skipsOutputPath: Bool
  /// Whether the state's own Assign sets anything.
  let hasAssign: Bool
  let enteredType: EventType
  /// Nil for Fail, which is never left.
  let exitedType: EventType?
  /// Whether the output is the raw input, untouched: its text goes on as it came.
  let passesThrough: Bool
  /// Whether a Parallel's branches get the raw input, untouched.
  let passesInputOn: Bool
  /// What only a distributed Map has.
  let distributed: DistributedFields?
  /// A Pass state's Result.
  let passLiteral: JSONValue?
  /// What only a JSONata state has; nil for every other.
  let jsonata: JSONataFields?
  private let flow: StateDataFlow
  /// What only some types of state have; nil where there is nothing of it.
  private let special: SpecialFields?

  /// A state by its name, and where it is.
  struct Destination: Sendable {
    let name: String
    let successor: Successor
  }

  /// Where each catcher leads.
  let catcherNext: [Successor]

  /// - Parameter places: the states around it, by name, as its successors are resolved; a state that is tested alone has none.
  init(_ state: State, places: [String: Int] = [:]) throws(EngineRefusal) {
    self.state = state
    name = state.name
    type = state.type
    countsRetries = [.task, .parallel, .map].contains(state.type)
    retrierCount = state.retriers.count
    if case .next(let next) = state.transition { successor = Successor(next.value, in: places) } else { successor = .end }
    catcherNext = state.catchers.map { Successor($0.next.value, in: places) }
    let isJSONata = state.queryLanguage == .jsonata
    var groups: [CompiledGroup] = []
    for group in state.groups { groups.append(try CompiledGroup(group)) }
    self.groups = groups
    (enteredType, exitedType) = state.type.events
    do throws(FieldSyntaxError) {
      flow = try StateDataFlow(state)
      jsonata = isJSONata ? try JSONataFields(state) : nil
      special = try SpecialFields(state, places: places)
      if case .map(let map) = state.kind, map.isDistributed, let processor = groups.first {
        distributed = try DistributedFields(map, of: state, processor: processor)
      } else {
        distributed = nil
      }
    } catch {
      throw EngineRefusal(message: "'\(state.name)' cannot be run: \(error.message)")
    }
    skipsInputPath = flow.inputPath.isWhole
    skipsParameters = flow.parameters == nil
    skipsResultSelector = flow.resultSelector == nil
    skipsOutputPath = flow.outputPath.isWhole
    hasAssign = flow.assign != nil
    passesInputOn = skipsInputPath && skipsParameters && jsonata?.arguments == nil
    if case .pass(let result?) = state.kind { passLiteral = result.node.value } else { passLiteral = nil }
    let isPlain = [.pass, .choice, .wait, .succeed].contains(state.type)
    passesThrough =
      isPlain && passesInputOn && passLiteral == nil && flow.resultPath.isWhole && skipsOutputPath && jsonata == nil
  }

  // MARK: Data

  func effectiveInput(_ context: inout EvaluationContext) throws(DataFlowError) -> JSONValue { try flow.applyInputPath(context) }

  /// What is sent: Parameters, or the input where there are none.
  func request(_ context: inout EvaluationContext) throws(DataFlowError) -> JSONValue {
    if let jsonata { return try jsonata.request(&context) }
    return try flow.applyParameters(&context)
  }

  /// A Pass state's result: its literal, or what Parameters make.
  func passResult(_ context: inout EvaluationContext) throws(DataFlowError) -> JSONValue {
    if let passLiteral { return passLiteral }
    return try flow.applyParameters(&context)
  }

  func selectResult(_ context: inout EvaluationContext) throws(DataFlowError) -> JSONValue { try flow.applyResultSelector(&context) }

  func place(_ result: JSONValue, into input: JSONValue) throws(DataFlowError) -> JSONValue {
    try flow.applyResultPath(result, rawInput: input)
  }

  /// What a catcher's ResultPath makes of the raw input and the error output.
  func placeError(_ error: JSONValue, into input: JSONValue, catcher: Int) throws(DataFlowError) -> JSONValue {
    try special?.catchers[catcher].place.place(error, into: input) ?? error
  }

  func output(_ context: inout EvaluationContext) throws(DataFlowError) -> JSONValue { try flow.applyOutputPath(context) }

  /// What the state's own Assign sets.
  func assignments(_ context: inout EvaluationContext) throws(DataFlowError) -> [(String, JSONValue)] {
    try CompiledState.assignments(flow.assign, &context)
  }

  /// What a catcher's Assign sets.
  func assignments(catcher: Int, _ context: inout EvaluationContext) throws(DataFlowError) -> [(String, JSONValue)] {
    try CompiledState.assignments(special?.catchers[catcher].assign, &context)
  }

  private static func assignments(
    _ template: PayloadTemplate?, _ context: inout EvaluationContext
  ) throws(DataFlowError) -> [(String, JSONValue)] {
    guard let template, case .object(let object) = try template.evaluate(&context) else { return [] }
    // Each variable is looked at when it is set; several have the quota of one together.
    if object.count > 1 { try Payload.check(.object(object), "What is assigned") }
    return object.map { ($0.key, $0.value) }
  }

  // MARK: Choice, Fail, Wait

  /// The first rule that holds, with what it assigns, or the default with what the state assigns; nil when there is neither. The state's own Assign belongs to the
  /// default alone, whether the rule has one or not (States Language, "Choice State").
  func choose(_ context: inout EvaluationContext) throws(DataFlowError) -> (next: Destination, assigned: [(String, JSONValue)])? {
    for rule in special?.rules ?? [] where try rule.test.holds(context) {
      return (rule.next, try CompiledState.assignments(rule.assign, &context))
    }
    guard let next = special?.defaultNext else { return nil }
    return (next, try assignments(&context))
  }

  /// The position of the first rule that holds, or the number of rules for the default.
  func chosenBranch(_ context: EvaluationContext) throws(DataFlowError) -> Int? {
    if let jsonata, case .choice(let choice) = state.kind {
      var context = context
      return try jsonata.choose(&context, of: choice)?.branch
    }
    let rules = special?.rules ?? []
    for (at, rule) in rules.enumerated() where try rule.test.holds(context) { return at }
    if case .choice(let choice) = state.kind, choice.defaultNext != nil { return rules.count }
    return nil
  }

  func failure(_ context: inout EvaluationContext) throws(DataFlowError) -> (error: String?, cause: String?) {
    (try special?.error?.value(&context), try special?.cause?.value(&context))
  }

  func waitUntil(_ context: EvaluationContext, entered: Timestamp) throws(DataFlowError) -> Timestamp {
    try special?.wait?.due(context, entered: entered) ?? entered
  }

  // MARK: Task

  func timeoutSeconds(_ context: EvaluationContext) throws(DataFlowError) -> Int? { try special?.timeout?.integer(context) }
  func heartbeatSeconds(_ context: EvaluationContext) throws(DataFlowError) -> Int? { try special?.heartbeat?.integer(context) }

  func credentialsRoleArn(_ context: inout EvaluationContext) throws(DataFlowError) -> String? {
    if let jsonata { return try jsonata.roleArn(&context) }
    return try special?.credentials?.evaluate(&context)["RoleArn"]?.stringValue
  }

  // MARK: Map

  /// What a Map goes through.
  func items(_ context: EvaluationContext) throws(DataFlowError) -> MapItems {
    if let jsonata { return try jsonata.items(context, takesObjects: distributed != nil) }
    var found = context.input
    let itemsPath = special?.itemsPath
    if let itemsPath {
      do { found = try context.value(of: itemsPath) } catch { throw .invalidPath(itemsPath, error) }
    }
    guard let items = MapItems(found, takesObjects: distributed != nil) else {
      // Recorded: a path into the context object is named as if it were one into the input.
      let source = itemsPath?.source ?? "$"
      let path = source.hasPrefix("$$") ? String(source.dropFirst()) : source
      throw DataFlowError("States.Runtime", "Reference path \"\(path)\" must point to array.")
    }
    return items
  }

  /// How many failed items are tolerated, and how many of a hundred; nil where the state does not say.
  func tolerances(_ context: EvaluationContext) throws(DataFlowError) -> (count: Int?, percentage: Double?) {
    try checkTolerances(context)
    return (try special?.toleratedCount?.integerOrText(context), try special?.toleratedPercentage?.numberOrText(context))
  }

  /// 0 for no limit.
  func maxConcurrency(_ context: EvaluationContext) throws(DataFlowError) -> Int {
    max(0, try special?.concurrency?.integerOrText(context) ?? 0)
  }

  /// Inline Maps tolerate nothing, but a bad tolerance fails them all the same.
  func checkTolerances(_ context: EvaluationContext) throws(DataFlowError) {
    if let count = try special?.toleratedCount?.integerOrText(context), count < 0 {
      throw invalid("ToleratedFailureCount cannot be negative.", "ToleratedFailureCount")
    }
    if let percentage = try special?.toleratedPercentage?.numberOrText(context), !(0...100).contains(percentage) {
      throw invalid("ToleratedFailurePercentage must be between 0 and 100.", "ToleratedFailurePercentage")
    }
  }

  /// A field's value that cannot be, in the words of the state's language.
  private func invalid(_ detail: String, _ field: String) -> DataFlowError {
    jsonata == nil ? DataFlowError("States.Runtime", detail) : DataFlowError(DataFlowError.queryEvaluation, detail, location: field)
  }

  /// Whether items are not the inputs themselves.
  var hasItemSelector: Bool { flow.parameters != nil || jsonata?.itemSelector != nil }

  /// An iteration's input: ItemSelector's, or the item itself.
  func iterationInput(_ context: inout EvaluationContext, item: JSONValue) throws(DataFlowError) -> JSONValue {
    if let jsonata { return try jsonata.iterationInput(&context, item: item) }
    return try flow.parameters?.evaluate(&context) ?? item
  }
}

extension StateType {
  /// The events of its being entered and left; a Fail is never left.
  fileprivate var events: (entered: EventType, exited: EventType?) {
    switch self {
    case .task: (.taskStateEntered, .taskStateExited)
    case .pass: (.passStateEntered, .passStateExited)
    case .choice: (.choiceStateEntered, .choiceStateExited)
    case .wait: (.waitStateEntered, .waitStateExited)
    case .succeed: (.succeedStateEntered, .succeedStateExited)
    case .fail: (.failStateEntered, nil)
    case .parallel: (.parallelStateEntered, .parallelStateExited)
    case .map: (.mapStateEntered, .mapStateExited)
    }
  }
}

extension DataPath {
  var isWhole: Bool { if case .whole = self { true } else { false } }
}
