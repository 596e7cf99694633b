import Canvas
import History

/// Of a Map or Parallel: how its iterations stand, and which of the states inside go on.
struct WaitInner {
  let context: TabContext

  var rows: [Row] {
    guard let visit = context.visit, visit.kind.isContainer else { return [] }
    var rows: [Row] = []
    // Those of a Distributed Map are counted by its Map Run.
    if let progress = visit.progress, progress.mapRunArn == nil, ExecutionView.mapRun(of: visit, in: context.snapshot) == nil {
      let listed = IterationRows(context: context).rows
      if !listed.isEmpty { return listed }
      rows += counts(progress)
    }
    let inside = context.index.leaves.filter { leaf in isInside(leaf, visit) }
    guard !inside.isEmpty else { return rows }
    if !rows.isEmpty { rows.append(.gap("inner/gap")) }
    rows.append(.heading("inner", "GOING ON INSIDE"))
    for leaf in inside.prefix(100) {
      let look = StateLook(leaf.status)
      var line = StyledText("\(look.glyph(context.glyphs)) ", Style(look.role)).appending(context.clean(leaf.state), Style(.title))
      let words = context.index.waitReason(of: leaf)?.text(now: context.now) ?? leaf.status.rawValue
      line.append("  " + context.clean(words), Style(.muted))
      rows.append(Row(id: "inner\(leaf.index)", line, link: .visit(enteredEventId: leaf.enteredEvent)))
    }
    if inside.count > 100 {
      rows.append(Row(id: "inner/more", StyledText("and \(inside.count - 100) more", Style(.muted)), kind: .heading))
    }
    return rows
  }

  private func isInside(_ leaf: Visit, _ visit: Visit) -> Bool {
    var at = leaf.parent
    while let parent = at {
      if parent == visit.index { return true }
      at = context.index.visits.indices.contains(parent) ? context.index.visits[parent].parent : nil
    }
    return false
  }

  private func counts(_ progress: MapProgress) -> [Row] {
    let glyphs = context.glyphs
    var pieces = [StyledText("iterations \(progress.total)", Style(.muted))]
    func add(_ count: Int, _ word: String, _ glyph: Character, _ role: Role) {
      if count > 0 { pieces.append(StyledText("\(glyph) \(count) \(word)", Style(role))) }
    }
    add(progress.succeeded, "succeeded", glyphs.succeeded, .stateSucceeded)
    add(progress.running, "running", glyphs.running, .stateRunning)
    add(progress.failed, "failed", glyphs.failed, .stateFailed)
    add(progress.aborted, "aborted", glyphs.aborted, .stateAborted)
    add(progress.pending, "pending", glyphs.pending, .statePending)
    return TabText.flow("progress", pieces, width: context.width, gap: StyledText("  "))
  }
}
