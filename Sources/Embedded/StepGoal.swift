import Engine

/// Where a run that somebody bounded (`S`, `o`) shall stop.
struct StepGoal: Sendable {
  enum Kind: Sendable {
    /// Once the cursor has left the state it is in or before: with more states left behind than now.
    case left(statesLeft: Int)
    /// Once the branches or iterations of the cursor's state have come together.
    case joined
    /// Once the execution that the cursor's Task waits for is over.
    case answered
  }

  let cursor: CursorKey
  let kind: Kind

  func isReached(_ core: DriverCore) -> Bool {
    guard let view = core.view(of: cursor) else { return true }
    switch kind {
    case .joined: return view.place != .children
    case .answered: return view.place != .sent
    case .left(let count): return view.statesLeft > count
    }
  }
}
