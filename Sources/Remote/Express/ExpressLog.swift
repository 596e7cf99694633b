import ExecutionSource
import History
import JSON
import Time

/// The records of one Express execution as they are found in its log group, put in order. CloudWatch may give a record twice, and late.
struct ExpressLog: Sendable {
  /// The events by rising id, each id once.
  private(set) var log = EventLog()
  /// Records whose data was cut because it was too long for the log.
  private(set) var truncated = 0
  /// Records that are no events, or of a type that is not known.
  private(set) var skipped = 0

  private let executionArn: String
  private var ids: Set<Int> = []

  /// An Express execution has at most so many; what claims more is none.
  private static let maximumEvents = 250_000

  init(executionArn: String) { self.executionArn = executionArn }

  /// Whether the execution's end is here.
  var isOver: Bool { log.contains { $0.type.endsExecution } }
  /// Whether every event from the first to the last is here.
  var isWhole: Bool { log.count == log.last?.id }

  /// Takes in FilterLogEvents' events; true when one of them is new.
  mutating func take(_ answer: JSONValue) -> Bool {
    var fresh: [HistoryEvent] = []
    for element in (answer["events"]?.arrayValue ?? []).prefix(20_000) where ids.count < ExpressLog.maximumEvents {
      guard let message = element["message"]?.stringValue, let record = try? JSONValue(parsing: message),
        record["execution_arn"]?.stringValue == executionArn
      else { continue }
      guard let event = try? HistoryEvent(json: record) else {
        skipped += 1
        continue
      }
      guard ids.insert(event.id).inserted else { continue }
      if ["inputDetails", "outputDetails"].contains(where: { record["details"]?[$0]?["truncated"]?.boolValue == true }) { truncated += 1 }
      fresh.append(event)
    }
    guard !fresh.isEmpty else { return false }
    fresh.sort { $0.id < $1.id }
    if let last = log.last?.id, (fresh.first?.id ?? 0) < last {
      log = EventLog(ordering: Array(log) + fresh)
    } else {
      for event in fresh { log.append(event) }
    }
    return true
  }
}
