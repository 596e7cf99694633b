import ECSModel
import ExecutionSource
import JSON
import Time

/// The ECS tasks behind the waits that a search found: described in batches, and searched for in their clusters where histories do not name them.
struct SweepTasks: Sendable {
  private struct Cluster: Hashable, Sendable {
    var name: String
    var family: String?
  }

  /// The newest document of each task.
  private(set) var documents: [String: ECSTask] = [:]
  /// Tasks that ECS does not know any more.
  private(set) var missing: Set<String> = []
  /// When ECS last answered.
  private(set) var asOf: Timestamp?
  /// Why ECS cannot be asked in this round.
  private(set) var problem: String?

  /// Tasks to describe, by cluster, in the order they became known.
  private var wanted: [(cluster: String, arn: String)] = []
  private var listings: [CatalogRequest] = []
  private var listed: Set<Cluster> = []
  /// Tasks that a cluster lists and that belong to no wait yet.
  private(set) var candidates: [String: ECSTask] = [:]
  private var notBefore = Timestamp(milliseconds: .min)

  /// DescribeTasks takes no more.
  private static let batch = 100
  /// Between two calls: half of what the budget of a client gives.
  private static let pace = Duration.seconds(1)
  private static let maximumTasks = 10_000

  /// A new round: everything that may have changed is asked again.
  mutating func begin() {
    wanted = []
    listings = []
    listed = []
    candidates = [:]
    problem = nil
  }

  /// The task's document is wanted, unless it is over already.
  mutating func want(_ arn: String, cluster: String) {
    guard documents[arn]?.lastStatus.isFinal != true, !missing.contains(arn), !wanted.contains(where: { $0.arn == arn }),
      wanted.count < SweepTasks.maximumTasks
    else { return }
    wanted.append((cluster, arn))
  }

  /// The tasks of a cluster are searched for one that a history does not name.
  mutating func search(cluster: String, family: String?) {
    guard listed.insert(Cluster(name: cluster, family: family)).inserted else { return }
    for status in ["RUNNING", "STOPPED"] { listings.append(.listTasks(cluster: cluster, family: family, desiredStatus: status)) }
  }

  /// Whether nothing is to be asked.
  var isIdle: Bool { wanted.isEmpty && listings.isEmpty }

  /// The next call; nil when none is due yet.
  /// - Parameter isLast: whether nothing more will be wanted in this round; else a batch waits until it is full.
  mutating func nextRequest(isLast: Bool, at now: Timestamp) -> CatalogRequest? {
    guard now >= notBefore, let request = peek(isLast: isLast) else { return nil }
    notBefore = now + SweepTasks.pace
    return request
  }

  /// When `nextRequest` will give one; nil when it will not.
  func due(isLast: Bool) -> Timestamp? { peek(isLast: isLast) == nil ? nil : notBefore }

  private func peek(isLast: Bool) -> CatalogRequest? {
    if let listing = listings.first { return listing }
    guard let first = wanted.first, isLast || wanted.count >= SweepTasks.batch else { return nil }
    let arns = wanted.lazy.filter { $0.cluster == first.cluster }.map(\.arn).prefix(SweepTasks.batch)
    return .tasks(cluster: first.cluster, arns: Array(arns))
  }

  /// Takes in an answer.
  mutating func take(_ answer: JSONValue, to request: CatalogRequest, now: Timestamp) {
    asOf = now
    switch request {
    case .listTasks(let cluster, _, _):
      listings.removeAll { $0 == request }
      for arn in (answer["taskArns"]?.arrayValue ?? []).compactMap(\.stringValue).prefix(SweepTasks.batch) where arn.utf8.count < 2_048 {
        if let known = documents[arn], known.lastStatus.isFinal { candidates[arn] = known } else { want(arn, cluster: cluster) }
      }
    case .tasks(_, let arns):
      wanted.removeAll { arns.contains($0.arn) }
      for task in ECSTask.tasks(in: answer) where arns.contains(task.arn) {
        if documents.count < SweepTasks.maximumTasks || documents[task.arn] != nil { documents[task.arn] = task }
        candidates[task.arn] = task
      }
      for failure in RunTaskFailure.failures(in: answer) where failure.reason == "MISSING" {
        if let arn = failure.arn { missing.insert(arn) }
      }
    default: break
    }
  }

  /// A call brought nothing: in this round it is not made again.
  mutating func fail(_ request: CatalogRequest, _ why: String, isFinal: Bool) {
    problem = why
    switch request {
    case .listTasks: listings.removeAll { $0 == request || isFinal }
    case .tasks(_, let arns): wanted.removeAll { arns.contains($0.arn) || isFinal }
    default: break
    }
  }

  /// A candidate belongs to a wait.
  mutating func claim(_ arn: String) { candidates[arn] = nil }

  /// Forgets the tasks of waits that are gone.
  mutating func keep(only arns: Set<String>) {
    documents = documents.filter { arns.contains($0.key) }
    missing.formIntersection(arns)
  }
}
