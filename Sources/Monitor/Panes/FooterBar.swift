import Canvas

/// The keys that work now, from the registry: as many as fit, the most useful first; `:`, `?` and `q` always stand.
struct FooterBar {
  struct Entry: Equatable {
    var keys: String
    var label: String
    var rank: Int
  }

  /// The entries of the moment, in their order.
  static func entries(_ keymap: Keymap, contexts: [KeyContext], _ now: Situation, backLabel: String) -> [Entry] {
    var entries: [Entry] = []
    let isModal = contexts.first == .form || contexts.first == .prompt || contexts.first == .editor || contexts.first == .question
    for command in keymap.commands {
      guard let rank = command.footer, command.refusal(now) == nil, let key = keymap.keys(command.id, in: contexts).first else { continue }
      let isInner = command.bindings.contains { $0.context == contexts.first && $0.key == key }
      if isModal && !isInner { continue }
      var keys = key.description
      if let partner = command.partner, let other = keymap.keys(partner, in: contexts).first { keys = other.description + " " + keys }
      entries.append(Entry(keys: keys, label: command.label(now), rank: isInner && rank < 900 ? rank - 100 : rank))
    }
    if let back = keymap.keys(.back, in: contexts).first(where: { backLabel != "quit" || $0 == .character("q") }) {
      entries.append(Entry(keys: back.description, label: backLabel, rank: 990))
    }
    return entries.sorted { $0.rank < $1.rank }
  }

  static func draw(_ entries: [Entry], on grid: inout CellGrid, _ area: Rect) {
    grid.fill(area, " ", Style(.muted, on: .bar))
    // Each entry that still fits, the most useful first; then as much room between them as there is.
    let room = area.width - 2
    var kept = entries.filter { $0.rank >= 900 }
    for entry in entries where entry.rank < 900 && width(kept + [entry], 1) <= room { kept.append(entry) }
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
      x += grid.put(entry.label, x: x, y: area.y, Style(.muted, on: .bar), clip: area) + gap
    }
  }
}
