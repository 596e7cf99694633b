import History

/// Readable lines of a history as it grows: id, seconds since start, type, state, summary.
struct EventLines {
  private var index = HistoryIndex()

  /// The lines of the events from position `seen` on.
  mutating func text(of log: EventLog, from seen: Int) -> String {
    var text = ""
    for at in seen..<log.count {
      let event = log[at]
      index.append(event)
      text += "\(event.id)\t\(event.type.rawValue)\n"
    }
    return text
  }
}
