import Canvas
import ExecutionSource
import JSON

extension BrowseApp {
  /// What changes something: each asks first.
  mutating func change(_ id: CommandID, _ argument: String) {
    switch id {
    case .newRun: if let machine { openStart(StartForm(machineArn: machine.arn, machineName: machine.name, text: "{}"), input: argument) }
    case .stop: stop(argument)
    case .redrive: redrive()
    case .concurrency: setConcurrency(argument)
    default: break
    }
  }

  private func write(_ action: CatalogAction, _ question: String, details: [String] = [], label: String) -> WriteRequest {
    WriteRequest(action, question, details: details, commandMaker, destination: writeDestination, label: label)
  }

  private mutating func stop(_ argument: String) {
    guard let row = list.selectedExecution else { return say("executions are stopped; open a machine first", isProblem: true) }
    let words = argument.split(separator: " ", maxSplits: 1).map(String.init)
    let name = Mask.text(row.name, secrets: secrets)
    confirm(
      write(
        .stop(executionArn: row.arn, error: words.first ?? "", cause: words.count > 1 ? words[1] : ""), "Stop the execution \"\(name)\"?",
        label: "stopped \"\(name)\""))
  }

  private mutating func redrive() {
    guard let row = list.selectedExecution else { return say("executions are redriven; open a machine first", isProblem: true) }
    let name = Mask.text(row.name, secrets: secrets)
    var details = ["goes on from where it failed; what succeeded is not run again"]
    if let count = row.redriveCount, count > 0 { details.append("redriven \(count) time\(count == 1 ? "" : "s") so far") }
    confirm(write(.redrive(executionArn: row.arn), "Redrive the execution \"\(name)\"?", details: details, label: "redriven \"\(name)\""))
  }

  private mutating func setConcurrency(_ argument: String) {
    guard case .mapRun(let arn, let name) = place else { return }
    guard let number = Int(argument), (0...10_000).contains(number) else {
      return say("how many at a time? \":concurrency 40\", 0 for no limit", isProblem: true)
    }
    let words = number == 0 ? "any number of" : String(number)
    confirm(
      write(
        .setMapRunConcurrency(mapRunArn: arn, number), "Let \(words) child executions of \"\(name)\" run at a time?",
        label: "concurrency of \"\(name)\" \(number == 0 ? "without limit" : "set to \(number)")"))
  }

  func startAction(_ form: StartForm, name: String?, input: String) -> WriteRequest.Action {
    .catalog(.start(machineArn: form.machineArn, name: name, input: input))
  }

  mutating func sent(_ write: WriteRequest) {
    if starting.open != nil { starting.sent(label: write.label) }
  }
}
