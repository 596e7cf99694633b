import ECSModel
import Engine
import JSON
import Time

/// Performs `ecs:runTask` as ECS on Fargate would, in virtual events: the same documents, answers and errors, from a scenario instead of
/// containers.
public struct SimulatedECS: TaskRunner {
  /// What was begun for one request.
  private struct Live {
    var request: TaskRequest
    var begun: Timestamp
    var behaviour: Scenario.Task
    var tasks: [SimulatedTask]
    var requestId: String
  }

  private let seed: UInt64
  private let scenario: Scenario
  private let definitions: [TaskDefinition]
  private let rule: SyncVerdict.Rule
  private var counts: [String: Int] = [:]
  private var live: [TaskID: Live] = [:]

  /// What a call of RunTask takes, until its answer.
  public static let latency = Duration.milliseconds(400)
  /// What passes from ECS's STOPPED until Step Functions records the end of a `.sync` state.
  public static let notice = Duration.milliseconds(500)
  /// Begun requests whose end lies behind are forgotten once there are more than this; it grows with what still runs, so that looking costs little.
  private var liveLimit = SimulatedECS.smallestLiveLimit
  private static let smallestLiveLimit = 256

  /// - Parameters:
  ///   - seed: ids and addresses follow from it, the execution's ARN and the request's id, in whatever order requests come.
  ///   - definitions: what task definitions are known; unknown ones are taken as the request and the scenario describe them.
  ///   - rule: which containers decide a `.sync` state.
  public init(seed: UInt64, scenario: Scenario = Scenario(), definitions: [TaskDefinition] = [], rule: SyncVerdict.Rule = .everyContainer) {
    self.seed = seed
    self.scenario = scenario
    self.definitions = definitions
    self.rule = rule
  }

  /// Members of a RunTask request that are missing, unknown, or of another type than RunTask's.
  public func refusal(of request: ReadyRequest) -> String? {
    request.target.runsECSTask ? RunTaskRules.bindingFailure(request.parameters) : nil
  }

  /// The whole life of the request's tasks, or the error with which RunTask refuses it.
  public mutating func begin(_ request: TaskRequest, at: Timestamp) throws(TaskRunnerError) -> TaskPlan {
    let parameters = request.parameters
    let reference = TaskDefinitionReference(parameters["TaskDefinition"]?.stringValue ?? "")
    let definition = reference.find(in: definitions)
    let count = counts[reference.family, default: 0]
    counts[reference.family] = count + 1
    let behaviour = scenario.task(family: reference.family, count: count)
    var random = SplitMix64(
      seed: seed ^ StableHash.of(request.executionArn) &+ UInt64(truncatingIfNeeded: request.id.rawValue) &* 0x9E37_79B9)
    let requestId = random.uuid()
    if let failure = refusal(parameters, definition: definition, behaviour: behaviour, requestId: requestId) {
      return .scripted([PlannedUpdate(after: SimulatedECS.latency, content: .task(failure))])
    }
    guard behaviour.failures.isEmpty else {
      let answer = RunTaskAnswer.make(tasks: [], failures: behaviour.failures, requestId: requestId, at: at + SimulatedECS.latency)
      let update: TaskUpdate =
        request.target.pattern.hasToken ? .failed(error: "AmazonECS.Unknown", cause: answer.compact) : .succeeded(output: answer)
      return .scripted([PlannedUpdate(after: SimulatedECS.latency, content: .task(update))])
    }
    forget(before: at)
    let subnets = parameters["NetworkConfiguration"]?["AwsvpcConfiguration"]?["Subnets"]?.arrayValue?.compactMap(\.stringValue) ?? []
    var tasks: [SimulatedTask] = []
    for _ in 0..<max(1, min(parameters["Count"]?.integerValue ?? 1, 10)) {
      let identity = TaskIdentity(requestId: requestId, subnets: subnets, using: &random)
      tasks.append(
        SimulatedTask(
          request, identity: identity, definition: definition, behaviour: behaviour, created: at + SimulatedECS.latency, using: &random))
    }
    let begun = Live(request: request, begun: at, behaviour: behaviour, tasks: tasks, requestId: requestId)
    live[request.id] = begun
    return .scripted(updates(of: begun))
  }

  /// SIGTERM to what runs, SIGKILL after stopTimeout to what does not obey; a `.sync` state ends with the stopped task.
  public mutating func stop(_ id: TaskID, at: Timestamp, reason: String) -> [PlannedUpdate] {
    guard var begun = live[id] else { return [] }
    let behaviour = begun.behaviour
    for index in begun.tasks.indices {
      let timeouts = begun.tasks[index].containers
      begun.tasks[index].life.stop(at: at, code: .userInitiated, reason: reason, phases: behaviour.phases.filled) { name in
        guard behaviour.containers[name]?.ignoresStop == true else { return nil }
        return .seconds(timeouts.first { $0.name == name }?.stopTimeout ?? 30)
      }
    }
    live[id] = begun
    return updates(of: begun).filter { begun.begun + $0.after > at }
  }

