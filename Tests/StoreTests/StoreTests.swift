import JSON
import Store
import Testing
import Time

@Suite("What the store keeps")
struct StoreTests {
  let folder = TemporaryFolder()

  @Test("Only its owner may enter the folder and read the files")
  func rights() async throws {
    let store = try ExecutionStore(writing: folder.store)
    try await store.keep([.document(kind: "k", key: "a", "x")])
    #expect(try folder.rights(folder.path) == 0o700)
    for suffix in ["", "-wal", "-shm"] { #expect(try folder.rights(folder.store.database + suffix) == 0o600) }
    #expect(try folder.rights(folder.store.lock) == 0o600)
  }

  @Test("The user's own store lies in XDG_STATE_HOME, else in the home")
  func standard() throws {
    #expect(try StoreFolder.standard(environment: ["XDG_STATE_HOME": "/s", "HOME": "/h"]).path == "/s/stepscope")
    #expect(try StoreFolder.standard(environment: ["XDG_STATE_HOME": "relative", "HOME": "/h"]).path == "/h/.local/state/stepscope")
    #expect(throws: StoreFailure("There is no folder for the store: neither XDG_STATE_HOME nor HOME is set; name one with --data DIR.")) {
      try StoreFolder.standard(environment: [:])
    }
  }

  @Test("Documents come back oldest first, changed in their place, and go when told")
  func documents() async throws {
    let store = try ExecutionStore(writing: folder.store)
    try await store.keep([
      .document(kind: "k", key: "a", ["n": 1]), .document(kind: "k", key: "b", 2), .document(kind: "other", key: "a", 3),
    ])
    try await store.keep([.document(kind: "k", key: "a", ["n": 4])])
    #expect(try store.documents("k").map(\.key) == ["a", "b"])
    #expect(try store.documents("k").map(\.document) == [["n": 4], 2])
    try await store.keep([.document(kind: "k", key: "b", nil)])
    #expect(try store.documents("k").map(\.key) == ["a"])
    #expect(try store.documents().map(\.kind) == ["k", "other"])
  }

