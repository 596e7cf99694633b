import Canvas

/// The line at the top: where it runs, which execution, how it stands, what it waits for, and how old that knowledge is. Facts come in
/// several lengths; the longest that fit are shown.
struct HeaderBar: Sendable {
  /// One fact, from its longest form to its shortest; a fact that may vanish ends with an empty form.
  struct Fact: Sendable {
    var forms: [StyledText]
    /// What stands before it.
    var gap = 3
    /// For each form what it costs to go on to the next one: of all facts the cheapest step is taken first.
    var costs: [Int]
  }

  var facts: [Fact] = []
  /// At the right end, the longest form first: the first that leaves the facts room.
  var ages: [StyledText] = []
  /// Laid over the end of the line in the role's reversed look: paused, or the past.
  var banner: (text: String, role: Role)?

  func draw(on grid: inout CellGrid, _ area: Rect, glyphs: Glyphs) {
    grid.fill(area, " ", Style(.text, on: .bar))
    let banner = banner.map { " " + VisibleText.sanitise($0.text) + " " } ?? ""
    let bannerWidth = min(TextWidth.columns(banner), max(0, area.width * 2 / 3))
    let age = banner.isEmpty ? fittingAge(area.width, glyphs) : nil
    let ageWidth = age.map { $0.width + 3 } ?? 0
    let room = area.width - 1 - (banner.isEmpty ? ageWidth : bannerWidth)
    let chosen = choose(room)
    var x = area.x + 1
    for (fact, form) in zip(facts, chosen) where !fact.forms[form].isEmpty {
      if x > area.x + 1 { x += fact.gap }
      let limit = Rect(x: area.x, y: area.y, width: max(0, room + 1), height: 1)
      x += grid.put(onBar(fact.forms[form]), x: x, y: area.y, clip: limit)
    }
    if let value = self.banner, !banner.isEmpty {
      let start = min(max(area.x, x + 1), area.maxX - bannerWidth)
      let place = Rect(x: start, y: area.y, width: area.maxX - start, height: 1)
      grid.fill(place, " ", Style(value.role))
      grid.put(
        TextWidth.truncateEnd(banner, columns: place.width, ellipsis: glyphs.ellipsis), x: start, y: area.y, Style(value.role, .bold),
        clip: place)
    } else if let age {
      grid.put(onBar(age), x: area.maxX - 1 - age.width, y: area.y, clip: area)
    }
  }

  /// The longest form that leaves the facts most of the line; on a narrow line the shortest, which is cut where even that is too long.
  private func fittingAge(_ width: Int, _ glyphs: Glyphs) -> StyledText? {
    let share = width * 2 / 5
    guard width >= 100 else { return ages.last?.truncated(columns: max(10, share), ellipsis: glyphs.ellipsis) }
    // The last of several stands for a sentence that has no room at all: here it has some.
    let long = ages.count > 2 ? ages.dropLast() : ages[...]
    return long.first { $0.width <= share } ?? long.last?.truncated(columns: share, ellipsis: glyphs.ellipsis)
  }

  /// For each fact the form shown: shortened one step at a time, the cheapest first, until all fit.
  private func choose(_ room: Int) -> [Int] {
    var chosen = facts.map { _ in 0 }
    func total() -> Int {
      zip(facts, chosen).reduce(0) { sum, pair in
        let width = pair.0.forms[pair.1].width
        return width == 0 ? sum : sum + width + (sum > 0 ? pair.0.gap : 0)
      }
    }
    while total() > room {
      func cost(_ at: Int) -> Int { facts[at].costs.indices.contains(chosen[at]) ? facts[at].costs[chosen[at]] : .max }
      let candidates = facts.indices.filter { chosen[$0] + 1 < facts[$0].forms.count }
      guard let cheapest = candidates.min(by: { cost($0) < cost($1) }) else { break }
      chosen[cheapest] += 1
    }
    return chosen
  }

  private func onBar(_ text: StyledText) -> StyledText { text.restyled { Style($0.role, on: .bar, $0.emphasis) } }
}
