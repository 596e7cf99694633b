import AWS
import ExecutionSource
import History
import JSON
import Time

/// The executions of an Express machine as its log group tells them: the API keeps no list. Looks back in ever longer stretches until there are as many as are wanted; knows no clock and no
/// network.
struct ExpressList: Sendable {
  /// What is known.
  private(set) var list = CatalogList<ExecutionRow>()
  /// When the next call is to be made; nil when the log cannot be read.
  private(set) var due: Timestamp?

  private let machineArn: String
  private let status: ExecutionStatus?
  private var wanted: Int
  private var logging: ExpressLogging?
  private var gathered: [String: ExecutionRow] = [:]
  private var stretch = 0
  private var from: Int64 = 0
  private var token: String?
  private var pages = 0
  private var failures = 0

  /// An Express execution lasts five minutes at most, so the last hour tells of most that anybody looks for.
  private static let stretches: [Duration] = [.seconds(900), .seconds(3 * 3_600), .seconds(86_400)]
  private static let maximumPages = 20
  private static let maximumRows = 10_000
  /// FilterLogEvents reads much; a list of what is over soon need not be newer than this.
  static let interval = Duration.seconds(30)

  init(machineArn: String, status: ExecutionStatus?, wanted: Int, now: Timestamp) {
    self.machineArn = machineArn
    self.status = status
    self.wanted = max(1, wanted)
    due = now
  }

  /// Asks for at least so many rows from now on.
  mutating func want(_ rows: Int, now: Timestamp) {
    if rows > wanted, list.hasMore { hurry(at: now) }
    wanted = max(1, rows)
  }

  /// Reads the list as soon as possible.
  mutating func hurry(at now: Timestamp) {
    due = now
    if logging?.isOn == false { logging = nil }
  }

  /// The call that is due.
  func request(now: Timestamp) -> CatalogRequest {
    guard let group = logging?.group else { return .logging(machineArn: machineArn) }
    let from = token == nil ? ExpressList.milliseconds(now) - ExpressList.stretches[stretch].milliseconds : from
    return .ends(group: group, from: max(0, from), token: token)
  }

  /// Takes in the answer to `request`.
  mutating func take(_ answer: JSONValue, to request: CatalogRequest, now: Timestamp, chance: Double) {
    failures = 0
    switch request {
    case .logging:
      let logging = ExpressLogging(answer)
      self.logging = logging
      due = now
      guard !logging.isOn, let arn = ResourceName(machineArn) else { return }
      list.problem = "\(logging.refusal(machine: arn, name: CatalogRows.name(ofMachine: machineArn)))"
      due = nil
    case .ends(_, let from, let sent): take(records: answer, from: from, sent: sent, now, chance)
    default: break
    }
  }

  private mutating func take(records answer: JSONValue, from: Int64, sent: String?, _ now: Timestamp, _ chance: Double) {
    for element in (answer["events"]?.arrayValue ?? []).prefix(20_000) { keep(element) }
    pages += 1
    let next = answer["nextToken"]?.stringValue.flatMap { $0.isEmpty || $0 == sent ? nil : $0 }
    if let next, pages < ExpressList.maximumPages, gathered.count < ExpressList.maximumRows {
      token = next
      self.from = from
      due = now
      return
    }
    token = nil
    let rows = wantedRows
    if rows.count < wanted, next == nil, stretch + 1 < ExpressList.stretches.count {
      stretch += 1
      pages = 0
      due = now
      return
    }
    list.rows = rows
    // What lies before the longest stretch is not looked for.
    list.hasMore = next != nil || stretch + 1 < ExpressList.stretches.count
    list.asOf = now
    list.problem = remark
    gathered = [:]
    pages = 0
    due = now + PollPace.spread(ExpressList.interval, by: 0.2, chance)
  }

  private var remark: String? {
    guard let logging, logging.level != "ALL" else { return nil }
    return "only executions that failed are in the log (level \(logging.level.prefix(20)))"
  }

  /// A call brought nothing: the rows stay, with the reason why they are not newer.
  mutating func fail(_ error: AWSError, now: Timestamp, chance: Double) {
    failures += 1
    token = nil
    pages = 0
    gathered = [:]
    list.problem = "\(error)"
    let mayPass = error.mayPass || error.isThrottle
    due = now + (mayPass ? PollPace.delay(afterFailures: failures, chance: chance) : .seconds(60))
  }

  private mutating func keep(_ element: JSONValue) {
    guard let message = element["message"]?.stringValue, message.utf8.count < 1 << 20, let record = try? JSONValue(parsing: message),
      let arn = record["execution_arn"]?.stringValue, arn.utf8.count < 2_048, let type = record["type"]?.stringValue,
      let at = record["event_timestamp"]?.stringValue.flatMap({ Int64($0) }),
      gathered[arn] != nil || gathered.count < ExpressList.maximumRows
    else { return }
    let name = arn.split(separator: ":").suffix(2).joined(separator: ":")
    var row = gathered[arn] ?? ExecutionRow(arn: arn, name: name, stateMachineArn: machineArn, status: .running)
    let moment = Timestamp(milliseconds: at)
    if type == "ExecutionStarted" {
      row.startedAt = moment
    } else if let end = EventType(rawValue: type).flatMap({ ExecutionStatus(endedBy: $0) }) {
      row.status = end
      row.stoppedAt = moment
    } else {
      return
    }
    gathered[arn] = row
  }

  private var wantedRows: [ExecutionRow] {
    let rows = gathered.values.filter { status == nil || $0.status == status }
    func time(_ row: ExecutionRow) -> Timestamp { row.startedAt ?? row.stoppedAt ?? Timestamp(milliseconds: .min) }
    return rows.sorted { (time($0), $1.arn) > (time($1), $0.arn) }
  }

  private static func milliseconds(_ time: Timestamp) -> Int64 { time.milliseconds }
}
