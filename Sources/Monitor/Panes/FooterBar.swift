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
    var kept = entries
    // Three blanks between entries where there is room, then two, then one; then the least useful go.
    while true {
      for gap in [3, 2, 1] where width(kept, gap) <= area.width - 2 {
        put(kept, gap, on: &grid, area)
        return
      }
      guard let least = kept.lastIndex(where: { $0.rank < 900 }) else { break }
      kept.remove(at: least)
    }
    put(kept, 1, on: &grid, area)
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
