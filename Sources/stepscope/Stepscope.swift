import ArgumentParser

@main
struct Stepscope: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "stepscope", abstract: "A terminal monitor for AWS Step Functions executions.")
}
