import Canvas
import ExecutionSource
import History
import Time

/// What a screen shows beside the events, in words that change only when there is something new.
struct PlainFacts: Sendable, Equatable {
  /// `last known RUNNING as of 12:40:03`, while the connection fails.
  var cutOff: String?
  var throttled = false
  /// Events still missing, once in a while.
  var missing: Int?
  /// What will become of states, by their names: `will fail: log_router exited 137`.
  var alarms: [String: String] = [:]
  /// Map Runs by ARN: state and status.
  var mapRuns: [String: String] = [:]
  var redrive: String?
  /// Child executions by ARN: the state that started them.
  var children: [String: String] = [:]

  /// What is new, a line each.
  func lines(since before: PlainFacts) -> [String] {
    var lines: [String] = []
    if let missing, before.missing == nil { lines.append("older events still loading: \(Count.text(missing))") }
    if missing == nil, before.missing != nil { lines.append("all events are here") }
    if let cutOff, cutOff != before.cutOff { lines.append(cutOff) }
    if throttled, !before.throttled { lines.append("polling is throttled: the endpoint is asked more seldom") }
    for (state, text) in alarms.sorted(by: { $0.key < $1.key }) where before.alarms[state] != text { lines.append("\"\(state)\" \(text)") }
    for (arn, text) in mapRuns.sorted(by: { $0.key < $1.key }) where before.mapRuns[arn] != text { lines.append(text) }
    for (arn, state) in children.sorted(by: { $0.key < $1.key }) where before.children[arn] == nil {
      lines.append("\"\(state)\" started the execution \(arn)")
    }
    if let redrive, redrive != before.redrive { lines.append(redrive) }
    return lines
  }
}

extension MonitorApp {
  /// The facts of the moment.
  var plainFacts: PlainFacts {
    var facts = PlainFacts()
    guard let live, view.isLive else { return facts }
    if isCutOff, let poll = live.live.poll {
      let moment = poll.asOf.map { " as of \(momentText($0))" } ?? ""
      facts.cutOff = "last known \(live.status.rawValue)\(moment): \(poll.problem ?? "")"
    }
    facts.throttled = live.live.poll?.isThrottled ?? false
    facts.missing = live.missingEvents > 0 ? live.missingEvents : nil
    for leaf in view.leaves.suffix(200) {
      if let alarm = alarm(of: leaf), let words = alarm.forms.first { facts.alarms[leaf.state] = words.replacing("waiting: ", with: "") }
      if let child = WaitChild.execution(of: leaf, in: live.events) { facts.children[child.arn] = leaf.state }
    }
    for run in live.mapRuns { facts.mapRuns[run.arn] = PlainFacts.text(run) }
    if live.status.isFinal, let redrive = live.redrive, live.status != .succeeded {
      facts.redrive =
        redrive.status == "REDRIVABLE"
        ? "the execution can be redriven" : redrive.reason.isEmpty ? nil : "not redrivable: \(redrive.reason)"
    }
    return facts
  }
}

extension PlainFacts {
  /// Told at the beginning and at the end of a Map Run, and each time another tenth of its items is done.
  fileprivate static func text(_ run: MapRunRow) -> String {
    let done = max(0, run.items.total - run.items.pending - run.items.running)
    let tenth =
      run.items.total > 0 && run.status == "RUNNING" ? "  \(done * 10 / run.items.total)0 % of \(Count.text(run.items.total)) items" : ""
    let end =
      run.status == "RUNNING"
      ? "" : "  \(Count.text(run.items.succeeded)) succeeded, \(Count.text(run.items.failed &+ run.items.timedOut)) failed"
    return "Map Run of \"\(run.state)\" \(run.status)\(tenth)\(end)"
  }
}
