import Engine
import History
import JSON
import StatesLanguage
import Testing
import Time

/// Drives an engine by hand: cursors run until they wait, tasks are answered by what a test says, timers fire in order of time.
struct EngineBench {
  var engine: ExecutionEngine
  var now = Timestamp(milliseconds: 1_700_000_000_000)
  var events: [HistoryEvent] = []
  var ready: [CursorKey] = []
  /// Requests nobody has answered.
  var requests: [TaskRequest] = []
  var stopped: [(TaskID, String)] = []
  /// Map Runs that were begun.
  var mapRuns: [MapRun] = []

  init(_ definition: String, input: String = "{}", seed: UInt64 = 1) throws {
    let loaded = StateMachine.load(bytes: Array(definition.utf8), file: "test.asl.json")
    let errors = loaded.diagnostics.filter { $0.severity == .error }
    try #require(errors.isEmpty, "\(errors.map(\.message))")
    let machine = try #require(loaded.machine)
    engine = try ExecutionEngine(
      machine: machine, identity: EngineIdentity(machineName: "test", executionName: "one"), seed: EngineSeed(seed))
    try feed(.start(input: input))
  }

  mutating func feed(_ input: EngineInput) throws {
    let output = try engine.handle(input, at: now)
    events += output.events
    ready.insert(contentsOf: output.ready.filter { !ready.contains($0) }, at: 0)
    ready.removeAll { !engine.canMove($0) }
    for effect in output.effects {
      switch effect {
      case .startTask(let request):
        requests.append(request)
        try feed(.taskStarted(request.id))
      case .stopTask(let id, let reason):
        requests.removeAll { $0.id == id }
        stopped.append((id, reason))
      case .startMapRun(let run): mapRuns.append(run)
      case .stopMapRun, .redriveMapRun: break
      }
    }
  }

  /// Moves every cursor that can move, until all wait.
  mutating func run() throws {
    while let key = ready.first { try feed(.advance(key)) }
  }

  /// Answers the oldest open request.
  mutating func answer(_ update: TaskUpdate) throws {
    let request = try #require(requests.first)
    requests.removeFirst()
    try feed(.task(request.id, update))
    try run()
  }

  /// Lets the clock jump to the next timer.
  mutating func fire() throws {
    let timer = try #require(engine.timers.first)
    now = max(now, timer.due)
    try feed(.timerFired(timer.key))
    try run()
  }

  /// `id<previous type state` of each event.
  var story: [String] {
    events.map { event in
      let name = event.details.stateName.map { " \($0)" } ?? ""
      return "\(event.id)<\(event.previousEventId) \(event.type.rawValue)\(name)"
    }
  }

  var output: String? { if case .succeeded(let text)? = events.last?.details { text } else { nil } }
}
