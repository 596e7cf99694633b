import ExecutionSource
import Foundation
import Testing

@testable import Monitor

@Suite("No write by accident")
struct NoAccidentTests {
  /// Keys pressed in each half: 150,000 in all, which take half a minute unoptimised. `STEPSCOPE_KEYS` asks for another number (a million in `make soak`).
  static let keys = ProcessInfo.processInfo.environment["STEPSCOPE_KEYS"].flatMap { Int($0) }.map { $0 / 2 } ?? 75_000

  @Test("random keys and commands: nothing is written without its whole question having been seen and answered, and nothing twice", arguments: [UInt64(1), 2, 3])
  func confirmed(seed: UInt64) throws {
    var world = try AccidentWorld(seed: seed, isReadOnly: false)
    world.press(NoAccidentTests.keys / 3)
    // The test proves something only when every kind of write was reached.
    let all = ["StartExecution", "StopExecution", "RedriveExecution", "SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat", "StopTask", "UpdateMapRun"]
    let reached = all.filter { world.confirmed[$0, default: 0] > 0 }
    #expect(reached.count >= 6, "\(world.confirmed)")
    #expect(world.deepest > 3)
    if ProcessInfo.processInfo.environment["STEPSCOPE_KEYS"] != nil { print("writes", seed, world.confirmed, world.quits) }
  }

  @Test("random keys and commands under --read-only: nothing is written at all", arguments: [UInt64(4), 5])
  func readOnly(seed: UInt64) throws {
    var world = try AccidentWorld(seed: seed, isReadOnly: true)
    world.press(NoAccidentTests.keys / 2)
    #expect(world.confirmed == [:])
    #expect(world.deepest > 3)
  }
}
