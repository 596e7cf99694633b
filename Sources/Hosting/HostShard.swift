import Embedded
import Engine
import Store
import Time

/// Drives a share of the trees: each has a task while something happens in it, and a time at which something will. Between its slices the others get theirs.
actor HostShard {
  /// What all shards share.
  let shared: HostShared
  private var trees: [Int: RunningTree] = [:]
  private var dues = DueTrees()
  private var alarm: (due: Timestamp, task: Task<Void, Never>)?
  private var isClosed = false
  /// Where JSONata is evaluated.
  private let thread = OwnThread("stepscope.evaluate")
  /// Trees that are being brought back, and who waits for them.
  private var revivals: [Int: [CheckedContinuation<Void, Never>]] = [:]

  /// How long a tree may run before it is another's turn.
  private static let slice = Duration.milliseconds(5)
  /// Steps between two looks at the clock.
  private static let steps = 64

  init(_ shared: HostShared) { self.shared = shared }

  // MARK: Trees

  /// Takes over a tree; returns once it is driven.
  func adopt(_ tree: sending RunningTree) {
    trees[tree.id] = tree
    drive(tree.id)
  }

  /// Gives an input to a tree, and says what came of it once it is durable: of a tree that has ended, `absent`.
  /// - Parameter loads: whether a tree that has ended is brought back for it.
  func ask(_ id: Int, _ input: DriverCore.Input, audit: StoredAuditLine? = nil, waitsForNews: Bool = true, loads: Bool = false) async
    -> Result<Void, TreeRefusal>
  {
    guard !isClosed else { return .failure(.store("The server is ending.")) }
    if trees[id] == nil {
      guard loads else { return .failure(.absent) }
      if let refusal = await load(id) { return .failure(refusal) }
    }
    return await withCheckedContinuation { continuation in
      trees[id]?.inbox.append(Delivery(input: input, reply: continuation, waitsForNews: waitsForNews, audit: audit))
      drive(id)
    }
  }

  /// Brings a tree back that has ended, if nobody else does already.
  /// - Returns: why it could not be brought back.
  private func load(_ id: Int) async -> TreeRefusal? {
    while revivals[id] != nil { await withCheckedContinuation { revivals[id, default: []].append($0) } }
    guard trees[id] == nil else { return nil }
    revivals[id] = []
    defer { for waiting in revivals.removeValue(forKey: id) ?? [] { waiting.resume() } }
    do throws(StoreFailure) {
      switch try await revive(id) {
      case .tree(let tree):
        guard !isClosed else { return .store("The server is ending.") }
        trees[id] = tree
        shared.index.countRoot()
        return nil
      case .absent: return .absent
      case .broken(let sentence): return .refused("the execution cannot be brought back: \(sentence)")
      }
    } catch {
      return .store(error.message)
    }
  }

  /// Replays a journal; between its slices the other trees get theirs.
  private func revive(_ id: Int) async throws(StoreFailure) -> Revival {
    switch try shared.revival(id) {
    case .over(let revival): return revival
    case .replaying(var replay):
      while true {
        if let revival = replay.go(until: .now + HostShard.slice) { return revival }
        await Task.yield()
      }
    }
  }

  /// Gives the host's own answer to a tree.
  func deliver(_ id: Int, _ input: DriverCore.Input) {
    trees[id]?.inbox.append(Delivery(input: input))
    drive(id)
  }

  /// Brings back the trees that ran when the process before ended.
  func recover(_ ids: [Int]) async throws(StoreFailure) {
    for id in ids {
      switch try await revive(id) {
      case .tree(let tree):
        // What it says of itself is there before anybody can ask.
        let publication = tree.takePublication()
        try await shared.store.keep(publication.changes)
        shared.index.countRoot()
        shared.publish(publication, of: tree)
        tree.letGo(publication)
        guard !tree.isFinished else { break }
        trees[id] = tree
        drive(id)
      case .absent: break
      case .broken(let sentence): try await shared.abandon(id, sentence)
      }
      await Task.yield()
    }
  }

  /// Ends driving. What was told is kept, and goes on when a host opens the store again.
  func close() {
    isClosed = true
    alarm?.task.cancel()
    alarm = nil
  }

  // MARK: Time

  /// Drives what is due. Alarms do so by themselves; a test's clock may have moved just now.
  func fireDue() {
    let now = shared.clock.now
    while let id = dues.popFirst(until: now) { drive(id) }
    setAlarm()
  }

  private func setAlarm() {
    guard let due = dues.first, !isClosed else {
      alarm?.task.cancel()
      alarm = nil
      return
    }
    if let alarm, alarm.due <= due { return }
    alarm?.task.cancel()
    let clock = shared.clock
    let task = Task { [weak self] in
      await clock.sleep(for: max(.zero, due - clock.now))
      if !Task.isCancelled { await self?.alarmWentOff() }
    }
    alarm = (due, task)
  }

  private func alarmWentOff() {
    alarm = nil
    fireDue()
  }

  // MARK: Driving

  private func drive(_ id: Int) {
    guard let tree = trees[id], !tree.isDriven, !isClosed else { return }
    tree.isDriven = true
    dues.remove(id)
    shared.activity.begin()
    Task {
      await run(id)
      shared.activity.end()
    }
  }

  /// Until nothing is left to do now.
  private func run(_ id: Int) async {
    guard let tree = trees[id] else { return }
    // What the process before had asked for it was not told.
    askNeeds(tree)
    while await turn(tree), !isClosed { await Task.yield() }
    tree.isDriven = false
    // A closed host answers nobody: whoever waits is told so.
    if isClosed { for delivery in tree.takeInbox() { delivery.reply?.resume(returning: .failure(.store("The server is ending."))) } }
    guard !tree.isFinished else {
      trees[id] = nil
      shared.forget(tree)
      return
    }
    if let due = tree.due {
      dues.set(id, due)
      setAlarm()
    }
  }

  /// One transaction with what came of the slice before and what happens next, then one slice.
  /// - Returns: whether there is more to do now.
  private func turn(_ tree: RunningTree) async -> Bool {
    let now = max(tree.core.now, shared.clock.now)
    if let retryAt = tree.retryAt {
      guard retryAt <= now || !tree.inbox.isEmpty else { return false }
      tree.retryAt = nil
    }
    let publication = tree.takePublication()
    let deliveries = tree.takeInbox()
    let isDue = tree.due.map { $0 <= now } ?? false
    guard !publication.isEmpty || !deliveries.isEmpty || isDue || tree.hasMore else {
      tree.answer()
      return false
    }
    // The clock goes on with whatever happens, and while a long run makes its steps.
    let moves = (!deliveries.isEmpty || isDue || tree.hasMore) && now > tree.core.now
    let entries = (moves ? [Delivery(input: .time(now))] : []) + deliveries
    let rows = tree.entries(entries, at: now)
    // What has ended and is given something may run again: a process that ends now must find it.
    let reopens = (tree.isStoppedInStore || publication.endsTree) && !deliveries.isEmpty
    let reopening: [StoreChange] = reopens ? [.treeStopped(tree.id, nil)] : []
    do throws(StoreFailure) {
      try await keep(tree, publication.changes + reopening + rows.map { .input(tree: tree.id, $0) }, entries)
    } catch {
      tree.takeBack(publication)
      tree.refuse(deliveries, .store(error.message))
      tree.answer()
      tree.retryAt = shared.clock.now + .seconds(1)
      return false
    }
    shared.publish(publication, of: tree)
    tree.letGo(publication)
    if reopens {
      tree.isStoppedInStore = false
      if publication.endsTree { shared.index.countRoot() }
    }
    tree.answer()
    tree.apply(entries)
    await makeSteps(tree)
    askNeeds(tree)
    tree.collect { [shared] in shared.part(of: $0, holding: $1) }
    tree.tellEnd()
    return true
  }

  private func keep(_ tree: RunningTree, _ changes: [StoreChange], _ entries: [Delivery]) async throws(StoreFailure) {
    guard var unkept = tree.unkept else { return try await shared.store.keep(changes) }
    unkept.add(changes)
    // An execution that it starts may outlive it, and the process.
    let starts = entries.contains { if case .provide(_, .machine) = $0.input { true } else { false } }
    guard starts || unkept.bytes > UnkeptTree.maximumBytes else {
      tree.unkept = unkept
      return
    }
    try await shared.store.keep([.tree(unkept.tree)] + unkept.changes)
    tree.unkept = nil
  }

  private func makeSteps(_ tree: RunningTree) async {
    let end = ContinuousClock.now + HostShard.slice
    do throws(EngineRefusal) {
      guard tree.core.usesJSONata else {
        let slice = try HostShard.run(&tree.core, until: end, atOnce: HostShard.steps)
        tree.steps += slice.made
        tree.hasMore = slice.hasMore
        return
      }
      // Evaluations may take long. Meanwhile nothing else happens in the tree, but much in others.
      let (core, id, interrupts) = (tree.core, tree.id, shared.interrupts)
      let result = await thread.run { () -> Result<(core: DriverCore, slice: Slice)?, EngineRefusal> in
        var core = core
        do throws(EngineRefusal) {
          let slice = try interrupts.during(id) { () throws(EngineRefusal) in
            try HostShard.run(&core, until: end, atOnce: HostShard.steps / 8)
          }
          return .success(slice.map { (core, $0) })
        } catch { return .failure(error) }
      }
      // An evaluation that was interrupted, as something in the tree is to be stopped, has not happened.
      tree.hasMore = true
      guard let done = try result.get() else { return }
      tree.core = done.core
      tree.steps += done.slice.made
      tree.hasMore = done.slice.hasMore
    } catch {
      // Never seen: better an end that says why than an execution that stands still.
      tree.hasMore = false
      guard !tree.isHalted else { return }
      tree.isHalted = true
      tree.inbox.append(Delivery(input: .stop(.root, error: "States.Runtime", cause: error.message)))
    }
  }

  /// What a slice has done.
  private struct Slice {
    var made = 0
    var hasMore = true
  }

  /// - Parameter limit: Steps between two looks at the clock.
  private static func run(
    _ core: inout DriverCore, until end: ContinuousClock.Instant, atOnce limit: Int
  ) throws(EngineRefusal) -> Slice {
    var slice = Slice()
    repeat {
      let made = try core.runInternal(limit: limit)
      slice.made += made
      slice.hasMore = made == limit
    } while slice.hasMore && ContinuousClock.now < end
    return slice
  }

  /// Sees to what the core needs from outside.
  private func askNeeds(_ tree: RunningTree) {
    for need in tree.core.needs where tree.needsAsked.insert(need.id).inserted {
      let id = tree.id
      shared.activity.begin()
      Task { [shared] in
        let (answer, claim) = await shared.answer(need.kind, for: id)
        if let claim {
          if let tree = trees[id] { tree.claimed.insert(claim) } else { shared.index.release(claim, hasStarted: false) }
        }
        deliver(id, .provide(need: need.id, answer))
        shared.activity.end()
      }
    }
  }
}
