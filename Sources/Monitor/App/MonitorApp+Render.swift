import Canvas
import Time

extension MonitorApp {
  /// The screen as it is now. Total for every size; draws nothing outside.
  /// - Parameter showsSecrets: False for exports: a row revealed on the screen is masked there.
  public func render(showsSecrets: Bool = true) -> CellGrid {
    var grid = CellGrid(size: size)
    let layout = layout
    guard layout.form != .none else {
      drawTooSmall(on: &grid)
      return grid
    }
    header.draw(on: &grid, layout.header, glyphs: settings.glyphs)
    if let form = starting.open {
      drawStart(form, on: &grid, layout.body)
    } else {
      draw(page, on: &grid, layout, showsSecrets)
    }
    drawFooter(on: &grid, layout)
    drawOverlay(on: &grid, layout, showsSecrets)
    if settings.glyphs.isASCII { grid.makeASCII() }
    return grid
  }

  private func draw(_ page: Page, on grid: inout CellGrid, _ layout: ScreenLayout, _ showsSecrets: Bool) {
    switch page {
    case .main: for (pane, area) in layout.panes { draw(pane, on: &grid, area, layout, showsSecrets) }
    case .timeline: drawTimeline(on: &grid, layout)
    case .tokens: drawTokens(on: &grid, layout)
    }
  }

  // MARK: Panes

  private func draw(_ pane: Pane, on grid: inout CellGrid, _ area: Rect, _ layout: ScreenLayout, _ showsSecrets: Bool) {
    let isFocused = focus == pane && overlay == nil
    frame(pane, on: &grid, area, layout, isFocused)
    let content = layout.content(pane)
    switch pane {
    case .graph:
      let notes = graphNotes(content.width)
      for (offset, line) in notes.enumerated() {
        grid.put(line, x: content.x + 1, y: content.y + offset, Style(.stateWaiting), clip: content)
      }
      graph.draw(
        on: &grid, content.splitTop(min(content.height, notes.count)).rest, form: layout.form,
        GraphScene(view: view, selected: selectedState, glyphs: settings.glyphs, clock: clock, iterations: iterations))
    case .events: drawEvents(on: &grid, content, layout, isFocused)
    case .inspector: drawInspector(on: &grid, content, layout, isFocused, showsSecrets)
    }
  }

  /// A frame, or where there is no room for one, a rule with the same words.
  private func frame(_ pane: Pane, on grid: inout CellGrid, _ area: Rect, _ layout: ScreenLayout, _ isFocused: Bool) {
    let (title, trailing) = titles(pane, layout, isFocused)
    if layout.form == .wide { return grid.frame(area, title: title, trailing: trailing, focused: isFocused, glyphs: settings.glyphs) }
    if layout.panes.count > 1 {
      switch pane {
      case .graph:
        grid.fill(Rect(x: area.maxX - 1, y: area.y, width: 1, height: area.height), settings.glyphs.line([.up, .down]), Style(.border))
        return
      case .inspector: return
      case .events: break
      }
    }
    rule(on: &grid, area.splitTop(1).top, title: title, trailing: trailing, isFocused)
  }

  private func rule(on grid: inout CellGrid, _ area: Rect, title: StyledText, trailing: StyledText?, _ isFocused: Bool) {
    let style = Style(isFocused ? .borderFocus : .border)
    grid.fill(area, settings.glyphs.line([.left, .right]), style)
    let line = StyledText(" ") + title.truncated(columns: max(0, area.width - 4), ellipsis: settings.glyphs.ellipsis) + StyledText(" ")
    let used = grid.put(line, x: area.x + 1, y: area.y, clip: area)
    if let trailing, used + trailing.width + 6 < area.width {
      grid.put(StyledText(" ") + trailing + StyledText(" "), x: area.maxX - trailing.width - 4, y: area.y, clip: area)
    }
  }

  private func titles(_ pane: Pane, _ layout: ScreenLayout, _ isFocused: Bool) -> (StyledText, StyledText?) {
    switch pane {
    case .graph:
      var title = StyledText("Graph", Style(.title, .bold))
      if let opened { title.append(" iteration \(opened.index)", Style(.provenance)) }
      return (title, StyledText(doneText, Style(.muted)))
    case .events:
      var title = StyledText("Events ", Style(.title, .bold))
      if let silence {
        title.append(silence, Style(.stateFailed))
      } else if events.isFollowing, hearsEvents {
        title.append("\(settings.glyphs.arrowDown) following", Style(.stateSucceeded))
      } else if events.unseen > 0 {
        title.append("\(settings.glyphs.arrowDown) \(events.unseen) new", Style(.stateWaiting, .bold))
      }
      if let opened { title.append("  iteration \(opened.index)", Style(.provenance)) }
      if let filter = events.filter { title.append("  & \(filter.text)", Style(.provenance)) }
      let shown =
        events.filter == nil && opened == nil ? Count.text(events.total) : "\(Count.text(events.count)) of \(Count.text(events.total))"
      let position = events.position.map { "\(Count.text($0)) of \(shown)" } ?? shown
      return (title, StyledText(position, Style(.muted)))
    case .inspector:
      guard let selectedState else { return (StyledText("Inspector", Style(.title, .bold)), nil) }
      var title = StyledText(TextWidth.truncateMiddle(VisibleText.sanitise(selectedState), columns: 40), Style(.title, .bold))
      if let state = view.snapshot.definition?.state(selectedState) { title.append(" " + StateText.kind(state), Style(.muted)) }
      return (title, inspectorTrailing)
    }
  }

