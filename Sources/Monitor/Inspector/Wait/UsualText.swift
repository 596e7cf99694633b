import ExecutionSource
import History
import Time

/// How long a state usually takes, in words: from visits of past executions that succeeded.
enum UsualText {
  /// `usually 38–44 min`; one figure where both ends read the same.
  static func text(_ usual: UsualDuration) -> String {
    let unit = Unit(fitting: usual.longest)
    let (low, high) = (unit.number(usual.shortest), unit.number(usual.longest))
    return "usually " + (low == high ? high : "\(low)–\(high)") + " \(unit.word)"
  }

  /// The unit in which the longest duration is said; the shortest is said in it too.
  private enum Unit {
    case seconds, minutes, hours, days

    init(fitting duration: Duration) {
      let seconds = duration.components.seconds
      self = seconds < 90 ? .seconds : seconds < 5_400 ? .minutes : seconds < 172_800 ? .hours : .days
    }

    var word: String {
      switch self {
      case .seconds: "s"
      case .minutes: "min"
      case .hours: "h"
      case .days: "d"
      }
    }

    private var length: Int64 {
      switch self {
      case .seconds: 1_000
      case .minutes: 60_000
      case .hours: 3_600_000
      case .days: 86_400_000
      }
    }

    /// Whole units; below ten of them, and for hours and days, with a tenth where that is not none.
    func number(_ duration: Duration) -> String {
      let tenths = (max(0, duration.milliseconds) * 10 + length / 2) / length
      let isSmall = tenths < 100 || self == .hours || self == .days
      guard isSmall, tenths % 10 != 0 else { return String((tenths + 5) / 10) }
      return "\(tenths / 10).\(tenths % 10)"
    }
  }
}
