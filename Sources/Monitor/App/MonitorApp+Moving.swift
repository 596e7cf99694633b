import Canvas
import History

extension MonitorApp {
  /// Panes, tabs, pages, and moving about in them. False when the command is none of these.
  mutating func move(_ id: CommandID) -> Bool {
    switch id {
    case .graph: show(.graph)
    case .events: show(.events)
    case .inspector: show(.inspector)
    case .timeline: page = page == .timeline ? .main : .timeline
    case .tokens: openTokens()
    case .nextPane: cycle(1)
    case .previousPane: cycle(-1)
    case .nextTab: inspector.cycle(1); page = .main
    case .previousTab: inspector.cycle(-1); page = .main
    case .zoom: isZoomed.toggle()
    case .open: openSelected()
    case .panLeft: graph.pan(-1, layout.content(.graph).size)
    case .panRight: graph.pan(1, layout.content(.graph).size)
    case .back: back()
    case .quit: leave(.quit)
    case .up, .down, .left, .right, .top, .bottom, .pageUp, .pageDown, .fold: moveInPane(id)
    default: return false
    }
    return true
  }

  private mutating func show(_ pane: Pane) {
    page = .main
    focus = pane
  }

  private mutating func cycle(_ step: Int) {
    let order = Pane.allCases
    let at = order.firstIndex(of: focus) ?? 0
    show(order[(at + step + order.count) % order.count])
  }

  mutating func openTokens() {
    page = .tokens
    tokens.select(state: selectedState)
  }

  /// One step back: out of a form, a filter, a page, a zoom, the past; at the root it leaves.
  private mutating func back() {
    if tokens.form != nil, page == .tokens {
      tokens.closeForm()
    } else if isInbox {
      if query == nil { leave(.back) } else { query = nil }
    } else if page != .main {
      page = .main
    } else if isZoomed {
      isZoomed = false
    } else if query != nil {
      query = nil
    } else if opened != nil {
      closeIteration()
    } else if events.filter != nil {
      events.filter = nil
    } else if !view.isLive {
      goLive()
    } else {
      leave(.back)
    }
  }

  /// A local run that goes on would be lost: that is asked; everything else is left at once. Behind a screen that is not the first there is another one.
  mutating func leave(_ way: MonitorEffect) {
    guard isRoot else { return effects.append(way) }
    guard let live, case .local = live.identity.place, !live.status.isFinal else { return effects.append(.quit) }
    overlay = .question(Question(text: "The run is not over and would be lost. Leave?", answer: .quit))
  }

  private mutating func openSelected() {
    switch page {
    case .timeline:
      if let number = timeline.selectedVisit { selectionFollows = false; select(visit: number); page = .main; focus = .inspector }
    case .tokens:
      guard let token = tokens.selected else { return }
      if let arn = token.foundIn { return effects.append(.show(.execution(arn: arn))) }
      select(state: token.state)
      page = .main
      focus = .inspector
    case .main:
      switch focus {
      case .graph, .events:
        focus = .inspector
        // Of a Map its iterations are what there is to open.
        if visit?.kind == .map {
          inspector.open(.wait)
          wantedRow = "iteration/"
        }
      case .inspector:
        if let link = inspector.list.selectedRow?.link {
          follow(link)
        } else if !inspector.list.toggle(), inspector.list.selectedRow == nil, let link = inspector.list.wayOut {
          // Before somebody moves, Enter does what the tab says it does.
          follow(link)
        }
      }
    }
  }

  private mutating func follow(_ link: RowLink) {
    switch link {
    case .state(let name): select(state: name)
    case .event(let id): selectEvent(id)
    case .iteration(let entered, let index): open(iteration: index, ofMap: entered)
    case .execution(let arn): effects.append(.show(.execution(arn: arn)))
    case .mapRun(let arn, let name): effects.append(.show(.mapRun(arn: arn, name: name)))
    case .container(let name): inspector.onlyContainer = inspector.onlyContainer == name ? nil : name
    case .visit(let event): if let visit = view.index.visit(ofEvent: event) { selectionFollows = false; select(visit: visit.index) }
    }
  }

  /// Selects an event by hand: its state and visit too; the list no longer follows.
  mutating func selectEvent(_ id: Int) {
    events.select(id: id)
    selectionFollows = false
    if let visit = view.index.visit(ofEvent: id) { select(visit: visit.index) }
  }

  private mutating func moveInPane(_ id: CommandID) {
    let layout = layout
    switch page {
    case .tokens: tokens.move(id)
    case .timeline: timeline.move(id, height: layout.body.height - 3)
    case .main:
      switch focus {
      case .graph: moveInGraph(id, layout)
      case .events: moveInEvents(id, layout)
      case .inspector: moveInInspector(id, height: max(1, layout.content(.inspector).height - InspectorPane.barHeight(layout.form)))
      }
    }
    if id == .bottom, page == .main, focus != .inspector || !view.isLive { goLive() }
  }

  private mutating func moveInInspector(_ id: CommandID, height: Int) {
    // Whoever goes back in a log reads there; only its end is followed.
    if [.up, .pageUp, .top].contains(id) { inspector.letLogGo() }
    if id == .bottom { inspector.followsLog = true }
    // A log is paged as in less: what is read moves, not a mark in it.
    if inspector.tab == .logs, inspector.list.selected == nil, id == .pageUp || id == .pageDown {
      return inspector.list.scroll(by: (id == .pageUp ? -1 : 1) * max(1, height / 2), height: height)
    }
    switch id {
    case .up: inspector.list.move(-1, height: height)
    case .down: inspector.list.move(1, height: height)
    case .pageUp: inspector.list.move(-max(1, height / 2), height: height)
    case .pageDown: inspector.list.move(max(1, height / 2), height: height)
    case .top: inspector.list.moveToStart()
    case .bottom: inspector.list.moveToEnd(height: height)
    case .fold: _ = inspector.list.toggle()
    case .left: if !inspector.list.setFold(false) { inspector.cycle(-1) }
    case .right: if !inspector.list.setFold(true) { inspector.cycle(1) }
    default: break
    }
  }

  private mutating func moveInEvents(_ id: CommandID, _ layout: ScreenLayout) {
    let height = max(1, layout.content(.events).height)
    switch id {
    case .up: moveEvent(-1)
    case .down: moveEvent(1)
    case .pageUp: moveEvent(-max(1, height / 2))
    case .pageDown: moveEvent(max(1, height / 2))
    case .top: moveEvent(-events.count)
    default: break
    }
  }

  private mutating func moveEvent(_ delta: Int) {
    guard let id = events.neighbour(delta) else { return }
    selectEvent(id)
  }

  private mutating func moveInGraph(_ id: CommandID, _ layout: ScreenLayout) {
    let height = max(1, layout.content(.graph).height)
    let target: String? =
      switch id {
      case .up: graph.neighbour(of: selectedState, .up)
      case .down: graph.neighbour(of: selectedState, .down)
      case .left: graph.neighbour(of: selectedState, .left)
      case .right: graph.neighbour(of: selectedState, .right)
      case .pageUp: graph.neighbour(of: selectedState, .up, steps: height / 4)
      case .pageDown: graph.neighbour(of: selectedState, .down, steps: height / 4)
      case .top: graph.order.first
      default: nil
      }
    if id == .fold, let selectedState { graph.toggleFold(selectedState, in: live?.definition) }
    if let target { select(state: target) }
  }
}
