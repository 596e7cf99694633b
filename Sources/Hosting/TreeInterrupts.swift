import DataFlow
import Synchronization

/// Ends what trees evaluate while their shards are busy with it: a shard can be told nothing before its slice is over.
final class TreeInterrupts: Sendable {
  private struct Busy {
    var running: [Int: EvaluationInterrupt] = [:]
    /// How often each tree is wanted to stop at the moment.
    var wanted: [Int: Int] = [:]
    var isClosing = false
  }
  private let busy = Mutex(Busy())
  /// What evaluations ask beside it, of trees that are worked on from now on: how tests know that something is evaluated.
  let probe = Mutex<(@Sendable () -> Bool)?>(nil)

  /// Works on a tree.
  /// - Returns: nil when an evaluation was ended: then the work is to be taken back.
  func during<Value, Failure: Error>(_ tree: Int, _ work: () throws(Failure) -> Value) throws(Failure) -> Value? {
    let interrupt = EvaluationInterrupt(also: probe.withLock { $0 })
    busy.withLock { busy in
      busy.running[tree] = interrupt
      if busy.isClosing || busy.wanted[tree] != nil { interrupt.raise() }
    }
    defer { busy.withLock { $0.running[tree] = nil } }
    let result = interrupt.during { () -> Result<Value, Failure> in
      do throws(Failure) { return .success(try work()) } catch { return .failure(error) }
    }
    return interrupt.takeEnded() == nil ? try result.get() : nil
  }

  /// Somebody wants to stop an execution of the tree; until `lower` nothing in it is evaluated for long.
  func raise(_ tree: Int) {
    busy.withLock { busy in
      busy.wanted[tree, default: 0] += 1
      busy.running[tree]?.raise()
    }
  }

  /// Takes one `raise` back.
  func lower(_ tree: Int) {
    busy.withLock { busy in
      let left = busy.wanted[tree, default: 1] - 1
      busy.wanted[tree] = left > 0 ? left : nil
    }
  }

  /// Whether anybody wants an evaluation to end.
  var isWanted: Bool { busy.withLock { $0.isClosing || !$0.wanted.isEmpty } }

  /// The host ends.
  func raiseAll() {
    busy.withLock { busy in
      busy.isClosing = true
      for interrupt in busy.running.values { interrupt.raise() }
    }
  }
}
