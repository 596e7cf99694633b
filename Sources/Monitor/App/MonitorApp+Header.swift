import Canvas
import ECSModel
import ExecutionSource
import History
import Time

extension MonitorApp {
  /// The header's facts of the moment.
  var header: HeaderBar {
    var bar = HeaderBar()
    bar.facts = [placeFact, nameFact, statusFact]
    if let opened { bar.facts.append(iterationFact(opened)) }
    if view.snapshot.live.pause == nil, let wait = waitFact { bar.facts.append(wait) }
    if page == .tokens { bar.facts = [placeFact, tokensFact] + [lastKnownFact].compactMap { $0 } + sweepFacts }
    bar.banner = banner
    bar.ages = ageForms
    return bar
  }

  /// Since when nothing is heard, on a page that does not tell the execution's status.
  private var lastKnownFact: HeaderBar.Fact? {
    guard isCutOff, let asOf = live?.live.poll?.asOf else { return nil }
    return .lastKnown(asOf: asOf, now: now, settings)
  }

  private var placeFact: HeaderBar.Fact {
    let identity = view.snapshot.identity
    return .place(identity.place, account: identity.account, region: identity.region, isReadOnly: identity.isReadOnly, settings)
  }

  private var nameFact: HeaderBar.Fact {
    let identity = view.snapshot.identity
    let machine = Mask.text(identity.machineName, secrets: view.secrets)
    let execution = Mask.text(identity.executionName, secrets: view.secrets)
    func form(_ machineColumns: Int, _ columns: Int) -> StyledText {
      var text = StyledText()
      if machineColumns > 0, !machine.isEmpty {
        text.append(
          TextWidth.truncateMiddle(VisibleText.sanitise(machine), columns: machineColumns, ellipsis: settings.glyphs.ellipsis), Style(.text)
        )
        if !execution.isEmpty, columns > 0 { text.append(" \(settings.glyphs.folded) ", Style(.faint)) }
      }
      guard columns > 0 else { return text }
      text.append(
        TextWidth.truncateMiddle(VisibleText.sanitise(execution), columns: columns, ellipsis: settings.glyphs.ellipsis), Style(.title))
      return text
    }
    // An execution's name is often random: it gives way long before the machine's. An execution without a machine keeps its own.
    let gap = size.width < 100 ? 1 : 3
    if machine.isEmpty { return HeaderBar.Fact(forms: [form(0, 40), form(0, 16), form(0, 9)], gap: gap, costs: [2, 65]) }
    return HeaderBar.Fact(
      forms: [form(40, 40), form(40, 16), form(40, 9), form(40, 0), form(20, 0), form(12, 0), StyledText()], gap: gap,
      costs: [2, 3, 5, 40, 65, 95])
  }

  private func iterationFact(_ opened: OpenedIteration) -> HeaderBar.Fact {
    let map = TextWidth.truncateMiddle(
      VisibleText.sanitise(Mask.text(opened.map, secrets: view.secrets)), columns: 24, ellipsis: settings.glyphs.ellipsis)
    let short = StyledText("iteration \(opened.index)", Style(.provenance, .bold))
    return HeaderBar.Fact(forms: [short + StyledText(" of \(map)", Style(.text)), short, StyledText()], gap: 2, costs: [4, 60])
  }

  private var statusFact: HeaderBar.Fact {
    if view.isUnheard {
      return HeaderBar.Fact(
        forms: [StyledText("? nothing heard of it yet", Style(.muted)), StyledText("?", Style(.muted))], gap: 1, costs: [30])
    }
    let status = view.snapshot.status
    let look = status.look
    let elapsed = view.startedAt.map { (view.endedAt ?? clock) - $0 }
    // What is not heard of is not told as if it were so now.
    let isOld = view.isLive && isCutOff
    var long = StyledText(String(look.glyph(settings.glyphs)) + " ", Style(look.role))
    if isOld { long.append("last known ", Style(.stateFailed)) }
    long.append(status.rawValue, Style(look.role, .bold))
    var short = long
    if let elapsed {
      long.append(" " + TimeText.clock(elapsed), Style(.text))
      short.append(" " + TimeText.short(elapsed), Style(.text))
    }
    if isOld, let asOf = live?.live.poll?.asOf {
      let moment = StyledText(" as of \(momentText(asOf))", Style(.stateFailed))
      return HeaderBar.Fact(forms: [long + moment, short + moment], gap: 1, costs: [30])
    }
    if status == .pendingRedrive { long.append(" · waits to be redriven with its Map Run", Style(.stateWaiting)) }
    let bare = StyledText(status.rawValue, Style(look.role, .bold))
    // Only where nothing else fits beside the banner.
    let isSaid = view.snapshot.live.pause != nil && !status.isFinal
    return HeaderBar.Fact(forms: [long, short, bare] + (isSaid ? [StyledText()] : []), gap: 1, costs: isSaid ? [9, 10, 80] : [30, 70])
  }

  /// What is known where no token is: over machines that nobody looks through, nothing.
  private var noToken: String {
    guard isInbox, let sweep = catalog?.sweep else { return "no token pending" }
    return sweep.watched.isEmpty ? "no machine is watched" : sweep.endedAt == nil ? "no token found yet" : "no token pending"
  }

  private var tokensFact: HeaderBar.Fact {
    let count = tokens.count
    var text = StyledText(
      count == 0 ? noToken : "\(count) TOKEN\(count == 1 ? "" : "S") PENDING",
      count == 0 ? Style(.muted) : Style(.stateWaiting, .bold))
    let stranded = tokens.pending.count { $0.verdict == .stranded }
    if stranded > 0 { text.append("   \(stranded) stranded", Style(.stateFailed, .bold)) }
    let unattended = tokens.pending.count { $0.verdict == .unattended }
    if unattended > 0 { text.append("   \(unattended) unattended", Style(.stateWaiting)) }
    return HeaderBar.Fact(forms: [text], costs: [])
  }

  private var banner: (text: String, role: Role)? {
    if !view.isLive, let live {
      let id = view.snapshot.events.last?.id ?? 0
      let newest = live.events.last?.id ?? 0
      let isHeld = live.live.pause != nil
      let goesOn = live.status.isFinal ? "" : isHeld ? " · paused at \(newest)" : isCutOff ? " · nothing new is heard" : " · live goes on"
      let back = live.status.isFinal ? "end" : isHeld ? "back" : "live"
      return ("VIEWING event \(id) of \(newest)\(goesOn) · G \(back)", .statePaused)
    }
    guard let pause = view.snapshot.live.pause, !view.snapshot.status.isFinal else { return nil }
    // The state's name gives way to what is said of it.
    let room = min(40, max(12, size.width * 2 / 3 - 40))
    var sentence = PauseText.sentence(pause, cursor: view.selectedCursor, view: view, isTask: isTask, nameColumns: room)
    // A task's phase says more than the name of its state, which is selected anyway.
    if TextWidth.columns(sentence) + 6 > size.width * 2 / 3 {
      sentence = PauseText.sentence(pause, cursor: view.selectedCursor, view: view, isTask: isTask, nameColumns: 0)
    }
    return ("\(settings.glyphs.paused) " + sentence, .statePaused)
  }
}

extension String {
  /// Without blanks at both ends.
  var trimmed: String {
    var slice = self[...]
    while slice.first == " " { slice = slice.dropFirst() }
    while slice.last == " " { slice = slice.dropLast() }
    return String(slice)
  }
}
