import Canvas
import ECSModel
import History
import Time

/// Widths of the inbox's columns: execution, state, waited, heartbeat, timeout, task. 0 leaves one out.
struct TokenColumns {
  var widths: [Int]

  init(width: Int) {
    let room = max(0, width - 2)
    if room >= 110 {
      widths = [22, 19, 10, 12, 14, max(0, room - 82)]
    } else if room >= 70 {
      widths = [0, 18, 10, 12, 12, max(0, room - 56)]
    } else {
      widths = [0, max(10, room / 3), 9, 0, 0, max(0, room - room / 3 - 11)]
    }
  }
}

/// Clocks and tasks of tokens in words.
enum TokenWords {
  static func deadline(_ deadline: WaitReason.Deadline, now: Timestamp) -> StyledText {
    switch deadline {
    case .at(let moment): StyledText(moment > now ? "in " + TimeText.clock(moment - now) : "due", Style(.text))
    case .none: StyledText("none (1 y)", Style(.muted))
    case .unknown: StyledText("unknown", Style(.muted))
    }
  }

  /// `app ✖ exit 137 12:41 stranded`.
  static func task(_ task: ECSTask, verdict: StrandedVerdict?, glyphs: Glyphs, style: TimeStyle) -> StyledText {
    let bad = task.containers.first { ($0.exitCode ?? 0) != 0 } ?? task.containers.first
    var text = StyledText(bad.map { VisibleText.sanitise($0.name) + " " } ?? "", Style(.text))
    if task.lastStatus.isFinal {
      let failed = verdict == .stranded
      text.append("\(failed ? glyphs.failed : glyphs.succeeded) ", Style(failed ? .stateFailed : .stateSucceeded))
      let exit = bad?.exitCode.map { "exit \($0)" } ?? task.lastStatus.rawValue
      text.append(
        exit + (task.stoppedAt.map { " " + TimeText.timeOfDay($0, offsetMinutes: style.offsetMinutes).prefix(5) } ?? ""),
        Style(failed ? .stateFailed : .text))
    } else {
      text.append("\(glyphs.running) \(task.lastStatus.rawValue)", Style(.stateRunning))
    }
    switch verdict {
    case .stranded: text.append(" stranded", Style(.stateFailed, .bold))
    case .unattended: text.append(" unattended", Style(.stateWaiting, .bold))
    case .unknown: text.append(" unknown", Style(.muted))
    case .attended, nil: break
    }
    return text
  }
}
