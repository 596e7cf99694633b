import AWS
import ExecutionSource
import History
import JSON
import StatesLanguage
import Time

/// Follows one Express execution through the log group of its state machine: says which call to make next and when, takes in answers and failures, and keeps the snapshot. It knows no
/// clock and no network.
///
/// Nobody knows when the execution ran, so the group is searched backwards in ever longer stretches until a record of it is found.
public struct ExpressEngine: Sendable {
  /// One call that the engine asks for.
  public enum Request: Sendable, Hashable {
    /// DescribeStateMachine.
    case machine
    /// FilterLogEvents, between two times in epoch milliseconds.
    case records(group: String, from: Int64, to: Int64?, filters: Bool, token: String?)

    /// The operation's name in the API.
    public var operation: String {
      switch self {
      case .machine: "DescribeStateMachine"
      case .records: "FilterLogEvents"
      }
    }
  }

  /// All that is known; `live.now` is the caller's to set.
  public private(set) var snapshot: ExecutionSnapshot
  /// Why the execution cannot be followed.
  public private(set) var fatal: AWSError?
  /// Whether nothing more will be asked.
  public var isFinished: Bool { fatal != nil || due == nil }
  /// When to ask again; nil when there is nothing to wait for.
  public var nextWake: Timestamp? { fatal == nil ? due : nil }

  private let reference: ExecutionReference
  private let machineArn: String
  private var logging: ExpressLogging?
  private var records: ExpressLog
  private var pace = PollPace()
  private var due: Timestamp?
  private let attachedAt: Timestamp
  /// The stretch that is searched, and the page of it.
  private var from: Int64
  private var to: Int64?
  private var token: String?
  private var stretch = 0
  private var filters = true
  private var searchedBefore = false
  private var roundHasNews = false
  private var rounds = 0
  private var problem: String?

  /// How far back the searches go; the last goes back to the beginning.
  private static let stretches: [Duration] = [.seconds(3_600), .seconds(86_400), .seconds(14 * 86_400)]
  /// An Express execution ends within five minutes; its records may come a little later.
  static let longest = Duration.seconds(300)
  static let slack = Duration.seconds(60)

  /// An engine that asks at once.
  public init(_ reference: ExecutionReference, identity: ExecutionIdentity, now: Timestamp) {
    self.reference = reference
    let arn = reference.arn
    machineArn = "arn:\(arn.partition):states:\(arn.region):\(arn.account):stateMachine:\(reference.machineName)"
    records = ExpressLog(executionArn: arn.description)
    snapshot = ExecutionSnapshot(identity: identity)
    snapshot.identity.stateMachineArn = machineArn
    snapshot.capabilities = identity.isReadOnly ? [.pollNow] : [.pollNow, .startNew]
    snapshot.live.isClockRunning = true
    snapshot.live.poll = PollStatus()
    attachedAt = now
    due = now
    from = (now - Timestamp(milliseconds: 0)).milliseconds - ExpressEngine.stretches[0].milliseconds
  }

  // MARK: Asking

  /// The next call to make now; nil when none is due.
  public func nextRequest(at now: Timestamp) -> Request? {
    guard fatal == nil, let due, due <= now else { return nil }
    guard let group = logging?.group else { return .machine }
    return .records(group: group, from: max(0, from), to: to, filters: filters, token: token)
  }

  /// The input of a call.
  public func input(of request: Request) -> JSONValue {
    switch request {
    case .machine: return ["stateMachineArn": .string(machineArn)]
    case .records(let group, let from, let to, let filters, let token):
      var input: JSONObject = ["logGroupName": .string(group), "startTime": .number(JSONNumber(Int(from)))]
      if let to { input["endTime"] = .number(JSONNumber(Int(to))) }
      if filters {
        let arn = reference.arn.description.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        input["filterPattern"] = .string("{ $.execution_arn = \"\(arn)\" }")
      }
      if let token { input["nextToken"] = .string(token) }
      return .object(input)
    }
  }

  /// Somebody wants to see news now.
  public mutating func hurry(at now: Timestamp) {
    guard due != nil else { return }
    pace.quicken()
    due = now
  }

  /// Adds a line about something somebody did.
  public mutating func record(_ line: AuditLine) {
    snapshot.audit.append(line)
    snapshot.revision += 1
  }

  // MARK: Taking in

  /// Takes in the outcome of `request`. `chance` (0 to 1) spreads the next look.
  public mutating func finish(_ request: Request, _ outcome: CatalogEngine.Outcome, at now: Timestamp, chance: Double) {
    switch outcome {
    case .answer(let answer, let wasThrottled):
      snapshot.live.poll?.isThrottled = wasThrottled
      snapshot.live.poll?.asOf = now
      problem = nil
      switch request {
      case .machine: take(machine: answer, now)
      case .records(_, _, _, _, let sent): take(records: answer, sent: sent, now, chance)
      }
    case .failure(let error):
      snapshot.live.poll?.isThrottled = error.isThrottle
      note(error, of: request, now, chance)
    }
    refresh()
  }

