import Engine
import Fuzz
import History
import JSON
import Testing
import Time

@Suite("Machines made by chance, driven by chance")
struct RandomTests {
  /// What may happen next, in any order: a cursor moves, a timer fires, a task is answered, somebody edits or gives a result.
  private func drive(_ bench: inout EngineBench, _ random: inout RandomMachine, inputs: Int) throws {
    for _ in 0..<inputs where bench.engine.status == .running {
      let cursors = bench.engine.cursorKeys
      let timers = bench.engine.timers
      let input: EngineInput?
      switch random.pick(10) {
      case 0: input = timers.isEmpty ? nil : .timerFired(timers[random.pick(timers.count)].key)
      case 1: input = bench.requests.first.map { .task($0.id, .failed(error: random.pick(2) == 0 ? "E" : nil, cause: nil)) }
      case 2: input = bench.requests.last.map { .task($0.id, .succeeded(output: ["done": true])) }
      case 3: input = bench.requests.first.map { .task($0.id, .submitted(output: ["Tasks": []])) }
      case 4: input = cursors.isEmpty ? nil : .edit(cursors[random.pick(cursors.count)], ["a": [1], "n": 1])
      case 5:
        input =
          cursors.isEmpty ? nil : .result(cursors[random.pick(cursors.count)], .timedOut(error: "States.HeartbeatTimeout", cause: "c"))
      case 6: input = cursors.isEmpty ? nil : .refuse(cursors[random.pick(cursors.count)], reason: "so")
      case 7: input = bench.requests.first.map { .heartbeat($0.id) }
      default: input = cursors.isEmpty ? nil : .advance(cursors[random.pick(cursors.count)])
      }
      guard let input else { continue }
      bench.now = bench.now + .seconds(random.pick(5))
      do { try bench.feed(input) } catch is EngineRefusal {}
      // Whoever's task is over is asked nothing any more.
      bench.requests.removeAll { bench.engine.cursor(of: $0.id) == nil }
    }
  }

  private func check(_ events: [HistoryEvent], _ seed: UInt64) {
    let broken = events.enumerated().first { $1.id != $0 + 1 || $1.previousEventId >= $1.id || $1.previousEventId < 0 }
    #expect(broken == nil, "seed \(seed), event \(broken?.element.id ?? 0)")
  }

  @Test("Ids have no gaps, causes come before what they cause, and nothing is left of an execution that is over")
  func anything() throws {
    for seed in UInt64(1)...150 {
      var random = RandomMachine(seed: seed)
      var bench = try EngineBench(random.definition(), input: random.input(), seed: seed)
      try drive(&bench, &random, inputs: 400)
      check(bench.events, seed)
      if bench.engine.status.isFinal {
        #expect(bench.engine.cursorKeys.isEmpty && bench.engine.timers.isEmpty && bench.engine.pendingTokens.isEmpty, "seed \(seed)")
      } else {
        // Every cursor can move, waits for a timer or a task, or has children: nothing is stuck.
        for view in bench.engine.cursorViews where !view.canMove {
          let waits = view.task != nil || !bench.engine.timers(of: view.key).isEmpty || !bench.engine.children(of: view.key).isEmpty
          #expect(waits, "seed \(seed): \(view.state) \(view.place)")
        }
      }
    }
  }

  @Test("A copy that is given the same inputs gives the same events")
  func copies() throws {
    for seed in UInt64(1)...40 {
      var random = RandomMachine(seed: seed)
      var bench = try EngineBench(random.definition(), input: random.input(), seed: seed)
      try drive(&bench, &random, inputs: 40)
      var other = bench
      var same = random
      try drive(&bench, &random, inputs: 200)
      try drive(&other, &same, inputs: 200)
      #expect(bench.events == other.events, "seed \(seed)")
    }
  }
}
