/// Whether anybody is left to answer a task token that was handed to an ECS task.
///
/// After RunTask answered, Step Functions does not watch the task of a callback state: a crash goes unnoticed until a timeout, at the
/// latest after a year.
public enum StrandedVerdict: String, Sendable, CaseIterable {
  /// The task lives: it may still answer.
  case attended
  /// The task stopped with an error or never started: nobody will answer.
  case stranded
  /// The task ended with exit 0 without answering: an answer may still come from elsewhere.
  case unattended
  /// ECS no longer knows the task, or was not asked.
  case unknown

  /// - Parameters:
  ///   - task: the newest document of the task behind the token; nil where there is none.
  ///   - holder: the container that got the token; when known, its exit code is the one that counts.
  public init(_ task: ECSTask?, holder: String? = nil) {
    guard let task else { self = .unknown; return }
    guard task.lastStatus.isFinal else { self = .attended; return }
    let counting = holder.flatMap { task.container($0) }.map { [$0] } ?? task.containers
    let endedWell = task.stopCode != .taskFailedToStart && !counting.isEmpty && counting.allSatisfy { $0.exitCode == 0 }
    self = endedWell ? .unattended : .stranded
  }

  /// One sentence for the tokens screen; nil while the task lives.
  public var sentence: String? {
    switch self {
    case .attended: nil
    case .stranded: "The task stopped with an error or never started: nobody will answer this token."
    case .unattended: "The task ended with exit 0 and did not answer: an answer may still come from elsewhere."
    case .unknown: "ECS no longer knows the task behind this token."
    }
  }
}
