import Canvas
import History
import JSON

/// The events as GetExecutionHistory gives them, with secrets masked.
enum HistoryExport {
  static func text(_ log: EventLog, secrets: Set<String>) -> String {
    let masked = log.map { event -> HistoryEvent in
      var copy = event
      copy.details = event.details.masked { json($0, secrets: secrets) }
      return copy
    }
    return String(decoding: HistoryDocument(events: EventLog(masked)).bytes, as: UTF8.self)
  }

  /// A JSON text with its secrets masked; a text that is none is masked as text.
  private static func json(_ text: String, secrets: Set<String>) -> String {
    guard let value = try? JSONValue(parsing: text, limits: .document) else { return Mask.text(text, secrets: secrets) }
    return SecretJSON.masked(value, secrets: secrets).compact
  }
}
