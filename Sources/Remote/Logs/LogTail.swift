import ECSModel
import ExecutionSource
import JSON
import Time

/// Reads the CloudWatch log of each container of the task that is looked at, from its beginning on and then what comes. It knows no clock
/// and no network.
///
/// A log that is longer than a few pages is not read through: its end is taken up instead. However much is printed, ten minutes cost no
/// more than sixty calls unless somebody asks for more.
public struct LogTail: Sendable {
  /// One GetLogEvents call.
  public struct Request: Sendable, Hashable {
    /// Whose log it is.
    public var taskArn: String
    /// The container's name.
    public var container: String
    /// The region of the log group; nil for the execution's own.
    public var region: String?
    /// The log group.
    public var group: String
    /// The stream in it.
    public var stream: String
    /// From the answer before.
    public var token: String?
    /// Whether to begin at the oldest line; at the newest ones otherwise.
    public var isFromHead: Bool

    /// The operation's input.
    var input: JSONValue {
      var input: JSONObject = [
        "logGroupName": .string(group), "logStreamName": .string(stream), "startFromHead": .bool(isFromHead || token != nil),
      ]
      if let token { input["nextToken"] = .string(token) }
      return .object(input)
    }
  }

  struct Key: Sendable, Hashable {
    var taskArn: String
    var container: String
  }

  /// How many tasks' lines are kept.
  static let maximumTasks = 4
  private static let maximumContainers = 20

  private(set) var taskArn: String?
  private var tails: [Key: ContainerTail] = [:]
  private var order: [Key] = []
  private var allowance = Allowance(burst: 10, every: .seconds(12))
  /// Whether somebody looks at the screen.
  var isFocused = true

  /// Nothing is looked at.
  public init() {}

  /// What `snapshot.logStreams` shows.
  var streams: [ContainerLogStream] { order.compactMap { key in tails[key].map { $0.stream(of: key) } } }

  /// What `snapshot.logs` shows: every line kept, by time.
  var lines: [ContainerLogLine] {
    let all = order.compactMap { tails[$0]?.lines.lines }.joined()
    // Each container's lines are in the order of its stream; sorting keeps that among equal times.
    return all.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }

  /// The containers of `task` are looked at, or no log is. Asked again whenever the task or its definition is better known.
  /// - Parameters:
  ///   - arn: the task's ARN; nil while no log is on the screen.
  ///   - task: its newest document.
  ///   - definition: its task definition.
  ///   - problem: why there will be no definition.
  mutating func look(at arn: String?, task: ECSTask?, definition: TaskDefinition?, problem: String?, now: Timestamp) {
    let isNew = arn != taskArn
    if isNew {
      if let taskArn { for key in order where key.taskArn == taskArn { tails[key]?.rest() } }
      taskArn = arn
    }
    guard let arn, let task else { return }
    var names = definition?.containers.map(\.name) ?? []
    names += task.containers.map(\.name).filter { !names.contains($0) }
    if isNew, !order.contains(where: { $0.taskArn == arn }) { forgetOldest() }
    for name in names.prefix(LogTail.maximumContainers) {
      let key = Key(taskArn: arn, container: name)
      var tail = tails[key] ?? ContainerTail()
      if tails[key] == nil { order.append(key) }
      if let definition {
        tail.learn(LogPlace(of: name, in: task, definition: definition), now: now)
      } else if let problem {
        tail.learn(.nowhere(problem), now: now)
      }
      tail.isOver = task.lastStatus.isFinal
      if isNew { tail.wake(now: now) }
      tails[key] = tail
    }
  }

  private mutating func forgetOldest() {
    var tasks: [String] = []
    for key in order where tasks.last != key.taskArn { tasks.append(key.taskArn) }
    guard tasks.count >= LogTail.maximumTasks, let oldest = tasks.first else { return }
    order.removeAll { $0.taskArn == oldest }
    tails = tails.filter { $0.key.taskArn != oldest }
  }

  /// Somebody wants to see news now.
  mutating func hurry(now: Timestamp) {
    allowance.grant(4)
    for key in order where key.taskArn == taskArn { tails[key]?.wake(now: now) }
  }

  /// The call to make now.
  mutating func next(at now: Timestamp) -> PollRequest? {
    guard let due = earliest, due.at <= now, allowance.take(at: now), let request = tails[due.key]?.request(of: due.key) else { return nil }
    return .logEvents(request)
  }

  /// When a call is to be made; nil when none is.
  var nextDue: Timestamp? { earliest.map { max($0.at, allowance.next) } }

  private var earliest: (at: Timestamp, key: Key)? {
    order.lazy.filter { $0.taskArn == self.taskArn }.compactMap { key in self.tails[key]?.due.map { (at: $0, key: key) } }.min {
      $0.at < $1.at
    }
  }

  /// Takes in GetLogEvents' answer; false when it is none.
  mutating func accept(_ answer: JSONValue, for request: Request, now: Timestamp, chance: Double) -> Bool {
    let key = Key(taskArn: request.taskArn, container: request.container)
    guard tails[key] != nil else { return true }
    let others = order.filter { $0.taskArn == request.taskArn && tails[$0]?.due != nil }.count
    return tails[key]?.accept(answer, for: request, key, now, spread: Pace(streams: max(1, others), isFocused: isFocused, chance: chance))
      ?? true
  }

  /// A call brought nothing.
  /// - Parameters:
  ///   - sentence: why there is no log, for good or for now; nil when the same call may bring something in a moment.
  ///   - next: when to ask again.
  mutating func failed(_ request: Request, sentence: String?, next: Timestamp) {
    tails[Key(taskArn: request.taskArn, container: request.container)]?.failed(sentence, next: next)
  }

  /// The stream does not exist yet.
  mutating func foundNothing(_ request: Request, now: Timestamp, chance: Double) {
    let key = Key(taskArn: request.taskArn, container: request.container)
    let others = order.filter { $0.taskArn == request.taskArn && tails[$0]?.due != nil }.count
    tails[key]?.foundNothing(now, spread: Pace(streams: max(1, others), isFocused: isFocused, chance: chance))
  }

  /// The page token is not accepted: the stream is read anew.
  mutating func restart(_ request: Request, now: Timestamp) {
    tails[Key(taskArn: request.taskArn, container: request.container)]?.restart(isFromHead: true, now: now)
  }

  /// How often streams are asked.
  struct Pace: Sendable {
    var streams: Int
    var isFocused: Bool
    var chance: Double

    /// After new lines.
    static let shortest = Duration.seconds(2)
    /// While nothing comes: one call in ten seconds, whichever stream it is for.
    static let longest = Duration.seconds(10)

    func slackened(_ interval: Duration) -> Duration { min(Pace.longest * streams, interval * 3 / 2) }
    func wait(_ interval: Duration) -> Duration { PollPace.spread(isFocused ? interval : interval * 2, by: 0.2, chance) }
  }
}
