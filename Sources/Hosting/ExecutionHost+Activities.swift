import Embedded
import Time

extension ExecutionHost {
  /// The oldest task that waits for a worker of the activity, at the latest at `deadline`; nil when none came, or when the caller was cancelled, who is never given one.
  /// - Throws: `HostRefusal` when the store failed; the task then waits on.
  public func activityTask(of activityArn: String, worker: String?, until deadline: Timestamp) async throws(HostRefusal) -> ActivityTask? {
    let board = shared.board
    while true {
      var found = board.pop(activityArn)
      if found == nil { found = await wait(for: activityArn, until: deadline) }
      guard let waiting = found else { return nil }
      guard !Task.isCancelled else {
        board.putBack(waiting, of: activityArn)
        return nil
      }
      switch await shard(of: waiting.tree).ask(waiting.tree, .takeActivity(token: waiting.token, worker: worker)) {
      case .success: return ActivityTask(token: waiting.token, input: waiting.input)
      // It timed out, or its execution ended: the next one.
      case .failure(.absent), .failure(.refused): continue
      case .failure(.store(let sentence)):
        board.putBack(waiting, of: activityArn)
        throw .store(sentence)
      }
    }
  }

  private func wait(for activity: String, until deadline: Timestamp) async -> ActivityBoard.Waiting? {
    let board = shared.board
    let clock = shared.clock
    let delay = deadline - clock.now
    guard delay > .zero else { return nil }
    let poller = board.newPoller()
    let alarm = Task {
      await clock.sleep(for: delay)
      board.giveUp(poller, activity)
    }
    let found = await withTaskCancellationHandler {
      await board.wait(activity, poller: poller)
    } onCancel: {
      board.giveUp(poller, activity)
    }
    alarm.cancel()
    await alarm.value
    board.forget(poller: poller)
    return found
  }
}