  private var doneText: String {
    if view.isUnheard { return "nothing heard yet" }
    if view.isPartial { return "from event \(Count.text(view.missing + 1)) on" }
    let all = stateNames.count
    let done = view.index.stateOrder.count { view.index.states[$0]?.status == .succeeded }
    return "\(done) of \(all) state\(all == 1 ? "" : "s") done"
  }

  /// The stop the selected state is held at, or the execution's time of day.
  private var inspectorTrailing: StyledText? {
    if let selectedState, view.snapshot.live.pause != nil, let cursor = view.cursor(in: selectedState) {
      return StyledText(cursor.stop.word, Style(.stateWaiting))
    }
    if inspector.tab == .logs, inspector.log.total > 0 { return logTrailing }
    guard view.startedAt != nil else { return nil }
    return StyledText(TimeText.timeOfDay(clock, offsetMinutes: settings.utcOffsetMinutes), Style(.muted))
  }

  /// Whether the log's end is followed, and how old it is where that is worth saying.
  private var logTrailing: StyledText {
    let arrow = settings.glyphs.arrowDown
    var text =
      isCutOff && inspector.unseenLines == 0
      ? StyledText("nothing new is heard", Style(.stateFailed))
      : inspector.followsLog
        ? StyledText("\(arrow) following", Style(.stateSucceeded))
        : inspector.unseenLines > 0
          ? StyledText("\(arrow) \(Count.text(inspector.unseenLines)) new", Style(.stateWaiting, .bold))
          : StyledText("G follows", Style(.muted))
    if let age = logAge { text.append(" · \(age)", Style(.stateWaiting)) }
    return text
  }

  private func drawInspector(on grid: inout CellGrid, _ area: Rect, _ layout: ScreenLayout, _ isFocused: Bool, _ showsSecrets: Bool) {
    let margin = layout.form == .wide ? 2 : 1
    let inner = Rect(x: area.x + margin - 1, y: area.y, width: max(0, area.width - margin), height: area.height)
    let bar = InspectorPane.barHeight(layout.form)
    inspector.drawBar(on: &grid, inner.splitTop(min(bar, 2)).top, glyphs: settings.glyphs, isFocused: isFocused || layout.form != .wide)
    let list = inner.splitTop(bar).rest
    inspector.list.draw(on: &grid, list, isFocused: isFocused, query: query, glyphs: settings.glyphs, showsSecrets: showsSecrets)
    let below = inspector.list.below(height: list.height)
    guard below > 0, list.height > 1 else { return }
    let more = " \(settings.glyphs.arrowDown) \(below) more "
    // In the frame where there is one, else at the end of the last row.
    let y = layout.form == .wide ? area.maxY : list.maxY - 1
    grid.put(more, x: area.maxX - TextWidth.columns(more) - (layout.form == .wide ? 2 : 0), y: y, Style(.key))
  }

  private func drawEvents(on grid: inout CellGrid, _ area: Rect, _ layout: ScreenLayout, _ isFocused: Bool) {
    let notes = eventNotes
    for (offset, note) in notes.enumerated() where offset < area.height {
      let mark = StyledText(note == notes.last && view.isPartial ? " \(settings.glyphs.arrowUp) " : "   ", Style(.stateWaiting))
      grid.put(
        (mark + note).truncated(columns: max(0, area.width - 1), ellipsis: settings.glyphs.ellipsis), x: area.x, y: area.y + offset,
        clip: area)
    }
    EventRows(style: timeStyle, glyphs: settings.glyphs, query: query, selectedId: events.selectedId, selectedState: selectedState)
      .draw(events.lines, on: &grid, area.splitTop(min(area.height, notes.count)).rest)
  }

  private func drawTimeline(on grid: inout CellGrid, _ layout: ScreenLayout) {
    let title =
      StyledText("Timeline", Style(.title, .bold))
      + StyledText(timeline.sortsByDuration ? " longest first" : " in start order", Style(.muted))
    let note = view.isPartial ? "from event \(Count.text(view.missing + 1)) on · " : ""
    let redriven = view.index.redrives.last.map { "redriven \($0.count == 1 ? "once" : "\($0.count) times") · " } ?? ""
    let trailing = StyledText("\(note)\(redriven)\(view.index.visits.count) visit\(view.index.visits.count == 1 ? "" : "s")", Style(.muted))
    grid.frame(layout.body, title: title, trailing: trailing, focused: true, glyphs: settings.glyphs)
    timeline.draw(on: &grid, layout.body.inset(), clock: clock, glyphs: settings.glyphs)
  }

  // MARK: Footer

  var backLabel: String {
    if overlay == nil, starting.open != nil || (page == .tokens && tokens.form != nil) { return "keep draft" }
    if overlay != nil || (page != .main && !isInbox) || !isRoot { return "back" }
    if opened != nil, !isZoomed, query == nil { return "whole Map" }
    return isZoomed || query != nil || events.filter != nil || !view.isLive ? "back" : "quit"
  }
}
