import ECSModel
import ExecutionSource
import History
import JSON
import StatesLanguage
import Time

/// Decides when to ask ECS about the tasks of an execution, and which of a cluster's tasks they are where history does not say.
///
/// Tasks that history names are described: every 2 s while they start or stop, every 6 s while they run, once more when they are over.
/// For a state whose task history does not name, the tasks of its cluster are listed, and one is taken for it only when it is the only
/// one that fits: an answer to the wrong task's token cannot be taken back.
struct TaskWatch: Sendable {
  private struct Watched: Sendable {
    var cluster: String
    var visit: Int
    var status: TaskStatus?
    var due: Timestamp?
  }

  private struct Listing: Sendable {
    var key: ListingKey
    var due: Timestamp
    var rounds = 0
    var isLast = false
  }

  private struct ListingKey: Sendable, Hashable {
    var cluster: String
    var family: String?

    /// Nil where only the run knows the cluster.
    init?(_ visit: TaskVisit) {
      guard let cluster = visit.request.cluster else { return nil }
      self.cluster = cluster
      family = visit.request.family
    }
  }

  static let whileChanging = Duration.seconds(2)
  static let whileRunning = Duration.seconds(6)
  /// Between RunTask and the event that names its task a moment passes; only after it is a cluster searched.
  static let patience = Duration.seconds(5)
  private static let batch = 100
  private static let maximumTasks = 5_000

  private(set) var visits = TaskVisits()
  private var watched: [String: Watched] = [:]
  /// In the order in which tasks became known.
  private var order: [String] = []
  private var listings: [Listing] = []
  /// Documents of listed tasks that belong to no state yet.
  private var candidates: [String: ECSTask] = [:]
  private var undescribed: [String: [String]] = [:]
  private var wantedDefinitions: [String] = []
  private var askedDefinitions: Set<String> = []
  private var isEnded = false

  /// Takes in an event; gives the tasks it names, with the visit each belongs to.
  mutating func add(_ event: HistoryEvent, definition: StateMachine?, now: Timestamp) -> [TaskObservation] {
    let news = visits.add(event, definition: definition)
    guard let visit = news.visit else { return [] }
    if news.began { search(for: visits.visits[visit], now) }
    for task in news.tasks { watch(task, visit, now) }
    if news.ended {
      for arn in visits.visits[visit].tasks.map(\.arn) where watched[arn]?.due != nil { watched[arn]?.due = now }
      stopSearching(now)
    }
    return news.tasks.map { observation($0, visit, at: event.timestamp) }
  }

  /// The execution is over: what still runs is looked at once more and then no longer.
  mutating func end(now: Timestamp) {
    guard !isEnded else { return }
    isEnded = true
    visits.endAll()
    for arn in order where watched[arn]?.due != nil { watched[arn]?.due = now }
    stopSearching(now)
  }

  /// The calls due now; each is due again only when its answer, or a failure, has been noted.
  mutating func due(at now: Timestamp) -> [PollRequest] {
    var requests: [PollRequest] = []
    for (at, listing) in listings.enumerated().reversed() where listing.due <= now {
      for status in ["RUNNING", "STOPPED"] {
        requests.append(.listTasks(cluster: listing.key.cluster, family: listing.key.family, desiredStatus: status))
      }
      listings[at].rounds += 1
      listings[at].due = now + (listing.rounds < 15 ? TaskWatch.whileChanging : .seconds(10))
      if listing.isLast { listings.remove(at: at) }
    }
    var byCluster: [String: [String]] = undescribed
    undescribed = [:]
    for arn in order where watched[arn]?.due.map({ $0 <= now }) ?? false {
      byCluster[watched[arn]?.cluster ?? "", default: []].append(arn)
      watched[arn]?.due = nil
    }
    for (cluster, arns) in byCluster.sorted(by: { $0.key < $1.key }) {
      for start in stride(from: 0, to: arns.count, by: TaskWatch.batch) {
        requests.append(.tasks(cluster: cluster, arns: Array(arns[start..<min(start + TaskWatch.batch, arns.count)])))
      }
    }
    requests += wantedDefinitions.map { .taskDefinition(arn: $0) }
    wantedDefinitions = []
    return requests
  }

  /// When something is due next; nil when nothing is.
  var nextDue: Timestamp? {
    if !undescribed.isEmpty || !wantedDefinitions.isEmpty { return Timestamp(milliseconds: .min) }
    return (listings.map(\.due) + watched.values.compactMap(\.due)).min()
  }

  /// Takes in ListTasks' answer.
  mutating func listed(_ answer: JSONValue, cluster: String) {
    let arns = (answer["taskArns"]?.arrayValue ?? []).compactMap(\.stringValue).prefix(TaskWatch.batch)
    let fresh = arns.filter { watched[$0] == nil && candidates[$0] == nil }
    if !fresh.isEmpty, watched.count + candidates.count < TaskWatch.maximumTasks {
      undescribed[cluster, default: []] += fresh.filter { !(undescribed[cluster] ?? []).contains($0) }
    }
  }

