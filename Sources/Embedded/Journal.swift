import Engine
import ExecutionSource

/// What a core was fed, and copies of it on the way: going back is the nearest copy and the same inputs again.
struct Journal: Sendable {
  private var inputs: [DriverCore.Input] = []
  private(set) var checkpoints: [Checkpoint] = []
  /// Lengths of the journal at which somebody saw the execution stand still.
  private var stops: [Int] = []

  /// A core before input `length`. What ECS and containers said only grows, so the core of now has it: the copy holds how much of it there was.
  struct Checkpoint: Sendable {
    var length: Int
    var core: DriverCore
    var observations: Int
  }

  /// Inputs between two checkpoints.
  static let interval = 256
  /// Checkpoints kept; beyond that the older half is thinned, so that going back far replays more instead of everything being kept.
  static let maximumCheckpoints = 48

  /// Call before the core is given an input.
  mutating func willApply(to core: DriverCore) {
    guard inputs.count % Journal.interval == 0, checkpoints.last?.length != inputs.count else { return }
    if checkpoints.count >= Journal.maximumCheckpoints {
      let half = checkpoints.count / 2
      checkpoints = checkpoints.enumerated().filter { at, _ in at >= half || at % 2 == 0 }.map(\.element)
    }
    var lean = core
    lean.observations = []
    checkpoints.append(Checkpoint(length: inputs.count, core: lean, observations: core.observations.count))
  }

  /// Call once the core has taken it.
  mutating func append(_ input: DriverCore.Input) { inputs.append(input) }

  /// Somebody sees the execution stand here.
  mutating func markStop() { if stops.last != inputs.count { stops.append(inputs.count) } }

  /// The core at the stop before, and a journal that ends there; nil at the first stop.
  mutating func goBack(from now: DriverCore) throws(SourceRefusal) -> DriverCore? {
    var stops = stops
    while let last = stops.last, last >= inputs.count { stops.removeLast() }
    guard let target = stops.last, let at = checkpoints.lastIndex(where: { $0.length <= target }) else { return nil }
    var core = checkpoints[at].core
    core.observations = Array(now.observations.prefix(checkpoints[at].observations))
    for input in inputs[checkpoints[at].length..<target] {
      do throws(EngineRefusal) { try core.apply(input) } catch { throw SourceRefusal("Going back failed: \(error.message).") }
    }
    // Said already.
    core.problems = []
    self.stops = stops
    inputs.removeSubrange(target...)
    checkpoints.removeSubrange((at + 1)...)
    return core
  }
}
