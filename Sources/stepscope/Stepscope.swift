import ArgumentParser
import Terminal

@main
struct Stepscope: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stepscope",
    abstract: "A terminal monitor for AWS Step Functions executions, above all those that run ECS tasks.",
    discussion: """
      Exit codes: 0 succeeded, 1 the execution did not succeed, 2 usage or invalid definition, 3 the world failed, 130 interrupted.
      """,
    version: ProgramVersion.current,
    subcommands: [
      RunCommand.self, AttachCommand.self, BrowseCommand.self, TokenCommand.self, ReplayCommand.self, ServeCommand.self,
      PruneCommand.self,
      ValidateCommand.self, PermissionsCommand.self, GraphCommand.self, EvaluateCommand.self, TestStateCommand.self, ThemesCommand.self,
      KeysCommand.self,
    ])

  /// Usage errors exit with 2, as the command line's contract says; help and version go to standard output with 0.
  static func main() {
    do {
      var command = try parseAsRoot()
      Allocator.returnMemory(arenas: command is ServeCommand ? nil : 1)
      try command.run()
    } catch let stop as CommandStop {
      stop.leave()
    } catch {
      let code = exitCode(for: error)
      let text = fullMessage(for: error)
      if code == .success {
        Output.standard.write(text.hasSuffix("\n") ? text : text + "\n")
        Output.exit(0)
      }
      Output.error(text)
      Output.exit(code == .validationFailure || code == .failure ? 2 : code.rawValue)
    }
  }
}

enum ProgramVersion {
  static let current = "0.1.0"
}
