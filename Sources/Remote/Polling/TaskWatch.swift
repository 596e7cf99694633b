import ECSModel
import ExecutionSource
import History
import JSON
import StatesLanguage
import Time

/// Decides when to ask ECS about the tasks of an execution, and which of a cluster's tasks they are where history does not say.
///
/// Tasks that history names are described until they have stopped, at `TaskPace`. For a state whose task history does not name, the tasks
/// of its cluster are listed, and one is taken for it only when it is the only one that fits: an answer to the wrong task's token cannot
/// be taken back.
struct TaskWatch: Sendable {
  struct Watched: Sendable {
    var cluster: String
    var visit: Int
    /// Its place in the order in which tasks became known.
    var place: Int
    /// As the newest document tells; its containers' statuses with it.
    var status: TaskStatus?
    var containers: [TaskStatus] = []
    var version: Int?
    /// Whether ECS itself has described it.
    var isDescribed = false
    var knownAt: Timestamp
    var changedAt: Timestamp
    var interval: Duration?
    /// ECS has forgotten it, or is not asked any more.
    var isLost = false
  }

  struct Listing: Sendable {
    var key: ListingKey
    var due: Timestamp
    var rounds = 0
    var isLast = false
  }

  struct ListingKey: Sendable, Hashable {
    var cluster: String
    var family: String?

    /// Nil where only the run knows the cluster.
    init?(_ visit: TaskVisit) {
      guard let request = visit.request, let cluster = request.cluster else { return nil }
      self.cluster = cluster
      family = request.family
    }
  }

  static let batch = 100
  static let maximumTasks = 5_000

  var visits = TaskVisits()
  var watched: [String: Watched] = [:]
  /// When each task that can still change is to be described.
  private var dues: [String: Timestamp] = [:]
  var listings: [Listing] = []
  /// Documents of listed tasks that belong to no state yet.
  var candidates: [String: ECSTask] = [:]
  private var undescribed: [String: [String]] = [:]
  private var wantedDefinitions: [String: Timestamp] = [:]
  private var askedDefinitions: Set<String> = []
  private var isEnded = false
  /// Thin TaskScheduled events and the tasks that ECS named for them, while visits are worked out anew.
  var claims: [Int: String] = [:]
  /// Whether somebody looks: less often while nobody does.
  var isFocused = true

  /// Takes in an event; gives the tasks it names, with the visit each belongs to.
  mutating func add(_ event: HistoryEvent, definition: StateMachine?, now: Timestamp, chance: Double) -> [TaskObservation] {
    let news = visits.add(event, definition: definition)
    guard let visit = news.visit else { return [] }
    if news.began { search(for: visits.visits[visit], now) }
    for task in news.tasks { watch(task, visit, isDescription: false, now, chance) }
    if news.ended {
      for arn in visits.visits[visit].tasks where dues[arn] != nil { dues[arn] = now }
      stopSearching(now)
    }
    return news.tasks.map { observation($0, visit, at: event.timestamp) }
  }

  /// The execution is over: what still runs is looked at once more and then no longer.
  mutating func end(now: Timestamp) {
    guard !isEnded else { return }
    isEnded = true
    visits.endAll()
    for arn in dues.keys { dues[arn] = now }
    stopSearching(now)
  }

  /// The execution goes on after an end.
  mutating func goOn() { isEnded = false }

  /// Somebody wants to see news now.
  mutating func hurry(now: Timestamp) {
    for arn in dues.keys { dues[arn] = now }
    for at in listings.indices { listings[at].due = now }
  }

  /// The calls due now; each is due again only when its answer, or a failure, has been noted.
  mutating func due(at now: Timestamp) -> [PollRequest] {
    var requests: [PollRequest] = []
    for (at, listing) in listings.enumerated().reversed() where listing.due <= now {
      // A task that has stopped is looked for more seldom: it stays in the list for an hour.
      for status in ["RUNNING", "STOPPED"] where status == "RUNNING" || listing.isLast || listing.rounds % 3 == 0 {
        requests.append(.listTasks(cluster: listing.key.cluster, family: listing.key.family, desiredStatus: status))
      }
      listings[at].rounds += 1
      listings[at].due = now + TaskPace.search(listings[at].rounds, isFocused: isFocused)
      if listing.isLast { listings.remove(at: at) }
    }
    var byCluster: [String: [String]] = undescribed
    undescribed = [:]
    let clusters = Set(dues.filter { $0.value <= now }.keys.compactMap { watched[$0]?.cluster })
    // What is due a moment later in the same cluster is asked for in the same call.
    let soon = dues.filter { $0.value <= now + .milliseconds(1_500) }.keys.compactMap { arn in watched[arn].map { (arn, $0) } }
    for (arn, task) in soon.sorted(by: { $0.1.place < $1.1.place }) where clusters.contains(task.cluster) {
      byCluster[task.cluster, default: []].append(arn)
      dues[arn] = nil
    }
    for (cluster, arns) in byCluster.sorted(by: { $0.key < $1.key }) {
      for start in stride(from: 0, to: arns.count, by: TaskWatch.batch) {
        requests.append(.tasks(cluster: cluster, arns: Array(arns[start..<min(start + TaskWatch.batch, arns.count)])))
      }
    }
    for arn in wantedDefinitions.filter({ $0.value <= now }).keys.sorted() {
      requests.append(.taskDefinition(arn: arn))
      wantedDefinitions[arn] = nil
    }
    return requests
  }

