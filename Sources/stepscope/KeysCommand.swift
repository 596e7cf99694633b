import ArgumentParser
import Monitor

struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "The key table: the one the footer and the help are made from.")

  func run() throws { Output.standard.write(Keymap.standard.table()) }
}
