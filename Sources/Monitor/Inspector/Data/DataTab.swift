import Canvas
import History
import JSON

/// How the data goes through a state, each step as JSON that folds, what a step changed marked; and the variables.
struct DataTab: InspectorTab {
  let id = InspectorTabID.data

  func rows(_ context: TabContext) -> [Row] {
    guard let flow = DataSteps(context), let visit = context.visit else { return before(context) }
    // Where nothing is changed on the way, the input is what there is to see.
    let changes = flow.steps.dropFirst().contains { $0.value != nil && $0.value != $0.before }
    var rows = flow.steps.enumerated().map { at, step in row(step, isOpen: at > 0 || !changes, context) }
    if let expressions = ExpressionRows(context) { rows += expressions.rows(VisitEvaluation(context)) }
    rows += variables(visit, context)
    return rows
  }

  private func before(_ context: TabContext) -> [Row] {
    if context.isUnknown { return context.unknownRows() }
    guard let input = context.cursor?.input else {
      return TabText.sentence("none", "The state was not entered: there is no data yet.", width: context.width, style: Style(.muted))
    }
    let step = DataSteps.Step(name: "input", value: input)
    return TabText.sentence("none", "Not entered yet; this is what it would get.", width: context.width, style: Style(.muted)) + [
      row(step, isOpen: true, context)
    ]
  }

  private func row(_ step: DataSteps.Step, isOpen: Bool, _ context: TabContext) -> Row {
    var line = StyledText(TextWidth.pad(step.name, columns: 14) + " ", Style(.title, .bold))
    if let path = step.path { line.append(context.clean(path) + "  ", Style(.provenance)) }
    guard let value = step.value else {
      line.append(context.clean(step.problem ?? "nothing"), Style(.stateFailed))
      return Row(id: step.name, StyledText("  ") + line)
    }
    let isSame = step.before == value
    let changes = step.isPick || isSame ? nil : step.before.map { JSONChanges(from: $0, to: value) }
    if isSame {
      line.append(step.sameWord, Style(.faint))
    } else {
      line.append(summary(value), Style(.muted))
      if let changes { line.append(note(changes), Style(.diffChanged)) }
    }
    let secrets = context.secrets
    let id = "data/" + step.name
    let removed =
      changes?.removed.prefix(100).enumerated().map { at, pointer in
        Row(id: "\(id)/gone\(at)", StyledText(context.clean(pointer.description) + "  gone", Style(.diffRemoved)))
      } ?? []
    let marked = changes?.changed ?? []
    return Row(
      id: step.name, line,
      children: .lazy { JSONRows.rows(value, id: id, secrets: secrets, unfolded: 2, marked: marked) + removed },
      startsUnfolded: isOpen && !isSame, value: .json(value))
  }

  private func note(_ changes: JSONChanges) -> String {
    var parts: [String] = []
    if !changes.changed.isEmpty { parts.append("\(changes.changed.count) changed") }
    if !changes.removed.isEmpty { parts.append("\(changes.removed.count) gone") }
    return parts.isEmpty ? "" : "  " + parts.joined(separator: ", ")
  }

  private func summary(_ value: JSONValue) -> String {
    switch value {
    case .object(let object): "\(object.count) member\(object.count == 1 ? "" : "s")"
    case .array(let elements): "\(elements.count) value\(elements.count == 1 ? "" : "s")"
    default: value.typeName
    }
  }

  private func variables(_ visit: Visit, _ context: TabContext) -> [Row] {
    let scope = VisitEvaluation.variables(context, before: visit).sorted { $0.key < $1.key }
    let assigned = visit.assignedVariables
    var rows: [Row] = []
    if !assigned.isEmpty {
      rows += [.gap("assigned/gap"), .heading("assigned", "ASSIGNED HERE")]
      rows += assigned.prefix(200).map { variable in
        let value = (try? JSONValue(parsing: variable.value, limits: .document)) ?? .string(variable.value)
        return JSONRows.row(
          named: "$" + context.clean(variable.name), value, id: "assigned/" + variable.name, secrets: context.secrets, unfolded: 0)
      }
    }
    if !scope.isEmpty {
      rows += [.gap("scope/gap"), .heading("scope", "VARIABLES IN SCOPE")]
      rows += scope.prefix(200).map {
        JSONRows.row(named: "$" + context.clean($0.key), $0.value, id: "scope/" + $0.key, secrets: context.secrets, unfolded: 0)
      }
    }
    if context.missing > 0 {
      rows.append(.gap("missing/gap"))
      rows += TabText.sentence(
        "missing", "Expressions are evaluated once the older events are here.", width: context.width, style: Style(.muted))
    }
    return rows
  }
}
