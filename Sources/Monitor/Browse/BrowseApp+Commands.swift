import Canvas
import ExecutionSource
import History

extension BrowseApp {
  var pageContexts: [KeyContext] { query == nil ? [.browse, .remote, .everywhere] : [.browse, .everywhere] }

  private static let known: Set<CommandID> = [
    .open, .back, .quit, .up, .down, .top, .bottom, .pageUp, .pageDown, .find, .findNext, .findPrevious, .filter, .nextFailure,
    .previousFailure, .times, .messages, .themes, .theme, .help, .command, .sort, .copy, .write, .pollNow, .stop, .redrive, .newRun,
    .machines, .machine, .executions, .mark, .compare, .watch, .tokens, .concurrency, .send, .rename, .editHere, .editor, .accept,
    .complete,
    .yes, .no,
  ]
  var commands: Set<CommandID> { BrowseApp.known }
  static let elsewhere = "only on the screen of an execution; Enter opens one"

  var situation: Situation {
    var now = Situation()
    guard let catalog else { return now }
    let can = catalog.capabilities
    now.isReadOnly = catalog.isReadOnly
    let mayWrite = !catalog.isReadOnly
    now.hasCatalog = true
    now.canPoll = can.contains(.pollNow)
    now.canStop = can.contains(.stop) && mayWrite
    now.canRedrive = can.contains(.redrive) && mayWrite
    now.canStart = can.contains(.startNew) && mayWrite
    now.canAnswer = can.contains(.answerTokens) && mayWrite
    now.hasTokens = !catalog.sweep.tokens.isEmpty
    now.hasQuery = query != nil
    now.hasMachine = machine != nil
    now.hasExecutionRow = list.selectedExecution != nil
    now.hasExecution = now.hasExecutionRow
    now.markedCount = list.marks.count
    now.hasFailures = list.counts.contains { $0.key.isBad && $0.value > 0 }
    if case .mapRun = place { now.hasMapRun = true }
    now.isStarting = starting.open != nil
    guard let row = list.selectedExecution else { return now }
    now.finalStatus = row.status.isFinal ? row.status.rawValue : nil
    now.redriveRefusal =
      row.status.isBad || row.status == .pendingRedrive
      ? nil : "the execution is \(row.status.rawValue); only one that did not succeed is redriven"
    return now
  }

  /// The machine that a command means: the selected one, or that of the executions shown.
  var machine: (arn: String, name: String)? {
    switch place {
    case .machines: list.selectedMachine.map { ($0.arn, $0.name) }
    case .executions(let arn, let name): (arn, name)
    case .mapRun: nil
    }
  }

  mutating func obey(_ id: CommandID, _ argument: String) {
    switch id {
    case .open: open()
    case .back: back()
    case .quit: effects.append(.quit)
    case .up, .down, .pageUp, .pageDown, .top, .bottom: move(id)
    case .find: argument.isEmpty ? ask(.find) : find(argument)
    case .findNext: find(forward: true)
    case .findPrevious: find(forward: false)
    case .filter: argument.isEmpty ? askFilter() : setFilter(argument)
    case .nextFailure, .previousFailure: goToFailure(forward: id == .nextFailure)
    case .sort: sort(argument)
    case .times: setTimes(argument)
    case .mark: mark()
    case .compare: if list.marks.count == 2 { effects.append(.show(.compare(list.marks[0], list.marks[1]))) }
    case .pollNow: effects.append(.performCatalog(.pollNow, label: "asked now"))
    case .machines: if place != .machines { effects.append(.show(.machines)) }
    case .machine: show(machine: argument)
    case .executions: if place == .machines { open() }
    case .tokens: effects.append(.show(.tokens))
    case .watch: watch(argument, selected: machine?.arn ?? "")
    case .copy: argument.isEmpty ? openCopy() : copy(argument)
    case .write: write(argument)
    default: change(id, argument)
    }
  }

  private mutating func open() {
    if let row = list.selectedMachine {
      effects.append(.show(.executions(machineArn: row.arn, name: row.name)))
    } else if let row = list.selectedExecution {
      effects.append(.show(.execution(arn: row.arn)))
    }
  }

  /// One step back: out of a search, out of a filter, to the screen before; at the root it leaves.
  private mutating func back() {
    if query != nil {
      query = nil
    } else if !list.filter.isEmpty {
      setFilter("")
    } else {
      effects.append(isRoot ? .quit : .back)
    }
  }

  private mutating func show(machine name: String) {
    guard let catalog else { return }
    switch MachineChoice.find(name, in: catalog.machines) {
    case .found(let arn, let name): effects.append(.show(.executions(machineArn: arn, name: name)))
    case .none(let sentence): say(sentence, isProblem: true)
    }
  }

