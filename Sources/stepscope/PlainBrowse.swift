import Canvas
import ExecutionSource
import Monitor

/// Machines and executions by the line, for screen readers and pipes: lists with numbers, and `open NUMBER`, from where on the execution is followed.
struct PlainBrowse {
  var catalog: any ExecutionCatalog
  var settings: MonitorSettings
  private let input = InputLines()

  init(catalog: any ExecutionCatalog, settings: MonitorSettings) {
    self.catalog = catalog
    self.settings = settings
  }

  /// Lists until somebody quits or opens an execution, then exits the program.
  /// - Parameter target: The machine whose executions are listed first; nil lists the machines.
  func run(at target: (arn: String, name: String)?) throws {
    let browse = self
    let code = try Blocking.run { await browse.converse(target.map { MachineRow(arn: $0.arn, name: $0.name) }) }
    Output.exit(code.rawValue)
  }

  private func converse(_ target: MachineRow?) async -> CommandStop.Code {
    var machine = target
    var machines: [MachineRow] = []
    var executions: [ExecutionRow] = []
    say("type help for the commands, quit to leave")
    if let machine { executions = await list(machine) } else { machines = await listMachines() }
    while let line = await input.next() {
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      let argument = words.count > 1 ? words[1] : ""
      switch words.first {
      case nil: break
      case "quit", "q": return .succeeded
      case "help": say("machines · machine NUMBER|NAME · executions · open NUMBER|NAME|ARN · quit")
      case "machines":
        machine = nil
        machines = await listMachines()
      case "machine":
        if machines.isEmpty { machines = await machinesQuietly() }
        guard let found = choose(argument, among: machines) else { break }
        machine = found
        executions = await list(found)
      case "executions": if let machine { executions = await list(machine) } else { say("which machine? machine NUMBER") }
      case "open":
        guard let arn = execution(argument, among: executions) else { break }
        if let code = await follow(arn) { return code }
      case let word?: say("there is no command \"\(word)\"; help lists them")
      }
    }
    return .succeeded
  }

  /// - Returns: the code to leave with; nil when it could not be opened.
  private func follow(_ arn: String) async -> CommandStop.Code? {
    do throws(SourceRefusal) {
      let source = try await catalog.open(arn)
      return await PlainSession(source: source, isLocal: false, settings: settings, input: input).follow()
    } catch {
      say("refused: \(error.message)")
      return nil
    }
  }

  // MARK: Lists

  private func listMachines() async -> [MachineRow] {
    let rows = await machinesQuietly()
    for (number, row) in rows.enumerated() { say("\(number + 1)  \(row.name)  \(row.type)") }
    if rows.isEmpty { say("there are no state machines") }
    return rows
  }

  private func machinesQuietly() async -> [MachineRow] { await asked(.machines) { $0.machines } }

  private func list(_ machine: MachineRow) async -> [ExecutionRow] {
    let view = CatalogView.executions(machineArn: machine.arn, status: nil, limit: 50)
    let rows = await asked(view) { $0.executions[view] }
    say("executions of \(machine.name), newest first")
    for (number, row) in rows.enumerated() {
      say("\(number + 1)  \(row.status.rawValue)  \(row.name)  started \(HeadlessList.time(row.startedAt))")
    }
    if rows.isEmpty { say("there are none") }
    return rows
  }

  private func asked<Row: Sendable>(_ view: CatalogView, _ list: (CatalogSnapshot) -> CatalogList<Row>?) async -> [Row] {
    do throws(SourceRefusal) {
      return try await HeadlessList.ask(view, of: catalog, atLeast: 50, list).rows
    } catch {
      say("refused: \(error.message)")
      return []
    }
  }

  // MARK: Choosing

  private func choose(_ text: String, among machines: [MachineRow]) -> MachineRow? {
    if let number = Int(text), machines.indices.contains(number - 1) { return machines[number - 1] }
    var list = CatalogList<MachineRow>()
    list.rows = machines
    switch MachineChoice.find(text, in: list) {
    case .found(let arn, let name): return MachineRow(arn: arn, name: name)
    case .none(let sentence):
      say("refused: \(sentence)")
      return nil
    }
  }

  private func execution(_ text: String, among rows: [ExecutionRow]) -> String? {
    if let number = Int(text), rows.indices.contains(number - 1) { return rows[number - 1].arn }
    if text.hasPrefix("arn:") { return text }
    if let row = rows.first(where: { $0.name == text }) { return row.arn }
    say("refused: there is no execution \"\(text)\" in the list; machine NUMBER lists some")
    return nil
  }

  private func say(_ line: String) { Output.standard.write(VisibleText.sanitise(line) + "\n") }
}
