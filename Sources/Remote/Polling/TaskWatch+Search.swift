import ECSModel
import History
import StatesLanguage
import Time

extension TaskWatch {
  mutating func search(for visit: TaskVisit, _ now: Timestamp) {
    guard let key = ListingKey(visit) else { return }
    let due = visit.isThin ? now : now + TaskPace.patience
    if let at = listings.firstIndex(where: { $0.key == key }) {
      listings[at] = Listing(key: key, due: min(listings[at].due, due))
    } else {
      listings.append(Listing(key: key, due: due))
    }
  }

  /// Clusters are searched only while a state waits whose task is unknown, and once more when one is over whose task was never found.
  mutating func stopSearching(_ now: Timestamp) {
    guard !listings.isEmpty else { return }
    let unknown = visits.unknown.map { visits.visits[$0] }
    let over = Set(unknown.lazy.filter(\.isOver).compactMap(ListingKey.init))
    let waiting = Set(unknown.lazy.filter { !$0.isOver }.compactMap(ListingKey.init))
    listings.removeAll { !waiting.contains($0.key) && !over.contains($0.key) }
    for at in listings.indices where !waiting.contains(listings[at].key) && !listings[at].isLast {
      listings[at].isLast = true
      listings[at].due = now
    }
  }

  /// Gives candidates to the visits they can only belong to.
  mutating func claim() -> [(ECSTask, Int)] {
    var claimed: [(ECSTask, Int)] = []
    guard !candidates.isEmpty else { return claimed }
    for at in visits.unknown.sorted() {
      let fitting = candidates.values.filter { fits($0, visits.visits[at]) }
      guard fitting.count == 1, let task = fitting.first else { continue }
      let rivals = visits.unknown.filter { fits(task, visits.visits[$0]) }
      guard rivals == [at] else { continue }
      candidates[task.arn] = nil
      visits.give(task.arn, to: at)
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
    return visit.request?.fits(task) ?? false
  }

  /// Older events have come to be known, or the definition: who started what is worked out anew, and what ECS said of each task stays.
  mutating func startAnew() {
    claims = [:]
    for at in visits.visits.indices where visits.visits[at].isThin {
      for arn in visits.visits[at].tasks where watched[arn]?.isDescribed == true { claims[visits.visits[at].scheduledEventId] = arn }
    }
    visits = TaskVisits()
    listings = []
  }

  /// What `add` found is in place again: tasks that only ECS could name go back to their visits.
  mutating func finishStart(now: Timestamp) {
    for at in visits.unknown {
      if let arn = claims[visits.visits[at].scheduledEventId] { visits.give(arn, to: at) }
    }
    for at in visits.visits.indices { for arn in visits.visits[at].tasks { watched[arn]?.visit = at } }
    claims = [:]
    stopSearching(now)
  }

  // MARK: What waits for tasks

  /// How the engine may rely on ECS to tell when something happens.
  enum Coverage: Sendable, Equatable {
    /// There may be something that no task tells of.
    case none
    /// All that runs are states that wait for tasks, and these are watched; the first of them times out at `deadline`.
    case watching(deadline: Timestamp?)
    /// A task that a state waits for has stopped since then, and Step Functions has not recorded it.
    case awaitingRecord(since: Timestamp)
  }

  /// - Parameter leaves: how many states are entered and not left.
  func coverage(leaves: Int) -> Coverage {
    var watching = 0
    var deadline: Timestamp?
    var stopped: Timestamp?
    for at in visits.open {
      let visit = visits.visits[at]
      guard visit.pattern == .sync || visit.pattern == .syncVersion2, !visit.tasks.isEmpty else { continue }
      let tasks = visit.tasks.compactMap { watched[$0] }
      guard tasks.count == visit.tasks.count else { continue }
      if tasks.allSatisfy({ $0.status?.isFinal == true }) {
        stopped = max(stopped ?? .init(milliseconds: .min), tasks.map(\.changedAt).max() ?? .init(milliseconds: .min))
      } else if !tasks.contains(where: \.isLost) {
        watching += 1
        deadline = [deadline, visit.deadline].compactMap { $0 }.min()
      }
    }
    if let stopped { return .awaitingRecord(since: stopped) }
    return watching > 0 && watching == leaves && visits.open.count == watching ? .watching(deadline: deadline) : .none
  }
}
