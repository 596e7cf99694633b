import ExecutionSource

/// Which machine somebody means.
public enum MachineChoice {
  /// The machine, or why there is none.
  public enum Answer: Sendable, Equatable {
    case found(arn: String, name: String)
    /// Why there is none, in a sentence.
    case none(String)
  }

  /// The machine whose name or ARN is `text`, or whose name alone begins so. An ARN that is not in the list is taken as it is.
  public static func find(_ text: String, in list: CatalogList<MachineRow>) -> Answer {
    guard !text.isEmpty else { return .none("which machine? \":machine NAME\"") }
    if let row = list.rows.first(where: { $0.arn == text }) { return .found(arn: row.arn, name: row.name) }
    if text.hasPrefix("arn:"), let name = text.split(separator: ":").last, text.contains(":stateMachine:") {
      return .found(arn: text, name: String(name))
    }
    let lower = text.lowercased()
    let begin = list.rows.filter { $0.name.lowercased().hasPrefix(lower) }
    let row =
      list.rows.first { $0.name == text } ?? list.rows.first { $0.name.lowercased() == lower } ?? (begin.count == 1 ? begin[0] : nil)
    if let row { return .found(arn: row.arn, name: row.name) }
    if begin.count > 1 {
      return .none("\(begin.count) machines begin with \"\(text)\": \(begin.prefix(3).map(\.name).joined(separator: ", "))…")
    }
    let near = Nearest.match(text, among: list.rows.lazy.map(\.name)).map { "; did you mean \"\($0)\"?" } ?? ""
    let more = list.asOf == nil ? ": the machines are not known yet" : list.hasMore ? " among the \(list.rows.count) loaded" : ""
    return .none("there is no state machine \"\(text)\"\(more)\(near)")
  }
}
