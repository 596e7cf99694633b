/// One step of a scope: into a branch of a Parallel or an iteration of a Map.
public enum ScopeStep: Sendable, Hashable {
  /// Branches count from 0 in the definition's order.
  case branch(state: String, index: Int)
  /// Iterations count from 0 as MapIterationStarted does.
  case iteration(state: String, index: Int)
}

/// Where a visit happens: the Parallel branches and Map iterations down to it; empty at the top level.
public typealias Scope = [ScopeStep]
