import Engine
import StatesLanguage
import Synchronization

/// Compiled machines by their definitions' texts, those used last.
final class MachineCompiler: Sendable {
  private let machines = Mutex(LeastRecent<String, CompiledMachine>(limit: 64 << 20))

  /// - Throws: `EngineRefusal` when it cannot be run, with the state.
  func compile(_ machine: StateMachine, definition: String) throws(EngineRefusal) -> CompiledMachine {
    if let known = machines.withLock({ $0.value(definition) }) { return known }
    let compiled = try CompiledMachine(machine)
    // What a machine takes in memory is some thirty times its text.
    machines.withLock { $0.insert(compiled, for: definition, cost: definition.utf8.count * 30) }
    return compiled
  }

  /// The machine of a definition that was run before.
  func compile(_ definition: String, name: String) throws(EngineRefusal) -> CompiledMachine {
    if let known = machines.withLock({ $0.value(definition) }) { return known }
    let loaded = StateMachine.load(bytes: Array(definition.utf8), file: name)
    guard let machine = loaded.machine else {
      throw EngineRefusal(message: loaded.diagnostics.first { $0.severity == .error }?.message ?? "the definition cannot be read")
    }
    return try compile(machine, definition: definition)
  }
}
