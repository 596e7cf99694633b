import Canvas
import Testing

@testable import Monitor

@Suite("Keymap")
struct KeymapTests {
  @Test("no key is bound twice in a context")
  func clashes() { #expect(Keymap.standard.clashes.map { "\($0.binding.context) \($0.binding.key)" } == []) }

  @Test("every command stands in the registry once, and every key of it has a name that reads back")
  func registry() {
    #expect(Set(Command.all.map(\.id)) == Set(CommandID.allCases))
    #expect(Command.all.count == CommandID.allCases.count)
    for binding in Command.all.flatMap(\.bindings) { #expect(Key(name: binding.key.description) == binding.key) }
  }

  @Test("keys that multiplexers and flow control take are needed by nothing")
  func reserved() {
    let taken: Set<Key> = [.control("b"), .control("a"), .control("s"), .control("q"), .control("z"), .control("c")]
    #expect(Command.all.flatMap(\.bindings).filter { taken.contains($0.key) } == [])
  }

  @Test("the table shows every key and every command")
  func table() {
    let table = Keymap.standard.table()
    for command in Command.all { #expect(table.contains(":\(command.name)")) }
    #expect(table.contains("  Ctrl-D PageDown   :page-down"))
    #expect(!table.contains("\t"))
  }

  @Test("a user's file gives commands other keys")
  func rebinding() throws {
    let map = try KeymapFile.apply("# mine\nstep = F5 Space\n\nfold =\ntokens.approve = A", file: "keys")
    #expect(map.command(for: .function(5), in: [.everywhere])?.id == .step)
    #expect(map.command(for: .character(" "), in: [.everywhere])?.id == .step)
    #expect(map.command(for: .character("s"), in: [.everywhere]) == nil)
    #expect(map.command(for: .character("A"), in: [.tokens, .everywhere])?.id == .approve)
  }

  @Test(
    "a user's file is refused with its line",
    arguments: [
      ("stepp = s", "keys:1: \"stepp\" is no command; did you mean \"step\"?"),
      ("\nstep", "keys:2: a line says `command = key`; this one has no `=`"),
      ("step = Strg-S", "keys:1: \"Strg-S\" is no key; keys are written like s, S, Ctrl-D, Enter, Shift-Tab, Space, F5"),
      ("step = c", "keys: the key c is bound to \"step\" and \"continue\" in the context \"everywhere\"; give one of them another key"),
    ])
  func refusals(text: String, message: String) {
    #expect(throws: KeymapError(message)) { try KeymapFile.apply(text, file: "keys") }
  }
}
