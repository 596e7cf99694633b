import ArgumentParser
import Embedded

/// What on this machine stands in for services that states call.
struct StandInOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A folder in place of S3, laid out bucket/key, for ItemReader and ResultWriter.", valueName: "DIR"))
  var s3Root: String?
  @Option(
    name: .customLong("lambda"),
    help: ArgumentHelp(
      "A local command in place of a Lambda function: payload on standard input, result on standard output; may be given several times.",
      valueName: "NAME='COMMAND'"))
  var functions: [String] = []

  /// Nil without a folder.
  var objects: FolderObjectStore? { s3Root.map { FolderObjectStore(path: $0) } }

  /// Nil without a command.
  /// - Throws: what is wrong with one of the options.
  func commands() throws(CommandStop) -> LambdaCommands? { try LambdaCommands(functions) }
}
