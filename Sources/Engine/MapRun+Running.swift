import DataFlow
import History
import JSON
import StatesLanguage
import Time

/// Reading, starting, ending.
extension MapRun {
  /// What is to be asked of the bucket next; nil when nothing is.
  public var request: ObjectRequest? { outcome == nil && !isRead ? reading?.requests.first : nil }

  /// Begins: without an ItemReader the items are there.
  public mutating func begin() { if reading == nil, outcome == nil { selectBatches() } }

  /// Takes the answer to `request`.
  public mutating func take(_ answer: ObjectAnswer) {
    guard !isRead, outcome == nil else { return }
    do throws(ItemReaderError) {
      try reading?.take(answer)
      guard let reading, reading.requests.isEmpty else { return }
      items = reading.items
      selectBatches()
    } catch {
      outcome = .failed(error: "States.ItemReaderFailed", cause: error.cause)
    }
  }

  /// Batches need every item as the ItemSelector makes it; single items are made as they are started.
  private mutating func selectBatches() {
    isRead = true
    if let batching {
      do throws(DataFlowError) {
        for index in items.indices { items[index] = try selected(index) }
      } catch {
        return fail(error)
      }
      batches = batching.ranges(items)
    }
    settle()
  }

  private mutating func fail(_ error: DataFlowError) {
    outcome = .failed(error: error.name, cause: error.cause(state: state, enteredAt: enteredEvent))
  }

  /// An item as the ItemSelector makes it.
  private mutating func selected(_ index: Int) throws(DataFlowError) -> JSONValue {
    let item = items[index]
    guard fields.hasItemSelector else { return item }
    environment.context.mapItem = MapItems.entry(index, item, isKeyed: areKeyed, source: reading?.source ?? "STATE_DATA")
    return try fields.iterationInput(&environment, item: item)
  }

  /// How many children there will be at most.
  private var unitCount: Int { released?.units ?? batches?.count ?? items.count }

  /// Children that may run at once.
  private var concurrency: Int {
    maxConcurrency == 0 ? MapRun.maximumConcurrency : min(maxConcurrency, MapRun.maximumConcurrency)
  }

  /// A child to be redriven now; nil when none is, or enough run.
  public mutating func nextRedriven() -> Int? {
    guard outcome == nil, running < concurrency, let index = redriven.popLast() else { return nil }
    set(.running, of: index)
    running += 1
    return index
  }

  /// The child to be started now; nil when none is, or enough run.
  public mutating func nextStart() -> MapRunStart? {
    guard outcome == nil, isRead, running < concurrency, next < unitCount else { return nil }
    let range = batches?[next] ?? next..<next + 1
    do throws(DataFlowError) {
      let input: JSONValue
      if let batching { input = batching.wrap(Array(items[range])) } else { input = try selected(next) }
      try Payload.check(input, "The input of item \(next)")
      next += 1
      running += 1
      children.append(MapRunChild(items: range))
      count(.running, of: children.count - 1, 1)
      return start(children.count - 1, input: input.compact)
    } catch {
      fail(error)
      return nil
    }
  }

  private mutating func start(_ index: Int, input: String) -> MapRunStart {
    let name = random.expressions.uuid()
    var child = EngineIdentity(
      machineName: machineName, executionName: name, account: identity.account, region: identity.region, roleArn: identity.roleArn)
    child.stateMachineArn = stateMachineArn
    let kind = isExpress ? "express" : "execution"
    child.executionArn = "arn:aws:states:\(identity.region):\(identity.account):\(kind):\(machineName):\(name)"
    if isExpress { child.executionArn += ":\(random.expressions.uuid())" }
    return MapRunStart(index: index, identity: child, seed: random.seed(), input: input, itemCount: children[index].items.count)
  }

  /// An Express child is run again as another execution.
  public mutating func restart(_ index: Int, input: String) -> MapRunStart { start(index, input: input) }

  /// A child is over.
  public mutating func childEnded(_ index: Int, status: ExecutionStatus, output: JSONValue?) {
    guard children.indices.contains(index), children[index].status == .running else { return }
    set(status, of: index)
    children[index].output = output
    running -= 1
    if children[index].hasFailed { failedItems += children[index].items.count }
    settle()
  }

  /// Whether more items have failed than is tolerated.
  private var isIntolerable: Bool {
    guard failedItems > 0 else { return false }
    if toleratedFailureCount == nil, toleratedFailurePercentage == nil { return true }
    if let count = toleratedFailureCount, failedItems > count, count > 0 || toleratedFailurePercentage == nil { return true }
    if let percentage = toleratedFailurePercentage, percentage > 0 || toleratedFailureCount == nil {
      return Double(failedItems) * 100 > percentage * Double(items.count)
    }
    return false
  }

  /// Looks whether it is over.
  mutating func settle() {
    guard outcome == nil, isRead else { return }
    if isIntolerable {
      outcome = .failed(
        error: "States.ExceedToleratedFailureThreshold", cause: "The specified tolerated failure threshold was exceeded")
    } else if next >= unitCount, running == 0, redriven.isEmpty {
      outcome = .succeeded(.array(children.compactMap(\.output)))
    }
  }

  /// Nobody waits for it any more, or its execution was stopped.
  public mutating func abort() { if outcome == nil { outcome = .aborted } }

  /// Changed limits count from now on.
  public mutating func changed() { settle() }

  /// Runs again what has not succeeded: children that ended otherwise, and items that no child has. One whose items could not be read begins anew.
  public mutating func redrive() {
    redriveCount += 1
    outcome = nil
    guard isRead else {
      reading = firstReading
      return begin()
    }
    redriven = children.indices.filter { children[$0].hasFailed }.reversed()
    for index in redriven { set(.pendingRedrive, of: index) }
    failedItems = 0
    settle()
  }

  /// Children by what became of them.
  public var executionCounts: MapRunTally {
    var tally = executionTally
    tally.pending = isRead ? unitCount - next : 0
    tally.total = tally.started + tally.pending
    tally.resultsWritten = writing != nil || isOver ? tally.succeeded : 0
    return tally
  }

  /// Items by what became of them.
  public var itemCounts: MapRunTally {
    var tally = itemTally
    tally.pending = isRead ? (released?.items ?? items.count) - tally.started : 0
    tally.total = tally.started + tally.pending
    tally.resultsWritten = writing != nil || isOver ? tally.succeeded : 0
    return tally
  }

  private var isOver: Bool { outcome != nil }

  /// Nothing will be run again: what came of it stays, items and results go.
  public mutating func release() {
    released = (items.count, unitCount)
    items = []
    batches = nil
    children = []
    redriven = []
    reading = nil
    firstReading = nil
    environment.input = .null
    environment.variables = [:]
    if case .succeeded = outcome { outcome = .succeeded(.null) }
  }

  private mutating func set(_ status: ExecutionStatus, of index: Int) {
    count(children[index].status, of: index, -1)
    children[index].status = status
    count(status, of: index, 1)
  }

  private mutating func count(_ status: ExecutionStatus, of index: Int, _ change: Int) {
    executionTally.count(status, change)
    itemTally.count(status, change * children[index].items.count)
  }
}