  /// Takes in DescribeTasks' answer: documents of tasks that belong to the execution.
  mutating func described(_ answer: JSONValue, arns: [String], now: Timestamp) -> [TaskObservation] {
    var observations: [TaskObservation] = []
    for task in ECSTask.tasks(in: answer) where arns.contains(task.arn) {
      if let known = watched[task.arn] {
        note(task, now)
        observations.append(observation(task, known.visit, at: now))
      } else {
        candidates[task.arn] = task
      }
    }
    for failure in RunTaskFailure.failures(in: answer) where failure.reason == "MISSING" {
      if let arn = failure.arn { watched[arn]?.due = nil }
    }
    for (task, visit) in claim() {
      watch(task, visit, now)
      observations.append(observation(task, visit, at: now))
    }
    return observations
  }

  /// A call brought nothing; tasks are asked about again later, unless `isFinal`.
  mutating func failed(_ request: PollRequest, isFinal: Bool, now: Timestamp) {
    guard !isFinal else {
      if case .listTasks = request { listings = [] }
      return
    }
    switch request {
    case .tasks(_, let arns): for arn in arns { watched[arn]?.due = now + .seconds(10) }
    case .taskDefinition(let arn): askedDefinitions.remove(arn)
    case .listTasks, .execution, .definition, .history: break
    }
  }

  // MARK: Watching

  private mutating func watch(_ task: ECSTask, _ visit: Int, _ now: Timestamp) {
    if watched[task.arn] == nil {
      guard order.count < TaskWatch.maximumTasks else { return }
      order.append(task.arn)
      watched[task.arn] = Watched(cluster: task.clusterArn ?? visits.visits[visit].request.cluster ?? "default", visit: visit)
    }
    candidates[task.arn] = nil
    note(task, now)
    if let definition = task.taskDefinitionArn, askedDefinitions.insert(definition).inserted { wantedDefinitions.append(definition) }
    stopSearching(now)
  }

  private mutating func note(_ task: ECSTask, _ now: Timestamp) {
    watched[task.arn]?.status = task.lastStatus
    watched[task.arn]?.due =
      task.lastStatus.isFinal
      ? nil : now + (task.lastStatus == .running ? TaskWatch.whileRunning : TaskWatch.whileChanging)
  }

  private func observation(_ task: ECSTask, _ visit: Int, at time: Timestamp) -> TaskObservation {
    let owner = visits.visits[visit]
    return TaskObservation(at: time, state: owner.state, scheduledEventId: owner.scheduledEventId, task: task)
  }

  // MARK: Searching

  private mutating func search(for visit: TaskVisit, _ now: Timestamp) {
    guard let key = ListingKey(visit) else { return }
    let due = visit.isThin ? now : now + TaskWatch.patience
    if let at = listings.firstIndex(where: { $0.key == key }) {
      listings[at] = Listing(key: key, due: min(listings[at].due, due))
    } else {
      listings.append(Listing(key: key, due: due))
    }
  }

  /// Clusters are searched only while a state waits whose task is unknown, and once more when one is over whose task was never found.
  private mutating func stopSearching(_ now: Timestamp) {
    let unknown = visits.visits.filter { $0.tasks.isEmpty }
    let over = Set(unknown.lazy.filter(\.isOver).compactMap(ListingKey.init))
    let waiting = Set(unknown.lazy.filter { !$0.isOver }.compactMap(ListingKey.init))
    listings.removeAll { !waiting.contains($0.key) && !over.contains($0.key) }
    for at in listings.indices where !waiting.contains(listings[at].key) && !listings[at].isLast {
      listings[at].isLast = true
      listings[at].due = now
    }
  }

  /// Gives candidates to the visits they can only belong to.
  private mutating func claim() -> [(ECSTask, Int)] {
    var claimed: [(ECSTask, Int)] = []
    for at in visits.visits.indices where visits.visits[at].tasks.isEmpty {
      let fitting = candidates.values.filter { fits($0, visits.visits[at]) }
      guard fitting.count == 1, let task = fitting.first else { continue }
      let rivals = visits.visits.indices.filter { visits.visits[$0].tasks.isEmpty && fits(task, visits.visits[$0]) }
      guard rivals == [at] else { continue }
      candidates[task.arn] = nil
      visits.give(task, to: at)
      claimed.append((task, at))
    }
    return claimed
  }

  private func fits(_ task: ECSTask, _ visit: TaskVisit) -> Bool {
    // Endpoints stamp tasks in whole seconds, so a task may seem up to a second older than the event that it followed.
    guard let created = task.createdAt, created >= visit.scheduledAt + .milliseconds(-999), created <= visit.scheduledAt + .seconds(60)
    else {
      return false
    }
    return visit.request.fits(task)
  }
}
