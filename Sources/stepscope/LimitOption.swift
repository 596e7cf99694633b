import ArgumentParser
import Embedded

/// `--limit executions=500000`.
struct LimitOption: ExpressibleByArgument {
  let kind: RunExcess.Kind
  let count: Int

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let kind = RunExcess.Kind(rawValue: String(parts[0])), let count = Int(parts[1]), count > 0 else { return nil }
    self.kind = kind
    self.count = count
  }

  func set(in limits: inout RunLimits) {
    switch kind {
    case .executions: limits.executions = count
    case .events: limits.events = count
    case .bytes: limits.textBytes = count
    }
  }
}
