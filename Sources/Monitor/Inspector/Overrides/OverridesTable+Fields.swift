import Canvas
import ECSModel
import JSON

extension OverridesTable {
  /// The most elements of a list that are shown one a line.
  private static let mostValues = 200

  /// A field's row, where its requested value is from, its values one a line, and an alarm where ECS understood something else.
  func field(_ field: EffectiveOverrides.Row, id: String, container: String?) -> [Row] {
    let id = id + "/" + field.field
    // Before anything is evaluated the cell shows an expression, which is no secret.
    let isExpression = !source.isEvaluated && self.isExpression(field)
    let secret = FieldSecret(field, container: container, definition: definition, context: context, requestIsExpression: isExpression)
    var rows = [main(field, secret, id: id)]
    if field.requested.value != nil, let origin = provenance(field, secret, id: id) { rows += origin }
    if field.isAlarm, !columns.columns.contains(.reported) {
      let reported = secret.hides(.reported) ? Mask.masked : text(field.reported)
      rows += TabText.sentence(
        id + "/alarm", "ECS reports \(reported)", width: context.width, mark: context.glyphs.failed, style: Style(.stateFailed, .bold))
    }
    return rows
  }

  private func main(_ field: EffectiveOverrides.Row, _ secret: FieldSecret, id: String) -> Row {
    let name = cell(middle(TabText.clean(field.field), columns.field - 1), Style(.muted), columns: columns.field)
    var line = name
    for column in columns.columns {
      let value = field[column]
      if secret.hides(column), value.value != nil {
        line.append(hidden(column, field))
      } else {
        let alarm = column == .reported && field.isAlarm ? "\(context.glyphs.failed) " : ""
        line.append(cell(alarm + text(value), style(column, field)))
      }
    }
    let isSecret = columns.columns.contains { secret.hides($0) && field[$0].value != nil }
    let value = field.requested.value ?? field.effective.value
    return Row(id: id, line, revealed: isSecret ? name + StyledText(revealed(value), Style(.jsonString)) : nil, value: value.map(rowValue))
  }

  private func hidden(_ column: OverridesColumns.Column, _ field: EffectiveOverrides.Row) -> StyledText {
    if column == .reported, field.isAlarm { return cell("\(context.glyphs.failed) \(Mask.masked)", Style(.stateFailed, .bold)) }
    guard column == .requested, columns.value >= 17 else { return cell(Mask.masked, Style(.muted)) }
    return StyledText(Mask.masked + " ", Style(.muted)).appending("v", Style(.key, .bold))
      + TabText.cell(" reveals", columns.value - 8, Style(.muted), glyphs: context.glyphs)
  }

  /// Long names lose their middle: the end tells variables apart as much as the beginning.
  private func middle(_ text: String, _ limit: Int) -> String {
    TextWidth.truncateMiddle(text, columns: max(0, limit), ellipsis: context.glyphs.ellipsis)
  }

  private func style(_ column: OverridesColumns.Column, _ field: EffectiveOverrides.Row) -> Style {
    if column == .reported { return field.isAlarm ? Style(.stateFailed, .bold) : Style(.muted) }
    guard field[column].value != nil else { return Style(column == .effective ? .text : .faint) }
    switch column {
    case .definition: return Style(.faint)
    case .requested: return Style(!source.isEvaluated && isExpression(field) ? .provenance : .jsonString)
    case .effective: return field.requested.value == nil ? Style(.text) : Style(.title, .bold)
    case .reported: return Style(.muted)
    }
  }

  private func isExpression(_ field: EffectiveOverrides.Row) -> Bool {
    field.pointer.flatMap { origins?.origin(of: $0) }?.expression != nil
  }

  /// A cell in words: `3 values` for a longer list, the list itself when it is short.
  private func text(_ cell: EffectiveOverrides.Cell) -> String {
    switch cell {
    case .none: return String(context.glyphs.none)
    case .unknown: return "unknown"
    case .imagesOwn: return columns.value > 11 ? "image's own" : "image's"
    case .value(.array(let elements)):
      let compact = JSONValue.array(elements).compact
      return elements.count > 1 || compact.count >= columns.value
        ? "\(elements.count) value\(elements.count == 1 ? "" : "s")" : context.clean(compact)
    case .value(let value):
      let text = context.clean(value.stringValue ?? value.compact)
      return TextWidth.columns(text) < columns.value ? text : OverridesTable.withoutAccount(text)
    }
  }

  /// What an ARN names, without its partition, region and account, where there is no room for all of it.
  private static func withoutAccount(_ text: String) -> String {
    let isReference = text.hasPrefix("from arn:")
    guard isReference || text.hasPrefix("arn:") else { return text }
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6 else { return text }
    return (isReference ? "from " : "") + parts[5]
  }

  private func revealed(_ value: JSONValue?) -> String {
    VisibleText.sanitise(String((value.map { $0.stringValue ?? $0.compact } ?? "").prefix(TabText.longest)))
  }

  private func rowValue(_ value: JSONValue) -> RowValue { value.stringValue.map(RowValue.text) ?? .json(value) }

