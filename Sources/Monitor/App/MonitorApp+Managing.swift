import Canvas
import ECSModel
import ExecutionSource
import History
import JSON

extension MonitorApp {
  /// What changes the execution as a whole or what is around it, and what leads to other screens. False when the command is none of these.
  mutating func manage(_ id: CommandID, _ argument: String) -> Bool {
    switch id {
    case .stop: stop(argument)
    case .redrive: redrive()
    case .newRun:
      if let problem = inputProblem, argument.isEmpty { say(problem, isProblem: true) } else { openStart(startForm, input: argument) }
    case .stopTask: stopTask(argument)
    case .concurrency: setConcurrency(argument)
    case .machines: effects.append(.show(.machines))
    case .machine: showMachine(argument)
    case .executions: showExecutions()
    case .watch: watch(argument, selected: view.snapshot.identity.stateMachineArn)
    default: return false
    }
    return true
  }

  private func write(_ action: SourceAction, _ question: String, details: [String] = [], label: String) -> WriteRequest {
    WriteRequest(
      action, of: view.snapshot.identity, question, details: details, commandMaker, destination: writeDestination, label: label)
  }

  var writeDestination: String { WritePlace.text(view.snapshot.identity, settings: settings) }
  var startDestination: String { writeDestination }
  /// Where the catalog's writes go.
  var catalogDestination: String { catalog.map { WritePlace.text($0, settings: settings) } ?? writeDestination }

  // MARK: The execution

  private mutating func stop(_ argument: String) {
    let words = argument.split(separator: " ", maxSplits: 1).map(String.init)
    let action = SourceAction.stop(error: words.first ?? "", cause: words.count > 1 ? words[1] : "")
    confirm(
      write(
        action, "Stop the execution \"\(Mask.text(view.snapshot.identity.executionName, secrets: secrets))\"?",
        label: "stopped the execution"))
  }

  private mutating func redrive() {
    var details = ["goes on from where it failed; what succeeded is not run again"]
    if let redrive = live?.redrive, redrive.count > 0 {
      details.append("redriven \(redrive.count) time\(redrive.count == 1 ? "" : "s") so far")
    }
    confirm(
      write(
        .redrive, "Redrive the execution \"\(Mask.text(view.snapshot.identity.executionName, secrets: secrets))\"?", details: details,
        label: "redriven"))
  }

  /// Why the execution cannot be redriven; nil where nothing speaks against it.
  var redriveRefusal: String? {
    guard let live else { return nil }
    switch live.status {
    case .running: return "the execution is RUNNING; only one that did not succeed is redriven"
    case .succeeded: return "the execution SUCCEEDED; only one that did not is redriven"
    case .failed, .timedOut, .aborted, .pendingRedrive: break
    }
    guard let redrive = live.redrive, redrive.status != "REDRIVABLE" else { return nil }
    if redrive.status == "REDRIVABLE_BY_MAP_RUN" { return "it is redriven with the Map Run it belongs to: redrive its parent execution" }
    return "\(redrive.status)\(redrive.reason.isEmpty ? "" : ": \(redrive.reason)")"
  }

  /// Why this execution's input cannot be taken over.
  private var inputProblem: String? {
    if case .executionStarted(_?, _) = live?.events.first?.details { return nil }
    guard live != nil, !isInbox else { return nil }
    if (live?.missingEvents ?? 0) > 0 { return "the execution's input is still loading; \":start JSON\" gives another" }
    return "the execution's input is not known; \":start JSON\" gives one"
  }

  /// A new execution of the same machine with this one's input.
  private var startForm: StartForm {
    let identity = view.snapshot.identity
    var input = "{}"
    if case .executionStarted(let text?, _) = live?.events.first?.details { input = text }
    let pretty = (try? JSONValue(parsing: input, limits: .payload))?.pretty ?? input
    return StartForm(
      machineArn: identity.stateMachineArn, machineName: identity.machineName, origin: identity.executionName, text: pretty)
  }

  func startAction(_ form: StartForm, name: String?, input: String) -> WriteRequest.Action {
    if live?.capabilities.contains(.startNew) == true { return .source(.startNew(name: name, input: input)) }
    return .catalog(.start(machineArn: form.machineArn, name: name, input: input))
  }

  // MARK: Its tasks and Map Runs

  /// The ECS task a command means: behind the selected token, or of the selected visit.
  var taskInSight: (arn: String, isRunning: Bool)? {
    if page == .tokens { return tokens.selected.flatMap { item in item.taskArn.map { ($0, item.hasRunningTask) } } }
    return visit.flatMap { view.task(of: $0) }.map { ($0.arn, !$0.lastStatus.isFinal) }
  }

  private mutating func stopTask(_ argument: String) {
    guard let (arn, _) = taskInSight else { return }
    let reason = argument.isEmpty ? "stopped by hand" : argument
    let action = CatalogAction.stopTask(taskArn: arn, reason: reason)
    let short = String(arn.split(separator: "/").last?.prefix(10) ?? "")
    let state = page == .tokens ? tokens.selected?.state : selectedState
    let question = "Stop the ECS task \(short)\(state.map { " of \"\($0)\"" } ?? "")?"
    let label = "stopped the task \(short)"
    if page == .tokens, let item = tokens.selected {
      confirm(write(action, of: item, question, details: [], label: label))
    } else {
      confirm(write(.stopTask(taskArn: arn, reason: reason), question, details: stopOutcome, label: label))
    }
  }

  /// What becomes of the state whose task is stopped.
  private var stopOutcome: [String] {
    guard let attempt = visit?.attempts.last, attempt.outcome == .running else { return [] }
    if attempt.waitsForJob { return ["its state will fail with States.TaskFailed"] }
    return attempt.waitsForToken ? ["its state goes on waiting for an answer that the task can no longer give"] : []
  }

  private var selectedMapRun: MapRunRow? { live?.mapRuns.last { $0.state == selectedState } }
  var hasMapRun: Bool { selectedMapRun != nil }

  private mutating func setConcurrency(_ argument: String) {
    guard let run = selectedMapRun else { return }
    guard let number = Int(argument), (0...10_000).contains(number) else {
      return say("how many at a time? \":concurrency 40\", 0 for no limit", isProblem: true)
    }
    let action = CatalogAction.setMapRunConcurrency(mapRunArn: run.arn, number)
    confirm(
      WriteRequest(
        action, "Let \(number == 0 ? "any number of" : String(number)) child executions of \"\(run.state)\" run at a time?",
        details: ["now \(run.maxConcurrency == 0 ? "no limit" : String(run.maxConcurrency))"],
        commandMaker, destination: catalogDestination,
        label: "concurrency of \"\(run.state)\" \(number == 0 ? "without limit" : "set to \(number)")"))
  }

  // MARK: Other screens

  private mutating func showMachine(_ argument: String) {
    guard let catalog else { return }
    switch MachineChoice.find(argument, in: catalog.machines) {
    case .found(let arn, let name): effects.append(.show(.executions(machineArn: arn, name: name)))
    case .none(let sentence): say(sentence, isProblem: true)
    }
  }

  private mutating func showExecutions() {
    let identity = view.snapshot.identity
    guard !identity.stateMachineArn.isEmpty else { return say("the machine of this execution is not known", isProblem: true) }
    effects.append(.show(.executions(machineArn: identity.stateMachineArn, name: identity.machineName)))
  }
}
