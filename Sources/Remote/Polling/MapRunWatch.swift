import ExecutionSource
import JSON
import StatesLanguage
import Time

/// Decides when to ask about the Map Runs of an execution. Step Functions gives back one of these calls a second to the whole account, so
/// after the first few there is at most one in ten seconds, whichever run it is for.
struct MapRunWatch: Sendable {
  private struct Run: Sendable {
    var state: String
    var row: MapRunRow?
    var due: Timestamp?
  }

  private static let maximumRuns = 1_000
  /// Between a Map's beginning and the event that names its run a moment passes.
  private static let patience = Duration.seconds(3)
  private static let between = Duration.seconds(10)

  private var runs: [String: Run] = [:]
  private var order: [String] = []
  private var listDue: Timestamp?
  private var lists = 0
  private var allowance = Allowance(burst: 8, every: MapRunWatch.between)

  /// What is known, in the order in which the runs began.
  var rows: [MapRunRow] { order.compactMap { runs[$0]?.row } }

  /// An event names a run.
  mutating func began(_ arn: String, state: String?, now: Timestamp) {
    listDue = nil
    if runs[arn] == nil {
      guard order.count < MapRunWatch.maximumRuns, !arn.isEmpty else { return }
      order.append(arn)
      runs[arn] = Run(state: "", due: now)
    }
    if let state, runs[arn]?.state != state {
      runs[arn]?.state = state
      runs[arn]?.row?.state = state
    }
  }

  /// A run goes on after it had ended.
  mutating func redriven(_ arn: String, state: String?, now: Timestamp) {
    began(arn, state: state, now: now)
    runs[arn]?.due = now
  }

  /// The run of `state` has ended, or the execution with all of its runs (nil): each that was still running is looked at once more.
  mutating func ended(state: String?, now: Timestamp) {
    for arn in order where runs[arn]?.due != nil && (state == nil || runs[arn]?.state == state) { runs[arn]?.due = now }
    if state == nil, listDue != nil { listDue = now }
  }

  /// A distributed Map began, and nothing has named its run: an endpoint that keeps that event to itself is asked for the list.
  mutating func suspect(now: Timestamp) {
    if order.isEmpty, listDue == nil, lists < 200 { listDue = now + MapRunWatch.patience }
  }

  /// Somebody wants to see news now.
  mutating func hurry(now: Timestamp) {
    allowance.grant(2)
    for arn in order where runs[arn]?.due != nil { runs[arn]?.due = now }
    if listDue != nil { listDue = now }
  }

  /// The call to make now.
  mutating func next(at now: Timestamp) -> PollRequest? {
    guard let due = earliest, due.at <= now, allowance.take(at: now) else { return nil }
    return due.arn.map { .mapRun(arn: $0) } ?? .listMapRuns
  }

  /// When a call is to be made; nil when none is.
  var nextDue: Timestamp? { earliest.map { max($0.at, allowance.next) } }

  private var earliest: (at: Timestamp, arn: String?)? {
    let run = order.lazy.compactMap { arn in self.runs[arn]?.due.map { (at: $0, arn: arn) } }.min { $0.at < $1.at }
    guard let listDue, run.map({ listDue < $0.at }) ?? true else { return run.map { ($0.at, $0.arn) } }
    return (listDue, nil)
  }

  /// Takes in ListMapRuns' answer; false when it is none.
  mutating func listed(_ answer: JSONValue, definition: StateMachine?, isOver: Bool, now: Timestamp) -> Bool {
    guard let found = answer["mapRuns"]?.arrayValue else { return false }
    lists += 1
    listDue = isOver ? nil : now + .seconds(20)
    let named = found.compactMap { run in
      run["mapRunArn"]?.stringValue.map { (arn: $0, began: run["startDate"]?.numberValue?.doubleValue ?? 0) }
    }
    for run in named.sorted(by: { $0.began < $1.began }) {
      began(run.arn, state: MapRunWatch.state(of: run.arn, definition), now: now)
    }
    return true
  }

  /// Takes in DescribeMapRun's answer; false when it is none.
  mutating func described(_ answer: JSONValue, arn: String, now: Timestamp) -> Bool {
    guard runs[arn] != nil, let status = answer["status"]?.stringValue else { return false }
    let row = MapRunRow(
      arn: arn, state: runs[arn]?.state ?? "", status: String(status.prefix(40)), startedAt: answer.moment("startDate"),
      stoppedAt: answer.moment("stopDate"), items: MapRunRow.Counts(answer["itemCounts"]),
      executions: MapRunRow.Counts(answer["executionCounts"]), maxConcurrency: answer["maxConcurrency"]?.integerValue ?? 0)
    runs[arn]?.row = row
    // The answer may be older than the run's end: it is asked until it tells that.
    runs[arn]?.due = status == "RUNNING" ? now + MapRunWatch.between : nil
    return true
  }

  /// A call brought nothing: it is due again at `next`.
  mutating func failed(_ request: PollRequest, next: Timestamp?) {
    switch request {
    case .listMapRuns: listDue = next
    case .mapRun(let arn): runs[arn]?.due = next
    default: break
    }
  }

  /// The Map state whose label stands in a run's ARN (`mapRun:MACHINE/LABEL:ID`), or the only one there is.
  private static func state(of arn: String, _ definition: StateMachine?) -> String? {
    let label = arn.split(separator: "/").last?.split(separator: ":").first.map(String.init)
    var distributed: [String] = []
    for name in definition?.stateNames ?? [] {
      guard case .map(let map)? = definition?.state(name)?.kind, map.isDistributed else { continue }
      if map.label == label || name == label { return name }
      distributed.append(name)
    }
    return distributed.count == 1 ? distributed.first : nil
  }
}

extension MapRunRow.Counts {
  /// Reads `itemCounts` or `executionCounts`.
  init(_ counts: JSONValue?) {
    self.init()
    func count(_ name: String) -> Int { max(0, counts?[name]?.integerValue ?? 0) }
    (pending, running, succeeded, failed) = (count("pending"), count("running"), count("succeeded"), count("failed"))
    (timedOut, aborted, total, resultsWritten) = (count("timedOut"), count("aborted"), count("total"), count("resultsWritten"))
  }
}

extension JSONValue {
  /// A time of the Step Functions API: epoch seconds.
  func moment(_ name: String) -> Timestamp? { self[name]?.numberValue.flatMap { Timestamp(seconds: $0.doubleValue) } }
}