  @Test("A tree, its journal and its executions come back as they were, also in another process's eyes")
  func trees() async throws {
    let tree = StoredTree(
      id: 1, format: 1, root: "arn:1", seed: [1, .max, 3, 1 << 63], started: Timestamp(milliseconds: 5), setup: "{\"tasks\":\"simulated\"}")
    let inputs = (0..<3).map { at in
      StoredInput(sequence: at, steps: at * 7, at: Timestamp(milliseconds: Int64(at)), events: at, input: Array("{\"n\":\(at)}".utf8))
    }
    do {
      let store = try ExecutionStore(writing: folder.store)
      try await store.keep([.tree(tree), .execution(.sample(1))] + inputs.map { .input(tree: 1, $0) })
      store.close()
    }
    let store = try ExecutionStore(writing: folder.store)
    let reader = try ExecutionStore(reading: folder.store)
    for store in [store, reader] {
      #expect(try store.runningTrees() == [tree])
      #expect(try store.journal(of: 1) == inputs)
      #expect(try store.journal(of: 1, from: 2) == [inputs[2]])
      #expect(try store.execution("arn:1") == .sample(1))
      #expect(try store.execution("arn:9") == nil)
      #expect(try store.lastTree() == 1)
    }
    try await store.keep([.treeStopped(1, Timestamp(milliseconds: 9))])
    #expect(try store.runningTrees() == [])
    #expect(try reader.tree(1)?.stopped == Timestamp(milliseconds: 9))
    await #expect(throws: StoreFailure("The store \(folder.store.database) was opened to be read; nothing is written.")) {
      try await reader.keep([.document(kind: "k", key: "a", 1)])
    }
  }

  @Test("What became of an execution is kept in its row; what it is stays")
  func executionChanges() async throws {
    let store = try ExecutionStore(writing: folder.store)
    var execution = StoredExecution.sample(1)
    try await store.keep([.execution(execution)])
    execution.status = "FAILED"
    execution.stopped = Timestamp(milliseconds: 77)
    execution.error = "E"
    execution.cause = "C"
    execution.redrives = 2
    execution.redriven = Timestamp(milliseconds: 70)
    execution.events = 12
    try await store.keep([.execution(execution)])
    #expect(try store.execution("arn:1") == execution)
  }

  @Test("Executions are listed newest first, by owner, status and redrives, in pages")
  func lists() async throws {
    let store = try ExecutionStore(writing: folder.store)
    var changes: [StoreChange] = (1...9).map { .execution(.sample($0, status: $0 % 2 == 0 ? "FAILED" : "RUNNING")) }
    changes += (10...12).map { .execution(.sample($0, machine: "m/Each", mapRun: "run")) }
    changes += [.execution(.sample(13, isExpress: true)), .execution(.sample(14, machine: "m", mapRun: "run"))]
    try await store.keep(changes)
    func names(_ filter: StoredExecutionFilter) throws -> [String] { try store.executions(filter).executions.map(\.arn) }
    #expect(try names(.init(owner: .machine("m"), includesExpress: false, limit: 3)) == ["arn:9", "arn:8", "arn:7"])
    #expect(try store.executions(.init(owner: .machine("m"), includesExpress: false, limit: 3)).hasMore)
    #expect(try names(.init(owner: .machine("m"), includesExpress: false, limit: 9, offset: 6)) == ["arn:3", "arn:2", "arn:1"])
    #expect(try !store.executions(.init(owner: .machine("m"), includesExpress: false, limit: 9)).hasMore)
    #expect(try names(.init(owner: .machine("m"), limit: 1)) == ["arn:13"])
    #expect(try names(.init(owner: .machine("m"), status: "FAILED", limit: 2)) == ["arn:8", "arn:6"])
    #expect(try names(.init(owner: .mapRun("run"), limit: 9)) == ["arn:14", "arn:12", "arn:11", "arn:10"])
    #expect(try names(.init(owner: .version("v2"), limit: 2)) == ["arn:14", "arn:12"])
    #expect(try names(.init(owner: .alias("live"), limit: 2)) == ["arn:12", "arn:9"])
    #expect(try names(.init(owner: .all, isRedriven: true, limit: 2)) == [])
    #expect(try store.counts(ofMapRun: "run") == ["RUNNING": 4])
    let first = try #require(try store.executions(.init(owner: .all, limit: 1)).executions.first)
    #expect(first.definition == "" && first.input == "")
  }

  @Test("Histories are found by event; a part that grew takes the place of the part it was")
  func histories() async throws {
    let store = try ExecutionStore(writing: folder.store)
    try await store.keep([.execution(.sample(1))])
    var first = StoredEvents(first: 1)
    first.bytes = Array("{},{},{}".utf8)
    first.ends = [2, 5, 8]
    var second = StoredEvents(first: 4)
    second.bytes = Array("{}".utf8)
    second.ends = [2]
    try await store.keep([.events(execution: "arn:1", first), .events(execution: "arn:1", second)])
    second.bytes = Array("{},{}".utf8)
    second.ends = [2, 5]
    try await store.keep([.events(execution: "arn:1", second)])
    #expect(try store.events(of: "arn:1", holding: 1) == first)
    #expect(try store.events(of: "arn:1", holding: 3) == first)
    #expect(try store.events(of: "arn:1", holding: 5) == second)
    #expect(try store.events(of: "arn:1", holding: 6) == nil)
    #expect(try store.events(of: "arn:2", holding: 1) == nil)
  }

  @Test("Tokens that were ever given out are known; audit lines and Map Runs belong to their execution")
  func parts() async throws {
    let store = try ExecutionStore(writing: folder.store)
    let line = StoredAuditLine(at: Timestamp(milliseconds: 1), execution: "arn:1", line: "stopped it")
    let run = StoredMapRun(arn: "run", tree: 1, execution: "arn:1", document: ["status": "RUNNING"])
    try await store.keep([.token("T", tree: 1), .token("T", tree: 1), .audit(line), .mapRun(run)])
    #expect(try store.knows(token: "T") && !store.knows(token: "U"))
    #expect(try store.audit(of: "arn:1") == [line])
    #expect(try store.mapRuns(of: "arn:1") == [run])
    try await store.keep([.mapRun(StoredMapRun(arn: "run", tree: 1, execution: "arn:1", document: ["status": "SUCCEEDED"]))])
    #expect(try store.mapRun("run")?.document == ["status": "SUCCEEDED"])
  }

  @Test("What ended before a time is pruned with all that belongs to it, and nothing else")
  func prune() async throws {
    let store = try ExecutionStore(writing: folder.store)
    for tree in 1...3 {
      var events = StoredEvents(first: 1)
      events.bytes = Array("{}".utf8)
      events.ends = [2]
      let arn = "arn:\(tree)"
      try await store.keep([
        .tree(StoredTree(id: tree, format: 1, root: arn, seed: [1, 2, 3, 4], started: Timestamp(milliseconds: 0), setup: "s\(tree)")),
        .execution(.sample(tree, tree: tree)), .events(execution: arn, events),
        .input(tree: tree, StoredInput(sequence: 0, steps: 0, at: Timestamp(milliseconds: 0), events: 0, input: [])),
        .token("T\(tree)", tree: tree), .audit(StoredAuditLine(at: Timestamp(milliseconds: 1), execution: arn, line: "l")),
        .mapRun(StoredMapRun(arn: "run\(tree)", tree: tree, execution: arn, document: 1)),
        .treeStopped(tree, tree == 3 ? nil : Timestamp(milliseconds: Int64(tree * 1_000))),
      ])
    }
    #expect(try await store.prune(olderThan: Timestamp(milliseconds: 1_500)) == 1)
    #expect(try store.execution("arn:1") == nil && store.tree(1) == nil && store.journal(of: 1).isEmpty && store.mapRun("run1") == nil)
    #expect(try !store.knows(token: "T1") && store.audit(of: "arn:1").isEmpty && store.events(of: "arn:1", holding: 1) == nil)
    #expect(try store.execution("arn:2") == .sample(2, tree: 2) && store.audit(of: "arn:2").count == 1)
    #expect(try await store.prune(olderThan: Timestamp(milliseconds: 1_000_000)) == 1)
    #expect(try store.runningTrees().map(\.id) == [3])
    // The number of a text that was pruned is not used for another.
    try await store.keep([.execution(.sample(4, tree: 3))])
    #expect(try store.execution("arn:4")?.definition == "{\"d\":1}")
  }
}