  /// `from $.commands  file:12:28`, and below it what does not fit into the cell: the elements of a list, the lines of a long text.
  private func provenance(_ field: EffectiveOverrides.Row, _ secret: FieldSecret, id: String) -> [Row]? {
    let values = secret.hides(.requested) ? [] : values(field, id: id)
    let origin = field.pointer.flatMap { origins?.origin(of: $0) }
    guard origin != nil || !values.isEmpty else { return nil }
    let mark = values.isEmpty ? 0 : 2
    var rows = originLines(origin, field).map { indent, line in
      StyledText(String(repeating: " ", count: max(0, indent - mark))) + line
    }.enumerated().map { Row(id: "\(id)/from\($0)", $1) }
    guard let last = rows.indices.last else { return nil }
    rows[last].children = values.isEmpty ? .none : .rows(values)
    rows[last].startsUnfolded = values.count <= 12
    // The list gives a mark to the row that folds; the one above it must not stand further left.
    for at in rows.indices.dropLast() where mark > 0 { rows[at].content = StyledText("  ") + rows[at].content }
    return rows
  }

  /// Below the requested values where that fits; else further left, the place's middle cut, at last on two lines.
  private func originLines(_ origin: RequestOrigins.Origin?, _ field: EffectiveOverrides.Row) -> [(indent: Int, line: StyledText)] {
    guard let origin else { return [(min(columns.field, 2), StyledText("as requested", Style(.faint)))] }
    let pieces = wasEdited(field, origin) ? edited(origin) : self.pieces(origin)
    let gap = StyledText(context.width < 60 ? "  " : "   ")
    let whole = pieces[0] + gap + pieces[1]
    for indent in [columns.field, 2] where indent + whole.width <= context.width { return [(indent, whole)] }
    let room = context.width - 2 - pieces[0].width - gap.width
    if room >= 14 {
      return [(2, pieces[0] + gap + StyledText(middle(pieces[1].plain, room), Style(.faint)))]
    }
    return [(2, pieces[0]), (2, StyledText(middle(pieces[1].plain, context.width - 4), Style(.faint)))]
  }

  private func edited(_ origin: RequestOrigins.Origin) -> [StyledText] {
    [
      StyledText("edited", Style(.diffChanged, .bold)).appending(
        origin.expression.map { ", instead of " + context.clean($0) } ?? "", Style(.muted)),
      StyledText(origin.place, Style(.faint)),
    ]
  }

  /// Whether the request has another value than the definition makes; never said of values of chance and of tokens.
  private func wasEdited(_ field: EffectiveOverrides.Row, _ origin: RequestOrigins.Origin) -> Bool {
    guard let expected, let pointer = field.pointer, let requested = source.request[pointer] else { return false }
    let expression = origin.expression ?? ""
    guard !["States.UUID", "States.MathRandom", "$$"].contains(where: { expression.contains($0) }) else { return false }
    return expected[pointer] != requested
  }

  private func values(_ field: EffectiveOverrides.Row, id: String) -> [Row] {
    guard source.isEvaluated, let value = field.requested.value else { return [] }
    guard let elements = value.arrayValue else {
      let text = value.stringValue ?? ""
      guard TextWidth.columns(context.clean(text)) >= columns.value else { return [] }
      return TextWidth.wrap(context.clean(text), columns: max(1, context.width - 4)).prefix(100).enumerated().map { at, line in
        Row(id: "\(id)/line\(at)", StyledText(line, Style(.jsonString)), value: .text(text))
      }
    }
    let digits = String(elements.count).count
    return elements.prefix(OverridesTable.mostValues).enumerated().map { at, element in
      let text = element.stringValue ?? element.compact
      let isAnnounced = SecretJSON.announces(elements, at)
      let shown = isAnnounced ? Mask.masked : context.clean(text)
      let number = StyledText(TextWidth.padLeft(String(at + 1), columns: digits) + " ", Style(.faint))
      let isMasked = isAnnounced || Mask.value(text, secrets: context.secrets) != text
      return Row(
        id: "\(id)/\(at)", number.appending(shown, Style(.jsonString)),
        revealed: isMasked ? number.appending(VisibleText.sanitise(String(text.prefix(TabText.longest))), Style(.jsonString)) : nil,
        value: rowValue(element))
    }
  }
}

/// Which cells of a field are masked until they are revealed.
struct FieldSecret {
  private let isSecret: Bool
  /// The definition only names where the value is kept, which is no secret.
  private let definitionIsReference: Bool
  private let effectiveIsReference: Bool
  private let requestIsExpression: Bool

  init(
    _ field: EffectiveOverrides.Row, container: String?, definition: TaskDefinition?, context: TabContext, requestIsExpression: Bool
  ) {
    self.requestIsExpression = requestIsExpression
    let name = field.field.hasPrefix("env ") ? String(field.field.dropFirst(4)) : nil
    let texts = [field.definition, field.requested, field.reported].compactMap { $0.value?.stringValue }
    isSecret =
      name != nil
      && (field.isSecret || name.map(Mask.isSecretName) ?? false || texts.contains { Mask.text($0, secrets: context.secrets) != $0 })
    let secrets = container.flatMap { definition?.container($0) }?.secrets ?? []
    let isPlain = container.flatMap { definition?.container($0) }?.environment.contains { $0.name == name } ?? false
    definitionIsReference = !isPlain && secrets.contains { $0.name == name }
    effectiveIsReference = definitionIsReference && field.requested.value == nil
  }

  func hides(_ column: OverridesColumns.Column) -> Bool {
    guard isSecret else { return false }
    switch column {
    case .definition: return !definitionIsReference
    case .effective: return !effectiveIsReference && !requestIsExpression
    case .requested: return !requestIsExpression
    case .reported: return true
    }
  }
}
