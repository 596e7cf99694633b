import Canvas
import ExecutionSource
import History
import StatesLanguage
import Time

extension MonitorApp {
  /// Takes the source's newest snapshot.
  mutating func take(_ snapshot: ExecutionSnapshot) {
    if let run = snapshot.watch?.run, run != toldWatch.run { beginAnew(snapshot) }
    // What nothing is known of has not changed when it is heard of first.
    let before = live.flatMap { $0.isUnheard ? nil : $0 }
    let selected = visit?.enteredEvent
    var snapshot = snapshot
    snapshot.taskDefinitions.merge(loadedDefinitions) { $1 }
    if facts == nil, let definition = snapshot.definition { facts = MachineFacts(definition: definition.root.value) }
    let isAnew = past.take(snapshot.events, isWhole: snapshot.missingEvents == 0, facts: facts)
    snapshot.events = past.log
    snapshot.missingEvents += past.heldBack
    lookup.take(snapshot.tasks)
    live = snapshot
    stepsAsked = 0
    receivedAt = now
    known.take(snapshot, index: past.newest)
    let secrets = known.values
    if view.isLive {
      view = ExecutionView(
        snapshot: snapshot, index: past.newest, isLive: true, secrets: secrets, revision: view.revision + 1, lookup: lookup)
    } else {
      // What is viewed stays; what happened meanwhile is only counted in the header.
      view.secrets = secrets
      view.snapshot.live.breakpoints = snapshot.live.breakpoints
      view.snapshot.audit = snapshot.audit
      view.snapshot.missingEvents = snapshot.missingEvents
      view.revision += 1
      if isAnew { viewAgain() }
    }
    // Visits are counted anew when older events have come: the selected one stays the same.
    if isAnew { selectedVisit = selected.flatMap { view.index.visit(ofEvent: $0)?.index } }
    if before == nil { begin(snapshot) }
    if selectionFollows && view.isLive { followSelection() }
    notify(from: before, to: snapshot)
    tellWatch(snapshot.watch)
  }

  /// Another run of the same files, perhaps of another definition: nothing that was derived of the one before holds. What somebody has set stays.
  private mutating func beginAnew(_ snapshot: ExecutionSnapshot) {
    live = nil
    if let state = selectedState, snapshot.definition?.state(state) == nil { selectedState = nil }
    facts = nil
    past = HistoryCheckpoints()
    lookup = TaskLookup()
    known = Secrets()
    waits = [:]
    opened = nil
    iterations = [:]
    let filter = events.filter
    events = EventsPane()
    events.filter = filter
    selectedVisit = nil
    selectionFollows = true
    let revision = view.revision
    view = ExecutionView.empty
    view.revision = revision + 1
  }

  private mutating func tellWatch(_ watch: WatchStatus?) {
    guard let watch, watch != toldWatch else { return }
    let isNews = watch.news != toldWatch.news
    toldWatch = watch
    if isNews { say(watch.text, isProblem: watch.isProblem) }
  }

  /// The first look: in a run that goes on, where it stands; in one that is over, at the verdict.
  private mutating func begin(_ snapshot: ExecutionSnapshot) {
    if snapshot.status.isFinal {
      followSelection()
    } else if snapshot.events.isEmpty, snapshot.live.cursors.isEmpty, selectedState == nil {
      selectedState = snapshot.definition?.body.startAt.value
    }
  }

  /// The selection goes where the execution is: to the selected cursor, the failure, or the newest place that is not over.
  mutating func followSelection() {
    let index = view.index
    if view.snapshot.status.isFinal {
      if let last = index.failure?.visit ?? lastVisit { select(visit: last) }
    } else if let cursor = view.selectedCursor {
      selectedState = cursor.state
      selectedVisit = cursor.enteredEventId.flatMap { index.visit(ofEvent: $0)?.index }
    } else if let leaf = view.leaves.last {
      select(visit: leaf.index)
    } else if selectedState == nil, let last = index.visits.last {
      select(visit: last.index)
    }
  }

  /// The visit that was over last, of the top level: its output is the execution's.
  private var lastVisit: Int? { view.index.visits.last { $0.scope.isEmpty }?.index ?? view.index.visits.last?.index }

  /// Selects a visit and its state.
  mutating func select(visit number: Int) {
    guard view.index.visits.indices.contains(number) else { return }
    selectedVisit = number
    selectedState = view.index.visits[number].state
  }

  /// Selects a state by hand: its newest visit, and the selection no longer follows.
  mutating func select(state: String) {
    selectedState = state
    selectedVisit = view.latestVisit(of: state)?.index
    selectionFollows = false
  }

  /// The selected visit, if it belongs to the selected state.
  var visit: Visit? {
    guard let selectedState else { return nil }
    if let selectedVisit, view.index.visits.indices.contains(selectedVisit), view.index.visits[selectedVisit].state == selectedState {
      return view.index.visits[selectedVisit]
    }
    // Before its state in an iteration a cursor has no visit yet; another iteration's is not its own.
    if selectionFollows, view.isLive, let cursor = view.selectedCursor, cursor.state == selectedState, cursor.enteredEventId == nil,
      cursor.scope.contains(where: { if case .iteration = $0 { true } else { false } })
    {
      return nil
    }
    return view.latestVisit(of: selectedState)
  }

  /// What a change brings: the Overrides tab at a ready stop, the verdict at the end, the title, the bell.
  private mutating func notify(from before: ExecutionSnapshot?, to snapshot: ExecutionSnapshot) {
    guard view.isLive else { return }
    if let cursor = view.selectedCursor, snapshot.live.pause != nil, selectionFollows {
      let old = before?.live.cursors.first { $0.id == cursor.id }
      let isNew = old?.stop != cursor.stop || old?.state != cursor.state
      if isNew, cursor.stop == .ready { inspector.open(.overrides) }
      if isNew, cursor.stop == .sent { inspector.open(.wait) }
    }
    if snapshot.status.isFinal, before.map({ !$0.status.isFinal }) ?? true {
      if selectionFollows || past.newest.failure?.visit != nil {
        followSelection()
        inspector.open(.wait)
      }
    }
    noticeWaits(from: before, to: snapshot)
    noticePolls(from: before?.live.poll, to: snapshot.live.poll)
    noticeUsual(from: before, to: snapshot)
  }

  mutating func take(_ result: MonitorEffectResult) {
    switch result {
    case .evaluated(let evaluated): take(evaluated)
    case .performed(let label, let refusal):
      if label.isEmpty { stepsAsked = max(0, stepsAsked - 1) }
      if let refusal { say(refusal, isProblem: true) } else if !label.isEmpty { say(label) }
      tokens.performed(label: label, refused: refusal)
      starting.performed(label: label, refused: refusal)
    case .edited(let purpose, let text, let problem): takeEdited(purpose, text, problem)
    case .wrote(let path, let problem):
      say(problem.map { "\(path) cannot be written: \($0)" } ?? "wrote \(path)", isProblem: problem != nil)
    case .taskDefinitions(let path, let definitions, let problem):
      if let problem { return say(problem, isProblem: true) }
      for definition in definitions {
        loadedDefinitions[definition.name] = definition
        loadedDefinitions[definition.family] = definition
      }
      live?.taskDefinitions.merge(loadedDefinitions) { $1 }
      view.snapshot.taskDefinitions.merge(loadedDefinitions) { $1 }
      view.revision += 1
      say("read \(definitions.count) task definition\(definitions.count == 1 ? "" : "s") from \(path)")
    case .said(let text, let isProblem): say(text, isProblem: isProblem)
    }
  }
}
