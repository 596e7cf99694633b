import Canvas

/// The keys that work now, from the registry: as many as fit, the most useful first; `:`, `?` and `q` always stand.
struct FooterBar {
  struct Entry: Equatable {
    var keys: String
    var label: String
    var rank: Int
    /// Somebody waits for it: highlighted.
    var isUrgent = false
  }

  /// The entries of the moment, in their order.
  /// - Parameter commands: Those that mean something on the screen.
  static func entries(
    _ keymap: Keymap, contexts: [KeyContext], _ now: Situation, of commands: Set<CommandID>, backLabel: String
  ) -> [Entry] {
    var entries: [Entry] = []
    let isModal = contexts.first == .form || contexts.first == .prompt || contexts.first == .editor || contexts.first == .question
    for command in keymap.commands where commands.contains(command.id) {
      guard let rank = command.rank(now, contexts: contexts), command.refusal(now) == nil,
        let key = keymap.keys(command.id, in: contexts).first
      else { continue }
      let isInner = command.bindings.contains { $0.context == contexts.first && $0.key == key }
      if isModal && !isInner { continue }
      var keys = key.description
      if let partner = command.partner, let other = keymap.keys(partner, in: contexts).first { keys = other.description + " " + keys }
      entries.append(
        Entry(keys: keys, label: command.label(now), rank: isInner && rank < 900 ? rank - 100 : rank, isUrgent: rank == Command.urgent))
    }
    if let back = keymap.keys(.back, in: contexts).first(where: { backLabel != "quit" || $0 == .character("q") }) {
      entries.append(Entry(keys: back.description, label: backLabel, rank: 990))
    }
    return entries.sorted { $0.rank < $1.rank }
  }

  /// Draws the entries, the most useful first, and at the right end what was just said. A problem stands first and leaves the keys a
  /// quarter of the line; other words leave room for the keys that come first.
  static func draw(_ entries: [Entry], said: Message?, on grid: inout CellGrid, _ area: Rect, glyphs: Glyphs) {
    grid.fill(area, " ", Style(.muted, on: .bar))
    guard let said else { return draw(entries, always: true, on: &grid, area) }
    let text = VisibleText.sanitise(said.text)
    if said.isProblem {
      let used = draw(problem: text, on: &grid, area, glyphs)
      return draw(entries, always: false, on: &grid, area.splitLeft(min(area.width, used + 2)).rest)
    }
    let shown = TextWidth.truncateEnd(text, columns: max(0, min(area.width - 2, area.width * 6 / 10)), ellipsis: glyphs.ellipsis)
    let (keys, words) = area.splitRight(TextWidth.columns(shown) + 2)
    draw(entries, always: false, on: &grid, keys)
    grid.put(shown, x: words.x + 1, y: area.y, Style(.text, on: .bar), clip: area)
  }

  /// A sentence that is cut says where all of it stands.
  /// - Returns: the columns it takes; a quarter of the line at least is left to the keys, which work as before.
  private static func draw(problem text: String, on grid: inout CellGrid, _ area: Rect, _ glyphs: Glyphs) -> Int {
    let style = Style(.stateFailed, on: .bar)
    let most = max(0, area.width - max(2, area.width / 4))
    if TextWidth.columns(text) < most { return grid.put(text, x: area.x + 1, y: area.y, style, clip: area) + 1 }
    let more = "! all of it"
    let room = max(0, most - 3 - more.count)
    let used = grid.put(TextWidth.truncateEnd(text, columns: room, ellipsis: glyphs.ellipsis), x: area.x + 1, y: area.y, style, clip: area)
    let x = area.x + used + 3
    grid.put("!", x: x, y: area.y, Style(.key, on: .bar), clip: area)
    grid.put(String(more.dropFirst()), x: x + 1, y: area.y, Style(.muted, on: .bar), clip: area)
    return used + 3 + more.count
  }

  /// As many entries as fit three columns apart; on a narrow screen, where each key counts, two.
  /// - Parameter always: Whether `:`, `?` and `q` stand whatever else must give way.
  private static func draw(_ entries: [Entry], always: Bool, on grid: inout CellGrid, _ area: Rect) {
    let room = area.width - 1
    let gap = area.width >= 100 ? 3 : 2
    var kept = always ? entries.filter { $0.rank >= 900 } : []
    for entry in entries where entry.rank < 900 || !always {
      if width(kept + [entry], gap) <= room { kept.append(entry) }
    }
    kept.sort { $0.rank < $1.rank }
    put(kept, [3, 2].first { width(kept, $0) <= room } ?? 1, on: &grid, area)
  }

  private static func width(_ entries: [Entry], _ gap: Int) -> Int {
    entries.reduce(0) { $0 + TextWidth.columns($1.keys) + 1 + TextWidth.columns($1.label) } + max(0, entries.count - 1) * gap
  }

  private static func put(_ entries: [Entry], _ gap: Int, on grid: inout CellGrid, _ area: Rect) {
    var x = area.x + 1
    for entry in entries {
      x += grid.put(entry.keys, x: x, y: area.y, Style(.key, on: .bar), clip: area) + 1
      let style = entry.isUrgent ? Style(.stateWaiting, on: .bar, .bold) : Style(.muted, on: .bar)
      x += grid.put(entry.label, x: x, y: area.y, style, clip: area) + gap
    }
  }
}
