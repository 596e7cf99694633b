import Canvas
import ExecutionSource
import Time

/// What the containers of one task printed, in the order of time, as rows: kept from one look to the next, so that new lines cost only themselves.
struct LogLines: Sendable {
  /// What rows depend on beside the lines.
  struct Form: Sendable, Equatable {
    var task: String
    var width: Int
    var wraps: Bool
    /// The container shown alone; nil for all.
    var only: String?
    var offsetMinutes: Int
    var secrets: Set<String>
    var glyphs: Glyphs
  }

  /// The newest lines that are kept; older ones are in the log group.
  static let most = 5_000
  /// A line that wraps takes at most so many rows.
  private static let mostRowsOfALine = 50

  private(set) var form: Form?
  private(set) var rows: [Row] = []
  /// Lines of each container.
  private(set) var counts: [String: Int] = [:]
  /// All lines so far, those that are no longer kept too.
  private(set) var total = 0
  /// Lines that are no longer kept.
  private(set) var dropped = 0
  private var lines: [ContainerLogLine] = []
  private var scanned = 0
  /// The first, the middle and the last of the lines looked at: where they still stand, new ones follow.
  private var marks: [ContainerLogLine] = []
  /// Columns of the container's name; 0 while only one has printed.
  private var nameColumns = 0

  /// Takes the lines of `logs` that are new, and makes their rows.
  mutating func take(_ logs: [ContainerLogLine], form: Form) {
    let isContinued = self.form?.task == form.task && scanned <= logs.count && LogLines.marks(logs, scanned) == marks
    if !isContinued { self = LogLines() }
    let isSameForm = self.form == form
    self.form = form
    let fresh = logs[scanned...].filter { $0.taskArn == form.task }
    scanned = logs.count
    marks = LogLines.marks(logs, scanned)
    let known = lines.count
    let joined = lines.suffix(1) + fresh
    let isInOrder = zip(joined, joined.dropFirst()).allSatisfy { $0.at <= $1.at }
    lines += fresh
    total += fresh.count
    for line in fresh { counts[line.container, default: 0] += 1 }
    if !isInOrder { lines = lines.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element) }
    let drops = lines.count > LogLines.most + LogLines.most / 4
    if drops {
      dropped += lines.count - LogLines.most
      lines.removeFirst(lines.count - LogLines.most)
    }
    let columns = columns(form)
    if isSameForm, isInOrder, !drops, columns == nameColumns {
      for line in lines[known...] { add(line, form) }
    } else {
      nameColumns = columns
      rows = []
      for line in lines { add(line, form) }
    }
  }

  private static func marks(_ logs: [ContainerLogLine], _ count: Int) -> [ContainerLogLine] {
    count == 0 ? [] : [logs[0], logs[count / 2], logs[count - 1]]
  }

  private func columns(_ form: Form) -> Int {
    guard counts.count > 1, form.only == nil else { return 0 }
    let longest = counts.keys.map { TextWidth.columns(TabText.clean($0)) }.max() ?? 0
    return min(longest, max(6, form.width / 4)) + 1
  }

  private mutating func add(_ line: ContainerLogLine, _ form: Form) {
    guard form.only == nil || line.container == form.only else { return }
    let number = rows.count
    var head = StyledText(TimeText.timeOfDay(line.at, offsetMinutes: form.offsetMinutes) + " ", Style(.faint))
    if nameColumns > 0 {
      let name = TabText.clean(line.container)
      head.append(TabText.cell(name, nameColumns - 1, Style(LogLines.role(of: line.container)), glyphs: form.glyphs).appending(" "))
    }
    // As `TabText.clean` does, which does not tell whether there was something to mask.
    let raw = String(line.text.prefix(TabText.longest * 16))
    let masked = Mask.value(raw, secrets: form.secrets)
    let isMasked = masked != raw
    let text = VisibleText.sanitise(String(masked.prefix(TabText.longest)))
    let room = max(1, form.width - head.width)
    let pieces =
      form.wraps && TextWidth.columns(text) > room ? Array(TextWidth.wrap(text, columns: room).prefix(LogLines.mostRowsOfALine)) : [text]
    for (at, piece) in pieces.enumerated() {
      let indent = StyledText(String(repeating: " ", count: head.width))
      rows.append(
        Row(
          id: "line\(number)/\(at)", (at == 0 ? head : indent).appending(piece), kind: at == 0 ? .item : .heading,
          revealed: at == 0 && isMasked ? head.appending(TabText.clean(revealing: line.text)) : nil, value: .text(line.text)))
    }
  }

  /// Each container has a colour of its own, the same every time; its name stands beside it.
  private static func role(of container: String) -> Role {
    let roles: [Role] = [.provenance, .jsonKey, .stateRunning, .jsonString, .stateRetrying, .jsonNumber]
    return roles[Int(container.utf8.reduce(UInt32(5_381)) { $0 &* 33 &+ UInt32($1) } % UInt32(roles.count))]
  }
}
