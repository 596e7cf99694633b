import ExecutionSource
import History
import JSON
import Time

/// A source without a screen: what there is now, or everything until the end.
struct HeadlessFollow {
  var source: any ExecutionSource
  var output: HeadlessOutput
  var follows: Bool

  func run() throws {
    let source = source
    let output = output
    let follows = follows
    let last = try Blocking.run { () async throws(CommandStop) -> ExecutionSnapshot in
      var lines: EventLines?
      var seen = 0
      var newest = await source.snapshot()
      for await snapshot in source.updates() {
        newest = snapshot
        // Older events are still on their way: what is written is written in order.
        if snapshot.missingEvents > 0 { continue }
        if lines == nil { lines = EventLines(machine: snapshot.definition) }
        if snapshot.events.count > seen {
          switch output {
          case .lines: Output.standard.write(lines?.text(of: snapshot.events, from: seen) ?? "")
          case .events: for at in seen..<snapshot.events.count { Output.standard.write(snapshot.events[at].json.compact + "\n") }
          case .history, .result, .describe: break
          }
          seen = snapshot.events.count
        }
        if HeadlessFollow.isComplete(snapshot, follows: follows) { break }
      }
      await source.close()
      return newest
    }
    finish(last)
    if last.status.isFinal, last.status != .succeeded { throw CommandStop(.notSucceeded) }
  }

  /// Whether there is nothing more to wait for: the execution has ended and its last event is there, or, when it is not followed, its
  /// history was read to the newest page. An execution whose history cannot be read ends the source's updates by itself.
  private static func isComplete(_ snapshot: ExecutionSnapshot, follows: Bool) -> Bool {
    // Nothing more is asked of an ended execution: its history may be denied.
    if snapshot.status.isFinal {
      return snapshot.events.last?.type.endsExecution == true || snapshot.live.poll.map { $0.next == nil } == true
    }
    guard !follows else { return false }
    guard let poll = snapshot.live.poll else { return true }
    guard let asOf = poll.asOf, let next = poll.next else { return false }
    return poll.problem != nil || poll.denied[.history] != nil && snapshot.events.isEmpty || !snapshot.events.isEmpty && next > asOf
  }

  private func finish(_ snapshot: ExecutionSnapshot) {
    let report = ExecutionReport(snapshot)
    switch output {
    case .lines, .events: break
    case .history: HistoryDocument(events: snapshot.events).write { Output.standard.write($0) }
    case .result:
      if let text = report.output { Output.standard.write(text + "\n") } else { Output.error(report.failure) }
    case .describe: Output.standard.write(report.describe.compact + "\n")
    }
  }
}
