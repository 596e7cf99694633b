import Canvas
import DataFlow
import ECSModel
import JSON

/// The table of an ECS request: the task's own rows, then every container's.
struct OverridesTable {
  let context: TabContext
  let source: RequestSource
  let task: ECSTask?
  let definition: TaskDefinition?
  let overrides: EffectiveOverrides
  let origins: RequestOrigins?
  let columns: OverridesColumns
  /// What the definition makes of the visit's data: a request that is another one was edited. Nil where it cannot be told.
  let expected: JSONValue?

  init(_ source: RequestSource, _ context: TabContext) {
    self.context = context
    self.source = source
    // At the ready stop of a retry the newest task is that of the attempt before.
    task = if case .sent = source.stage { context.task } else { nil }
    let name = (source.request["TaskDefinition"] ?? source.request["taskDefinition"])?.stringValue
    definition = context.taskDefinition(named: name, task: task)
    overrides = EffectiveOverrides(parameters: source.request, definition: definition, task: task)
    origins = RequestOrigins(context)
    expected = source.isEvaluated ? OverridesTable.expected(context) : nil
    let fields = OverridesTable.shown(overrides.task).map(\.field) + overrides.containers.flatMap { $0.rows.map(\.field) }
    let longest = fields.map { TextWidth.columns(TabText.clean($0)) }.max() ?? 0
    columns = OverridesColumns(width: context.width, longestField: longest, showsReported: task != nil)
  }

  /// The task's rows that say something; its size always does.
  private static func shown(_ rows: [EffectiveOverrides.Row]) -> [EffectiveOverrides.Row] {
    rows.filter { !$0.isEmpty || ["cpu", "memory"].contains($0.field) }
  }

  private static func expected(_ context: TabContext) -> JSONValue? {
    if let arguments = try? JSONataTemplate(optional: context.state?.arguments, location: "Arguments") {
      guard var scope = VisitEvaluation(context)?.scope else { return nil }
      scope.result = nil
      return try? arguments.evaluate(&scope)
    }
    guard context.state?.parameters != nil, let evaluation = VisitEvaluation(context),
      let input = try? evaluation.flow.applyInputPath(evaluation.context(evaluation.input))
    else { return nil }
    var moment = evaluation.context(input)
    return try? evaluation.flow.applyParameters(&moment)
  }

  var rows: [Row] {
    let own = facts + OverridesTable.shown(overrides.task).flatMap { field($0, id: "task", container: nil) }
    let containers = overrides.containers.prefix(50)
    // A narrow pane is a short one: what was asked of the containers is what one came for, and must not be below its end.
    guard source.stage == .ready, context.width < 60 else { return [header] + own + containers.flatMap(apart) + unplaced + closing }
    let asked = containers.filter(\.isOverridden)
    let first = asked.first.map { [header] + section($0) + asked.dropFirst().flatMap(apart) + [.gap("task/gap")] } ?? [header]
    return first + own + containers.filter { !$0.isOverridden }.flatMap(apart) + unplaced + closing
  }

  private func apart(_ section: EffectiveOverrides.Section) -> [Row] {
    [.gap("container \(section.container)/gap")] + self.section(section)
  }

  private var header: Row {
    var line = StyledText(String(repeating: " ", count: columns.field))
    for column in columns.columns { line.append(cell(columns.title(column), Style(.muted, .bold))) }
    return Row(id: "columns", line, kind: .heading)
  }

  /// `TASK  batch · job:17 · 214 of 8,192 characters`.
  private var facts: [Row] {
    let cluster = (source.request["Cluster"] ?? source.request["cluster"])?.stringValue ?? "default"
    var pieces = [
      StyledText("TASK  ", Style(.muted, .bold)).appending(context.clean(ECSName.lastPart(of: cluster)), Style(.muted)),
      StyledText(
        context.clean(ECSName.lastPart(of: definition?.name ?? overrides.requestedDefinition ?? "no task definition")), Style(.muted)),
    ]
    if let size = overrides.size {
      let text = "\(OverridesTable.grouped(size)) of \(OverridesTable.grouped(EffectiveOverrides.sizeLimit)) characters"
      let isExact = source.isEvaluated
      pieces.append(StyledText(isExact ? text : "", Style(overrides.isTooLarge ? .stateFailed : .muted)))
    }
    var rows = TabText.flow("facts", pieces, width: context.width, gap: context.separator, indent: 6)
    if overrides.isTooLarge, source.isEvaluated {
      rows += TabText.sentence(
        "large",
        "RunTask will refuse it: Overrides may have \(OverridesTable.grouped(EffectiveOverrides.sizeLimit)) characters. "
          + "Pass large data by reference.",
        width: context.width, mark: context.glyphs.failed, style: Style(.stateFailed))
    }
    if !overrides.isDefinitionKnown {
      let text = StyledText("task definition unknown", Style(.stateWaiting))
      let hint = StyledText(":task-definitions FILE", Style(.key))
      rows += TabText.flow("unknown", [text, hint], width: context.width, gap: context.separator, indent: 2)
    }
    return rows
  }

