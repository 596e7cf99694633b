/// What a graph shows of one state: how its visits stand.
public struct StateSummary: Sendable, Equatable {
  /// The state's name.
  public var state: String
  /// The state's type.
  public var kind: VisitKind
  /// How often it was entered, superseded visits too.
  public var visits = 0
  /// The newest visit's index.
  public var latest: Int
  /// The newest visit's status.
  public var latestStatus: VisitStatus
  private var counts = [Int](repeating: 0, count: VisitStatus.allCases.count)

  init(state: String, kind: VisitKind, latest: Int, latestStatus: VisitStatus) {
    self.state = state
    self.kind = kind
    self.latest = latest
    self.latestStatus = latestStatus
  }

  /// How many visits have this status; those that a retry of a Map or Parallel around them has replaced do not count.
  public func count(_ status: VisitStatus) -> Int { counts[status.ordinal] }

  /// The status its box shows: while something goes on, that (a retry before a wait before plain running); else the worst; of a loop that
  /// was left well, the newest visit's.
  public var status: VisitStatus {
    for status in [VisitStatus.retrying, .waiting, .running, .failed, .aborted] where count(status) > 0 { return status }
    return latestStatus
  }

  mutating func add(_ status: VisitStatus, _ change: Int) { counts[status.ordinal] += change }
}

extension VisitStatus {
  fileprivate var ordinal: Int {
    switch self {
    case .running: 0
    case .waiting: 1
    case .retrying: 2
    case .succeeded: 3
    case .caught: 4
    case .failed: 5
    case .aborted: 6
    }
  }
}

/// A transition that an execution took.
public struct TakenEdge: Sendable, Hashable {
  /// The state that was left.
  public var from: String
  /// The state that was entered.
  public var to: String
  /// Whether a Catch led there.
  public var isCatch: Bool

  /// A transition between two states.
  public init(from: String, to: String, isCatch: Bool) {
    self.from = from
    self.to = to
    self.isCatch = isCatch
  }
}
