import Canvas

/// Where keys work. The contexts of a moment are asked in order, the innermost first; a key means one thing in each.
public enum KeyContext: String, Sendable, CaseIterable, Hashable {
  case everywhere, graph, events, inspector, logs, timeline, tokens
  /// Lists of machines and executions.
  case browse
  /// Two executions side by side.
  case compare
  /// What is at an endpoint, or in the store, while nothing is searched for: `N` finds backwards otherwise.
  case remote
  /// The form that answers a token or starts an execution.
  case form
  /// The editor of several lines.
  case editor
  /// One line being typed: a command, a search.
  case prompt
  /// Lists laid over the screen: help, messages, breakpoints, menus, themes.
  case list
  /// A question to be answered with yes or no.
  case question

  /// As the help heads its part.
  public var title: String {
    switch self {
    case .everywhere: "Everywhere"
    case .browse: "Machines and executions"
    case .compare: "Two executions compared"
    case .remote: "Remote, while nothing is searched for"
    case .form: "Answering a token, starting an execution"
    case .editor: "Editing in place"
    case .prompt: "Typing a command or a search"
    case .list: "Lists and menus"
    case .question: "Questions"
    default: rawValue.prefix(1).uppercased() + rawValue.dropFirst()
    }
  }
}

/// A key where it works.
public struct Binding: Sendable, Hashable {
  /// Where the key works.
  public var context: KeyContext
  /// The key, with its modifiers.
  public var key: Key
  /// Nothing is checked here: that two commands share a binding is for `Keymap.clashes` to find.
  public init(_ context: KeyContext, _ key: Key) {
    self.context = context
    self.key = key
  }
}

/// One action: its name, keys, and words. The footer, the help, the key table and the `:` prompt are all made from these.
public struct Command: Sendable {
  /// What names the command in code, in keymap files and at the `:` prompt.
  public var id: CommandID
  /// Its keys in every context where it has some; none for a command that is only typed.
  public var bindings: [Binding]
  /// In the footer, one or two words.
  public var label: String
  /// In the help, a line.
  public var summary: String
  /// What may follow the name at the `:` prompt: `NAME [if EXPRESSION]`.
  public var usage: String
  /// What must hold for it to work; a refusal names the first that does not.
  public var needs: [Need]
  /// Its place in the footer, low numbers first; nil never stands there.
  public var footer: Int?
  /// The command whose key stands before this one's in the footer: `[ ] tabs`.
  public var partner: CommandID?

  /// The word typed at the `:` prompt and written in keymap files.
  public var name: String { id.rawValue }

  /// - Parameter keys: Key names a context, separated by blanks: `[.everywhere: "Ctrl-D PageDown"]`.
  init(
    _ id: CommandID, _ keys: [KeyContext: String], label: String? = nil, _ summary: String, usage: String = "", needs: [Need] = [],
    footer: Int? = nil, partner: CommandID? = nil
  ) {
    self.id = id
    bindings = KeyContext.allCases.flatMap { context in
      (keys[context] ?? "").split(separator: " ").compactMap { Key(name: String($0)) }.map { Binding(context, $0) }
    }
    self.label = label ?? id.rawValue
    self.summary = summary
    self.usage = usage
    self.needs = needs
    self.footer = footer
    self.partner = partner
  }
}