  private mutating func take(machine answer: JSONValue, _ now: Timestamp) {
    let logging = ExpressLogging(answer)
    guard logging.isOn, let arn = ResourceName(machineArn) else {
      fatal = ResourceName(machineArn).map { logging.refusal(machine: $0, name: reference.machineName) }
      return
    }
    self.logging = logging
    due = now
    guard let text = answer["definition"]?.stringValue else { return }
    let loaded = StateMachine.load(bytes: Array(text.utf8), file: arn.name)
    snapshot.definition = loaded.machine
    if loaded.machine == nil, let first = loaded.diagnostics.first {
      snapshot.live.poll?.denied[.definition] = "the definition cannot be read: \(first.text(file: arn.name))"
    }
  }

  private mutating func take(records answer: JSONValue, sent: String?, _ now: Timestamp, _ chance: Double) {
    if records.take(answer) {
      roundHasNews = true
      snapshot.events = records.log
      snapshot.status = records.log.last.flatMap { ExecutionStatus(endedBy: $0.type) } ?? .running
    }
    let next = answer["nextToken"]?.stringValue.flatMap { $0.isEmpty || $0 == sent ? nil : $0 }
    if let next {
      token = next
      due = now
      return
    }
    token = nil
    defer { roundHasNews = false }
    if records.log.isEmpty { return searchFurther(now, chance) }
    // Its beginning may lie before the stretch in which the first record was found.
    if !searchedBefore, let first = records.log.first, first.id > 1 {
      searchedBefore = true
      to = first.timestamp.milliseconds + 1
      from = first.timestamp.milliseconds - (ExpressEngine.longest + ExpressEngine.slack).milliseconds
      due = now
      return
    }
    follow(now, chance)
  }

  /// Nothing was found in this stretch: an earlier one, or, after the last, the newest again.
  private mutating func searchFurther(_ now: Timestamp, _ chance: Double) {
    let overlap = (ExpressEngine.longest + ExpressEngine.slack).milliseconds
    let last = ExpressEngine.stretches.count
    if stretch < last {
      stretch += 1
      to = from + overlap
      from = stretch < last ? (now - Timestamp(milliseconds: 0)).milliseconds - ExpressEngine.stretches[stretch].milliseconds : 0
      due = now
      return
    }
    to = nil
    from = (attachedAt - Timestamp(milliseconds: 0)).milliseconds - overlap
    pace.slacken()
    // Somebody may have attached to an execution that has just begun; after that nothing can come.
    due = now > attachedAt + ExpressEngine.longest + ExpressEngine.slack ? nil : now + pace.delay(chance: chance)
    snapshot.live.isClockRunning = due != nil
  }

  /// The next look for what is newer, unless nothing can come any more.
  private mutating func follow(_ now: Timestamp, _ chance: Double) {
    if roundHasNews { pace.quicken() } else { pace.slacken() }
    to = nil
    // Records come out of order, and some of them late.
    from = (records.log.last?.timestamp.milliseconds ?? from) - ExpressEngine.slack.milliseconds
    rounds = roundHasNews ? 0 : rounds + 1
    let isComplete = records.isOver && (records.isWhole || rounds >= 3)
    let isPast = (records.log.last?.timestamp).map { now > $0 + ExpressEngine.longest + ExpressEngine.slack } ?? false
    due = isComplete || isPast && rounds > 0 ? nil : now + pace.delay(chance: chance)
    snapshot.live.isClockRunning = due != nil && !records.isOver
  }

  private mutating func note(_ error: AWSError, of request: Request, _ now: Timestamp, _ chance: Double) {
    if case .records(_, _, _, true, _) = request, error.code == "InvalidParameterException" {
      // Emulators do not know the pattern: then all is read, and what is not this execution's is left out here.
      filters = false
      token = nil
      due = now
      return
    }
    token = nil
    problem = "\(error)"
    let isFinal = !error.mayPass && !error.isThrottle
    if isFinal, snapshot.live.poll?.asOf == nil || logging == nil || records.log.isEmpty {
      fatal = ExpressEngine.sentence(error, logging?.group, reference.machineName)
      return
    }
    pace.retreat()
    due = now + (isFinal ? PollPace.longestAfterFailure : pace.delay(chance: chance))
  }

  /// What is missing when an Express execution cannot be read.
  private static func sentence(_ error: AWSError, _ group: String?, _ machine: String) -> AWSError {
    guard let group, error.code == "ResourceNotFoundException" else { return error }
    return AWSError(
      .configuration(
        "the log group \(group), where the Express state machine \(machine) logs, does not exist; create it, or choose another in the machine's logging"
      ))
  }

  private mutating func refresh() {
    var poll = snapshot.live.poll ?? PollStatus()
    poll.next = nextWake.map { max($0, poll.asOf ?? $0) }
    poll.problem = problem ?? nothingFound
    var remarks = [logging?.remark].compactMap(\.self)
    if records.truncated > 0 { remarks.append("the data of \(records.truncated) events was too long for the log and is cut") }
    if records.skipped > 0 { remarks.append("\(records.skipped) records are of a type this version does not know") }
    poll.denied[.history] = remarks.isEmpty ? nil : remarks.joined(separator: "; ")
    snapshot.live.poll = poll
    snapshot.revision += 1
  }

  private var nothingFound: String? {
    guard let group = logging?.group, records.log.isEmpty, stretch >= ExpressEngine.stretches.count else { return nil }
    return due == nil
      ? "the log group \(group) has no record of this execution"
      : "the log group \(group) has no record of this execution yet; records come some seconds late"
  }
}
