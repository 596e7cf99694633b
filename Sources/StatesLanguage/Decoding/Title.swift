/// How sentences name an object of a definition. Kept in its parts: a name is needed for every object and read only for a mistake.
enum Title: Sendable, CustomStringConvertible {
  /// `State 'Run'`.
  case state(String)
  /// `State 'Run' (Task)`.
  case typed(String, StateType)
  /// In the words given.
  case words(String)

  var description: String {
    switch self {
    case .state(let name): "State '\(Words.short(name))'"
    case .typed(let name, let type): "State '\(Words.short(name))' (\(type.rawValue))"
    case .words(let words): words
    }
  }

  /// The same inside a sentence: `state 'Run'`.
  var inside: String {
    let words = description
    return words.prefix(1).lowercased() + words.dropFirst()
  }
}
