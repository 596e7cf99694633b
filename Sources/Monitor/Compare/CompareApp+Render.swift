import Canvas
import ExecutionSource
import History
import Time

extension CompareApp {
  /// The screen as it is now. Total for every size; draws nothing outside.
  public func render() -> CellGrid {
    var grid = CellGrid(size: size)
    let layout = layout
    guard layout.form != .none else {
      drawTooSmall(on: &grid)
      return grid
    }
    header.draw(on: &grid, layout.header, glyphs: settings.glyphs)
    drawPage(on: &grid, layout.body)
    drawFooter(on: &grid, layout)
    drawOverlay(on: &grid, layout, false)
    if settings.glyphs.isASCII { grid.makeASCII() }
    return grid
  }

  private var header: HeaderBar {
    var bar = HeaderBar()
    if let identity = sides.lazy.compactMap(\.snapshot?.identity).first {
      bar.facts.append(
        .place(identity.place, account: identity.account, region: identity.region, isReadOnly: identity.isReadOnly, settings))
    }
    let verdict: StyledText
    if let comparison {
      let isSame = comparison.parting == nil && comparison.dataParting == nil && differing.isEmpty
      verdict = StyledText(
        isSame
          ? "no difference"
          : "\(Count.text(differing.count)) state\(differing.count == 1 ? "" : "s") differ\(differing.count == 1 ? "s" : "")",
        isSame ? Style(.stateSucceeded) : Style(.diffChanged, .bold))
    } else {
      let fails = sides.contains { $0.problem != nil || $0.isCutOff }
      verdict = fails ? StyledText("not compared yet", Style(.stateWaiting)) : StyledText("reading both", Style(.muted))
    }
    bar.facts.append(HeaderBar.Fact(forms: [verdict], costs: []))
    bar.facts += [lastKnown].compactMap { $0 }
    bar.ages = ageForms
    return bar
  }

  // MARK: The two, and where they part

  /// The lines above the list.
  var heads: [StyledText] {
    let width = max(0, layout.body.width - 6)
    var lines = sides.indices.map { side($0, width) }
    guard let comparison else {
      lines.append(StyledText())
      // A sentence ends with what to do: it is wrapped, not cut.
      for line in sides.indices.compactMap(waiting) {
        let role = line.runs.first?.style.role ?? .muted
        lines += TextWidth.wrap(VisibleText.sanitise(line.plain), columns: max(1, width)).map { StyledText($0, Style(role)) }
      }
      return lines
    }
    lines.append(StyledText())
    let sentences = sentences(comparison)
    for (text, role) in sentences {
      lines += TextWidth.wrap(VisibleText.sanitise(Mask.text(text, secrets: secrets)), columns: max(1, width)).map {
        StyledText($0, Style(role))
      }
    }
    if !sentences.isEmpty { lines.append(StyledText()) }
    // On a small screen the list has at least half of it.
    return Array(lines.prefix(max(2, (layout.body.height - 3) / 2)))
  }

  private func side(_ number: Int, _ width: Int) -> StyledText {
    let side = sides[number]
    var text = StyledText("\(number + 1) ", Style(.provenance, .bold))
    let room = width >= 90 ? 44 : max(12, width - 40)
    let name = VisibleText.sanitise(Mask.text(String(side.name.prefix(200)), secrets: secrets))
    text.append(TextWidth.pad(TextWidth.truncateMiddle(name, columns: room), columns: room), Style(.title, .bold))
    guard let snapshot = side.snapshot else { return text }
    let look = snapshot.status.look
    text.append("  \(look.glyph(settings.glyphs)) \(TextWidth.pad(snapshot.status.rawValue, columns: 10))", Style(look.role))
    let made = comparison.map { number == 0 ? $0.left : $0.right }
    let end = made.map { $0.index.endedAt ?? clock(of: side) }
    if let start = made?.index.startedAt, let end {
      text.append(TextWidth.padLeft(TimeText.short(max(.zero, end - start)), columns: 10), Style(.text))
    }
    if let start = made?.index.startedAt ?? snapshot.startedAt, width >= 76 {
      let at = ClockText.timeOfDay(start, now: now, offset: settings.utcOffsetMinutes * 60)
      text.append("   \(at)", Style(.muted))
    }
    let machine = snapshot.identity.machineName
    if width >= 110, !machine.isEmpty { text.append("   \(machine)", Style(.muted)) }
    return text
  }

  private func waiting(_ number: Int) -> StyledText? {
    let side = sides[number]
    if let problem = side.problem { return StyledText("\(number + 1): \(Mask.text(problem, secrets: secrets))", Style(.stateFailed)) }
    guard let snapshot = side.snapshot else { return StyledText("reading \(number + 1)…", Style(.muted)) }
    if snapshot.missingEvents > 0 {
      return StyledText("\(number + 1): older events still loading: \(Count.text(snapshot.missingEvents))", Style(.stateWaiting))
    }
    if let problem = snapshot.live.poll?.problem ?? snapshot.live.poll?.denied[.history] {
      return StyledText("\(number + 1): \(Mask.text(problem, secrets: secrets))", Style(.stateFailed))
    }
    return snapshot.events.isEmpty ? StyledText("reading \(number + 1)…", Style(.muted)) : nil
  }

  private func sentences(_ comparison: ExecutionComparison) -> [(String, Role)] {
    var lines: [(String, Role)] = []
    if let parting = comparison.parting {
      lines.append((parting.sentence(left: "1", right: "2"), .stateWaiting))
    } else {
      lines.append(("both took the same path", .stateSucceeded))
    }
    if let data = comparison.dataParting { lines.append((data.sentence, .diffChanged)) }
    var facts: [String] = []
    facts.append(
      comparison.inputDifferences.isEmpty ? "the inputs are the same" : "the inputs differ in \(places(comparison.inputDifferences.count))")
    if let definitions = comparison.definitionDifferences {
      facts.append(definitions.isEmpty ? "the definitions are the same" : "the definitions differ in \(places(definitions.count))")
    }
    lines.append((facts.joined(separator: " \(settings.glyphs.separator) "), .muted))
    return lines
  }

  private func places(_ count: Int) -> String { count >= 100 ? "100 places or more" : "\(count) place\(count == 1 ? "" : "s")" }

  private func drawPage(on grid: inout CellGrid, _ area: Rect) {
    let title = StyledText("Compared", Style(.title, .bold))
    let height = listHeight
    let trailing = list.position(height: height).map { StyledText($0, Style(.muted)) }
    grid.frame(area, title: title, trailing: trailing, focused: overlay == nil, glyphs: settings.glyphs)
    let inner = area.inset(dx: 3, dy: 1)
    let heads = heads
    for (offset, line) in heads.enumerated() where offset < inner.height {
      grid.put(line.truncated(columns: inner.width, ellipsis: settings.glyphs.ellipsis), x: inner.x, y: inner.y + offset, clip: inner)
    }
    guard comparison != nil else { return }
    let below = inner.splitTop(heads.count).rest
    grid.put(CompareRows.heads(CompareRows.Columns(width: area.width - 8)), x: below.x, y: below.y, clip: below)
    let rows = below.splitTop(1).rest
    list.draw(on: &grid, rows, isFocused: true, query: query, glyphs: settings.glyphs, showsSecrets: false)
  }
}
