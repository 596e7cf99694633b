/// When to paint: at once after a key, at most 30 times a second for what changes by itself. Pure; the loop gives the time.
struct PaintSchedule {
  static let interval = Duration.nanoseconds(33_333_334)

  private var last: ContinuousClock.Instant?
  private var isUrgent = true

  /// Something the user did: what it changes is shown without delay.
  mutating func hurry() { isUrgent = true }

  /// How long to wait until the next paint: nil when there is nothing to paint, zero for now.
  func wait(at now: ContinuousClock.Instant, needsPaint: Bool) -> Duration? {
    guard needsPaint else { return nil }
    guard !isUrgent, let last else { return .zero }
    return max(.zero, PaintSchedule.interval - (now - last))
  }

  /// Nothing was left to paint after the last key: the next change is a source's.
  mutating func settled() { isUrgent = false }

  mutating func painted(at now: ContinuousClock.Instant) {
    last = now
    isUrgent = false
  }
}
