import DataFlow
import JSON
import StatesLanguage

/// What only a JSONata state has, compiled. Its methods take the context of their moment, in which `input` is the state's raw input.
/// A class, so that a state that has none of it keeps no room for it; immutable.
final class JSONataFields: Sendable {
  let arguments: JSONataTemplate?
  let output: JSONataTemplate?
  let assign: JSONataTemplate?
  let itemSelector: JSONataTemplate?
  private let items: JSONataTemplate?
  private let credentials: JSONataTemplate?
  private let rules: [Rule]
  private let catchers: [(output: JSONataTemplate?, assign: JSONataTemplate?)]

  /// A rule of a Choice.
  private struct Rule: Sendable {
    var condition: JSONataTemplate
    var next: String
    var output: JSONataTemplate?
    var assign: JSONataTemplate?
  }

  /// What a Choice came to.
  struct Chosen {
    var next: String
    /// The rule's number; for the default the number of rules.
    var branch: Int
    var assigned: [(String, JSONValue)]
    /// Nil where the input goes on as it came.
    var output: JSONValue?
  }

  /// - Throws: `FieldSyntaxError` of the first field that cannot be read.
  init(_ state: State) throws(FieldSyntaxError) {
    arguments = try JSONataTemplate(optional: state.arguments, location: "Arguments")
    output = try JSONataTemplate(optional: state.output, location: "Output")
    assign = try JSONataTemplate(optional: state.assign, location: "Assign")
    itemSelector = try JSONataTemplate(optional: state.type == .map ? state.parameters : nil, location: "ItemSelector")
    var items: JSONataTemplate?
    var credentials: JSONataTemplate?
    var rules: [Rule] = []
    switch state.kind {
    case .map(let map): items = try JSONataTemplate(optional: map.items, location: "Items")
    case .task(let task): credentials = try JSONataTemplate(optional: task.credentials, location: "Credentials")
    case .choice(let choice):
      for (at, rule) in choice.rules.enumerated() {
        guard case .jsonata(let condition) = rule.condition else { continue }
        let place = "Choices[\(at)]"
        rules.append(
          Rule(
            condition: try JSONataTemplate(condition, location: place + "/Condition"), next: rule.next.value,
            output: try JSONataTemplate(optional: rule.output, location: place + "/Output"),
            assign: try JSONataTemplate(optional: rule.assign, location: place + "/Assign")))
      }
    default: break
    }
    var catchers: [(JSONataTemplate?, JSONataTemplate?)] = []
    for (at, catcher) in state.catchers.enumerated() {
      catchers.append(
        (
          try JSONataTemplate(optional: catcher.output, location: "Catch[\(at)]/Output"),
          try JSONataTemplate(optional: catcher.assign, location: "Catch[\(at)]/Assign")
        ))
    }
    self.items = items
    self.credentials = credentials
    self.rules = rules
    self.catchers = catchers
  }

  // MARK: Data

  /// What is sent: Arguments, or the input where there are none.
  func request(_ context: inout EvaluationContext) throws(DataFlowError) -> JSONValue {
    guard let arguments else { return context.input }
    return try JSONataScope.with(&context) { scope throws(DataFlowError) in try arguments.evaluate(&scope) }
  }

  /// What is assigned and what goes on, both from the same moment; without a result the output is the input.
  func leave(
    _ context: inout EvaluationContext, result: JSONValue?
  ) throws(DataFlowError) -> (assigned: [(String, JSONValue)], output: JSONValue) {
    if assign == nil, output == nil { return ([], result ?? context.input) }
    return try JSONataScope.with(&context, result: result) { scope throws(DataFlowError) in
      let assigned = try JSONataFields.assignments(assign, &scope)
      return (assigned, try output?.evaluate(&scope) ?? result ?? scope.base.input)
    }
  }

