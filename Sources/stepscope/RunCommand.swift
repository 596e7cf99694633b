import ArgumentParser
import ECSModel
import Embedded
import Engine
import ExecutionSource
import JSON
import StatesLanguage
import Tasks
import Time

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs a definition in the embedded interpreter, on the screen when standard input and output are terminals.")

  @Argument(help: "The definition, JSON or YAML; - reads standard input.") var definition: String
  @Option(help: ArgumentHelp("The execution's input; - reads standard input.", valueName: "FILE")) var input: String?
  @Option(help: ArgumentHelp("The execution's input as text.", valueName: "JSON")) var inputJson: String?
  @Flag(help: "No screen: runs to the end (implied when standard output is not a terminal).") var headless = false
  @Option(help: "With --headless: lines, events, history, result or describe.") var output: HeadlessOutput = .lines
  @Flag(help: "Starts paused.") var step = false
  @Option(
    name: .customLong("break"), help: ArgumentHelp("Breaks before a state, when an expression holds.", valueName: "STATE[:EXPRESSION]"))
  var breaks: [String] = []
  @Flag(help: "Breaks at any failure.") var breakOnError = false
  @Option(
    help: ArgumentHelp(
      "real, xN (N times as fast) or virtual (jumps to the next timer); real unless given, with --junit and --coverage virtual.",
      valueName: "CLOCK"))
  var clock: ClockOption?
  @Option(
    help: ArgumentHelp(
      "Runs all test cases of --mocks, or that of --test-case, and writes what they came to as JUnit XML.", valueName: "FILE"))
  var junit: String?
  @Flag(help: "Runs all test cases of --mocks, or that of --test-case, and says which states and branches they reached.") var coverage =
    false
  @Flag(help: "Runs again whenever the definition, the mocks or the input is saved.") var watch = false
  @Option(
    help: ArgumentHelp(
      "What the run and the executions that it starts may come to: executions=N, events=N or bytes=N (of inputs, outputs and causes); may be given several times.",
      valueName: "WHAT=N"))
  var limit: [LimitOption] = []
  @OptionGroup var who: IdentityOptions
  @OptionGroup var tasks: TaskOptions
  @OptionGroup var beside: SupplyOptions
  @OptionGroup var substitution: SubstitutionOptions
  @OptionGroup var screen: ScreenOptions

  func run() throws {
    try check()
    if isSuite {
      guard watch else { Output.exit(try SuiteRun(command: self).run().rawValue) }
      try WatchLoop(files: watchedFiles).run { _ in _ = try SuiteRun(command: self).run() }
    }
    let interactive = isInteractive
    if !interactive, tasks.tasks == .manual {
      throw CommandStop(.usage, "error: --tasks manual needs a screen; leave --headless away, or answer with --mocks")
    }
    if watch, !interactive {
      try WatchLoop(files: watchedFiles).run { isStale in
        try HeadlessRun(setup: self.setup(substitution.load(definition), isPaused: false), output: output, isStale: isStale).run()
      }
    }
    let files = WatchedFiles(watchedFiles)
    let setup = try self.setup(substitution.load(definition), isPaused: interactive && step)
    guard interactive else { try HeadlessRun(setup: setup, output: output).leave() }
    try LocalSession.open(setup, options: screen, watching: watch ? FileWatch(command: self, files: files, identity: setup.identity) : nil)
  }

  /// Whether test cases are run, which is done without a screen.
  private var isSuite: Bool { junit != nil || coverage }

  private var isInteractive: Bool { !headless && (screen.plain || screen.canShow(readsInput: input == "-" || definition == "-")) }

  private func check() throws(CommandStop) {
    if definition == "-", input == "-" { throw CommandStop(.usage, "error: the definition and --input cannot both be standard input") }
    if input != nil, inputJson != nil { throw CommandStop(.usage, "error: give --input or --input-json, not both") }
    if watch, definition == "-" || input == "-" {
      throw CommandStop(.usage, "error: --watch needs files; standard input cannot be saved again")
    }
    guard isSuite else { return }
    let option = junit != nil ? "--junit" : "--coverage"
    if tasks.tasks == .manual {
      throw CommandStop(.usage, "error: \(option) runs without a screen, so nobody can answer with --tasks manual; answer with --mocks")
    }
    switch output {
    case .lines, .result: break
    case .events, .history, .describe:
      throw CommandStop(
        .usage, "error: --output \(output.rawValue) is one execution's; with \(option) there are lines and result, or leave \(option) away")
    }
  }

  /// What is run, from the options and the files as they are now.
  /// - Parameter quiet: whether warnings are kept to oneself: a screen is open.
  func setup(_ machine: StateMachine, isPaused: Bool, quiet: Bool = false) throws(CommandStop) -> LocalSetup {
    let clock = clock ?? ClockOption(mode: isSuite ? .virtual : .real)
    let identity = try who.identity(definition: definition)
    let definitions = try tasks.definitions()
    let runner = try tasks.runner(machineName: identity.machineName, definitions: definitions, seed: who.runnerSeed)
    var setup = LocalSetup(
      machine: machine, identity: identity, seed: who.engineSeed, input: try inputText(), runner: runner,
      startTime: try who.start(isVirtual: clock.mode == .virtual),
      clock: clock.mode, detail: "\(tasks.tasks.rawValue) · \(clock.words)", taskDefinitions: definitions.byName,
      breakpoints: try breakpoints(machine), startsPaused: isPaused, isReadOnly: screen.readOnly)
    for limit in limit { limit.set(in: &setup.limits) }
    setup.supply = try beside.supply(roleArn: identity.roleArn, substitution, quiet: quiet)
    for name in setup.supply.machines.keys {
      setup.runners[name] = try tasks.runner(ofStartedMachine: name, definitions: definitions, seed: who.runnerSeed)
    }
    return setup
  }

  private func inputText() throws(CommandStop) -> String {
    if let inputJson { return try checked(inputJson, "--input-json") }
    guard let input else { return "{}" }
    let bytes = try InputFile.read(input)
    if let bad = JSONText.firstInvalidUTF8(bytes) {
      let at = JSONText.position(of: bad, in: bytes)
      throw CommandStop(.usage, "\(input):\(at.line):\(at.column): error: the input is not UTF-8 [INPUT]")
    }
    return try checked(String(decoding: bytes, as: UTF8.self), input)
  }

  private func checked(_ text: String, _ file: String) throws(CommandStop) -> String {
    do throws(JSONSyntaxError) { _ = try JSONValue(parsing: text, limits: .payload) } catch {
      let at = error.position
      throw CommandStop(.usage, "\(file):\(at.line):\(at.column): error: the input is not JSON: \(error.message) [INPUT]")
    }
    return text
  }

  private func breakpoints(_ machine: StateMachine) throws(CommandStop) -> [Breakpoint] {
    var all: [Breakpoint] = []
    for text in breaks {
      guard let breakpoint = Breakpoint(text, stateNames: machine.stateNames) else {
        let names = machine.stateNames.prefix(12).joined(separator: ", ")
        throw CommandStop(.usage, "error: --break '\(text)' names no state of \(definition); its states are: \(names)")
      }
      all.append(breakpoint)
    }
    if breakOnError { all.append(Breakpoint(place: .failure)) }
    return all
  }
}

/// `--clock`.
struct ClockOption: ExpressibleByArgument {
  /// Beyond these, times would leave the calendar.
  private static let factors = 0.001...1_000_000

  var mode: ClockMode

  init(mode: ClockMode) { self.mode = mode }

  init?(argument: String) {
    if argument == "real" {
      mode = .real
    } else if argument == "virtual" {
      mode = .virtual
    } else if argument.hasPrefix("x"), let factor = Double(argument.dropFirst()), ClockOption.factors.contains(factor) {
      mode = .scaled(factor)
    } else {
      return nil
    }
  }

  var words: String {
    switch mode {
    case .real: "real time"
    case .virtual: "virtual time"
    case .scaled(let factor): "time x\(factor == factor.rounded() ? String(Int(factor)) : String(factor))"
    }
  }
}
