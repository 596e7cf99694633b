import Canvas
import ExecutionSource
import Time

/// What ECS was last heard of, where that is older than two looks at it, and what may not be asked of it.
struct WaitFreshness {
  let context: TabContext

  var rows: [Row] {
    guard context.isLive, let poll = context.snapshot.live.poll, context.runsECSTask else { return [] }
    var rows: [Row] = []
    if let denied = poll.denied[.tasks] {
      rows += TabText.sentence("ecs/denied", context.clean(denied), width: context.width, style: Style(.stateWaiting))
    }
    if let text = WaitFreshness.age(of: context.task?.lastStatus == .running, poll, context) {
      rows.append(Row(id: "ecs/age", StyledText(text, Style(.stateWaiting)), kind: .heading))
    }
    return rows
  }

  /// `ECS as of 24 s`, while the state goes on.
  private static func age(of isRunning: Bool, _ poll: PollStatus, _ context: TabContext) -> String? {
    guard let asOf = poll.tasksAsOf, let task = context.task, !task.lastStatus.isFinal, context.visit?.status.isActive == true else {
      return nil
    }
    // A task that runs is looked at every 6 to 10 s, one that changes every 2 s.
    let limit = Duration.seconds(isRunning ? 20 : 6)
    let age = context.wallClock - asOf
    let isCutOff = context.snapshot.isCutOff
    guard age > limit || isCutOff else { return nil }
    return isCutOff ? "ECS last known as of \(context.clock(asOf))" : "ECS as of \(TimeText.rough(age))"
  }
}
