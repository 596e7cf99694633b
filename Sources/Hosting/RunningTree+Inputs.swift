import Embedded
import Engine
import JSON
import Store
import Time

extension RunningTree {
  /// Whether nothing is left of it to drive.
  var isFinished: Bool { core.isOver && inbox.isEmpty && news.isEmpty && (isStoppedInStore || unkept != nil) }

  func takeInbox() -> [Delivery] {
    defer { inbox = [] }
    return inbox
  }

  /// Deliveries as entries of the journal, in their order.
  func entries(_ deliveries: [Delivery], at now: Timestamp) -> [StoredInput] {
    deliveries.enumerated().map { at, delivery in
      StoredInput(
        // Only before the first of them it is known how many events there are: each may lead to some at once.
        sequence: sequence + at, steps: at == 0 ? steps : 0, at: now, events: at == 0 ? events : -1,
        input: Array((delivery.input.json ?? .null).compact.utf8))
    }
  }

  /// Gives deliveries that are durable to the core. What it refuses it refuses in a replay too.
  func apply(_ deliveries: [Delivery]) {
    guard !deliveries.isEmpty else { return }
    sequence += deliveries.count
    steps = 0
    hasMore = true
    for delivery in deliveries {
      var result = Result<Void, TreeRefusal>.success(())
      do throws(EngineRefusal) {
        try core.apply(delivery.input)
        if var audit = delivery.audit {
          if audit.execution.isEmpty { audit.execution = root }
          news.audit.append(audit)
        }
      } catch {
        result = .failure(.refused(error.message))
      }
      guard let reply = delivery.reply else { continue }
      if delivery.waitsForNews { replies.append((reply, result)) } else { reply.resume(returning: result) }
    }
  }

  /// The store took none of them: callers are told, the host's own wait for the next time.
  func refuse(_ deliveries: [Delivery], _ refusal: TreeRefusal) {
    inbox = deliveries.filter { $0.reply == nil } + inbox
    for delivery in deliveries { delivery.reply?.resume(returning: .failure(refusal)) }
  }

  /// Tells who waits for the root's end.
  func tellEnd() {
    guard let onEnd, let record = live[.root]?.record, record.status.isFinal else { return }
    self.onEnd = nil
    onEnd(record)
  }

  /// Tells those who waited until what they caused is visible.
  func answer() {
    for (reply, result) in replies { reply.resume(returning: result) }
    replies = []
  }
}
