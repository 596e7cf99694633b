import ArgumentParser
import AWS
import ExecutionSource
import Remote

struct AttachCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attach", abstract: "The same screen on an execution at AWS or an emulator, polled.",
    discussion: """
      `attach local` finds a `stepscope run` or `serve` of yours that is running, and attaches to its newest execution.
      """)

  @Argument(
    help: ArgumentHelp(
      "The execution's ARN or its page's address in the console; with --latest the state machine's ARN, name or address; or the word local.",
      valueName: "EXECUTION"))
  var execution: String
  @Flag(help: "The newest execution of a state machine, of one of its versions (NAME:3) or aliases (NAME:LIVE).") var latest = false
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
    let target = try target()
    let source: any RemoteExecutionSource
    do throws(AWSError) {
      source = try RemoteExecution.attach(target.arn, session: target.session, isReadOnly: screen.readOnly)
    } catch {
      throw CommandStop(.usage, "error: \(error)")
    }
    if let problem = try Blocking.run({ await AttachCommand.connect(source) }) { throw CommandStop(.world, "error: \(problem)") }
    if !headless, screen.plain || screen.canShow(readsInput: false) {
      let reference = try? ExecutionReference(parsing: target.arn)
      // The machines beside it: for new runs, children, other executions of the machine.
      let catalog = try? RemoteCatalog.attach(session: target.session, for: reference?.arn, isReadOnly: screen.readOnly)
      return try ScreenSession(options: screen, cli: target.cli, ecsCLI: remote.ecsCLI, caller: remote.caller, catalog: catalog).run(
        source: source, isLocal: false)
    }
    try HeadlessFollow(source: source, output: output, follows: follow).run()
  }

  /// What to attach to, and where.
  private func target() throws -> (arn: String, session: AWSSession, cli: String) {
    // A state machine may be called so: `attach local --latest` asks for that.
    if execution == "local", !latest {
      let local = try LocalEndpoint.need()
      let session = remote.session(at: local)
      return (try local.executionArn ?? newest(session, of: nil), session, "\(remote.cli) --endpoint-url \(Shell.quoted(local.url))")
    }
    let session = remote.sessionOrLocal()
    return (try latest ? newest(session, of: execution) : execution, session, remote.cli)
  }

  /// The ARN of the newest execution of a state machine, or of all.
  private func newest(_ session: AWSSession, of machine: String?) throws -> String {
    let failed = failed
    return try Blocking.run { () async throws(CommandStop) -> String in
      let directory: ExecutionDirectory
      await session.findRegion()
      do throws(AWSError) {
        directory = try ExecutionDirectory(of: machine ?? "", session: session)
      } catch {
        throw CommandStop(.usage, "error: \(error)")
      }
      do throws(AWSError) {
        guard let machine else { return try await directory.newest().arn.description }
        return try await directory.latest(of: machine, failed: failed).arn.description
      } catch {
        throw CommandStop(.world, "error: \(error)")
      }
    }
  }

  /// - Returns: why the execution cannot be followed; nil when it can.
  private static func connect(_ source: any RemoteExecutionSource) async -> String? {
    do throws(AWSError) { try await source.connect() } catch { return "\(error)" }
    return nil
  }
}
