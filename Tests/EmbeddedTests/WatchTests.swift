import Engine
import ExecutionSource
import StatesLanguage
import Synchronization
import Tasks
import Testing
import Time

@testable import Embedded

@Suite("Runs that begin again when their files are saved")
struct WatchTests {
  /// Files whose stamps a test sets.
  final class Disk: Sendable {
    private let sizes: Mutex<[String: Int64]>
    init(_ sizes: [String: Int64]) { self.sizes = Mutex(sizes) }
    func set(_ path: String, _ size: Int64?) { sizes.withLock { $0[path] = size } }
    func stamp(_ path: String) -> WatchedFiles.Stamp? { sizes.withLock { $0[path] }.map { WatchedFiles.Stamp(size: $0) } }
  }

  @Test("A save is told once the file stands still")
  func saves() {
    let disk = Disk(["a": 1, "b": 1])
    var files = WatchedFiles(["a", "b"]) { disk.stamp($0) }
    #expect(files.look() == [])
    disk.set("a", 2)
    #expect(files.look() == [])
    disk.set("a", 3)
    #expect(files.look() == [])
    #expect(files.look() == ["a"])
    #expect(files.look() == [])
    disk.set("a", 4)
    disk.set("b", 2)
    #expect((files.look(), files.look()) == ([], ["a", "b"]))
  }

  @Test("A file that an editor takes away for a moment is waited for; one that stays away is told")
  func gone() {
    let disk = Disk(["a": 1])
    var files = WatchedFiles(["a"]) { disk.stamp($0) }
    disk.set("a", nil)
    for _ in 0..<5 { #expect(files.look() == []) }
    disk.set("a", 1)
    #expect((files.look(), files.look()) == ([], []))
    disk.set("a", nil)
    var told: [String] = []
    for _ in 0..<40 { told += files.look() }
    #expect(told == ["a"])
  }

  private static func setup(_ states: String, start: String) throws -> LocalSetup {
    let machine = try CoverageTests.machine(#"{"StartAt": "\#(start)", "States": {\#(states)}}"#)
    return LocalSetup(
      machine: machine, identity: EngineIdentity(machineName: "m", executionName: "e"), seed: EngineSeed(1), input: "{}",
      runner: RunnerChain(tasks: .manual), startTime: Timestamp(milliseconds: 0), clock: .virtual, detail: "", startsPaused: true)
  }

  @Test("The same source shows the new run: its revisions grow, breakpoints stay where their states are")
  func restarts() async throws {
    let run = try RestartableExecution(
      try Self.setup(#""A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "End": true}"#, start: "A"), wall: FakeWall())
    try await run.perform(.setBreakpoints([Breakpoint(place: .state("A")), Breakpoint(place: .state("B")), Breakpoint(place: .failure)]))
    let first = await run.snapshot()
    #expect(first.watch == WatchStatus())
    await run.refuse("m.json has changed, but it is broken")
    let refused = await run.snapshot()
    #expect(refused.revision > first.revision)
    #expect((refused.watch?.run, refused.watch?.news, refused.watch?.isProblem) == (1, 1, true))
    #expect(refused.definition?.stateNames == ["A", "B"])
    await run.restart(
      try Self.setup(#""B": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Pass", "End": true}"#, start: "B"), because: "m.json has changed")
    let second = await run.snapshot()
    #expect(second.revision > refused.revision)
    #expect((second.watch?.run, second.watch?.text, second.watch?.isProblem) == (2, "m.json has changed", false))
    #expect(second.definition?.stateNames == ["B", "C"])
    #expect(second.live.breakpoints.map(\.place) == [.state("B"), .failure])
    #expect(second.events.count == 1)
    await run.close()
  }

  @Test("Readers go on reading over a restart")
  func readers() async throws {
    let run = try RestartableExecution(try Self.setup(#""A": {"Type": "Pass", "End": true}"#, start: "A"), wall: FakeWall())
    var reader = run.updates().makeAsyncIterator()
    var snapshot = try #require(await reader.next())
    #expect(snapshot.watch?.run == 1)
    await run.restart(try Self.setup(#""Z": {"Type": "Pass", "End": true}"#, start: "Z"), because: "again")
    while snapshot.watch?.run != 2 { snapshot = try #require(await reader.next()) }
    #expect(snapshot.definition?.stateNames == ["Z"])
    try await run.perform(.resume)
    while !snapshot.status.isFinal { snapshot = try #require(await reader.next()) }
    #expect(snapshot.status == .succeeded)
    await run.close()
  }
}
