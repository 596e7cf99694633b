import Canvas
import ExecutionSource
import History
import Time

/// The line at the top of a list: where it is, whose executions, how many stand how, and how old that is.
extension BrowseApp {
  var header: HeaderBar {
    var bar = HeaderBar()
    guard let catalog else {
      bar.facts = [HeaderBar.Fact(forms: [StyledText("connecting", Style(.muted))], costs: [])]
      return bar
    }
    bar.facts = [.place(catalog.place, account: catalog.account, region: catalog.region, isReadOnly: catalog.isReadOnly, settings)]
    bar.facts += [nameFact, countFact].compactMap { $0 }
    bar.facts += statusFacts
    if let poll = catalog.poll {
      var poll = poll
      // The age is that of the list in sight; what is wrong with it is said in the list.
      poll.asOf = known.asOf ?? poll.asOf
      bar.ages = HeaderBar.ages(poll, isFinal: false, now: now, secrets: secrets)
    }
    if problem != nil, let asOf = known.asOf { bar.facts.append(.lastKnown(asOf: asOf, now: now, settings)) }
    return bar
  }

  private var nameFact: HeaderBar.Fact? {
    let name: String
    switch place {
    case .machines: return nil
    case .executions(_, let machine): name = machine
    case .mapRun(_, let run): name = run
    }
    let shown = Mask.text(name, secrets: secrets)
    let forms = [60, 40, 24, 14].map {
      StyledText(TextWidth.truncateMiddle(VisibleText.sanitise(shown), columns: $0, ellipsis: settings.glyphs.ellipsis), Style(.title))
    }
    return HeaderBar.Fact(forms: forms, costs: [2, 20, 60])
  }

  private var countFact: HeaderBar.Fact? {
    guard known.asOf != nil else { return nil }
    let number = Count.text(list.total) + (known.hasMore ? "+" : "")
    let thing = place == .machines ? "state machine" : mapRunChildren ? "child execution" : "execution"
    let long = "\(number) \(thing)\(list.total == 1 && !known.hasMore ? "" : "s")"
    // The frame says it too.
    let isCheap = place != .machines
    return HeaderBar.Fact(
      forms: [StyledText(long, Style(.muted)), StyledText(number, Style(.muted)), StyledText()], costs: isCheap ? [4, 6] : [30, 70])
  }

  var mapRunChildren: Bool { if case .mapRun = place { true } else { false } }

  /// How many stand how: glyph, number and word.
  private var statusFacts: [HeaderBar.Fact] {
    let order: [ExecutionStatus] = [.failed, .timedOut, .aborted, .running, .pendingRedrive, .succeeded]
    return order.compactMap { status in
      guard let count = list.counts[status], count > 0 else { return nil }
      let look = status.look
      let glyph = String(look.glyph(settings.glyphs))
      let word = status.rawValue.lowercased().replacing("_", with: " ")
      // What went well is the first that gives way; what failed keeps its word the longest.
      let costs = status == .succeeded ? [8, 9] : status.isBad && status != .aborted ? [40, 60] : [15, 50]
      return HeaderBar.Fact(
        forms: [
          StyledText("\(glyph) \(Count.text(count)) \(word)", Style(look.role)),
          StyledText("\(glyph) \(Count.text(count))", Style(look.role)),
          StyledText(),
        ], gap: 2, costs: costs)
    }
  }
}
