import Embedded
import Engine
import History
import JSON
import StatesLanguage
import Synchronization
import Tasks
import Time

/// Whole runs under virtual time: any definition that loads is run to its end, its tasks answered by chance.
struct RunTarget: FuzzTarget {
  let name = "runs"
  let seeds: FuzzSeeds

  /// Small enough that a machine without an end is stopped within the memory and time that an input may take.
  static let limits = RunLimits(executions: 2_000, events: 100_000, textBytes: 8 << 20)

  func input(seed: UInt64) -> [UInt8] {
    var random = FuzzRandom(seed: seed)
    let definition = RandomDefinition.value(&random, seeds)
    let input = random.once(in: 2) ? RandomJSON.value(&random) : ["a": [1, 2, 3], "n": 2, "items": [["x": 1], ["x": "2"]]]
    let setup: JSONValue = ["definition": definition, "input": input, "seed": .number(JSONNumber(random.below(1_000_000)))]
    return Array(setup.compact.utf8)
  }

  func problem(with input: [UInt8]) async -> String? {
    guard let value = try? JSONValue(parsing: input), let definition = value["definition"] else { return nil }
    guard let machine = StateMachine.load(bytes: Array(definition.compact.utf8), file: "fuzz").machine else { return nil }
    let seed = UInt64(value["seed"]?.integerValue ?? 1)
    guard var execution = try? setup(machine, value["input"] ?? [:], seed) else { return nil }
    // What nobody performs, or cannot be evaluated, stops a run with a sentence; what has happened until then must hold all the same.
    let isRefused = (try? await execution.run(clock: FuzzClock()) { _, _ in }) == nil
    return RunTarget.problem(of: execution, isRefused: isRefused)
  }

  private static func problem(of execution: HeadlessExecution, isRefused: Bool) -> String? {
    let events = execution.events
    if events.count > 25_000 { return "\(events.count) events" }
    var at = 0
    for event in events {
      at += 1
      if event.id != at { return "event \(at) has the id \(event.id)" }
      if event.previousEventId < 0 || event.previousEventId >= event.id { return "event \(at) comes after event \(event.previousEventId)" }
      let text = event.json.compact
      if at % 50 == 0, (try? JSONValue(parsing: text)) == nil { return "event \(at) is no JSON" }
      if text.utf8.count > 8 * 262_144 { return "event \(at) has \(text.utf8.count) bytes" }
    }
    if !isRefused, !execution.status.isFinal { return "it ended as \(execution.status.rawValue)" }
    return nil
  }

  private func setup(_ machine: StateMachine, _ input: JSONValue, _ seed: UInt64) throws -> HeadlessExecution {
    var random = FuzzRandom(seed: seed)
    var states: Mocks.TestCase = [:]
    for name in machine.stateNames {
      guard let state = machine.state(name), case .task(let task) = state.kind, !(task.target.runsECSTask && random.once(in: 2)) else {
        continue
      }
      states[name] = RunTarget.answers(&random)
    }
    let mocks = try Mocks(machines: ["fuzz": ["case": states]]).runner(machine: "fuzz", testCase: "case")
    let start = FuzzClock().now
    var setup = LocalSetup(
      machine: machine, identity: EngineIdentity(machineName: "fuzz", executionName: "one"), seed: EngineSeed(seed), input: input.compact,
      runner: RunnerChain(mocks: mocks, tasks: .simulated(SimulatedECS(seed: seed))), startTime: start, clock: .virtual, detail: "")
    setup.supply.objects = RandomObjects(seed: seed)
    setup.limits = RunTarget.limits
    setup.supply.machines["f"] = LocalSupply.Machine(definition: #"{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}"#, roleArn: "")
    return try HeadlessExecution(setup, wall: start)
  }

  /// Results, errors and timeouts, and after some of them always the same one.
  private static func answers(_ random: inout FuzzRandom) -> MockSequence {
    func response(_ random: inout FuzzRandom) -> MockResponse {
      switch random.below(4) {
      case 0:
        MockResponse(.throwing(error: random.one(of: ["E", "States.Timeout", "States.HeartbeatTimeout", "States.Runtime"]), cause: "c"))
      default: MockResponse(.returns(RandomJSON.value(&random)), submitted: random.once(in: 2) ? RandomJSON.value(&random, depth: 2) : nil)
      }
    }
    let first = (0..<random.below(4)).map { MockSequence.Entry($0...$0, response(&random)) }
    let rest = MockSequence.Entry(first.count...1_000_000, response(&random))
    return MockSequence(name: "answers", entries: first + [rest], place: "")
  }
}

/// A clock that stands: a virtual run never waits.
private struct FuzzClock: WallClock {
  var now: Timestamp { Timestamp(milliseconds: 1_767_225_600_000) }
  func sleep(for duration: Duration) async {}
}

/// Objects of every kind under every name.
private final class RandomObjects: ObjectStore {
  private let seed: UInt64
  /// What was read once, by the length of its key: a Map that begins again and again reads the same object each time.
  private let made = Mutex<[Int: ObjectAnswer]>([:])

  init(seed: UInt64) { self.seed = seed }

  func read(bucket: String, key: String) -> ObjectAnswer {
    made.withLock { made in
      let answer = made[key.utf8.count] ?? object(key)
      made[key.utf8.count] = answer
      return answer
    }
  }

  private func object(_ key: String) -> ObjectAnswer {
    var random = FuzzRandom(seed: seed &+ UInt64(key.utf8.count))
    switch random.below(5) {
    case 0: return .failure("There is no object \(key)")
    case 1: return .object(Array("a,b\n1,2\n\"x\"\"y\",\n3".utf8))
    case 2: return .object(Array("{\"a\":1}\n[2]\n\nx".utf8))
    default: return .object(RandomJSON.text(&random))
    }
  }

  func list(bucket: String, prefix: String) -> ObjectAnswer {
    .listing((0..<Int(seed % 4)).map { ObjectEntry(key: "\(prefix)\($0)", size: $0, lastModified: FuzzClock().now, etag: "e") })
  }

  func write(bucket: String, key: String, text: String) -> String? { seed % 5 == 0 ? "The bucket \(bucket) is full" : nil }
}
