import Canvas
import ECSModel
import ExecutionSource
import History

/// Why a run is held, in words: never more than is so.
enum PauseText {
  static func sentence(
    _ pause: PauseReason, cursor: CursorStatus?, view: ExecutionView, isTask: (String) -> Bool, nameColumns: Int = 40
  ) -> String {
    var text = "PAUSED"
    if let cursor {
      text += " " + place(cursor, view, isTask: isTask(cursor.state), nameColumns)
      text += count(view, cursor)
    } else if pause == .start {
      text += " at the start"
    }
    switch pause {
    case .breakpoint: text += " · breakpoint"
    case .failure(let state) where state != cursor?.state: text += " · failure in \"\(name(state, nameColumns))\""
    case .start, .step, .request, .failure: break
    }
    return text
  }

  private static func name(_ state: String, _ columns: Int) -> String {
    TextWidth.truncateMiddle(VisibleText.sanitise(state), columns: columns)
  }

  private static func place(_ cursor: CursorStatus, _ view: ExecutionView, isTask: Bool, _ nameColumns: Int) -> String {
    let name = "\"\(name(cursor.state, max(12, nameColumns)))\""
    let visit = cursor.enteredEventId.flatMap { view.index.visit(ofEvent: $0) }
    switch cursor.stop {
    case .before: return "before \(name)"
    case .entered:
      if let wait = visit.flatMap({ held($0, name, view) }) { return wait }
      return isTask ? "in \(name) · entered, nothing sent" : "in \(name) · entered"
    case .ready: return "before sending \(name)" + (cursor.attempt > 0 ? " (attempt \(cursor.attempt + 1))" : " · nothing sent")
    case .sent:
      let task = task(visit, view)
      return nameColumns > 0 || task.isEmpty ? "· \(name) is sent\(task)" : String(task.drop { $0 == " " })
    case .finished:
      guard let attempt = visit?.attempts.last, attempt.hasFailed else { return "\(name) · result in hand" }
      return "\(name) failed" + (attempt.error.map { " · " + VisibleText.sanitise($0) } ?? "")
    case .exited: return "after \(name)"
    }
  }

  /// A back-off or a Wait that is under way.
  private static func held(_ visit: Visit, _ name: String, _ view: ExecutionView) -> String? {
    let now = view.snapshot.live.now
    guard let reason = view.index.waitReason(of: visit) else { return nil }
    switch reason {
    case .retry: return "\(name) failed · " + reason.text(now: now)
    case .timer: return "in \(name) · " + reason.text(now: now)
    default: return nil
    }
  }

  /// What ECS says of the task that was sent; on a clock that runs it goes on while the run is held.
  private static func task(_ visit: Visit?, _ view: ExecutionView) -> String {
    let goesOn = view.snapshot.live.isClockRunning
    guard let task = visit.flatMap({ view.task(of: $0) }) else {
      // Nothing of another service is seen while it works, and in a local run perhaps nobody performs it.
      if let attempt = visit?.attempts.last, attempt.task?.resourceType != "ecs", !attempt.waitsForToken { return " · r gives its result" }
      return goesOn ? " · its task goes on" : ""
    }
    var text = " · task \(VisibleText.sanitise(task.lastStatus.rawValue))"
    if task.lastStatus == .pending, task.currentPhase?.kind == .pull { text += ", pulling" }
    return text + (goesOn && !task.lastStatus.isFinal ? " goes on" : "")
  }

  private static func count(_ view: ExecutionView, _ cursor: CursorStatus) -> String {
    let cursors = view.steppable
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
