import Engine
import History
import JSON
import StatesLanguage
import Tasks
import Testing
import Time

@testable import Embedded

/// A core as a host drives it: it takes inputs, keeps a journal of them, and answers needs from what a test gives.
struct TreeBench {
  private let order: DriverOrder
  private(set) var core: DriverCore
  /// Internal steps since the entry before, and the input.
  private(set) var journal: [(steps: Int, input: DriverCore.Input)] = []
  private var steps = 0
  var answers: (DriverNeed.Kind) -> DriverAnswer = { _ in .failure(error: "Test.Nothing", cause: "nothing is given") }

  init(
    _ definition: String, input: String = "{}", express: Bool = false, checksActivities: Bool = false, limits: RunLimits = .standard,
    runner: any TaskRunner = RunnerChain(tasks: .simulated(SimulatedECS(seed: 1)))
  ) throws {
    let loaded = StateMachine.load(bytes: Array(definition.utf8), file: "m.asl.json")
    let machine = try CompiledMachine(try #require(loaded.machine, "\(loaded.diagnostics.map(\.message))"))
    var order = DriverOrder(
      machine: machine, identity: EngineIdentity(machineName: "m", executionName: "one"), seed: EngineSeed(7), input: input,
      startedAt: Bench.start, runner: runner)
    order.isExpress = express
    order.unsupported = .fail
    order.checksActivities = checksActivities
    order.limits = limits
    self.order = order
    core = try DriverCore(order)
  }

  mutating func feed(_ input: DriverCore.Input) throws {
    try core.apply(input)
    journal.append((steps, input))
    steps = 0
  }

  /// Runs until nothing happens by itself and nothing is needed.
  mutating func settle() throws {
    while true {
      let done = try core.runInternal(limit: 7)
      steps += done
      if let need = core.needs.first {
        try feed(.provide(need: need.id, answers(need.kind)))
      } else if done < 7 {
        return
      }
    }
  }

  /// Runs so many internal steps.
  mutating func settle(budget: Int) throws { steps += try core.runInternal(limit: budget) }

  /// Lets time go on to what is due next, again and again, until the root is over or only somebody outside can go on.
  mutating func run() throws {
    try settle()
    while !core.isOver, let due = core.nextDue, due - Bench.start < .seconds(86_400) {
      try feed(.time(due))
      try settle()
    }
  }

  /// What a host that starts again after a crash has: the order, and the journal from its JSON.
  func replayed() throws -> DriverCore {
    var copy = try DriverCore(order)
    for entry in journal {
      #expect(try copy.runInternal(limit: entry.steps) == entry.steps)
      let json = try #require(entry.input.json)
      try copy.apply(try #require(DriverCore.Input(json: try JSONValue(parsing: json.compact))))
    }
    _ = try copy.runInternal(limit: steps)
    return copy
  }

  /// `id<previous type`, of one execution.
  func story(_ key: ExecutionKey = .root) -> [String] {
    core.events(of: key).map { "\($0.id)<\($0.previousEventId) \($0.type.rawValue)" }
  }

  func facts(_ key: ExecutionKey) throws -> ExecutionFacts { try #require(core.facts(of: key)) }
}

extension DriverCore {
  /// Everything of a tree that a host tells others.
  var told: [String] {
    executionKeys.map { key in
      let facts = facts(at: key)
      return "\(facts.identity.executionArn) \(facts.status) \(facts.output ?? "-") \(facts.error ?? "-") \(Array(events(of: key)))"
    } + mapRunFacts.map { "\($0)" }
  }
}
