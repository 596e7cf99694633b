import Time

/// What a visit waits for, as far as its events and its definition tell.
public enum WaitReason: Sendable, Equatable {
  /// A limit in time.
  public enum Deadline: Sendable, Equatable {
    case at(Timestamp)
    /// Known to have none of its own: Step Functions ends an execution after a year.
    case none
    /// Not told.
    case unknown
  }

  /// `.sync`: the end of a job. `service` is `ECS` for runTask, else the integration's name.
  case job(service: String, since: Timestamp, deadline: Deadline)
  /// `.waitForTaskToken`: an answer of whoever holds the token.
  case token(since: Timestamp, heartbeatSeconds: Int?, deadline: Deadline)
  /// A Wait state; nil until where an expression gives the time.
  case timer(since: Timestamp, until: Timestamp?)
  /// A Retry's back-off before retry `number` (from 1).
  case retry(number: Int, of: Int?, since: Timestamp, at: Timestamp?, isUpTo: Bool)
  /// The answer of a Lambda function.
  case lambda(function: String, since: Timestamp, deadline: Deadline)
  /// A worker that takes an activity, or the one that has taken it.
  case activity(name: String, worker: Bool, since: Timestamp, heartbeatSeconds: Int?, deadline: Deadline)
  /// The answer of any other service.
  case service(name: String, since: Timestamp, deadline: Deadline)
  /// A Distributed Map's children, which have histories of their own.
  case mapRun(since: Timestamp)

  /// Whether somebody else must act first; a plain request is only running.
  public var isWaiting: Bool {
    switch self {
    case .job, .token, .timer, .mapRun: true
    case .activity(_, let worker, _, _, _): !worker
    case .retry, .lambda, .service: false
    }
  }

  /// When it began.
  public var since: Timestamp {
    switch self {
    case .job(_, let since, _), .token(let since, _, _), .timer(let since, _), .retry(_, _, let since, _, _), .lambda(_, let since, _),
      .activity(_, _, let since, _, _), .service(_, let since, _), .mapRun(let since):
      since
    }
  }
}

/// What is known of a wait beside the history: the ECS task's status, the newest heartbeat.
public struct WaitContext: Sendable, Equatable {
  /// `RUNNING`, and since when.
  public var taskStatus: String?
  /// Since when the task has that status.
  public var taskSince: Timestamp?
  /// Where beats are seen: local runs.
  public var lastBeat: Timestamp?
  /// Seconds east of UTC for times of day.
  public var utcOffset: Int

  /// What is known; nothing by default.
  public init(taskStatus: String? = nil, taskSince: Timestamp? = nil, lastBeat: Timestamp? = nil, utcOffset: Int = 0) {
    self.taskStatus = taskStatus
    self.taskSince = taskSince
    self.lastBeat = lastBeat
    self.utcOffset = utcOffset
  }
}

extension WaitReason {
  /// The reason with `waiting: ` before it where somebody else must act: `waiting: ECS .sync · task RUNNING 00:02:41 · times out in
  /// 01:57:19`.
  public func headline(now: Timestamp, context: WaitContext = WaitContext()) -> String {
    (isWaiting ? "waiting: " : "") + text(now: now, context: context)
  }

  /// The reason in words with its clocks, and never more than is known.
  public func text(now: Timestamp, context: WaitContext = WaitContext()) -> String {
    switch self {
    case .job(let service, let since, let deadline):
      return joined(["\(service) .sync", task(since, now, context), WaitReason.limit(deadline, now)])
    case .token(let since, let heartbeat, let deadline):
      return joined([
        "task token", ClockText.clock(now - since), heartbeat.map { WaitReason.beats($0, since, now, context) },
        WaitReason.limit(deadline, now),
      ])
    case .timer(let since, let until):
      guard let until else { return "timer · \(ClockText.clock(now - since)) so far" }
      let left = until > now ? "in \(ClockText.clock(until - now))" : "due"
      return "timer until \(ClockText.timeOfDay(until, now: now, offset: context.utcOffset)) (\(left))"
    case .retry(let number, let of, let since, let at, let isUpTo):
      let head = "retry \(number)" + (of.map { " of \($0)" } ?? "")
      guard let at else { return "\(head) · \(ClockText.short(now - since)) so far" }
      guard at > now else { return "\(head) is due" }
      return "\(head) \(isUpTo ? "within" : "in") \(ClockText.short(at - now))"
    case .lambda(let function, let since, let deadline):
      return joined(["Lambda \(function)", ClockText.clock(now - since), WaitReason.limit(deadline, now, saysNone: false)])
    case .activity(let name, let worker, let since, let heartbeat, let deadline):
      return joined([
        worker ? "activity \(name)" : "activity \(name), no worker yet", ClockText.clock(now - since),
        worker ? heartbeat.map { WaitReason.beats($0, since, now, context) } : nil, WaitReason.limit(deadline, now),
      ])
    case .service(let name, let since, let deadline):
      return joined([name, ClockText.clock(now - since), WaitReason.limit(deadline, now, saysNone: false)])
    case .mapRun(let since): return "Map Run · \(ClockText.clock(now - since))"
    }
  }

  private func joined(_ parts: [String?]) -> String { parts.compactMap { $0 }.joined(separator: " · ") }

  private func task(_ since: Timestamp, _ now: Timestamp, _ context: WaitContext) -> String {
    guard let status = context.taskStatus else { return ClockText.clock(now - since) }
    return "task \(HistoryText.visible(status, limit: 40)) \(ClockText.clock(now - (context.taskSince ?? since)))"
  }

  private static func limit(_ deadline: Deadline, _ now: Timestamp, saysNone: Bool = true) -> String? {
    switch deadline {
    case .at(let moment): moment > now ? "times out in \(ClockText.clock(moment - now))" : "timeout due"
    case .none: saysNone ? "no timeout (1-year limit)" : nil
    case .unknown: nil
    }
  }

  /// A countdown only where beats are seen, or before the first interval has passed: beats leave no event.
  private static func beats(_ seconds: Int, _ since: Timestamp, _ now: Timestamp, _ context: WaitContext) -> String {
    let interval = Duration.seconds(min(max(0, seconds), 100_000_000))
    if let last = context.lastBeat {
      let due = last + interval
      return due > now ? "next beat due in \(ClockText.clock(due - now))" : "beat overdue by \(ClockText.clock(now - due))"
    }
    let first = since + interval
    if first > now { return "first beat due in \(ClockText.clock(first - now))" }
    return "beats every \(seconds) s, last beat not visible"
  }
}
