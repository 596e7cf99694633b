import Canvas
import History

extension MonitorApp {
  /// Finding, filtering, copying and writing. False when the command is none of these.
  mutating func look(_ id: CommandID, _ argument: String) -> Bool {
    switch id {
    case .find: argument.isEmpty ? ask(.find) : find(argument)
    case .findNext: find(forward: true)
    case .findPrevious: find(forward: false)
    case .filter: argument.isEmpty ? ask(.filter) : setFilter(argument)
    case .nextFailure: goToFailure(forward: true)
    case .previousFailure: goToFailure(forward: false)
    case .reveal: if !inspector.list.toggleReveal() { say("the selected row holds no secret") }
    case .wrap: inspector.wraps.toggle()
    case .sort: timeline.sortsByDuration.toggle()
    case .times: setTimes(argument)
    case .go: argument.isEmpty ? ask(.go) : go(toState: argument)
    case .evaluate: argument.isEmpty ? ask(.evaluate) : evaluate(argument)
    case .iteration: go(toIteration: argument)
    case .copy: argument.isEmpty ? openCopy() : copy(argument)
    case .write: argument.isEmpty ? openWrite() : write(argument)
    default: return false
    }
    return true
  }

  mutating func find(_ text: String) {
    query = SearchQuery(text)
    find(forward: true)
  }

  /// Finds in the focused pane, then round its end; where it holds nothing like that, in the others.
  private mutating func find(forward: Bool) {
    guard let query else { return }
    let height = max(1, layout.content(.inspector).height - 2)
    if page == .tokens, tokens.find(query, forward: forward) { return }
    let places: [Pane] = page == .main ? [focus] + Pane.allCases.filter { $0 != focus } : [.events]
    for pane in places {
      switch pane {
      case .inspector:
        guard inspector.list.find(query, forward: forward, height: height) else { continue }
        return inspector.letLogGo()
      case .graph: if let name = graph.find(query, after: selectedState, forward: forward) { return select(state: name) }
      case .events: if let id = events.find(query, forward: forward) { return selectEvent(id) }
      }
    }
    say("\"\(query.text)\" is not found", isProblem: true)
  }

  mutating func setFilter(_ text: String) {
    events.filter = SearchQuery(text)
    if text.isEmpty { say("all events are shown") }
  }

  private mutating func goToFailure(forward: Bool) {
    guard let id = events.failure(forward: forward) else { return say("no other failure", isProblem: true) }
    selectEvent(id)
    inspector.open(.wait)
  }

  private mutating func setTimes(_ argument: String) {
    if argument.isEmpty {
      let modes = TimeStyle.Mode.allCases
      times = modes[((modes.firstIndex(of: times) ?? 0) + 1) % modes.count]
    } else if let mode = TimeStyle.Mode(rawValue: argument) {
      times = mode
    } else {
      return say("times are shown as start, previous, local or utc; \"\(argument)\" is none of them", isProblem: true)
    }
    let words: [TimeStyle.Mode: String] = [
      .start: "since the start", .previous: "since the event before", .local: "in local time", .utc: "in UTC",
    ]
    say("times \(words[times] ?? "")")
  }

  mutating func go(toState name: String) {
    let names = stateNames
    guard
      let found = names.first(where: { $0 == name }) ?? names.first(where: { $0.lowercased() == name.lowercased() })
        ?? unique(names.filter { $0.lowercased().hasPrefix(name.lowercased()) })
    else {
      let near = Nearest.match(name, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
      return say("there is no state \"\(name)\"\(near)", isProblem: true)
    }
    select(state: found)
    page = .main
  }

  private func unique(_ names: [String]) -> String? { names.count == 1 ? names[0] : nil }

  var stateNames: [String] { live?.definition?.stateNames ?? view.index.stateOrder }
}