  private mutating func mark() {
    list.toggleMark()
    list.move(1, height: listHeight)
  }

  // MARK: Moving, finding, filtering

  private mutating func move(_ id: CommandID) {
    let height = listHeight
    switch id {
    case .up: list.move(-1, height: height)
    case .down: list.move(1, height: height)
    case .pageUp: list.move(-max(1, height / 2), height: height)
    case .pageDown: list.move(max(1, height / 2), height: height)
    case .top: list.moveToStart()
    default: list.moveToEnd(height: height)
    }
    wantMore()
  }

  /// At the end of what is loaded more is asked for, where there is more.
  private mutating func wantMore() {
    guard known.hasMore, list.total >= limit || list.position == list.count - 1, (list.position ?? 0) + listHeight >= list.count else {
      return
    }
    limit = max(limit, list.total) + BrowseApp.step
    takeRows()
  }

  private mutating func find(_ text: String) {
    query = SearchQuery(text)
    find(forward: true)
  }

  private mutating func find(forward: Bool) {
    guard let query else { return }
    let names = list
    if list.find(forward: forward, height: listHeight, where: { query.matches(names.name($0)) }) { return }
    say("\"\(query.text)\" is not found\(known.hasMore ? " among the \(list.total) loaded" : "")", isProblem: true)
  }

  private mutating func goToFailure(forward: Bool) {
    let rows = list.executions
    if !list.find(forward: forward, height: listHeight, where: { rows[$0].status.isBad }) { say("no other failure", isProblem: true) }
  }

  private mutating func askFilter() { overlay = .prompt(Prompt(kind: .filter, editor: LineEditor(list.filter.line))) }

  private mutating func setFilter(_ line: String) {
    list.set(BrowseFilter(line, knowsStatus: place != .machines), now: clock)
    takeRows()
    if line.isEmpty { say("all are shown") }
  }

  private mutating func sort(_ argument: String) {
    let all: [BrowseList.Sort] = place == .machines ? [.newest, .name] : BrowseList.Sort.allCases
    let next = all[((all.firstIndex(of: list.sort) ?? 0) + 1) % all.count]
    guard let sort = argument.isEmpty ? next : BrowseList.Sort(rawValue: argument), all.contains(sort) else {
      return say("sorted by \(all.map(\.rawValue).joined(separator: ", ")); \"\(argument)\" is none of them", isProblem: true)
    }
    list.set(sort, now: clock)
  }

  private mutating func setTimes(_ argument: String) {
    let all: [TimeStyle.Mode] = [.start, .local, .utc]
    let next = all[((all.firstIndex(of: times) ?? 0) + 1) % all.count]
    guard let mode = argument.isEmpty ? next : TimeStyle.Mode(rawValue: argument), all.contains(mode) else {
      return say("times are shown as start (ages), local or utc; \"\(argument)\" is none of them", isProblem: true)
    }
    times = mode
    say("times \(mode == .start ? "as ages" : mode == .local ? "in local time" : "in UTC")")
  }

  // MARK: What all screens are asked

  mutating func accept(_ kind: Prompt.Kind, _ text: String) {
    switch kind {
    case .find: find(text)
    case .filter: setFilter(text)
    case .path(let kind): if !text.isEmpty { write(kind, to: text) }
    case .command, .go, .name, .evaluate: break
    }
  }

  mutating func chose(_ row: Row, in kind: ListOverlay.Kind) {
    switch kind {
    case .copy: copy(row.id)
    case .write: if let kind = WriteKind(rawValue: row.id) { askFile(for: kind) }
    case .help, .messages, .breakpoints, .themes, .evaluation: break
    }
  }

  func offers(for kind: Prompt.Kind, _ text: String) -> [String] {
    guard case .filter = kind, place != .machines else { return [] }
    return CommandLine.matching(ExecutionStatus.allCases.map(\.rawValue), text)
  }

  func arguments(of id: CommandID) -> [String] {
    switch id {
    case .machine, .watch: catalog?.machines.rows.map(\.name) ?? []
    case .sort: BrowseList.Sort.allCases.map(\.rawValue)
    case .times: ["start", "local", "utc"]
    case .theme: settings.themes.map(\.name)
    case .filter: place == .machines ? [] : ExecutionStatus.allCases.map(\.rawValue)
    case .write: BrowseApp.written.map(\.rawValue)
    case .copy: BrowseApp.copied.map(\.rawValue)
    default: []
    }
  }

  mutating func takeEdited(_ purpose: EditPurpose, _ text: String?, _ problem: String?) {
    if purpose == .startInput { takeStartInput(text, problem) }
  }

  var backLabel: String {
    if overlay == nil, starting.open != nil { return "keep draft" }
    return overlay != nil || !isRoot || query != nil || !list.filter.isEmpty ? "back" : "quit"
  }
}
