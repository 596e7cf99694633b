import Canvas
import ExecutionSource
import History

/// How a state stands: a glyph, a word and a role, never one alone.
enum StateLook: String, Sendable, CaseIterable {
  case pending, running, waiting, paused, succeeded, caught, failed, retrying, aborted, skipped
  /// Older events are missing that may tell of it.
  case unknown
  /// It runs in the child executions of a Map Run, which have histories of their own.
  case elsewhere

  var word: String { self == .unknown ? "not known yet" : self == .elsewhere ? "in child executions" : rawValue }

  var role: Role {
    switch self {
    case .pending: .statePending
    case .running: .stateRunning
    case .waiting: .stateWaiting
    // The role of the reversed header; in a box or a line paused is the waiting colour with its own glyph and word.
    case .paused: .stateWaiting
    case .succeeded: .stateSucceeded
    case .caught, .retrying: .stateRetrying
    case .failed: .stateFailed
    case .aborted: .stateAborted
    case .skipped: .stateSkipped
    case .unknown, .elsewhere: .faint
    }
  }

  func glyph(_ glyphs: Glyphs) -> Character {
    switch self {
    case .pending: glyphs.pending
    case .running: glyphs.running
    case .waiting: glyphs.waiting
    case .paused: glyphs.paused
    case .succeeded: glyphs.succeeded
    case .caught, .failed: glyphs.failed
    case .retrying: glyphs.retrying
    case .aborted: glyphs.aborted
    case .skipped: glyphs.skipped
    case .unknown: "?"
    case .elsewhere: glyphs.none
    }
  }

  init(_ status: VisitStatus) {
    switch status {
    case .running: self = .running
    case .waiting: self = .waiting
    case .retrying: self = .retrying
    case .succeeded: self = .succeeded
    case .caught: self = .caught
    case .failed: self = .failed
    case .aborted: self = .aborted
    }
  }
}

extension ExecutionView {
  /// How a state stands in this view: a cursor held there by a pause before its history.
  func look(of state: String) -> StateLook {
    if snapshot.live.pause != nil, let cursor = cursor(in: state), cursor.canMove { return .paused }
    if isOpened(state) { return openedLook(of: state) }
    if let summary = index.states[state] { return StateLook(summary.status) }
    if mapAround(state) != nil { return .elsewhere }
    // What the missing events tell of is neither pending nor skipped.
    if isPartial || isUnheard { return .unknown }
    return snapshot.status.isFinal ? .skipped : .pending
  }
}

extension ExecutionStatus {
  /// The status in the screen's glyph and role.
  var look: StateLook {
    switch self {
    case .running: .running
    case .succeeded: .succeeded
    case .failed, .timedOut: .failed
    case .aborted: .aborted
    case .pendingRedrive: .pending
    }
  }
}
