import Canvas
import ExecutionSource
import History

/// At the state an execution failed in: how often the execution was redriven, and whether it can be again.
struct WaitRedrive {
  let context: TabContext

  var rows: [Row] {
    guard let redrive = context.snapshot.redrive, context.isLive, isFailure else { return [] }
    var pieces: [StyledText] = []
    if redrive.count > 0 { pieces.append(StyledText("redriven \(redrive.count == 1 ? "once" : "\(redrive.count) times")", Style(.muted))) }
    switch redrive.status {
    case "REDRIVABLE":
      pieces.append(StyledText("can be redriven from here", Style(.text)))
      if context.snapshot.capabilities.contains(.redrive) {
        pieces.append(StyledText("D", Style(.key, .bold)).appending(" redrives", Style(.muted)))
      }
    case "REDRIVABLE_BY_MAP_RUN": pieces.append(StyledText("is redriven with its Map Run, not by itself", Style(.text)))
    case "NOT_REDRIVABLE":
      let reason = redrive.reason.isEmpty ? "" : ": \(context.clean(redrive.reason))"
      return TabText.flow("redrive", pieces, width: context.width, gap: context.separator)
        + TabText.sentence("redrive/reason", "cannot be redriven\(reason)", width: context.width, style: Style(.muted))
    default: break
    }
    return TabText.flow("redrive", pieces, width: context.width, gap: context.separator, indent: 2)
  }

  private var isFailure: Bool {
    let status = context.snapshot.status
    guard status.isFinal, status != .succeeded, let visit = context.visit else { return false }
    guard let failure = context.index.failure?.visit else { return context.index.visits.last?.index == visit.index }
    return failure == visit.index || context.index.failure?.origin == visit.index
  }
}
