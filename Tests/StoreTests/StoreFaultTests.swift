import Foundation
import GRDB
import JSON
import Testing
import Time

@testable import Store

@Suite("When the store cannot do what it is asked")
struct StoreFaultTests {
  let folder = TemporaryFolder()

  @Test("One process writes a store at a time; the sentence names it, and reading goes on")
  func lock() async throws {
    let store = try ExecutionStore(writing: folder.store)
    try await store.keep([.document(kind: "k", key: "a", 1)])
    let me = ProcessInfo.processInfo.processIdentifier
    #expect(
      throws: StoreFailure("The store \(folder.path) is in use by process \(me); end it, or name another folder with --data DIR.")
    ) { try ExecutionStore(writing: folder.store) }
    #expect(ExecutionStore.owner(of: folder.store) == me)
    #expect(try ExecutionStore(reading: folder.store).documents("k").count == 1)
  }

  @Test("With its process the lock is gone")
  func unlocked() throws {
    do {
      let store = try ExecutionStore(writing: folder.store)
      store.close()
    }
    #expect(ExecutionStore.owner(of: folder.store) == nil)
    _ = try ExecutionStore(writing: folder.store)
  }

  @Test("A file that is no database is left as it is")
  func garbage() throws {
    let bytes = Array(String(repeating: "not a database\n", count: 400).utf8)
    try folder.place(bytes)
    let failure = StoreFailure(
      "The store \(folder.store.database) is no database of Stepscope's and is left as it is; "
        + "move it away, or name another folder with --data DIR.")
    #expect(throws: failure) { try ExecutionStore(writing: folder.store) }
    #expect(throws: failure) { try ExecutionStore(reading: folder.store) }
    #expect(folder.database == bytes)
  }

  @Test("Another program's database is left as it is")
  func foreign() throws {
    try folder.place([])
    let queue = try DatabaseQueue(path: folder.store.database)
    try queue.write { try $0.execute(sql: "CREATE TABLE t (x); INSERT INTO t VALUES (1)") }
    try queue.close()
    let bytes = folder.database
    #expect(
      throws: StoreFailure(
        "The store \(folder.store.database) is no database of Stepscope's and is left as it is; "
          + "move it away, or name another folder with --data DIR.")
    ) { try ExecutionStore(writing: folder.store) }
    #expect(folder.database == bytes)
  }

  @Test("A newer Stepscope's store is left as it is")
  func newer() async throws {
    do {
      let store = try ExecutionStore(writing: folder.store)
      try await store.writer?.write { try $0.execute(sql: "PRAGMA user_version = 7") }
      store.close()
    }
    let bytes = folder.database
    #expect(
      throws: StoreFailure(
        "The store \(folder.store.database) was made by a newer Stepscope (version 7, this one knows 1) and is left as it is; "
          + "use that one, or name another folder with --data DIR.")
    ) { try ExecutionStore(writing: folder.store) }
    #expect(folder.database == bytes)
  }

  @Test("A damaged store is left as it is")
  func damaged() async throws {
    do {
      let store = try ExecutionStore(writing: folder.store)
      for at in 0..<200 { try await store.keep([.document(kind: "k", key: "\(at)", .string(String(repeating: "x", count: 500)))]) }
      store.close()
    }
    var bytes = folder.database
    for at in 100..<min(bytes.count, 40_000) { bytes[at] = UInt8(truncatingIfNeeded: at &* 31) }
    try folder.place(bytes)
    let failure = #expect(throws: StoreFailure.self) { try ExecutionStore(writing: folder.store) }
    #expect(
      failure?.message == "The store \(folder.store.database) is damaged and is left as it is; "
        + "restore it from a copy, or name another folder with --data DIR.")
    #expect(folder.database == bytes)
  }

  @Test("With a full disk a request is refused whole, what was told stays, and with room it goes on")
  func full() async throws {
    let store = try ExecutionStore(writing: folder.store)
    try await store.keep([.document(kind: "k", key: "before", 1)])
    try await store.writer?.write { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      try db.execute(sql: "PRAGMA max_page_count = \(pages + 4)")
    }
    let large = JSONValue.string(String(repeating: "x", count: 100_000))
    await #expect(
      throws: StoreFailure(
        "The store \(folder.store.database) cannot grow: the disk is full. Nothing of this request was kept; make room and try again.")
    ) { try await store.keep([.document(kind: "k", key: "small", 2), .document(kind: "k", key: "large", large)]) }
    #expect(try store.documents("k").map(\.key) == ["before"])
    // Small things still fit, also beside a large one that does not.
    async let spoiled: Void? = try? store.keep([.document(kind: "k", key: "large", large)])
    async let kept: Void = store.keep([.document(kind: "k", key: "after", 3)])
    _ = try await (spoiled, kept)
    #expect(try store.documents("k").map(\.key) == ["before", "after"])
    try await store.writer?.write { try $0.execute(sql: "PRAGMA max_page_count = 100000") }
    try await store.keep([.document(kind: "k", key: "large", large)])
    #expect(try store.documents("k").count == 3)
  }

  @Test("Callers that come while another writes share one transaction, and each is told once his own is kept")
  func group() async throws {
    let store = try ExecutionStore(writing: folder.store)
    let gate = DispatchSemaphore(value: 0)
    store.writer?.asyncWriteWithoutTransaction { _ in gate.wait() }
    let before = store.transactions
    await withTaskGroup(of: Bool.self) { group in
      for at in 0..<500 {
        group.addTask {
          try? await store.keep([.document(kind: "k", key: "\(at)", 1)])
          return (try? store.documents("k").contains { $0.key == "\(at)" }) ?? false
        }
      }
      while store.group?.waiting ?? 0 < 500 { await Task.yield() }
      #expect((try? store.documents("k").isEmpty) ?? false)
      gate.signal()
      for await isThere in group { #expect(isThere) }
    }
    #expect(store.transactions - before == 1)
  }

  @Test("There is nothing to read before there is a store")
  func nothing() {
    #expect(throws: StoreFailure("There is no store in \(folder.path) yet; stepscope serve makes one.")) {
      try ExecutionStore(reading: folder.store)
    }
  }

  @Test("A folder that cannot be made is named")
  func unmakeable() throws {
    try folder.place([1])
    let below = StoreFolder(folder.store.database + "/below")
    #expect(
      throws: StoreFailure("The store's folder \(below.path) cannot be made: Not a directory; name another with --data DIR.")
    ) { try ExecutionStore(writing: below) }
  }
}
