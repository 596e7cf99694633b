import Canvas
import ExecutionSource
import Time

/// The columns of a list that have room, from the left.
struct BrowseColumns {
  enum Column: String {
    case mark = ""
    case status = "STATUS"
    case name = "NAME"
    case type = "TYPE"
    case created = "CREATED"
    case tokens = "TOKENS"
    case started = "STARTED"
    case age = "AGE"
    case duration = "DURATION"
    case redrives = "REDRIVES"
    case items = "ITEMS"

    /// Numbers stand under each other.
    var isRight: Bool {
      switch self {
      case .age, .duration, .redrives, .items: true
      default: false
      }
    }
  }

  private(set) var columns: [(column: Column, width: Int)]

  init(_ list: BrowseList, _ place: BrowsePlace, width: Int, times: TimeStyle.Mode) {
    var fixed: [(Column, Int)]
    let isWide = width >= 100
    if case .machines = place {
      fixed =
        [(.mark, 1), (.name, 0)] + (width >= 56 ? [(.type, 9)] : []) + (width >= 44 ? [(.created, isWide || times != .start ? 19 : 8)] : [])
      if isWide { fixed.append((.age, 8)) }
      if width >= 70 { fixed.append((.tokens, 24)) }
    } else {
      fixed = [(.mark, 1), (.status, isWide ? 17 : width >= 60 ? 12 : 11), (.name, 0)]
      if isWide || (width >= 70 && times != .start) { fixed.append((.started, times == .utc ? 20 : 19)) }
      if isWide || (times == .start && width >= 44) { fixed.append((.age, 7)) }
      fixed.append((.duration, isWide ? 11 : 9))
      if case .mapRun = place, width >= 60 { fixed.append((.items, 6)) }
      if isWide || (list.hasRedrives && width >= 70) { fixed.append((.redrives, 8)) }
    }
    let used = fixed.reduce(0) { $0 + $1.1 } + (fixed.count - 1) * 2
    let room = max(6, width - used)
    columns = fixed.map { ($0.0, $0.0 == .name ? min(room, max(24, list.nameColumns)) : $0.1) }
  }
}
