import ArgumentParser
import AWS
import ExecutionSource
import History
import Remote

struct AttachCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attach", abstract: "The same screen on an execution at AWS or an emulator, polled.")

  @Argument(help: "The execution's ARN.") var execution: String
  @Flag(help: "No screen (implied when standard output is not a terminal).") var headless = false
  @Flag(help: "With --headless: goes on until the execution ends.") var follow = false
  @Option(help: "With --headless: lines, events, history, result or describe.") var output: HeadlessOutput = .lines
  @OptionGroup var remote: RemoteOptions
  @OptionGroup var screen: ScreenOptions

  func run() throws {
    let settings = remote.settings()
    let source: RemoteSource
    do throws(AWSError) {
      source = try RemoteSource.attach(execution, settings: settings, isReadOnly: screen.readOnly)
    } catch {
      throw CommandStop(.usage, "error: \(error)")
    }
    if let problem = try Blocking.run({ await AttachCommand.connect(source) }) { throw CommandStop(.world, "error: \(problem)") }
    if !headless, screen.plain || screen.canShow(readsInput: false) {
      return try ScreenSession(options: screen).run(source: source, isLocal: false)
    }
    try HeadlessFollow(source: source, output: output, follows: follow).run()
  }

  /// - Returns: why the execution cannot be followed; nil when it can.
  private static func connect(_ source: RemoteSource) async -> String? {
    do throws(AWSError) { try await source.connect() } catch { return "\(error)" }
    return nil
  }
}
