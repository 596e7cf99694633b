import Canvas
import ECSModel
import History
import Time

/// The inbox's columns that have room: titles and widths.
struct TokenColumns {
  enum Column: String {
    case execution = "EXECUTION"
    case state = "STATE"
    case waited = "WAITED"
    case heartbeat = "HEARTBEAT"
    case timeout = "TIMEOUT"
    case task = "ECS TASK"
    case age = "AS OF"
  }

  private(set) var columns: [(column: Column, width: Int)]

  /// - Parameter hasOthers: Whether there are tokens of more than one execution: then each row says whose it is, and how old it is.
  init(width: Int, hasOthers: Bool) {
    let room = max(0, width - 2)
    let fixed: [(Column, Int)]
    if room >= 110 {
      let beats: [(Column, Int)] = hasOthers && room < 140 ? [] : [(.heartbeat, 12)]
      fixed = [(.execution, hasOthers ? 28 : 22), (.state, 19), (.waited, 10)] + beats + [(.timeout, 14)]
    } else if room >= 70 {
      fixed =
        hasOthers
        ? [(.execution, 21), (.state, 14), (.waited, 9)] : [(.state, 18), (.waited, 10), (.heartbeat, 12), (.timeout, 12)]
    } else {
      fixed = [(hasOthers ? .execution : .state, max(10, room / 3)), (.waited, 9)]
    }
    let age = hasOthers && room >= 60 ? 6 : 0
    let used = fixed.reduce(0) { $0 + $1.1 + 1 } + (age > 0 ? age + 1 : 0)
    columns = fixed.map { ($0.0, $0.1) } + [(.task, max(0, room - used))]
    if age > 0 { columns.append((.age, age)) }
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
    text.append(mark(verdict))
    return text
  }

  /// The verdict where of the task itself nothing is at hand.
  static func task(_ item: TokenItem, glyphs: Glyphs) -> StyledText {
    guard item.taskArn != nil || item.verdict != nil else { return StyledText(String(glyphs.none), Style(.muted)) }
    switch item.verdict {
    case .stranded:
      var text = StyledText("\(glyphs.failed) ", Style(.stateFailed))
      text.append("stranded", Style(.stateFailed, .bold))
      if let sentence = item.sentence { text.append(" \(VisibleText.sanitise(sentence))", Style(.stateFailed)) }
      return text
    case .unattended: return StyledText("\(glyphs.succeeded) exit 0", Style(.stateSucceeded)) + mark(.unattended)
    case .attended: return StyledText("\(glyphs.running) runs", Style(.stateRunning))
    case .unknown, nil: return StyledText("unknown", Style(.muted))
    }
  }

  private static func mark(_ verdict: StrandedVerdict?) -> StyledText {
    var text = StyledText()
    switch verdict {
    case .stranded: text.append(" stranded", Style(.stateFailed, .bold))
    case .unattended: text.append(" unattended", Style(.stateWaiting, .bold))
    case .unknown: text.append(" unknown", Style(.muted))
    case .attended, nil: break
    }
    return text
  }
}
