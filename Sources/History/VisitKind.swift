/// The type of a visited state, read from the name of its Entered event.
public enum VisitKind: String, Sendable, CaseIterable {
  case task = "Task"
  case pass = "Pass"
  case choice = "Choice"
  case wait = "Wait"
  case succeed = "Succeed"
  case fail = "Fail"
  case parallel = "Parallel"
  case map = "Map"

  /// The kind of state that `type` enters; nil for every other event.
  public init?(entered type: EventType) {
    switch type {
    case .taskStateEntered: self = .task
    case .passStateEntered: self = .pass
    case .choiceStateEntered: self = .choice
    case .waitStateEntered: self = .wait
    case .succeedStateEntered: self = .succeed
    case .failStateEntered: self = .fail
    case .parallelStateEntered: self = .parallel
    case .mapStateEntered: self = .map
    default: return nil
    }
  }

  /// Whether other states run inside.
  public var isContainer: Bool { self == .parallel || self == .map }
}

/// How a visit stands, as far as its events tell.
public enum VisitStatus: String, Sendable, CaseIterable {
  case running
  /// Somebody else must act first: a job, a token's holder, an activity's worker, a timer.
  case waiting
  /// An attempt failed, and the state is neither left nor given up: a back-off runs, as far as is known.
  case retrying
  case succeeded
  /// A Catch took the failure: the state was left all the same.
  case caught
  case failed
  /// Ended by something else's failure, or by StopExecution.
  case aborted

  /// Whether something may still happen.
  public var isActive: Bool { self == .running || self == .waiting || self == .retrying }
}
