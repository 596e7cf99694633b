import Canvas
import History
import JSON

/// What two visits of one state differ in, line by line: `/price  12 → 14`.
struct CompareDetail {
  private(set) var rows: [Row] = []
  private let secrets: Set<String>
  private let id: String

  init(_ comparison: ExecutionComparison, _ index: Int, _ row: ExecutionComparison.Row, names: [String], secrets: Set<String>) {
    self.secrets = secrets
    id = "row\(index)"
    guard let a = row.left, let b = row.right else { return }
    let left = comparison.left.index.visits[a]
    let right = comparison.right.index.visits[b]
    if row.differs.contains(.status) { add("status", left.status.rawValue, right.status.rawValue) }
    if row.differs.contains(.attempts) { add("attempts", "\(left.attempts.count)", "\(right.attempts.count)") }
    if row.differs.contains(.error) {
      add("error", left.error ?? left.attempts.last?.error ?? "none", right.error ?? right.attempts.last?.error ?? "none")
    }
    let data = comparison.differences(at: index)
    add("input", data.input)
    add("output", data.output)
  }

  private mutating func add(_ what: String, _ left: String, _ right: String) {
    var text = StyledText(TextWidth.pad(what, columns: 10), Style(.muted))
    text.append(shown(left), Style(.diffRemoved))
    text.append(" → ", Style(.faint))
    text.append(shown(right), Style(.diffAdded))
    rows.append(Row(id: "\(id).\(what)", text, value: .text("\(left) → \(right)")))
  }

  private mutating func add(_ what: String, _ differences: [JSONDifference]) {
    for (number, difference) in differences.enumerated() {
      let pointer = "\(difference.pointer)"
      var text = StyledText(TextWidth.pad(number == 0 ? what : "", columns: 10), Style(.muted))
      text.append(shown(pointer.isEmpty ? "all of it" : pointer), Style(.jsonKey))
      text.append("  ")
      let isSecret = difference.pointer.tokens.contains { Mask.isSecretName($0) }
      text.append(value(difference.left, isSecret), Style(.diffRemoved))
      text.append(" → ", Style(.faint))
      text.append(value(difference.right, isSecret), Style(.diffAdded))
      rows.append(Row(id: "\(id).\(what).\(number)", text, value: .text(pointer)))
    }
  }

  private func value(_ value: JSONValue?, _ isSecret: Bool) -> String {
    guard let value else { return "nothing" }
    return isSecret ? Mask.masked : shown(SecretJSON.summary(value.compact, secrets: secrets))
  }

  private func shown(_ text: String) -> String {
    TextWidth.truncateEnd(VisibleText.sanitise(Mask.text(String(text.prefix(400)), secrets: secrets)), columns: 48)
  }
}
