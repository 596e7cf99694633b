import ExecutionSource
import Foundation
import Testing

@testable import Monitor

@Suite("No write by accident")
struct NoAccidentTests {
  /// Keys pressed in each half: 60,000 in all, some ten seconds unoptimised. `STEPSCOPE_KEYS` asks for another number (a million in `make soak`).
  static let keys = ProcessInfo.processInfo.environment["STEPSCOPE_KEYS"].flatMap { Int($0) }.map { $0 / 2 } ?? 30_000

  @Test("random keys and commands: nothing is written without its whole question having been seen and answered, and nothing twice")
  func confirmed() throws {
    var reached: [String: Int] = [:]
    for seed in 1...3 {
      var world = try AccidentWorld(seed: UInt64(seed), isReadOnly: false)
      world.press(NoAccidentTests.keys / 3)
      reached.merge(world.confirmed) { $0 + $1 }
      #expect(world.deepest > 3)
    }
    // The test proves something only when every kind of write was reached.
    let all = [
      "StartExecution", "StopExecution", "RedriveExecution", "SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat", "StopTask",
      "UpdateMapRun",
    ]
    #expect(all.filter { reached[$0, default: 0] == 0 } == [], "\(reached)")
  }

  @Test("random keys and commands under --read-only: nothing is written at all", arguments: [UInt64(4), 5])
  func readOnly(seed: UInt64) throws {
    var world = try AccidentWorld(seed: seed, isReadOnly: true)
    world.press(NoAccidentTests.keys / 2)
    #expect(world.confirmed == [:])
    #expect(world.deepest > 3)
  }
}
