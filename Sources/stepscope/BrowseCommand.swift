import ArgumentParser
import AWS
import ExecutionSource
import History
import Monitor
import Remote

struct BrowseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "browse", abstract: "The machines and executions of an endpoint, or of the local store; then the screen of one.")

  @Argument(help: "A state machine's name or ARN: its executions.") var machine: String?
  @Flag(help: "The executions that stepscope serve keeps here, instead of an endpoint's.") var local = false
  @Option(help: ArgumentHelp("With --local: the store's folder; the user's own unless given.", valueName: "DIR")) var data: String?
  @Flag(help: "No screen (implied when standard output is not a terminal).") var headless = false
  @Option(help: ArgumentHelp("With a machine: only executions of this status.", valueName: "STATUS")) var status: ListedStatus?
  @Option(help: ArgumentHelp("With --headless: at most so many rows.", valueName: "NUMBER")) var limit = 100
  @Option(help: "With --headless: lines, or json (as the API lists them).") var output: ListOutput = .lines
  @OptionGroup var remote: RemoteOptions
  @OptionGroup var screen: ScreenOptions

  func validate() throws {
    if status != nil, machine == nil { throw ValidationError("--status chooses among executions; name their machine") }
    if data != nil, !local { throw ValidationError("--data names the folder of the local store; add --local") }
    guard (1...100_000).contains(limit) else { throw ValidationError("--limit takes a number from 1 to 100000") }
  }

  func run() throws {
    let catalog = try open()
    let target = try machine.map { try BrowseCommand.find($0, in: catalog) }
    if screen.plain, !headless { return try PlainBrowse(catalog: catalog, settings: session(catalog).plainSettings()).run(at: target) }
    guard !headless, screen.canShow(readsInput: false) else {
      return try HeadlessList(catalog: catalog, output: output, limit: limit).run(target?.arn, status: status?.status)
    }
    try session(catalog).run(target.map { .executions(machineArn: $0.arn, name: $0.name) } ?? .machines)
  }

  private func session(_ catalog: any ExecutionCatalog) -> ScreenSession {
    ScreenSession(options: screen, cli: remote.cli, ecsCLI: remote.ecsCLI, caller: remote.caller, catalog: catalog)
  }

  private func open() throws -> any ExecutionCatalog {
    if local { return try LocalStore.catalog(data, isReadOnly: screen.readOnly) }
    let (session, isReadOnly) = (remote.sessionOrLocal(), screen.readOnly)
    return try Blocking.run { () async throws(CommandStop) -> any ExecutionCatalog in
      await session.findRegion()
      do throws(AWSError) {
        return try RemoteCatalog.attach(session: session, isReadOnly: isReadOnly)
      } catch {
        throw CommandStop(.usage, "error: \(error)")
      }
    }
  }

  /// The machine that a name means; an ARN needs no asking.
  private static func find(_ name: String, in catalog: any ExecutionCatalog) throws -> (arn: String, name: String) {
    var list = CatalogList<MachineRow>()
    if !name.hasPrefix("arn:") { list = try HeadlessList.read(.machines, of: catalog) { $0.machines } }
    switch MachineChoice.find(name, in: list) {
    case .found(let arn, let name): return (arn, name)
    case .none(let sentence): throw CommandStop(.usage, "error: \(sentence)")
    }
  }
}

/// A status as it is typed: the API's word in any case.
struct ListedStatus: ExpressibleByArgument {
  var status: ExecutionStatus

  init?(argument: String) {
    guard let status = ExecutionStatus(rawValue: argument.uppercased().replacing("-", with: "_")) else { return nil }
    self.status = status
  }

  static var allValueStrings: [String] { ExecutionStatus.allCases.map(\.rawValue) }
}

/// How a list is written without a screen.
enum ListOutput: String, ExpressibleByArgument, CaseIterable {
  /// One row a line, tab-separated, with a header.
  case lines
  /// One JSON document, as ListStateMachines and ListExecutions give it.
  case json
}
