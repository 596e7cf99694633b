/// What a piece of the screen means. Panes name roles; a theme turns them into colours. The raw values are the names used in theme files.
public enum Role: String, CaseIterable, Sendable {
  case text, title, muted, faint, bar, selection, border
  case borderFocus = "border.focus"
  case key
  case statePending = "state.pending"
  case stateSkipped = "state.skipped"
  case stateRunning = "state.running"
  case stateWaiting = "state.waiting"
  case statePaused = "state.paused"
  case stateSucceeded = "state.succeeded"
  case stateFailed = "state.failed"
  case stateRetrying = "state.retrying"
  case stateAborted = "state.aborted"
  case breakpoint
  case jsonKey = "json.key"
  case jsonString = "json.string"
  case jsonNumber = "json.number"
  case jsonLiteral = "json.literal"
  case provenance
  case diffAdded = "diff.added"
  case diffRemoved = "diff.removed"
  case diffChanged = "diff.changed"

  /// The letter that stands for the role in `CellGrid.styles`: its place in `allCases`, counted `a` to `z`, then `A` on.
  public var letter: Character { Role.letters[self] ?? "?" }

  private static let letters: [Role: Character] = {
    let alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return Dictionary(uniqueKeysWithValues: zip(allCases, alphabet))
  }()
}

/// How a cell stands out beside its colours.
public struct Emphasis: OptionSet, Sendable, Hashable {
  /// One bit an attribute.
  public let rawValue: UInt8
  /// The attributes of these bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// What is looked at first.
  public static let bold = Emphasis(rawValue: 1)
  /// What may be overlooked.
  public static let dim = Emphasis(rawValue: 2)
  /// A line below.
  public static let underline = Emphasis(rawValue: 4)
  /// Foreground and background exchanged.
  public static let reverse = Emphasis(rawValue: 8)
  /// Slanted, where the terminal can.
  public static let italic = Emphasis(rawValue: 16)
}

/// What a pane says about a cell: a role for the character, a role whose background lies behind it, and emphasis of its own.
public struct Style: Sendable, Hashable {
  /// What the character means.
  public var role: Role
  /// The role that gives the background (`bar`, `selection`); nil leaves the background of `role`, or of the page.
  public var background: Role?
  /// On top of what the theme gives the role.
  public var emphasis: Emphasis

  /// Body text where nothing is given.
  public init(_ role: Role = .text, on background: Role? = nil, _ emphasis: Emphasis = []) {
    self.role = role
    self.background = background
    self.emphasis = emphasis
  }
}
