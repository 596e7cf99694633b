import Canvas

/// Which key does what, where. Made from the registry, changed by a user's file; footer, help and key table read nothing else.
public struct Keymap: Sendable {
  /// Every command with the keys it has now, in the registry's order: help and key table keep it.
  public private(set) var commands: [Command]
  private var meanings: [Binding: CommandID]
  private var positions: [CommandID: Int]

  /// The keys as they are shipped.
  public static let standard = Keymap(Command.all)

  /// Where two commands claim one key in one context, the first keeps it; `clashes` tells of both.
  public init(_ commands: [Command]) {
    self.commands = commands
    meanings = [:]
    positions = [:]
    for (index, command) in commands.enumerated() {
      positions[command.id] = index
      for binding in command.bindings where meanings[binding] == nil { meanings[binding] = command.id }
    }
  }

  /// The command of this name with its present keys; nil when the map was made without it.
  public func command(_ id: CommandID) -> Command? { positions[id].map { commands[$0] } }

  /// What a key does: the innermost context that knows it decides.
  public func command(for key: Key, in contexts: [KeyContext]) -> Command? {
    for context in contexts {
      if let id = meanings[Binding(context, key)] { return command(id) }
    }
    return nil
  }

  /// The keys of a command in one of the contexts, the first of them the one that the footer shows.
  public func keys(_ id: CommandID, in contexts: [KeyContext]) -> [Key] {
    guard let command = command(id) else { return [] }
    for context in contexts {
      let keys = command.bindings.filter { $0.context == context }.map(\.key)
      if !keys.isEmpty { return keys.filter { self.command(for: $0, in: contexts)?.id == id } }
    }
    return []
  }

  /// Keys bound more than once in one context, with the names of the commands: none, or the map is wrong.
  public var clashes: [(binding: Binding, commands: [CommandID])] {
    var users: [Binding: [CommandID]] = [:]
    for command in commands { for binding in command.bindings { users[binding, default: []].append(command.id) } }
    return users.filter { $1.count > 1 }.map { ($0.key, $0.value) }
  }

  /// Gives a command other keys in a context; none takes its keys away.
  mutating func rebind(_ id: CommandID, in context: KeyContext, to keys: [Key]) {
    guard let position = positions[id] else { return }
    commands[position].bindings.removeAll { $0.context == context }
    commands[position].bindings += keys.map { Binding(context, $0) }
    self = Keymap(commands)
  }
}
