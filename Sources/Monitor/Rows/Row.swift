import Canvas
import JSON

/// One row of a list that scrolls, folds, is searched and selected: what inspector tabs, help and messages are made of.
///
/// A tab says what a row holds; the list decides how it is drawn: indentation and fold marks, the selection, matches of a search, masking,
/// and whether a
/// secret is revealed. No row draws itself.
public struct Row: Sendable, Identifiable {
  /// Rows below a row, shown while it is unfolded.
  public enum Children: Sendable {
    case none
    case rows([Row])
    /// Made when the row is first unfolded (or searched): a large document costs nothing while it is folded.
    case lazy(@Sendable () -> [Row])

    var isNone: Bool { if case .none = self { true } else { false } }

    func make() -> [Row] {
      switch self {
      case .none: []
      case .rows(let rows): rows
      case .lazy(let make): make()
      }
    }
  }

  /// How a row takes part in the list.
  public enum Kind: Sendable, Equatable {
    /// Can be selected.
    case item
    /// A heading: drawn, searched, not selected.
    case heading
    /// A blank line.
    case gap
  }

  /// Stable from one snapshot to the next and unique in the list: folds, the selection and the revealed row are kept by it.
  public var id: String
  /// Whether it is an item, a heading or a blank line.
  public var kind: Kind
  /// What is drawn, secrets masked.
  public var content: StyledText
  /// What is drawn instead once `v` revealed this row; nil where nothing in it is secret.
  public var revealed: StyledText?
  /// The rows that unfold below it.
  public var children: Children
  /// Whether the children are shown until somebody folds them.
  public var startsUnfolded: Bool
  /// What `y` copies from here (unmasked: copying a selected row is asking for it); nil copies the content's text.
  public var value: RowValue?
  /// Where `Enter` leads, for rows that name a state or an event.
  public var link: RowLink?

  /// By default an item without children that reveals nothing, copies its own text and leads nowhere.
  public init(
    id: String, _ content: StyledText, kind: Kind = .item, revealed: StyledText? = nil, children: Children = .none,
    startsUnfolded: Bool = false,
    value: RowValue? = nil, link: RowLink? = nil
  ) {
    self.id = id
    self.kind = kind
    self.content = content
    self.revealed = revealed
    self.children = children
    self.startsUnfolded = startsUnfolded
    self.value = value
    self.link = link
  }

  /// An empty line.
  public static func gap(_ id: String) -> Row { Row(id: id, StyledText(), kind: .gap) }

  /// A heading such as `CONTAINER  STATUS`.
  public static func heading(_ id: String, _ text: String) -> Row { Row(id: id, StyledText(text, Style(.muted, .bold)), kind: .heading) }
}

/// What a row stands for, as `y` copies it.
public enum RowValue: Sendable, Equatable {
  case text(String)
  /// Copied in the form people read, made only when it is asked for.
  case json(JSONValue)

  /// What is copied: the text as it is, or the JSON in the form people read.
  public var text: String {
    switch self {
    case .text(let text): text
    case .json(let value): value.pretty
    }
  }
}

/// Where a row leads.
public enum RowLink: Sendable, Equatable {
  case state(String)
  case event(Int)
  case visit(enteredEventId: Int)
  /// One iteration of a Map, from 0.
  case iteration(mapEntered: Int, index: Int)
  /// Another execution, on a screen of its own.
  case execution(arn: String)
  /// The child executions of a Map Run.
  case mapRun(arn: String, name: String)
  /// In the Logs tab: a container's lines alone, or those of all again.
  case container(String)
}

extension Style {
  /// A role with emphasis, on whatever lies behind.
  init(_ role: Role, _ emphasis: Emphasis) { self.init(role, on: nil, emphasis) }
}
