import JSON

/// Where a monitor gets one execution from: the embedded interpreter, an endpoint, or a file.
public protocol ExecutionSource: Sendable {
  /// The snapshot as it is now.
  func snapshot() async -> ExecutionSnapshot

  /// Snapshots as they change, newest only: a slow reader misses the ones between and slows nobody. The first comes at once; the stream ends when nothing can come any more, at the latest with `close`.
  func updates() -> AsyncStream<ExecutionSnapshot>

  /// Does what somebody asked for.
  /// - Throws: `SourceRefusal`, a sentence, when the source cannot or may not do it: the check is here, not on the screen.
  @discardableResult
  func perform(_ action: SourceAction) async throws(SourceRefusal) -> SourceAnswer

  /// Ends what the source keeps running (polling, an embedded run).
  func close() async
}

/// What a source can do beyond being looked at.
public enum Capability: Sendable, Hashable, CaseIterable {
  /// Step, step back, pause, continue, breakpoints, choosing a cursor.
  case step
  /// Editing the next input or what will be sent, giving a result by hand.
  case edit
  case answerTokens
  case stop
  case pollNow
  /// RedriveExecution.
  case redrive
  /// StartExecution.
  case startNew
  /// StopTask of an ECS task.
  case stopTask
  /// How long states usually take, from past executions.
  case learnDurations
}

/// What came of an action.
public enum SourceAnswer: Sendable, Equatable {
  case done
  /// Another execution was started: its ARN.
  case started(executionArn: String)
}

/// What a person can ask of a source.
public enum SourceAction: Sendable, Equatable {
  /// To the selected cursor's next stop. On a virtual clock a cursor that waits makes time jump to what it waits for.
  case step
  /// Over the whole Task, Map or Parallel, to where its state is left.
  case stepOver
  /// Out of the selected cursor's scope.
  case stepOut
  case resume
  case pause
  /// Back one stop.
  case stepBack
  case selectCursor(CursorID)
  case setBreakpoints([Breakpoint])
  /// A new input for a cursor that is `before`, or a new request for one that is `ready`; JSON text.
  case edit(CursorID, json: String)
  /// The result of a cursor's Task by hand, instead of running it or of what it would answer.
  case succeedByHand(CursorID, json: String)
  case failByHand(CursorID, error: String, cause: String)
  /// Lets the timer a Wait or a back-off waits for fire now.
  case skipWait(CursorID)
  case sendTaskSuccess(token: String, output: String)
  case sendTaskFailure(token: String, error: String, cause: String)
  case sendTaskHeartbeat(token: String)
  /// StopExecution.
  case stop(error: String, cause: String)
  case pollNow
  /// RedriveExecution: on from where it failed.
  case redrive
  /// StartExecution of the same machine; without a name it gets a new one. Answered with `.started`.
  case startNew(name: String?, input: String)
  /// ECS StopTask.
  case stopTask(taskArn: String, reason: String)
  /// Finds out how long states usually take, from past executions of the machine.
  case learnDurations
  /// What is on the screen: nothing else is asked for.
  case attend(Attention)
}

/// What a person looks at: a polled source asks for nothing else, and more seldom while nobody looks.
public struct Attention: Sendable, Equatable {
  /// Whether the terminal has the focus.
  public var isFocused: Bool
  /// The task whose containers' logs are on the screen; nil while no log is.
  public var logsOfTask: String?
  /// Whether anything of ECS is on the screen.
  public var showsTasks: Bool

  /// By default all of an execution but its logs is looked at.
  public init(isFocused: Bool = true, logsOfTask: String? = nil, showsTasks: Bool = true) {
    self.isFocused = isFocused
    self.logsOfTask = logsOfTask
    self.showsTasks = showsTasks
  }
}

extension SourceAction {
  /// What a source must be able to do for this action.
  public var capability: Capability {
    switch self {
    case .step, .stepOver, .stepOut, .resume, .pause, .stepBack, .selectCursor, .setBreakpoints: .step
    case .edit, .succeedByHand, .failByHand, .skipWait: .edit
    case .sendTaskSuccess, .sendTaskFailure, .sendTaskHeartbeat: .answerTokens
    case .stop: .stop
    case .pollNow, .attend: .pollNow
    case .redrive: .redrive
    case .startNew: .startNew
    case .stopTask: .stopTask
    case .learnDurations: .learnDurations
    }
  }
}

/// Why a source did not do what it was asked: one sentence with what to do instead.
public struct SourceRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  /// The sentence.
  public var message: String
  /// A refusal with its sentence.
  public init(_ message: String) { self.message = message }
  /// The sentence.
  public var description: String { message }
}
