import Time

/// One stretch of a task's life, measured by the times ECS gives: a segment of the phase bar.
public struct TaskPhase: Sendable, Equatable {
  /// Which stretch, in the order a task goes through them.
  public enum Kind: String, Sendable, CaseIterable {
    /// Created until the network interface is connected (awsvpc).
    case eni
    /// Until the image pull begins: finding a host and preparing it.
    case placing
    case pull
    /// Image there, until the containers run.
    case start
    case running
    /// The essential container ended, the others are being stopped.
    case deactivating
    /// Stopping, and the network interface's removal.
    case stopping

    /// The word on the phase bar.
    public var label: String { self == .eni ? "ENI" : rawValue }
  }

  /// Which stretch.
  public var kind: Kind
  /// When it began.
  public var start: Timestamp
  /// Nil while the phase lasts.
  public var end: Timestamp?

  /// A phase made from its parts.
  public init(kind: Kind, start: Timestamp, end: Timestamp?) {
    self.kind = kind
    self.start = start
    self.end = end
  }

  /// How long it took, or has taken as of `now`; never negative.
  public func duration(asOf now: Timestamp) -> Duration { max((end ?? now) - start, .zero) }
}

extension ECSTask {
  /// The phases of the task so far, oldest first; the last one has no end while the task lives.
  ///
  /// A phase begins at its own time and ends where the next known one begins: a task that failed to pull goes from `placing` to
  /// `stopping`, and one stopped by a user
  /// never shows `deactivating`, because there the containers end after `stoppingAt`.
  public var phases: [TaskPhase] {
    var marks: [(kind: TaskPhase.Kind, at: Timestamp)] = []
    func mark(_ kind: TaskPhase.Kind, _ at: Timestamp?) {
      guard let at else { return }
      // Clocks of several services meet here: a time before its predecessor's is taken as the same moment.
      marks.append((kind, max(at, marks.last?.at ?? at)))
    }
    mark(hasNetworkPhase ? .eni : .placing, createdAt)
    mark(.placing, connectivityAt)
    mark(.pull, pullStartedAt)
    mark(.start, pullStoppedAt)
    mark(.running, startedAt)
    if let executionStoppedAt, stoppingAt.map({ executionStoppedAt < $0 }) ?? true, startedAt != nil {
      mark(.deactivating, executionStoppedAt)
    }
    mark(.stopping, stoppingAt)
    let end = stoppedAt.map { max($0, marks.last?.at ?? $0) }
    return marks.indices.map { at in
      TaskPhase(kind: marks[at].kind, start: marks[at].at, end: at + 1 < marks.count ? marks[at + 1].at : end)
    }
  }

  /// The phase the task is in; nil once it is stopped or while nothing is known.
  public var currentPhase: TaskPhase? { phases.last.flatMap { $0.end == nil ? $0 : nil } }

  private var hasNetworkPhase: Bool { networkInterface != nil || connectivityAt != nil }
}
