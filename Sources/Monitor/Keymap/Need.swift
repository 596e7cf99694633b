/// What must hold for a command to work.
public enum Need: Sendable, Hashable {
  case stepping, editing, answering, stopping, polling
  /// The present is shown, not an earlier event.
  case present
  case unfinished
  case paused, moving
  case cursors
  case selection
  case pendingToken
  case failures
  case matches
  case earlier, later
  case taskInHand
  case timer
  /// A graph that is wider than its pane.
  case wideGraph
  /// An input or a request that can still be edited.
  case editable
  /// There is a catalog of machines beside the screen.
  case catalog
  /// Nothing forbids writing at all.
  case writing
  case starting, redriving, stoppingTasks
  case redrivable
  /// The row, or the execution, belongs to a machine.
  case machineInSight
  case executionRow, twoMarked
  /// The screen shows an execution, or one is selected.
  case execution
  case ecsTask
  case mapRun
  case startForm, answerForm
  case learning
}

/// What commands need to know of the moment.
public struct Situation: Sendable, Equatable {
  /// The session was opened so that nothing in the execution may be changed.
  public var isReadOnly = false
  /// The execution runs embedded, not at an endpoint and not from a file.
  public var isLocal = false
  /// The source can step, pause and go on.
  public var canStep = false
  /// The source lets inputs, requests and results be changed.
  public var canEdit = false
  /// The source can answer task tokens, and the session may.
  public var canAnswer = false
  /// The source can stop the execution, and the session may.
  public var canStop = false
  /// The source polls, and can be asked to do so at once.
  public var canPoll = false
  /// The event viewed while scrubbing; nil in the present.
  public var viewedEvent: Int?
  /// The execution's status once it is final, such as `SUCCEEDED`; nil while it runs.
  public var finalStatus: String?
  /// The run stands still until somebody steps or goes on.
  public var isPaused = false
  /// A step was asked for and is not done: an expression may be evaluated.
  public var isStepping = false
  /// Cursors of the present, those in branches and iterations included.
  public var cursorCount = 0
  /// A state is selected.
  public var hasSelection = false
  /// A task token waits for an answer.
  public var hasTokens = false
  /// Whether a Task waits for a result that only a person gives.
  public var awaitsResult = false
  /// The list of events holds a failure.
  public var hasFailures = false
  /// A search is in force, so that there can be matches to go to.
  public var hasQuery = false
  /// Events up to the one viewed; all of them in the present.
  public var eventCount = 0
  /// The selected cursor stands in a Task whose result can be given by hand.
  public var hasTaskInHand = false
  /// The selected cursor stands before its state, or before it sends its Task: there is an input or a request to edit.
  public var canEditHere = false
  /// The graph is drawn, and wider than its pane.
  public var isGraphWide = false
  /// A Wait or a retry's back-off is running; other timers cannot be skipped.
  public var hasTimer = false
  /// The selected cursor is about to send its Task.
  public var isReady = false

  /// The source can look up how long states usually take.
  public var canLearn = false

  /// Only the focused pane is on the screen.
  public var hasOnePane = false
  /// The selected cursor's Task is sent to a service of which nothing is seen here.
  public var wantsResult = false

  /// Machines and their executions can be listed.
  public var hasCatalog = false
  /// The source can start executions, and the session may.
  public var canStart = false
  /// The source can redrive, and the session may.
  public var canRedrive = false
  /// The source can stop ECS tasks, and the session may.
  public var canStopTask = false
  /// Why the execution cannot be redriven now; nil where nothing speaks against it.
  public var redriveRefusal: String?
  /// A machine is selected, or that of the selected execution is known.
  public var hasMachine = false
  /// There is an execution that a command can mean.
  public var hasExecution = true
  /// A list of executions is shown, and one is selected.
  public var hasExecutionRow = false
  /// Executions marked in a list.
  public var markedCount = 0
  /// The selected token or state has an ECS task that has not stopped.
  public var hasECSTask = false
  /// The selected state, or the list, has a Map Run.
  public var hasMapRun = false
  /// The draft of a form is being edited.
  public var isEditingDraft = false
  /// Two executions are compared.
  public var isComparing = false
  /// The form that starts an execution is open.
  public var isStarting = false

  /// A moment with nothing in it: no source, no events, no selection.
  public init() {}
}

