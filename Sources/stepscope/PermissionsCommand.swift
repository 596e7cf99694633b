import ArgumentParser
import Canvas
import JSON
import StatesLanguage

struct PermissionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "permissions", abstract: "The IAM policy the machine's role needs: one statement a need, with its reason.")

  enum Form: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Argument(help: "The definition, JSON or YAML; - reads standard input.") var definition: String
  @Option(help: "text or json (a policy document).") var output: Form = .text
  @Option(help: "The account's number.") var account = "123456789012"
  @Option(help: "The region.") var region = "us-east-1"
  @OptionGroup var substitution: SubstitutionOptions

  func run() throws {
    let machine = try substitution.load(definition, quiet: true)
    let statements = Permissions.permissions(for: machine, account: account, region: region)
    switch output {
    case .text: Output.standard.write(lines: Permissions.text(statements))
    case .json: Output.standard.write(Permissions.json(statements).pretty + "\n")
    }
  }
}
