import AWS
import ExecutionSource
import HTTP
import Time

extension PollEngine {
  /// Takes in a failure of `request`.
  mutating func fail(_ request: PollRequest, _ error: AWSError, _ now: Timestamp, _ chance: Double) {
    if error.isCancellation {
      if request.lane == .tasks { watch.failed(request, next: now) }
      return
    }
    if described == nil, history.log.isEmpty, PollEngine.isFatal(error), request == .execution || request.lane == .history {
      fatal = error
      troubles[request.operation] = Trouble(sentence: "\(error)", part: request.part, lane: request.lane, isRefusal: true)
      return
    }
    if restarts(request, error, now) { return }
    if case .logEvents(let page) = request, error.code == "ResourceNotFoundException" {
      logs.foundNothing(page, now: now, chance: chance)
      troubles[request.operation] = nil
      lanes[request.lane.rawValue].failures = 0
      snapshot.live.poll?.logsAsOf = now
      showLogs()
    } else if PollEngine.passes(error) {
      if error.kind.isSlowOrLong { history.takeSmallerPages() }
      stumble(request, "\(error)", now, chance, isThrottle: error.isThrottle, hasAnswered: error.status != nil)
    } else {
      refuse(request, error, now)
    }
  }

  /// What may pass by itself: the lane rests a little, and the call is made again.
  mutating func stumble(
    _ request: PollRequest, _ sentence: String, _ now: Timestamp, _ chance: Double, isThrottle: Bool = false, hasAnswered: Bool = true
  ) {
    let lane = request.lane.rawValue
    lanes[lane].failures += 1
    lanes[lane].hold = now + PollPace.delay(afterFailures: lanes[lane].failures, chance: chance)
    lanes[lane].wasThrottled = isThrottle
    let times = 1 + (troubles[request.operation].map { $0.isRefusal ? 0 : $0.times } ?? 0)
    troubles[request.operation] = Trouble(
      sentence: sentence, part: request.part, lane: request.lane, isRefusal: false, isThrottle: isThrottle, hasAnswered: hasAnswered,
      times: times)
    switch request {
    case .execution: executionDue = isOver && hasAnswered && times >= PollEngine.maximumFailuresAfterEnd && isLongOver(now) ? nil : now
    case .definition: definitionDue = now
    case .history(let page):
      if page.chain == .newest { historyDue = isOver && looksForRedrive == 0 && !isLate(now) ? nil : now }
      // The description tells at least whether the execution goes on.
      if !isOver, described?.isFinal != true, let due = executionDue { executionDue = min(due, now + PollEngine.withoutHistory) }
    case .listMapRuns, .mapRun: mapRuns.failed(request, next: now)
    case .listTasks, .tasks, .taskDefinition:
      watch.failed(request, next: now)
      // What could not be had while all went wrong is asked for when it is over.
      tasksUntil = tasksUntil.map { max($0, now + .seconds(60)) }
      tasksChanged(now, chance)
    case .logEvents(let page): logs.failed(page, sentence: nil, next: now)
    }
  }

  /// An endpoint that did not answer answers again: its other lanes need not wait until they would have tried again by themselves.
  mutating func wakeNeighbours(of lane: PollRequest.Lane, _ now: Timestamp) {
    let together: [PollRequest.Lane] = [.history, .description, .definition]
    guard together.contains(lane) else { return }
    for other in together where other != lane && !troubles.values.contains(where: { $0.lane == other && $0.hasAnswered }) {
      lanes[other.rawValue].hold = nil
    }
  }

  /// What will hardly pass: this call is made seldom, the others go on.
  private mutating func refuse(_ request: PollRequest, _ error: AWSError, _ now: Timestamp) {
    let isDenied = PollEngine.isDenied(error)
    let later: Timestamp? = isOver ? nil : now + (isDenied || error.status == 501 ? PollEngine.afterRefusal : .seconds(30))
    lanes[request.lane.rawValue].failures = 0
    troubles[request.operation] = Trouble(
      sentence: "\(error)", part: request.part, lane: request.lane, isRefusal: isDenied || request.lane != .history && request != .execution
    )
    switch request {
    case .execution: executionDue = later
    case .definition: definitionDue = later
    case .history:
      historyDue = later
      if history.olderRequest != nil { olderDue = later ?? Timestamp(milliseconds: .max) }
      if described?.isFinal == true, !isOver { end(now) } else if executionDue != nil { executionDue = now }
    case .listMapRuns, .mapRun: mapRuns.failed(request, next: later)
    case .listTasks, .tasks, .taskDefinition:
      watch.failed(request, next: later)
      tasksChanged(now, 0.5)
    case .logEvents(let page):
      logs.failed(page, sentence: "\(error)", next: now + PollEngine.afterRefusal)
      showLogs()
    }
  }

  /// A page token that is not accepted any more begins its chain anew; once, then it is a failure like others.
  private mutating func restarts(_ request: PollRequest, _ error: AWSError, _ now: Timestamp) -> Bool {
    guard case .service(let code, _) = error.kind, !error.mayPass, !PollEngine.isDenied(error), !PollEngine.isAboutKeys(code) else {
      return false
    }
    switch request {
    case .history(let page) where page.nextToken != nil:
      history.restart(page.chain)
      return true
    case .logEvents(let page) where page.token != nil && code != "ResourceNotFoundException":
      logs.restart(page, now: now)
      return true
    default: return false
    }
  }

  /// A part is not on the screen any more: what is wrong with it is of no interest.
  mutating func settle(_ part: PollStatus.Part) { troubles = troubles.filter { $0.value.part != part || $0.value.isRefusal } }

  /// What no waiting and no other call can mend.
  private static func isFatal(_ error: AWSError) -> Bool {
    switch error.kind {
    case .credentials, .configuration: true
    case .service(let code, _): ["ExecutionDoesNotExist", "InvalidArn", "StateMachineTypeNotSupported"].contains(code)
    case .transport(let failure): !failure.mayPass && !error.isCancellation && !error.kind.isSlowOrLong
    case .unreadable: false
    }
  }

  /// Whether the call may succeed a little later. Credentials count: somebody may log in again meanwhile.
  private static func passes(_ error: AWSError) -> Bool {
    if error.status == 501 { return false }
    switch error.kind {
    case .transport, .credentials, .unreadable: return true
    case .configuration: return false
    case .service(let code, _): return error.mayPass || error.isThrottle || isAboutKeys(code)
    }
  }

  /// Keys that are wrong or have expired, or a clock that is.
  private static func isAboutKeys(_ code: String) -> Bool {
    [
      "ExpiredToken", "ExpiredTokenException", "RequestExpired", "RequestTimeTooSkewed", "UnrecognizedClientException",
      "InvalidClientTokenId",
      "InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignature", "IncompleteSignatureException",
      "MissingAuthenticationToken", "MissingAuthenticationTokenException",
    ].contains(code)
  }

  /// Whether these credentials may not make the call.
  private static func isDenied(_ error: AWSError) -> Bool {
    guard let code = error.code else { return false }
    return code.hasPrefix("AccessDenied") || code.hasPrefix("KmsAccessDenied") || code == "UnauthorizedOperation"
      || code == "AuthorizationError"
      || error.status == 403 && !isAboutKeys(code)
  }
}

extension AWSError.Kind {
  /// Whether a shorter answer may come through: less is asked for at a time then.
  fileprivate var isSlowOrLong: Bool {
    guard case .transport(let failure) = self else { return false }
    return switch failure.kind {
    case .timedOut, .tooLarge: true
    default: false
    }
  }
}
