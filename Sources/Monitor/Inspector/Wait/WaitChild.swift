import Canvas
import History
import JSON

/// The execution that a state started: what its events tell of it, and the way to it.
struct WaitChild {
  let context: TabContext

  var rows: [Row] {
    guard let visit = context.visit, let child = WaitChild.execution(of: visit, in: context.snapshot.events) else { return [] }
    let name = child.arn.split(separator: ":").last.map(String.init) ?? child.arn
    var line = StyledText("CHILD EXECUTION ", Style(.muted, .bold)).appending(context.clean(name), Style(.title, .bold))
    if let status = child.status { line.append("  \(context.clean(status))", Style(WaitChild.look(status).role, .bold)) }
    line.append("  Enter", Style(.key))
    line.append(" opens it", Style(.muted))
    return [Row(id: "child", line, value: .text(child.arn), link: .execution(arn: child.arn))]
  }

  private static func look(_ status: String) -> StateLook { ExecutionStatus(rawValue: status)?.look ?? .running }

  /// The ARN in the answer to `startExecution`, or in the result or cause of its end.
  static func execution(of visit: Visit, in log: EventLog) -> (arn: String, status: String?)? {
    guard let attempt = visit.attempts.last, attempt.task?.api == "states:startExecution" else { return nil }
    for id in [attempt.endedEvent, attempt.submittedEvent].compactMap(\.self) {
      let text: String? =
        switch log.event(id: id)?.details {
        case .taskOutput(_, let output): output
        case .taskFailed(_, _, let cause): cause
        default: nil
        }
      guard let document = text.flatMap({ try? JSONValue(parsing: $0, limits: .payload) }),
        let arn = (document["ExecutionArn"] ?? document["executionArn"])?.stringValue, !arn.isEmpty
      else { continue }
      let isOver = id == attempt.endedEvent && attempt.submittedEvent != nil
      return (arn, isOver ? (document["Status"] ?? document["status"])?.stringValue : nil)
    }
    return nil
  }
}
