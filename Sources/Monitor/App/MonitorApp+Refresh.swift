import Canvas
import Time

extension MonitorApp {
  /// After every input: what panes derive from the view is brought up to date, and what must be in view scrolled there. Drawing then only
  /// reads.
  mutating func refresh() {
    let layout = layout
    if shownRevision != view.revision {
      shownRevision = view.revision
      refreshIteration()
      refreshIterations()
      events.set(view)
      graph.set(view)
      tokens.set(view)
    }
    if page == .timeline { timeline.set(view, selected: selectedVisit) }
    events.scroll(height: layout.content(.events).height, notes: eventNotes.count)
    let graphArea = layout.content(.graph)
    graph.scroll(
      to: selectedState, size: graphArea.splitTop(min(graphArea.height, graphNotes(graphArea.width).count)).rest.size, form: layout.form)
    timeline.scroll(height: max(0, layout.body.height - 3))
    refreshInspector(layout)
    selectWantedRow(layout)
    if case .list(var list) = overlay, list.kind == .breakpoints {
      list.list.set(breakpointRows)
      overlay = .list(list)
    }
  }

  private mutating func refreshInspector(_ layout: ScreenLayout) {
    let area = layout.content(.inspector)
    guard !area.isEmpty else { return }
    let clock = clock
    let visit = visit
    let width = inspectorWidth(layout)
    let tab = InspectorTabs.all.first { $0.id == inspector.tab }
    let made = InspectorPane.Made(
      revision: view.revision, second: tab?.movesWithTime == true ? clock.milliseconds / 1_000 : 0,
      wallSecond: tab?.movesWithTime == true && live?.live.poll != nil ? now.milliseconds / 1_000 : 0,
      state: selectedState, visit: visit?.enteredEvent, tab: inspector.tab, width: width, times: timeStyle, wraps: inspector.wraps,
      only: inspector.onlyContainer)
    guard inspector.isStale(made) else { return inspector.refresh(made, height: listHeight(area, layout)) { [] } }
    var context = tabContext(width: width)
    if inspector.tab == .logs, let task = context?.task?.arn {
      context.map {
        inspector.log.take(view.snapshot.logs, form: LogsTab.form(of: task, $0, wraps: inspector.wraps, only: inspector.onlyContainer))
      }
      context?.log = inspector.log
    }
    inspector.refresh(made, height: listHeight(area, layout)) {
      guard let context else { return [Row(id: "none", StyledText("no state is selected", Style(.muted)), kind: .heading)] }
      return tab?.rows(context) ?? []
    }
  }

  private mutating func selectWantedRow(_ layout: ScreenLayout) {
    let area = layout.content(.inspector)
    guard let wanted = wantedRow, !area.isEmpty else { return }
    wantedRow = nil
    let lines = inspector.list.lines
    let isThere = lines.contains { $0.row.id == wanted }
    // The first of its kind; where its group is folded, the group.
    let first = [wanted, "iterations/"].lazy.compactMap { kind in lines.first { $0.row.id.hasPrefix(kind) && $0.row.kind == .item } }.first
    let row = isThere ? wanted : wanted.hasPrefix("iteration/") ? first?.row.id : nil
    if let row { inspector.list.select(id: row) }
    inspector.list.show(height: listHeight(area, layout))
  }

  /// What a tab shows the selected state from; nil where none is selected.
  func tabContext(width: Int) -> TabContext? {
    selectedState.map { state in
      TabContext(
        snapshot: view.snapshot, index: view.index, stateName: state, visit: visit, state: view.snapshot.definition?.state(state),
        cursor: view.isLive ? view.cursor(in: state) : nil, now: clock, isLive: view.isLive, width: width, glyphs: settings.glyphs,
        times: timeStyle, secrets: view.secrets, view: view, wallClock: now,
        iterations: visit.flatMap { iterations[$0.enteredEvent] })
    }
  }

  private func listHeight(_ area: Rect, _ layout: ScreenLayout) -> Int { max(0, area.height - InspectorPane.barHeight(layout.form)) }

  /// Columns of a row: the pane without its margins.
  func inspectorWidth(_ layout: ScreenLayout) -> Int { max(0, layout.content(.inspector).width - (layout.form == .wide ? 4 : 2)) }
}
