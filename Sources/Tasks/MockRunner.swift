import Engine
import JSON
import Time

/// Answers from a mock file: at once, in the order of schedulings.
public struct MockRunner: TaskRunner {
  private let states: [String: MockSequence]
  private let file: String

  /// - Parameter states: which states are mocked; others are left to other runners.
  public init(states: [String: MockSequence], file: String = "mocks") {
    self.states = states
    self.file = file
  }

  /// The states it answers for.
  public var stateNames: [String] { states.keys.sorted() }
  /// Whether it answers for a state of this name.
  public func covers(_ state: String) -> Bool { states[state] != nil }

  /// The answer for the scheduling that the request counts, or a refusal of the run when the file has none.
  public mutating func begin(_ request: TaskRequest, at: Timestamp) throws(TaskRunnerError) -> TaskPlan {
    guard let sequence = states[request.state] else { return .unsupported("\(file) has no answer for state \"\(request.state)\".") }
    guard let response = sequence.response(request.scheduling) else {
      throw TaskRunnerError(MockRunner.missing(sequence, state: request.state, scheduling: request.scheduling))
    }
    var updates: [PlannedUpdate] = []
    if let submitted = response.submitted, request.target.pattern.hasToken {
      updates.append(PlannedUpdate(after: .zero, content: .task(.submitted(output: submitted))))
    }
    let update: TaskUpdate =
      switch response.outcome {
      case .returns(let output): .succeeded(output: output)
      case .throwing(let error?, let cause) where error == "States.Timeout" || error == "States.HeartbeatTimeout":
        .timedOut(error: error, cause: cause)
      case .throwing(let error, let cause): .failed(error: error, cause: cause)
      }
    updates.append(PlannedUpdate(after: .zero, content: .task(update)))
    return .scripted(updates)
  }

  /// Mocks answer at once: there is nothing left to stop.
  public mutating func stop(_ id: TaskID, at: Timestamp, reason: String) -> [PlannedUpdate] { [] }

  private static func missing(_ sequence: MockSequence, state: String, scheduling: Int) -> String {
    let known = sequence.entries.map { MockReader.text($0.range) }.joined(separator: ", ")
    return "\(sequence.place): Mocked response \"\(sequence.name)\" has no entry \"\(scheduling)\" for state \"\(state)\""
      + (known.isEmpty ? "" : ", only \(known)") + "; add one, or schedule the state less often."
  }
}
