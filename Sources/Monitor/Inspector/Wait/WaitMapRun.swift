import Canvas
import ExecutionSource
import History
import Time

/// Of a Distributed Map: its Map Run as DescribeMapRun counts, and the way to its child executions.
struct WaitMapRun {
  let context: TabContext

  var rows: [Row] {
    guard let visit = context.visit, visit.kind == .map else { return [] }
    let run = ExecutionView.mapRun(of: visit, in: context.snapshot)
    guard let arn = run?.arn ?? visit.progress?.mapRunArn else { return [] }
    let name = WaitMapRun.name(arn)
    let link = RowLink.mapRun(arn: arn, name: name)
    let shown = TextWidth.truncateMiddle(context.clean(name), columns: max(8, context.width - 42), ellipsis: context.glyphs.ellipsis)
    let title = StyledText("MAP RUN ", Style(.muted, .bold)).appending(shown, Style(.title, .bold))
      .appending("  Enter", Style(.key)).appending(" lists its child executions", Style(.muted))
    var rows = [Row(id: "mapRun", title, value: .text(arn), link: link)]
    if let denied = context.snapshot.live.poll?.denied[.mapRuns] {
      rows += TabText.sentence("mapRun/denied", context.clean(denied), width: context.width, style: Style(.stateWaiting))
    }
    guard let run else {
      if rows.count == 1 {
        rows += TabText.sentence("mapRun/none", "Its counts are not known yet.", width: context.width, style: Style(.muted))
      }
      return rows
    }
    rows += head(run)
    rows += counts("items", run.items) + counts("executions", run.executions)
    if run.items.resultsWritten > 0 {
      rows.append(Row(id: "mapRun/results", label("results").appending("\(Count.text(run.items.resultsWritten)) written", Style(.text))))
    }
    return rows
  }

  /// The last part of a Map Run's ARN, after the execution's and the label.
  static func name(_ arn: String) -> String { arn.split(separator: ":").last.map(String.init) ?? arn }

  private func label(_ text: String) -> StyledText { StyledText(TextWidth.pad(text, columns: 12), Style(.muted)) }

  private func head(_ run: MapRunRow) -> [Row] {
    let look: StateLook =
      switch run.status {
      case "SUCCEEDED": .succeeded
      case "FAILED": .failed
      case "ABORTED": .aborted
      default: .running
      }
    var pieces = [StyledText("\(look.glyph(context.glyphs)) \(context.clean(run.status))", Style(look.role, .bold))]
    if let started = run.startedAt {
      pieces.append(StyledText(TimeText.clock((run.stoppedAt ?? context.now) - started)))
    }
    pieces += pace(run).map { StyledText($0, Style(.text)) }
    let limit = run.maxConcurrency == 0 ? "no limit at a time" : "at most \(Count.text(run.maxConcurrency)) at a time"
    pieces.append(StyledText(limit, Style(.muted)))
    return TabText.flow("mapRun/head", pieces, width: context.width, gap: context.separator, indent: 2)
  }

  /// `31/s` and `~3 s left`: from what was done since it began; an estimate, and only while it runs.
  private func pace(_ run: MapRunRow) -> [String] {
    guard run.status == "RUNNING", let started = run.startedAt else { return [] }
    let done = run.items.total - run.items.pending - run.items.running
    return MapText.pace(done: done, left: run.items.pending + run.items.running, since: started, now: context.now)
  }

  private func counts(_ name: String, _ counts: MapRunRow.Counts) -> [Row] {
    let glyphs = context.glyphs
    var pieces: [StyledText] = []
    func add(_ count: Int, _ word: String, _ glyph: Character, _ role: Role) {
      if count > 0 { pieces.append(StyledText("\(glyph) \(Count.text(count)) \(word)", Style(role))) }
    }
    add(counts.succeeded, "succeeded", glyphs.succeeded, .stateSucceeded)
    add(counts.running, "running", glyphs.running, .stateRunning)
    add(counts.failed, "failed", glyphs.failed, .stateFailed)
    add(counts.timedOut, "timed out", glyphs.failed, .stateFailed)
    add(counts.aborted, "aborted", glyphs.aborted, .stateAborted)
    add(counts.pending, "pending", glyphs.pending, .statePending)
    pieces.append(StyledText("of \(Count.text(counts.total))", Style(.muted)))
    pieces[0] = label(name) + pieces[0]
    return TabText.flow("mapRun/\(name)", pieces, width: context.width, gap: StyledText("  "), indent: 12)
  }
}
