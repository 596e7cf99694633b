import Embedded
import Engine
import ExecutionSource
import History
import StatesLanguage
import Tasks
import Time

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs a machine over and over in one warm process, the way `stepscope run --headless` runs it: from the input's text to the whole list of events, and on to the
/// history's JSON where that is asked for. `scripts/bench-engine` starts it.
///
/// usage: engine-bench DEFINITION INPUT|- [--runs N] [--rounds N] [--json] [--cold] [--s3-root DIR]
@main
struct EngineBench {
  var definition = ""
  var input = "-"
  var runs = 100
  var rounds = 5
  var writesJSON = false
  /// The first round counts: for what a single run costs.
  var isCold = false
  var objects: FolderObjectStore?

  static func main() {
    do {
      try EngineBench(Array(CommandLine.arguments.dropFirst())).run()
    } catch {
      let text = Array("error: \(error)\n".utf8)
      _ = write(STDERR_FILENO, text, text.count)
      exit(2)
    }
  }

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    var files: [String] = []
    while let argument = rest.popFirst() {
      switch argument {
      case "--json": writesJSON = true
      case "--cold": isCold = true
      case "--s3-root": objects = FolderObjectStore(path: rest.popFirst() ?? "")
      case "--runs": runs = try Self.number(rest.popFirst())
      case "--rounds": rounds = try Self.number(rest.popFirst())
      default: files.append(argument)
      }
    }
    guard files.count == 2 else {
      throw BenchError(message: "usage: engine-bench DEFINITION INPUT|- [--runs N] [--rounds N] [--json] [--cold] [--s3-root DIR]")
    }
    definition = files[0]
    input = files[1]
  }

  private static func number(_ text: String?) throws -> Int {
    guard let text, let number = Int(text), number > 0 else { throw BenchError(message: "a number was expected") }
    return number
  }

  func run() throws {
    let loaded = StateMachine.load(bytes: try Self.read(definition), file: definition)
    guard let machine = loaded.machine else { throw BenchError(message: "\(definition) is no state machine") }
    var setup = LocalSetup(
      machine: machine, identity: EngineIdentity(machineName: "bench", executionName: "bench"), seed: EngineSeed(1),
      input: input == "-" ? "{}" : String(decoding: try Self.read(input), as: UTF8.self),
      runner: RunnerChain(tasks: .manual), startTime: Timestamp(milliseconds: 1_767_225_600_000), clock: .virtual, detail: "bench")
    setup.compiled = try CompiledMachine(machine)
    setup.supply = LocalSupply(objects: objects)
    for round in (isCold ? 1 : 0)...rounds {
      let began = Self.processorSeconds()
      var states = 0
      var events = 0
      var bytes = 0
      for _ in 0..<runs {
        var execution = try HeadlessExecution(setup, wall: setup.startTime)
        try execution.runToEnd()
        guard execution.status == .succeeded else { throw BenchError(message: "the execution is \(execution.status.rawValue)") }
        events += execution.events.count
        states += execution.events.reduce(0) { $0 + ($1.type.isStateEntered ? 1 : 0) }
        if writesJSON { bytes += HistoryDocument(events: execution.events).bytes.count }
      }
      let used = Self.processorSeconds() - began
      // The first round warms up.
      if round == 0 { continue }
      print(
        "{\"states\":\(states),\"events\":\(events),\"bytes\":\(bytes),\"processorSeconds\":\(used),\"perProcessorSecond\":\(Double(states) / used)}"
      )
    }
  }

  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func read(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else { throw BenchError(message: "\(path) cannot be read") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }
}

struct BenchError: Error, CustomStringConvertible {
  var message: String
  var description: String { message }
}
