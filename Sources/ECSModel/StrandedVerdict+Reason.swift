extension ECSTask {
  /// How a task ended of which nobody answers any more, as the start of a sentence: `app exited 137 (killed)`, `the task never started (the image could not be pulled)`; what ECS says
  /// itself where no container tells.
  /// - Parameter holder: the container that got the token; when known, its end is the one that counts.
  public func strandedReason(holder: String? = nil) -> String {
    let reasons = [stoppedReason].compactMap(\.self) + containers.compactMap(\.reason)
    let explained = reasons.lazy.compactMap { StopExplanation(reason: $0) }.first
    if stopCode == .taskFailedToStart || containers.isEmpty {
      let why = explained.flatMap { $0.what == "the task never started" ? nil : $0.what } ?? reasons.first { !$0.isEmpty }
      return "the task never started" + (why.map { " (\($0.prefix(200)))" } ?? "")
    }
    let counting = holder.flatMap { container($0) }.map { [$0] } ?? containers
    let failed = counting.filter { $0.exitCode != 0 }.map { "\($0.name.prefix(255)) \($0.outcome(taskIsStopped: true))" }
    let more = failed.count > 3 ? ", and \(failed.count - 3) more" : ""
    return failed.prefix(3).joined(separator: ", ") + more
  }
}
