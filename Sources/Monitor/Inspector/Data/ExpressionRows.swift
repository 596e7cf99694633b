import Canvas
import DataFlow
import History
import JSON
import StatesLanguage

/// The expressions of a JSONata state, each beside its value; what fails is shown with a caret under the place.
struct ExpressionRows {
  private let fields: [JSONataField]
  private let context: TabContext

  /// Nil for a state without expressions.
  init?(_ context: TabContext) {
    guard let state = context.state, state.queryLanguage == .jsonata else { return nil }
    self.context = context
    fields = ExpressionRows.fields(of: state)
    if fields.isEmpty { return nil }
  }

  func rows(_ evaluation: VisitEvaluation?) -> [Row] {
    var rows: [Row] = [.gap("expressions/gap"), .heading("expressions", "EXPRESSIONS")]
    let shown = fields.prefix(200)
    let item = itemScope(evaluation)
    for field in shown {
      let isOfItem = field.location.hasPrefix("ItemSelector")
      var scope = isOfItem ? item?.scope : evaluation?.scope(for: field)
      // All of them together are not to hold the screen.
      scope?.limits.maximumSteps = max(VisitEvaluation.maximumSteps / 20, VisitEvaluation.maximumSteps / shown.count)
      rows.append(row(field, scope, note: isOfItem ? item.map { "item \($0.index)" } : nil))
    }
    return rows
  }

  /// What the ItemSelector sees: the opened iteration's item, else the first.
  private func itemScope(_ evaluation: VisitEvaluation?) -> (index: Int, scope: JSONataScope)? {
    guard let evaluation, case .map(let map)? = context.state?.kind, fields.contains(where: { $0.location.hasPrefix("ItemSelector") })
    else { return nil }
    let index = context.openedIteration ?? 0
    return evaluation.scope(ofItem: index, of: map).map { (index, $0) }
  }

  private func row(_ field: JSONataField, _ scope: JSONataScope?, note: String?) -> Row {
    let id = "expression/" + field.location
    var line = StyledText(context.clean(field.location) + "  ", Style(.title))
    line.append(context.clean(ExpressionRows.oneLine(field.text)), Style(.provenance))
    guard var scope else { return Row(id: id, line, value: .text(field.text)) }
    if let note { line.append("  " + note, Style(.muted)) }
    switch field.tried(&scope) {
    case .success(let value):
      line.append("  = ", Style(.faint))
      let secrets = context.secrets
      if value.objectValue?.isEmpty == false || value.arrayValue?.isEmpty == false {
        let count = value.objectValue?.count ?? value.arrayValue?.count ?? 0
        line.append("\(count) \(value.objectValue == nil ? "value" : "member")\(count == 1 ? "" : "s")", Style(.muted))
        return Row(id: id, line, children: .lazy { JSONRows.rows(value, id: id, secrets: secrets, unfolded: 1) }, value: .json(value))
      }
      // One line, drawn as any value is: masked and with its kind's colour.
      let shown = JSONRows.row(named: field.location, value, id: id, secrets: secrets, unfolded: 0)
      return Row(id: id, line, children: .rows([shown]), startsUnfolded: true, value: .json(value))
    case .failure(let problem):
      line.append("  " + context.clean(problem.message), Style(.stateFailed))
      return Row(
        id: id, line, children: .rows(ExpressionRows.caret(problem, id: id, context.secrets)), startsUnfolded: true,
        value: .text(field.text))
    }
  }

  /// The line of an expression that a problem is in, and a caret under the place; nothing where no place is known.
  static func caret(_ problem: TypedExpression.Problem, id: String, _ secrets: Set<String>) -> [Row] {
    guard let start = problem.start else { return [] }
    let units = Array(problem.expression.utf16)
    let at = min(start, units.count)
    let begin = (units[..<at].lastIndex(of: 0x0A) ?? -1) + 1
    let end = units[at...].firstIndex(of: 0x0A) ?? units.count
    // A long line is shown around the place.
    let from = max(begin, at - 60)
    let before = TabText.clean(String(decoding: units[from..<at], as: UTF16.self), secrets: secrets)
    let after = TabText.clean(String(decoding: units[at..<min(end, at + 60)], as: UTF16.self), secrets: secrets)
    return [
      Row(id: id + "/line", StyledText(before + after, Style(.provenance))),
      Row(id: id + "/caret", StyledText(String(repeating: " ", count: TextWidth.columns(before)) + "^", Style(.stateFailed, .bold))),
    ]
  }

  private static func oneLine(_ text: String) -> String { text.split(whereSeparator: \.isNewline).joined(separator: " ") }

  /// Every expression of a state, in the order in which a state comes to them.
  static func fields(of state: State) -> [JSONataField] {
    var fields: [JSONataField] = []
    func add(_ node: LocatedNode?, _ location: String) {
      if let found = try? JSONataTemplate(optional: node, location: location) { fields += found.fields }
    }
    func add(_ text: Located<String>?, _ location: String) {
      guard let text else { return }
      if let found = try? JSONataField(text.value, location: location, range: text.range, pointer: text.pointer) { fields.append(found) }
    }
    func add(_ number: NumberSetting?, _ location: String) { if case .expression(let text)? = number { add(text, location) } }
    add(state.arguments, "Arguments")
    switch state.kind {
    case .task(let task):
      add(task.timeoutSeconds, "TimeoutSeconds")
      add(task.heartbeatSeconds, "HeartbeatSeconds")
      add(task.credentials, "Credentials")
    case .choice(let choice):
      for (at, rule) in choice.rules.enumerated() {
        if case .jsonata(let condition) = rule.condition { add(condition, "Choices[\(at)]/Condition") }
        add(rule.assign, "Choices[\(at)]/Assign")
        add(rule.output, "Choices[\(at)]/Output")
      }
    case .wait(.seconds(let seconds)): add(seconds, "Seconds")
    case .wait(.timestamp(let text)): add(text, "Timestamp")
    case .fail(let fail):
      add(fail.error, "Error")
      add(fail.cause, "Cause")
    case .map(let map):
      add(map.items, "Items")
      add(map.itemReader, "ItemReader")
      add(state.parameters, "ItemSelector")
      add(map.itemBatcher, "ItemBatcher")
      add(map.resultWriter, "ResultWriter")
      add(map.maxConcurrency, "MaxConcurrency")
      add(map.toleratedFailureCount, "ToleratedFailureCount")
      add(map.toleratedFailurePercentage, "ToleratedFailurePercentage")
    case .pass, .succeed, .wait, .parallel: break
    }
    add(state.assign, "Assign")
    add(state.output, "Output")
    for (at, catcher) in state.catchers.enumerated() {
      add(catcher.assign, "Catch[\(at)]/Assign")
      add(catcher.output, "Catch[\(at)]/Output")
    }
    return fields
  }
}