extension Need {
  /// Why the need is not met, as a sentence; nil when it is.
  public func refusal(_ now: Situation) -> String? {
    switch self {
    case .stepping: now.canStep ? nil : now.isLocal ? "this run cannot be stepped" : "only in local runs"
    case .editing: now.canEdit ? nil : now.isLocal ? "this run cannot be edited" : "only in local runs"
    case .answering: now.canAnswer ? nil : readOnly(now) ?? "this source cannot answer tokens; attach to the execution to do it"
    case .stopping: now.canStop ? nil : readOnly(now) ?? "this source cannot stop the execution"
    case .catalog: now.hasCatalog ? nil : "there are no machines to list here; \"stepscope browse\" has them"
    case .writing: readOnly(now)
    case .starting: now.canStart ? nil : readOnly(now) ?? "this source cannot start executions"
    case .redriving: now.canRedrive ? nil : readOnly(now) ?? "this source cannot redrive"
    case .stoppingTasks: now.canStopTask ? nil : readOnly(now) ?? "this source cannot stop ECS tasks"
    case .redrivable: now.redriveRefusal
    case .machineInSight: now.hasMachine ? nil : "no state machine is selected"
    case .execution: now.hasExecution ? nil : "open a machine and select an execution first"
    case .executionRow: now.hasExecutionRow ? nil : "executions are marked; open a machine first"
    case .twoMarked:
      now.markedCount == 2
        ? nil : "mark two executions with Space first; \(now.markedCount == 0 ? "none is" : "\(now.markedCount) are") marked"
    case .ecsTask: now.hasECSTask ? nil : "no ECS task that runs is behind it"
    case .mapRun: now.hasMapRun ? nil : "the selected state has no Map Run"
    case .startForm: now.isStarting ? nil : "the answer to a token has no name"
    case .answerForm: now.isStarting ? "no rule says which values there are; i edits" : nil
    case .polling: now.canPoll ? nil : "only for remote executions"
    case .present: now.viewedEvent.map { "event \($0) is viewed; G goes back to the present first" }
    case .unfinished: now.finalStatus.map { "the execution is over: \($0)" }
    case .paused: now.isPaused ? nil : "the run is not paused; p pauses it"
    case .moving: now.isPaused && !now.isStepping ? "the run is paused already" : nil
    case .cursors: now.cursorCount > 1 ? nil : "there is one cursor only"
    case .selection: now.hasSelection ? nil : "no state is selected"
    case .pendingToken: now.hasTokens ? nil : "no task token is pending"
    case .failures: now.hasFailures ? nil : now.isComparing ? "they do not differ" : "nothing failed so far"
    case .matches: now.hasQuery ? nil : "nothing is searched for; / does it"
    case .earlier: now.viewedEvent == 1 || now.eventCount == 0 ? "there is no earlier event" : nil
    case .later: now.viewedEvent == nil ? "this is the present" : nil
    case .taskInHand: now.hasTaskInHand ? nil : "no Task is waiting for a result; step to a Task first"
    case .wideGraph: now.isGraphWide ? nil : "all of the graph's width is in view"
    case .editable: now.canEditHere ? nil : "an input is edited before its state runs, a request before it is sent; neither is so here"
    case .timer: now.hasTimer ? nil : "no Wait and no back-off is running"
    case .learning: now.canLearn ? nil : "only where there are past executions: attach to one"
    }
  }

  private func readOnly(_ now: Situation) -> String? {
    now.isReadOnly ? "read-only: by --read-only, the profile, or as another process runs it" : nil
  }
}

extension Command {
  /// Why the command does not work now; nil when it does.
  public func refusal(_ now: Situation) -> String? { needs.lazy.compactMap { $0.refusal(now) }.first }

  /// The rank of what somebody waits for: before everything else.
  static let urgent = 0

  /// Its place in the footer of this moment: a token that waits comes first, and before a Task is sent what can be done with its request.
  func rank(_ now: Situation, contexts: [KeyContext]) -> Int? {
    switch id {
    case .result where now.awaitsResult && contexts.first != .tokens: Command.urgent
    case .tokens where now.hasTokens && now.canAnswer && contexts.first != .tokens: Command.urgent
    case .nextPane where now.hasOnePane: 15
    // In lists: first what opens and chooses, then what changes.
    case .mark where contexts.first == .browse: 150
    case .sort where contexts.first == .browse: 158
    case .watch where contexts.first == .browse: 170
    case .filter where contexts.first == .browse: 42
    case .nextFailure where contexts.first == .browse: 43
    case .pollNow where contexts.first == .browse: 57
    case .open where contexts.first == .browse: 2
    case .nextTab where contexts.first == .tokens, .tokens where contexts.first == .tokens, .filter where contexts.first == .tokens: nil
    case .nextFailure where contexts.first == .tokens, .timeline where contexts.first == .tokens: nil
    case .open where contexts.first == .tokens: 5
    case .result where now.wantsResult: 9
    case .edit where now.isReady: 11
    case .result where now.isReady: 12
    case .stepOver where now.isReady: 13
    case .stopTask where contexts.first != .tokens: 47
    default: footer
    }
  }

  /// The word in the footer, which may depend on what a key would do now.
  func label(_ now: Situation) -> String {
    switch id {
    case .step where now.isReady: "send"
    case .nextFailure where now.isComparing: "next difference"
    case .no where now.isEditingDraft: "keep draft"
    case .back where now.viewedEvent == nil: label
    default: label
    }
  }
}
