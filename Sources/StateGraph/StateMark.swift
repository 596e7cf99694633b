import Canvas

/// What the drawing shows of a state's fate. Marks change glyphs and looks only: no mark moves anything.
public struct StateMark: Sendable, Hashable {
  /// The words of the screen for what a state is doing or has come to.
  public enum Status: String, Sendable, Hashable, CaseIterable {
    case pending, running, waiting, paused, succeeded, failed, retrying, aborted, skipped
    /// Nothing is known of it yet.
    case unknown

    /// The role that colours it.
    public var role: Role {
      switch self {
      case .pending: .statePending
      case .running: .stateRunning
      case .waiting: .stateWaiting
      case .paused: .statePaused
      case .succeeded: .stateSucceeded
      case .failed: .stateFailed
      case .retrying: .stateRetrying
      case .aborted: .stateAborted
      case .skipped: .stateSkipped
      case .unknown: .faint
      }
    }

    /// The glyph that stands for it.
    public func glyph(_ glyphs: Glyphs) -> Character {
      switch self {
      case .pending: glyphs.pending
      case .running: glyphs.running
      case .waiting: glyphs.waiting
      case .paused: glyphs.paused
      case .succeeded: glyphs.succeeded
      case .failed: glyphs.failed
      case .retrying: glyphs.retrying
      case .aborted: glyphs.aborted
      case .skipped: glyphs.skipped
      case .unknown: "?"
      }
    }
  }

  /// Nil leaves the slot of the glyph empty.
  public var status: Status?
  /// A clock or a counter for the upper border, such as `00:02:41` or `×3`; left out where the border is too narrow.
  public var note: String
  /// The state that the screen is about: a reversed box.
  public var isSelected: Bool
  /// The engine stands here: a mark in the gutter.
  public var hasCursor: Bool
  /// Execution stops before this state.
  public var hasBreakpoint: Bool

  /// A mark of the given parts; without any it shows nothing.
  public init(status: Status? = nil, note: String = "", isSelected: Bool = false, hasCursor: Bool = false, hasBreakpoint: Bool = false) {
    self.status = status
    self.note = note
    self.isSelected = isSelected
    self.hasCursor = hasCursor
    self.hasBreakpoint = hasBreakpoint
  }
}