  private func section(_ section: EffectiveOverrides.Section) -> [Row] {
    let id = "container " + section.container
    var pieces: [String] = []
    if let isEssential = section.isEssential { pieces.append(isEssential ? "essential" : "not essential") }
    if !section.isOverridden { pieces.append("not overridden") }
    let name = StyledText(context.clean(section.container), Style(.title, .bold))
    let line =
      name + (pieces.isEmpty ? StyledText() : StyledText("  " + pieces.joined(separator: " \(context.glyphs.separator) "), Style(.muted)))
    var rows = [Row(id: id, line)]
    if section.isUnknownContainer {
      rows += TabText.sentence(
        id + "/unknown", "The task definition has no container of this name: RunTask will refuse the request.", width: context.width,
        mark: context.glyphs.failed, style: Style(.stateFailed))
    }
    return rows + section.rows.prefix(500).flatMap { field($0, id: id, container: section.container) }
  }

  /// Expressions that make more than one field, such as `ContainerOverrides.$`: before they are evaluated no row can show them.
  private var unplaced: [Row] {
    guard !source.isEvaluated, let origins else { return [] }
    let shown = Set((overrides.task + overrides.containers.flatMap(\.rows)).compactMap(\.pointer))
    let rest = origins.expressions.filter { entry in
      entry.pointer.tokens.first?.lowercased() == "overrides" && !shown.contains(entry.pointer)
        && !shown.contains { $0.tokens.starts(with: entry.pointer.tokens) || entry.pointer.tokens.starts(with: $0.tokens) }
    }
    guard !rest.isEmpty else { return [] }
    return [.gap("unplaced/gap")]
      + rest.prefix(100).enumerated().flatMap { at, entry in
        TabText.flow(
          "unplaced\(at)",
          [StyledText(context.clean(entry.pointer.tokens.dropFirst().joined(separator: "/")), Style(.text))] + pieces(entry.origin),
          width: context.width, gap: StyledText("  "), indent: 2)
      }
  }

  /// What ECS reports, where no column shows it.
  private var closing: [Row] {
    guard !columns.columns.contains(.reported) else { return [] }
    let label = StyledText("reported by ECS  ", Style(.muted))
    let line: StyledText =
      if task == nil {
        label.appending("when the task exists", Style(.faint))
      } else if overrides.hasAlarm {
        label.appending("\(context.glyphs.failed) differs", Style(.stateFailed, .bold))
      } else if task?.overrides == nil {
        label.appending("its document does not speak of overrides", Style(.faint))
      } else {
        label.appending("\(context.glyphs.succeeded) agrees", Style(.stateSucceeded))
      }
    return [.gap("closing/gap"), Row(id: "closing", line)]
  }

  func cell(_ text: String, _ style: Style, columns count: Int? = nil) -> StyledText {
    let width = count ?? columns.value
    guard width > 1 else { return TabText.cell(text, width, style, glyphs: context.glyphs) }
    // A column's last cell is its gap.
    return TabText.cell(text, width - 1, style, glyphs: context.glyphs).appending(" ")
  }

  /// `from $.commands`, `file:12:28`.
  func pieces(_ origin: RequestOrigins.Origin) -> [StyledText] {
    let place = StyledText(origin.place, Style(.faint))
    guard let expression = origin.expression else { return [StyledText("literal", Style(.faint)), place] }
    return [StyledText("from ", Style(.muted)).appending(context.clean(expression), Style(.provenance)), place]
  }

  /// `8,192`.
  static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (at, digit) in digits.enumerated() {
      if at > 0, (digits.count - at) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return number < 0 ? "-" + text : text
  }
}
