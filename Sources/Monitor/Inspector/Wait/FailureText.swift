import Canvas
import ECSModel
import History
import JSON

/// Why a visit failed: error and cause, the JSON that services put into a cause taken apart instead of escaped.
struct FailureText {
  let context: TabContext

  var rows: [Row] {
    // A failure that another try has followed is told in Attempts.
    guard let visit = context.visit, [.failed, .caught, .aborted, .retrying].contains(visit.status),
      visit.error != nil || visit.cause != nil
    else { return [] }
    var rows: [Row] = []
    // A verdict of the task has said it already.
    let hasVerdict = context.task != nil && visit.attempts.last?.waitsForJob == true && visit.attempts.last?.outcome == .failed
    if visit.status == .retrying, let error = visit.error {
      rows += TabText.flow(
        "failure",
        [StyledText("newest failure ", Style(.muted)).appending(context.clean(error), Style(.stateFailed, .bold))], width: context.width,
        gap: context.separator)
    }
    guard let cause = visit.cause, !cause.isEmpty else { return rows }
    rows += FailureText.cause(cause, id: "cause", says: !hasVerdict, context)
    if let origin = visit.failureOrigin, origin != visit.index, context.index.visits.indices.contains(origin) {
      let inner = context.index.visits[origin]
      rows.append(
        Row(
          id: "origin", StyledText("it began in ", Style(.muted)).appending(context.clean(inner.state), Style(.title, .bold)),
          link: .visit(enteredEventId: inner.enteredEvent)))
    }
    return rows
  }

  /// A cause as a sentence, with the document it came in folded below.
  static func cause(_ cause: String, id: String, says: Bool = true, _ context: TabContext) -> [Row] {
    let decoded = DecodedCause(cause)
    var rows: [Row] = []
    if says {
      rows = TabText.sentence(
        id, context.clean(decoded.sentence), width: context.width, mark: context.glyphs.failed, style: Style(.stateFailed))
    }
    switch decoded {
    case .ecsTask(_, let document):
      rows.append(
        JSONRows.row(named: "the task as the cause has it", document, id: id + "/document", secrets: context.secrets, unfolded: 0))
    case .json(let document):
      rows.append(JSONRows.row(named: "the cause", document, id: id + "/document", secrets: context.secrets, unfolded: 0))
    case .lambda, .execution:
      if let document = try? JSONValue(parsing: cause) {
        rows.append(JSONRows.row(named: "the cause", document, id: id + "/document", secrets: context.secrets, unfolded: 0))
      }
    case .text(let text):
      if text.count > 300 || text.contains(where: \.isNewline) {
        let lines = text.split(whereSeparator: \.isNewline).prefix(200).flatMap {
          TextWidth.wrap(context.clean(String($0)), columns: max(1, context.width - 4))
        }
        let children = lines.enumerated().map { Row(id: "\(id)/line\($0)", StyledText($1), value: .text(text)) }
        rows.append(Row(id: id + "/whole", StyledText("the whole cause", Style(.muted)), children: .rows(children), value: .text(text)))
      }
    }
    return rows
  }
}