  /// The same for a catcher; without Output the error output goes on.
  func caught(
    _ context: inout EvaluationContext, error: JSONValue, catcher: Int
  ) throws(DataFlowError) -> (assigned: [(String, JSONValue)], output: JSONValue) {
    let (output, assign) = catchers[catcher]
    return try JSONataScope.with(&context, errorOutput: error) { scope throws(DataFlowError) in
      let assigned = try JSONataFields.assignments(assign, &scope)
      return (assigned, try output?.evaluate(&scope) ?? error)
    }
  }

  private static func assignments(
    _ template: JSONataTemplate?, _ scope: inout JSONataScope
  ) throws(DataFlowError) -> [(String, JSONValue)] {
    guard let template, case .object(let object) = try template.evaluate(&scope) else { return [] }
    if object.count > 1 { try Payload.check(.object(object), "What is assigned") }
    return object.map { ($0.key, $0.value) }
  }

  // MARK: Choice

  /// The first rule whose Condition is true, with its own Assign and Output, or the default with those of the state; nil when there is neither. A rule that has none
  /// assigns nothing and lets the input go on.
  func choose(_ context: inout EvaluationContext, of choice: ChoiceState) throws(DataFlowError) -> Chosen? {
    try JSONataScope.with(&context) { scope throws(DataFlowError) in
      for (at, rule) in rules.enumerated() where try JSONataFields.holds(rule.condition, &scope) {
        let assigned = try JSONataFields.assignments(rule.assign, &scope)
        return Chosen(next: rule.next, branch: at, assigned: assigned, output: try rule.output?.evaluate(&scope))
      }
      guard let next = choice.defaultNext else { return nil }
      return Chosen(
        next: next.value, branch: rules.count, assigned: try JSONataFields.assignments(assign, &scope), output: try output?.evaluate(&scope)
      )
    }
  }

  private static func holds(_ condition: JSONataTemplate, _ scope: inout JSONataScope) throws(DataFlowError) -> Bool {
    let value = try condition.evaluate(&scope)
    if let holds = value.boolValue { return holds }
    throw condition.single?.unexpected(value, wanted: "boolean")
      ?? DataFlowError(DataFlowError.queryEvaluation, "A Condition must be true or false but was: \(value.compact)")
  }

  // MARK: Task and Map

  func roleArn(_ context: inout EvaluationContext) throws(DataFlowError) -> String? {
    guard let credentials else { return nil }
    let value = try JSONataScope.with(&context) { scope throws(DataFlowError) in try credentials.evaluate(&scope) }
    guard let role = value["RoleArn"] else { return nil }
    if let text = role.stringValue { return text }
    throw credentials.fields.first { $0.location == "Credentials/RoleArn" }?.unexpected(role, wanted: "string")
      ?? DataFlowError(
        DataFlowError.queryEvaluation, "The RoleArn must be a string but was: \(role.compact)", location: "Credentials/RoleArn")
  }

  /// What a Map goes through: Items, or the input.
  func items(_ context: EvaluationContext, takesObjects: Bool) throws(DataFlowError) -> MapItems {
    var context = context
    guard let items else {
      if let found = MapItems(context.input, takesObjects: takesObjects) { return found }
      throw DataFlowError(DataFlowError.queryEvaluation, "Map state input must be an array but was: \(context.input.compact)")
    }
    let value = try JSONataScope.with(&context) { scope throws(DataFlowError) in try items.evaluate(&scope) }
    if let found = MapItems(value, takesObjects: takesObjects) { return found }
    throw items.single?.unexpected(value, wanted: "array")
      ?? DataFlowError(DataFlowError.queryEvaluation, "Map state input must be an array but was: \(value.compact)")
  }

  /// An iteration's input: ItemSelector's, or the item itself.
  func iterationInput(_ context: inout EvaluationContext, item: JSONValue) throws(DataFlowError) -> JSONValue {
    guard let itemSelector else { return item }
    return try JSONataScope.with(&context) { scope throws(DataFlowError) in try itemSelector.evaluate(&scope) }
  }
}
