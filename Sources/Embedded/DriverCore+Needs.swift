import Engine
import JSON
import StatesLanguage
import Tasks

/// What the answer to a need is for.
enum NeedTarget: Sendable {
  case execution(TaskRequest)
  /// A cursor that is ready to send to an activity.
  case activity(CursorKey)
  /// The items of a Map Run.
  case items(Int)
  /// The result files of a Map Run.
  case results(Int)
  /// A Task that invokes a function.
  case function(TaskRequest)
}

/// What the core asks for and is given.
extension DriverCore {
  mutating func need(_ kind: DriverNeed.Kind, of key: ExecutionKey, for target: NeedTarget) {
    needs.append(DriverNeed(id: nextNeed, execution: key, kind: kind))
    needTargets[nextNeed] = target
    nextNeed += 1
  }

  /// Whether a ready cursor must wait until it is known whether its activity exists.
  mutating func asks(_ key: CursorKey, _ request: ReadyRequest) -> Bool {
    guard settings.checksActivities, request.target.kind == .activity, !granted.contains(key) else { return false }
    asked.insert(key)
    dropStuck()
    need(.activity(arn: request.target.arn), of: ExecutionKey(of: key), for: .activity(key))
    return true
  }

  mutating func provide(_ id: Int, _ answer: DriverAnswer) throws(EngineRefusal) {
    guard let target = needTargets.removeValue(forKey: id), let at = needs.firstIndex(where: { $0.id == id }) else {
      throw EngineRefusal(message: "nothing needs this answer")
    }
    let need = needs.remove(at: at)
    switch target {
    case .execution(let request):
      guard case .startExecution(_, let name, let input) = need.kind else { return }
      start(request, name, input, answer)
    case .activity(let key): try activityAnswered(key, need, answer)
    case .function(let request): functionAnswered(request, answer)
    case .items(let at): takeItems(ObjectAnswer(answer), for: at)
    case .results(let at):
      if case .failure(_, let cause) = answer { resultWritten(cause, for: at) } else { resultWritten(nil, for: at) }
    }
  }

  private mutating func activityAnswered(_ key: CursorKey, _ need: DriverNeed, _ answer: DriverAnswer) throws(EngineRefusal) {
    asked.remove(key)
    // It may be gone meanwhile.
    guard case .activity(let arn) = need.kind, canMove(key) else { return }
    if case .exists = answer {
      granted.insert(key)
      readyStack.append(key)
    } else {
      try handle(.refuse(key, reason: "The activity \(arn) does not exist."), in: need.execution)
    }
  }
}

extension ObjectAnswer {
  init(_ answer: DriverAnswer) {
    switch answer {
    case .object(let bytes): self = .object(bytes)
    case .listing(let entries): self = .listing(entries)
    case .failure(_, let cause): self = .failure(cause)
    case .machine, .exists, .written, .result: self = .failure("The bucket answered something else than it was asked")
    }
  }
}
