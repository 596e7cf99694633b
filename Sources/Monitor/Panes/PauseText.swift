import Canvas
import ExecutionSource

/// Why a run is held, in words: never more than is so.
enum PauseText {
  static func sentence(
    _ pause: PauseReason, cursor: CursorStatus?, view: ExecutionView, isTask: (String) -> Bool, nameColumns: Int = 40
  ) -> String {
    var text = "PAUSED"
    if let cursor {
      text += " " + place(cursor, isTask: isTask(cursor.state), nameColumns)
      text += count(view, cursor)
    } else if pause == .start {
      text += " at the start"
    }
    switch pause {
    case .breakpoint: text += " · breakpoint"
    case .failure(let state): text += " · failure in \"\(name(state, nameColumns))\""
    case .start, .step, .request: break
    }
    return text
  }

  private static func name(_ state: String, _ columns: Int) -> String {
    TextWidth.truncateMiddle(VisibleText.sanitise(state), columns: columns)
  }

  private static func place(_ cursor: CursorStatus, isTask: Bool, _ nameColumns: Int) -> String {
    let name = "\"\(name(cursor.state, nameColumns))\""
    switch cursor.stop {
    case .before: return "before \(name)"
    case .entered: return isTask ? "in \(name) · entered, nothing sent" : "in \(name) · entered"
    case .ready: return "before sending \(name) · nothing sent"
    case .sent: return "\(name) is sent · its task goes on"
    case .finished: return "\(name) · result in hand"
    case .exited: return "after \(name)"
    }
  }

  private static func count(_ view: ExecutionView, _ cursor: CursorStatus) -> String {
    let cursors = view.snapshot.live.cursors
    guard cursors.count > 1, let at = cursors.firstIndex(where: { $0.id == cursor.id }) else { return "" }
    return " · cursor \(at + 1) of \(cursors.count)"
  }
}

extension CursorStatus.Stop {
  /// The word for it on the screen.
  var word: String {
    switch self {
    case .before: "next"
    case .entered: "entered"
    case .ready: "ready"
    case .sent: "sent"
    case .finished: "finished"
    case .exited: "exited"
    }
  }
}
