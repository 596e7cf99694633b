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
  private let rules: [Rule]
  private let catchers: [(place: DataPath, assign: PayloadTemplate?)]
  private let timeout: NumberField?
  private let heartbeat: NumberField?
  private let concurrency: NumberField?
  private let toleratedCount: NumberField?
  private let toleratedPercentage: NumberField?
  private let wait: WaitField?
  private let error: TextField?
  private let failCause: TextField?
  private let itemsPath: JSONPath?
  private let credentials: PayloadTemplate?

  private struct Rule: Sendable {
    var test: ChoiceTest
    var next: Destination
    var assign: PayloadTemplate?
  }

  /// A state by its name, and where it is.
  struct Destination: Sendable {
    let name: String
    let successor: Successor
  }

  private let defaultNext: Destination?
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
    enteredType = EventType(rawValue: "\(state.type.rawValue)StateEntered") ?? .passStateEntered
    exitedType = EventType(rawValue: "\(state.type.rawValue)StateExited")
    do throws(FieldSyntaxError) {
      flow = try StateDataFlow(state)
      jsonata = isJSONata ? try JSONataFields(state) : nil
      var rules: [Rule] = []
      var wait: WaitField?
      var error: TextField?
      var cause: TextField?
      var timeout: NumberField?
      var heartbeat: NumberField?
      var concurrency: NumberField?
      var count: NumberField?
      var percentage: NumberField?
      var itemsPath: JSONPath?
      var credentials: PayloadTemplate?
      var distributed: DistributedFields?
      var defaultNext: Destination?
      switch state.kind {
      case .choice(let choice):
        for rule in choice.rules where !isJSONata {
          rules.append(
            Rule(
              test: try ChoiceTest(rule.condition),
              next: Destination(name: rule.next.value, successor: Successor(rule.next.value, in: places)),
              assign: try PayloadTemplate(optional: rule.assign)))
        }
        defaultNext = choice.defaultNext.map { Destination(name: $0.value, successor: Successor($0.value, in: places)) }
      case .wait(let what): wait = try WaitField(what, isJSONata: isJSONata)
      case .fail(let fail):
        error = try TextField(fail.error, path: fail.errorPath, field: "ErrorPath", isJSONata: isJSONata)
        cause = try TextField(fail.cause, path: fail.causePath, field: "CausePath", isJSONata: isJSONata)
      case .task(let task):
        timeout = try NumberField(task.timeoutSeconds, field: "TimeoutSecondsPath")
        heartbeat = try NumberField(task.heartbeatSeconds, field: "HeartbeatSecondsPath")
        credentials = isJSONata ? nil : try PayloadTemplate(optional: task.credentials)
      case .map(let map):
        concurrency = try NumberField(map.maxConcurrency, field: "MaxConcurrencyPath")
        if map.isDistributed, let processor = groups.first { distributed = try DistributedFields(map, of: state, processor: processor) }
        count = try NumberField(map.toleratedFailureCount, field: "ToleratedFailureCountPath")
        percentage = try NumberField(map.toleratedFailurePercentage, field: "ToleratedFailurePercentagePath")
        if let path = map.itemsPath { itemsPath = try JSONPath(path) }
      case .pass, .succeed, .parallel: break
      }
      var catchers: [(DataPath, PayloadTemplate?)] = []
      for catcher in state.catchers {
        catchers.append((try DataPath(catcher.resultPath), isJSONata ? nil : try PayloadTemplate(optional: catcher.assign)))
      }
      self.rules = rules
      self.defaultNext = defaultNext
      self.wait = wait
      self.error = error
      failCause = cause
      self.timeout = timeout
      self.heartbeat = heartbeat
      self.concurrency = concurrency
      toleratedCount = count
      toleratedPercentage = percentage
      self.itemsPath = itemsPath
      self.credentials = credentials
      self.distributed = distributed
      self.catchers = catchers
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
    try catchers[catcher].place.place(error, into: input)
  }

  func output(_ context: inout EvaluationContext) throws(DataFlowError) -> JSONValue { try flow.applyOutputPath(context) }

  /// What the state's own Assign sets.
  func assignments(_ context: inout EvaluationContext) throws(DataFlowError) -> [(String, JSONValue)] {
    try CompiledState.assignments(flow.assign, &context)
  }

  /// What a catcher's Assign sets.
  func assignments(catcher: Int, _ context: inout EvaluationContext) throws(DataFlowError) -> [(String, JSONValue)] {
    try CompiledState.assignments(catchers[catcher].assign, &context)
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

  /// The first rule that holds, with what it assigns, or the default with what the state assigns; nil when there is neither.
  func choose(_ context: inout EvaluationContext) throws(DataFlowError) -> (next: Destination, assigned: [(String, JSONValue)])? {
    for rule in rules where try rule.test.holds(context) {
      return (rule.next, try CompiledState.assignments(rule.assign ?? flow.assign, &context))
    }
    guard let next = defaultNext else { return nil }
    return (next, try assignments(&context))
  }

  /// The position of the first rule that holds, or the number of rules for the default.
  func chosenBranch(_ context: EvaluationContext) throws(DataFlowError) -> Int? {
    if let jsonata, case .choice(let choice) = state.kind {
      var context = context
      return try jsonata.choose(&context, of: choice)?.branch
    }
    for (at, rule) in rules.enumerated() where try rule.test.holds(context) { return at }
    if case .choice(let choice) = state.kind, choice.defaultNext != nil { return rules.count }
    return nil
  }

  func failure(_ context: inout EvaluationContext) throws(DataFlowError) -> (error: String?, cause: String?) {
    (try error?.value(&context), try failCause?.value(&context))
  }

  func waitUntil(_ context: EvaluationContext, entered: Timestamp) throws(DataFlowError) -> Timestamp {
    try wait?.due(context, entered: entered) ?? entered
  }

  // MARK: Task

  func timeoutSeconds(_ context: EvaluationContext) throws(DataFlowError) -> Int? { try timeout?.integer(context) }
  func heartbeatSeconds(_ context: EvaluationContext) throws(DataFlowError) -> Int? { try heartbeat?.integer(context) }

  func credentialsRoleArn(_ context: inout EvaluationContext) throws(DataFlowError) -> String? {
    if let jsonata { return try jsonata.roleArn(&context) }
    return try credentials?.evaluate(&context)["RoleArn"]?.stringValue
  }

  // MARK: Map

  /// What a Map goes through.
  func items(_ context: EvaluationContext) throws(DataFlowError) -> MapItems {
    if let jsonata { return try jsonata.items(context, takesObjects: distributed != nil) }
    var found = context.input
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
    return (try toleratedCount?.integerOrText(context), try toleratedPercentage?.numberOrText(context))
  }

  /// 0 for no limit.
  func maxConcurrency(_ context: EvaluationContext) throws(DataFlowError) -> Int { max(0, try concurrency?.integerOrText(context) ?? 0) }

  /// Inline Maps tolerate nothing, but a bad tolerance fails them all the same.
  func checkTolerances(_ context: EvaluationContext) throws(DataFlowError) {
    if let count = try toleratedCount?.integerOrText(context), count < 0 {
      throw invalid("ToleratedFailureCount cannot be negative.", "ToleratedFailureCount")
    }
    if let percentage = try toleratedPercentage?.numberOrText(context), !(0...100).contains(percentage) {
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

extension DataPath {
  var isWhole: Bool { if case .whole = self { true } else { false } }
}