  /// When something is due next; nil when nothing is.
  var nextDue: Timestamp? {
    if !undescribed.isEmpty { return Timestamp(milliseconds: .min) }
    return [listings.lazy.map(\.due).min(), dues.values.min(), wantedDefinitions.values.min()].compactMap { $0 }.min()
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
  mutating func described(_ answer: JSONValue, arns: [String], now: Timestamp, chance: Double) -> [TaskObservation] {
    var observations: [TaskObservation] = []
    var told: Set<String> = []
    for task in ECSTask.tasks(in: answer) where arns.contains(task.arn) {
      told.insert(task.arn)
      if let known = watched[task.arn] {
        guard note(task, isDescription: true, now, chance) else { continue }
        observations.append(observation(task, known.visit, at: now))
      } else {
        candidates[task.arn] = task
      }
    }
    for failure in RunTaskFailure.failures(in: answer) where failure.reason == "MISSING" {
      guard let arn = failure.arn, let task = watched[arn] else { continue }
      told.insert(arn)
      let mayBeTooYoung = !task.isDescribed && now - task.knownAt < TaskPace.youth
      dues[arn] = mayBeTooYoung ? now + min(.seconds(10), max(TaskPace.whileChanging, (now - task.knownAt) / 2)) : nil
      watched[arn]?.isLost = !mayBeTooYoung
    }
    // An answer that leaves out a task says nothing about it.
    for arn in arns where !told.contains(arn) && dues[arn] == nil && watched[arn].map({ $0.status?.isFinal != true }) ?? false {
      dues[arn] = now + .seconds(10)
    }
    for (task, visit) in claim() {
      watch(task, visit, isDescription: true, now, chance)
      observations.append(observation(task, visit, at: now))
    }
    return observations
  }

  /// A call brought nothing: what it was for is due again at `next`; nil when it is not to be asked again.
  mutating func failed(_ request: PollRequest, next: Timestamp?) {
    switch request {
    case .tasks(let cluster, let arns):
      for arn in arns {
        if watched[arn] != nil {
          dues[arn] = next
          watched[arn]?.isLost = next == nil
        } else if next != nil, candidates[arn] == nil {
          undescribed[cluster, default: []].append(arn)
        }
      }
    case .taskDefinition(let arn): wantedDefinitions[arn] = next
    case .listTasks(let cluster, let family, _):
      for at in listings.indices where listings[at].key.cluster == cluster && listings[at].key.family == family {
        listings[at].due = next ?? Timestamp(milliseconds: .max)
      }
    case .execution, .definition, .history, .listMapRuns, .mapRun, .logEvents: break
    }
  }

  /// Asks for a task definition that is not known, once.
  mutating func want(definition arn: String, now: Timestamp) {
    if askedDefinitions.count < TaskWatch.maximumTasks, askedDefinitions.insert(arn).inserted { wantedDefinitions[arn] = now }
  }

  // MARK: Watching

  private mutating func watch(_ task: ECSTask, _ visit: Int, isDescription: Bool, _ now: Timestamp, _ chance: Double) {
    if watched[task.arn] == nil {
      guard watched.count < TaskWatch.maximumTasks else { return }
      watched[task.arn] = Watched(
        cluster: task.clusterArn ?? visits.visits[visit].cluster ?? "default", visit: visit, place: watched.count, knownAt: now,
        changedAt: now)
    }
    candidates[task.arn] = nil
    _ = note(task, isDescription: isDescription, now, chance)
    if let definition = task.taskDefinitionArn { want(definition: definition, now: now) }
    stopSearching(now)
  }

  /// Notes how a task stands; false for a document that is older than what is known.
  private mutating func note(_ task: ECSTask, isDescription: Bool, _ now: Timestamp, _ chance: Double) -> Bool {
    guard var known = watched[task.arn] else { return false }
    let isOld = task.version.flatMap { version in known.version.map { version < $0 } } ?? false
    let isLate = isOld || known.status?.isFinal == true || known.isDescribed && !isDescription
    // Of two last documents the newer one counts.
    if isOld, known.status?.isFinal == true { return false }
    if isLate, !task.lastStatus.isFinal {
      if isDescription, known.status?.isFinal != true { dues[task.arn] = now + (known.interval ?? TaskPace.whileChanging) }
      return false
    }
    let containers = task.containers.map(\.lastStatus)
    if known.status != task.lastStatus || known.containers != containers { known.changedAt = now }
    known.status = task.lastStatus
    known.containers = containers
    known.version = task.version ?? known.version
    known.isDescribed = known.isDescribed || isDescription
    known.interval = TaskPace.interval(
      task, before: known.interval, changedAt: known.changedAt, now: now, isAwaited: !visits.visits[known.visit].isOver,
      isFocused: isFocused, chance: chance)
    known.isLost = false
    dues[task.arn] = known.interval.map { now + $0 }
    watched[task.arn] = known
    return true
  }

  private func observation(_ task: ECSTask, _ visit: Int, at time: Timestamp) -> TaskObservation {
    let owner = visits.visits[visit]
    return TaskObservation(at: time, state: owner.state, scheduledEventId: owner.scheduledEventId, task: task)
  }
}
