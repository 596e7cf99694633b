import Canvas
import ExecutionSource

/// What is laid over the screen and takes the keys until it is left.
enum Overlay: Sendable {
  case prompt(Prompt)
  case list(ListOverlay)
  case question(Question)
  case editor(EditorOverlay)
}

/// One line being typed in the footer's place.
struct Prompt: Sendable {
  enum Kind: Sendable { case command, find, filter, go, path(WriteKind), name, evaluate }
  var kind: Kind
  var editor = LineEditor()
  /// What Tab offers, and which of it stands in the line.
  var offers: [String] = []
  var offered: Int?
  /// Lines typed before at this kind of prompt; Up and Down go through them.
  var place: Int?

  var mark: String {
    switch kind {
    case .command: ":"
    case .find: "/"
    case .filter: "&"
    case .go: "'"
    case .path: "file: "
    case .name: "name: "
    case .evaluate: "evaluate: "
    }
  }
}

/// A list in a box: help, messages, breakpoints, menus.
struct ListOverlay: Sendable {
  enum Kind: Sendable, Equatable {
    case help, messages, breakpoints, copy, write
    /// What an expression came to; with the evaluation while it runs.
    case evaluation(TypedEvaluation?)
    /// The theme that was in use before: Esc brings it back.
    case themes(before: String)
  }
  var kind: Kind
  var list: RowList

  init(kind: Kind, rows: [Row]) {
    self.kind = kind
    list = RowList()
    list.set(rows)
    if kind == .messages { list.moveToEnd(height: 1) }
  }

  var title: String {
    switch kind {
    case .help: "Help"
    case .messages: "Messages"
    case .breakpoints: "Breakpoints"
    case .copy: "Copy"
    case .write: "Write"
    case .evaluation: "Evaluate"
    case .themes: "Themes"
    }
  }
}

/// A question with the answer `y`.
struct Question: Sendable {
  enum Answer: Sendable, Equatable {
    case quit
    case write(WriteRequest)
  }
  var text: String
  /// Lines below the question: what is sent, the command that does the same, where it goes.
  var notes: [StyledText] = []
  var answer: Answer
  /// The size of the screen on which all of it was seen; nil before. Until then no `y` counts: keys typed ahead, and a question that has no room, confirm nothing.
  var shownAt: Size?
}

/// A text being edited over the screen.
struct EditorOverlay: Sendable {
  var title: String
  var area: TextArea
  var purpose: EditPurpose

  init(title: String, text: String, purpose: EditPurpose, line: Int = 0, column: Int = 0) {
    self.title = title
    area = TextArea(text)
    area.move(line: line, column: column)
    self.purpose = purpose
  }
}
