import Canvas
import Themes

/// What the execution's screen says where all screens are asked the same.
extension MonitorApp {
  /// The theme in use.
  public var theme: Theme { settings.themeInUse }

  mutating func accept(_ kind: Prompt.Kind, _ text: String) {
    switch kind {
    case .find: find(text)
    case .filter: setFilter(text)
    case .go: if !text.isEmpty { go(toState: text) }
    case .path(let kind): if !text.isEmpty { write(kind, to: text) }
    case .evaluate: if !text.isEmpty { evaluate(text) }
    case .command, .name: break
    }
  }

  mutating func chose(_ row: Row, in kind: ListOverlay.Kind) {
    switch kind {
    case .breakpoints: if case .list(let list) = overlay, let index = list.list.selected { toggleBreakpoint(at: index) }
    case .copy: copy(row.id)
    case .write: if let kind = WriteKind(rawValue: row.id) { startWriting(kind) }
    case .help, .messages, .themes, .evaluation: break
    }
  }

  func offers(for kind: Prompt.Kind, _ text: String) -> [String] {
    if case .go = kind { CommandLine.matching(stateNames, text) } else { [] }
  }

  mutating func sent(_ write: WriteRequest) {
    if starting.open != nil { starting.sent(label: write.label) }
    if let form = tokens.form { tokens.sent(token: form.token, label: write.label) }
  }
}
