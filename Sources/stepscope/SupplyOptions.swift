import ArgumentParser
import Embedded
import Engine
import StatesLanguage
import Tasks

/// What a run has beside its own machine.
struct SupplyOptions: ParsableArguments {
  @Option(
    name: .customLong("machine"),
    help: ArgumentHelp(
      "A state machine that states:startExecution may start, by its name; may be given several times.", valueName: "NAME=FILE"))
  var machines: [String] = []
  @Option(help: ArgumentHelp("A folder in place of S3, laid out bucket/key, for ItemReader and ResultWriter.", valueName: "DIR"))
  var s3Root: String?
  @Option(
    name: .customLong("lambda"),
    help: ArgumentHelp(
      "A local command in place of a Lambda function: payload on standard input, result on standard output; may be given several times.",
      valueName: "NAME='COMMAND'"))
  var functions: [String] = []

  /// The machines' names and definitions.
  func supply(roleArn: String, _ substitution: SubstitutionOptions, quiet: Bool = false) throws(CommandStop) -> LocalSupply {
    var supply = LocalSupply()
    for text in machines {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw CommandStop(.usage, "error: --machine takes NAME=FILE, not '\(text)'")
      }
      let name = String(text[..<equals])
      guard supply.machines[name] == nil else { throw CommandStop(.usage, "error: --machine \(name)= stands twice; keep one") }
      let machine = try substitution.load(String(text[text.index(after: equals)...]), quiet: quiet)
      do throws(EngineRefusal) { _ = try CompiledMachine(machine) } catch {
        throw CommandStop(.usage, "error: --machine \(name): \(error.message)")
      }
      supply.machines[name] = LocalSupply.Machine(definition: machine.root.value.compact, roleArn: roleArn)
    }
    supply.functions = try LambdaCommands(functions)
    if let s3Root { supply.objects = FolderObjectStore(path: s3Root) }
    return supply
  }
}
