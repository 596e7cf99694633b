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
  @OptionGroup var standIns: StandInOptions

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
    supply.functions = try standIns.commands()
    if let objects = standIns.objects { supply.objects = objects }
    return supply
  }
}
