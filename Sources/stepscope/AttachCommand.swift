import ArgumentParser
import AWS
import ExecutionSource
import Remote

struct AttachCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attach", abstract: "The same screen on an execution at AWS or an emulator, polled.")

  @Argument(help: "The execution's ARN or its page's address in the console; with --latest the state machine's ARN or name.")
  var execution: String
  @Flag(help: "The newest execution of a state machine.") var latest = false
  @Flag(help: "With --latest: only executions that failed, timed out or were aborted count.") var failed = false
  @Flag(help: "No screen (implied when standard output is not a terminal).") var headless = false
  @Flag(help: "With --headless: goes on until the execution ends.") var follow = false
  @Option(help: "With --headless: lines, events, history, result or describe.") var output: HeadlessOutput = .lines
  @OptionGroup var remote: RemoteOptions
  @OptionGroup var screen: ScreenOptions

  func validate() throws {
    if failed, !latest { throw ValidationError("--failed chooses among a state machine's executions; add --latest") }
  }

  func run() throws {
    let session = remote.session()
    let arn = try latest ? newest(session) : execution
    let source: RemoteSource
    do throws(AWSError) {
      source = try RemoteSource.attach(arn, session: session, isReadOnly: screen.readOnly)
    } catch {
      throw CommandStop(.usage, "error: \(error)")
    }
    if let problem = try Blocking.run({ await AttachCommand.connect(source) }) { throw CommandStop(.world, "error: \(problem)") }
    if !headless, screen.plain || screen.canShow(readsInput: false) {
      let reference = try? ExecutionReference(parsing: arn)
      // The machines beside it: for new runs, children, other executions of the machine.
      let catalog = try? RemoteCatalog.attach(session: session, for: reference?.arn, isReadOnly: screen.readOnly)
      return try ScreenSession(options: screen, cli: remote.cli, ecsCLI: remote.ecsCLI, caller: remote.caller, catalog: catalog).run(source: source, isLocal: false)
    }
    try HeadlessFollow(source: source, output: output, follows: follow).run()
  }

  /// The ARN of the state machine's newest execution.
  private func newest(_ session: AWSSession) throws -> String {
    let (machine, failed) = (execution, failed)
    return try Blocking.run { () async throws(CommandStop) -> String in
      let directory: ExecutionDirectory
      await session.findRegion()
      do throws(AWSError) {
        directory = try ExecutionDirectory(of: machine, session: session)
      } catch {
        throw CommandStop(.usage, "error: \(error)")
      }
      do throws(AWSError) {
        return try await directory.latest(of: machine, failed: failed).arn.description
      } catch {
        throw CommandStop(.world, "error: \(error)")
      }
    }
  }

  /// - Returns: why the execution cannot be followed; nil when it can.
  private static func connect(_ source: RemoteSource) async -> String? {
    do throws(AWSError) { try await source.connect() } catch { return "\(error)" }
    return nil
  }
}
