import ArgumentParser
import AWS
import ExecutionSource
import History
import Remote

struct AttachCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attach", abstract: "The same screen on an execution at AWS or an emulator, polled.")

  @Argument(help: "The execution's ARN or console URL; with --latest a state machine's name or ARN.") var execution: String
  @Flag(help: "The machine's newest execution.") var latest = false
  @Flag(help: "With --latest: the newest that did not succeed.") var failed = false
  @Flag(help: "No screen (implied when standard output is not a terminal).") var headless = false
  @Flag(help: "With --headless: goes on until the execution ends.") var follow = false
  @Option(help: "With --headless: lines, events, history, result or describe.") var output: HeadlessOutput = .lines
  @OptionGroup var remote: RemoteOptions
  @OptionGroup var screen: ScreenOptions

  func run() throws {
    let settings = remote.settings()
    if failed, !latest { throw CommandStop(.usage, "error: --failed goes with --latest") }
    let source: RemoteSource
    do throws(AWSError) {
      source = try RemoteSource.attach(try execution(settings), settings: settings, isReadOnly: screen.readOnly)
    } catch {
      throw CommandStop(.usage, "error: \(error)")
    }
    if let problem = try Blocking.run({ await AttachCommand.connect(source) }) { throw CommandStop(.world, "error: \(problem)") }
    if !headless, screen.plain || screen.canShow(readsInput: false) {
      return try ScreenSession(options: screen).run(source: source, isLocal: false)
    }
    try HeadlessFollow(source: source, output: output, follows: follow).run()
  }

  /// The execution that was named, or the newest of the machine that was.
  private func execution(_ settings: AWSEndpointSettings) throws(AWSError) -> String {
    guard latest else { return execution }
    let machine = execution
    let failed = failed
    let states = try RemoteSource.client(.stepFunctions, settings: settings)
    let found = try? Blocking.run { () async -> Result<String, AWSError> in
      do throws(AWSError) { return .success(try await ExecutionDirectory(states).latest(of: machine, failed: failed).arn.description) } catch {
        return .failure(error)
      }
    }
    guard let found else { return machine }
    return try found.get()
  }

  /// - Returns: why the execution cannot be followed; nil when it can.
  private static func connect(_ source: RemoteSource) async -> String? {
    do throws(AWSError) { try await source.connect() } catch { return "\(error)" }
    return nil
  }
}