  private func refusal(_ parameters: JSONValue, definition: TaskDefinition?, behaviour: Scenario.Task, requestId: String) -> TaskUpdate? {
    if let (code, message) = RunTaskRules.refusal(parameters, definition: definition) {
      let detail = "(Service: AmazonECS; Status Code: 400; Error Code: \(code); Request ID: \(requestId); Proxy: null)"
      return .failed(error: "ECS.\(code)", cause: "\(message) \(detail)")
    }
    return behaviour.error.map { .failed(error: $0.error, cause: $0.cause.isEmpty ? nil : $0.cause) }
  }

  private mutating func forget(before now: Timestamp) {
    guard live.count > liveLimit else { return }
    live = live.filter { _, begun in begun.tasks.contains { task in task.life.stopped.map { $0 > now } ?? true } }
    liveLimit = max(SimulatedECS.smallestLiveLimit, 2 * live.count)
  }
}

extension SimulatedECS {
  /// Everything that happens to a request's tasks, from its beginning, in order.
  private func updates(of begun: Live) -> [PlannedUpdate] {
    let pattern = begun.request.target.pattern
    var planned: [(at: Timestamp, content: PlannedUpdate.Content)] = []
    let answered = begun.begun + SimulatedECS.latency
    let answer = RunTaskAnswer.make(
      tasks: begun.tasks.map { $0.document(asOf: answered, form: .answer) }, failures: [], requestId: begun.requestId, at: answered)
    planned.append((answered, .task(pattern.hasToken ? .submitted(output: answer) : .succeeded(output: answer))))
    for task in begun.tasks {
      for moment in task.life.changes {
        if let document = ECSTask(task.document(asOf: moment)) { planned.append((moment, .document(document))) }
      }
      planned += logs(of: task, behaviour: begun.behaviour)
    }
    guard let first = begun.tasks.first else { return [] }
    if pattern == .callback { planned += answers(of: first.life, behaviour: begun.behaviour) }
    if pattern == .sync || pattern == .syncVersion2, let stopped = first.life.stopped {
      planned.append((stopped + SimulatedECS.notice, .task(outcome(first, at: stopped))))
    }
    // A stable order for what happens at one moment: as listed above.
    let ordered = planned.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
    return ordered.map { PlannedUpdate(after: $0.element.at - begun.begun, content: $0.element.content) }
  }

  /// How the `.sync` state ends: the final task document is its result or, as text, its cause.
  private func outcome(_ task: SimulatedTask, at stopped: Timestamp) -> TaskUpdate {
    let document = task.document(asOf: stopped)
    let succeeded = ECSTask(document).map { SyncVerdict($0, definition: task.definition, rule: rule).outcome == .success } ?? false
    return succeeded ? .succeeded(output: document) : .failed(error: "States.TaskFailed", cause: document.compact)
  }

  private func logs(of task: SimulatedTask, behaviour: Scenario.Task) -> [(at: Timestamp, content: PlannedUpdate.Content)] {
    guard let started = task.life.started else { return [] }
    var logs: [(at: Timestamp, content: PlannedUpdate.Content)] = []
    for container in task.containers {
      guard let lines = behaviour.containers[container.name]?.log, let end = task.life.ends[container.name]?.at else { continue }
      let whole = (end - started).milliseconds
      for (index, line) in lines.enumerated() {
        let share = Duration.milliseconds(whole * Int64(index + 1) / Int64(lines.count + 1))
        logs.append((started + share, .log(taskArn: task.arn, container: container.name, line: line)))
      }
    }
    return logs
  }

  private func answers(of life: TaskLife, behaviour: Scenario.Task) -> [(at: Timestamp, content: PlannedUpdate.Content)] {
    guard let started = life.started, let end = life.executionStopped else { return [] }
    var answers: [(at: Timestamp, content: PlannedUpdate.Content)] = []
    let answer = behaviour.callback.map { started + $0.after }.flatMap { $0 < end || !life.isCutShort ? $0 : nil }
    if let every = behaviour.heartbeats {
      let last = min(answer ?? end, end)
      var beat = started + every
      while beat < last, answers.count < SimulatedECS.heartbeatLimit {
        answers.append((beat, .heartbeat))
        beat = beat + every
      }
    }
    if let answer, let callback = behaviour.callback { answers.append((answer, .callback(callback.answer))) }
    return answers
  }

  /// A scenario of a second's beat over a day stays small enough to plan at once.
  private static let heartbeatLimit = 100_000
}
