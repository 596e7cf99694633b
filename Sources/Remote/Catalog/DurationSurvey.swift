import AWS
import ExecutionSource
import History
import JSON
import Time

/// Finds out how long the states of a machine usually take, from its newest executions that succeeded: says which call to make next and takes in what came. It knows no clock and no network.
public struct DurationSurvey: Sendable {
  /// What is to be asked.
  public enum Request: Sendable, Hashable {
    /// ListExecutions.
    case list(token: String?)
    /// GetExecutionHistory without data.
    case history(executionArn: String, token: String?)

    /// The operation's name in the API.
    public var operation: String {
      switch self {
      case .list: "ListExecutions"
      case .history: "GetExecutionHistory"
      }
    }
  }

  /// By state name, as far as is known.
  public private(set) var durations: [String: UsualDuration] = [:]
  /// How many executions were read.
  public private(set) var surveyed = 0
  /// How many there are to read.
  public private(set) var total = 0

  private let machineArn: String
  private let excluded: String
  private let wanted: Int
  private let facts: MachineFacts?
  private var isListed = false
  private var listToken: String?
  private var listPages = 0
  private var queue: [String] = []
  private var historyToken: String?
  private var events: [HistoryEvent] = []
  private var pages = 0
  private var samples: [String: [Duration]] = [:]

  /// An execution of more events than so many pages hold is read as far as that.
  private static let maximumPages = 5

  /// - Parameters:
  ///   - machineArn: the machine.
  ///   - excluded: an execution that does not count: the one that is compared with the others.
  ///   - facts: what the definition says, for endpoints that leave out what causes an event.
  public init(machineArn: String, excluding excluded: String, executions: Int = 10, facts: MachineFacts? = nil) {
    self.machineArn = machineArn
    self.excluded = excluded
    self.facts = facts
    wanted = max(1, executions)
  }

  /// The next call; nil when all is known.
  public var request: Request? {
    if !isListed { return .list(token: listToken) }
    return queue.first.map { .history(executionArn: $0, token: historyToken) }
  }

  /// The input of a call.
  public func input(of request: Request) -> JSONValue {
    var input: JSONObject
    let next: String?
    switch request {
    case .list(let token):
      input = [
        "stateMachineArn": .string(machineArn), "statusFilter": "SUCCEEDED", "maxResults": .number(JSONNumber(wanted + 1)),
      ]
      next = token
    case .history(let arn, let token):
      input = ["executionArn": .string(arn), "maxResults": 1_000, "includeExecutionData": false]
      next = token
    }
    if let next { input["nextToken"] = .string(next) }
    return .object(input)
  }

  /// Takes in the answer to `request`; false when it is none.
  public mutating func accept(_ answer: JSONValue) -> Bool {
    guard isListed else { return accept(list: answer) }
    guard !queue.isEmpty else { return true }
    guard let elements = answer["events"]?.arrayValue else { return false }
    events += elements.prefix(50_000).compactMap { try? HistoryEvent(json: $0) }
    pages += 1
    let next = answer["nextToken"]?.stringValue.flatMap { $0.isEmpty || $0 == historyToken ? nil : $0 }
    if let next, pages < DurationSurvey.maximumPages {
      historyToken = next
      return true
    }
    count(EventLog(ordering: events))
    skip()
    return true
  }

  /// The execution that is read cannot be: the others still count.
  public mutating func skip() {
    guard !queue.isEmpty else { return }
    queue.removeFirst()
    surveyed += 1
    events = []
    historyToken = nil
    pages = 0
  }

  private mutating func accept(list answer: JSONValue) -> Bool {
    let key = ExecutionListKey(.executions(machineArn: machineArn, status: .succeeded, limit: wanted))
    guard let key, let rows = CatalogRows.executions(answer, of: key) else { return false }
    for row in rows where row.arn != excluded && queue.count < wanted && !queue.contains(row.arn) { queue.append(row.arn) }
    listPages += 1
    let next = answer["nextToken"]?.stringValue.flatMap { $0.isEmpty || $0 == listToken ? nil : $0 }
    if let next, queue.count < wanted, listPages < 3 { listToken = next } else { isListed = true }
    total = queue.count
    return true
  }

  private mutating func count(_ log: EventLog) {
    for visit in HistoryIndex(log, facts: facts).visits where visit.status == .succeeded && visit.endedAt != nil {
      samples[visit.state, default: []].append(visit.duration(now: visit.enteredAt))
    }
    durations = samples.compactMapValues(DurationSurvey.summary)
  }

  private static func summary(_ durations: [Duration]) -> UsualDuration? {
    let sorted = durations.sorted()
    guard let first = sorted.first, let last = sorted.last else { return nil }
    let (low, high) = (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
    return UsualDuration(shortest: first, median: (low + high) / 2, longest: last, visits: sorted.count)
  }
}
