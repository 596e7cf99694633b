import Canvas
import ExecutionSource
import History
import StateGraph
import Time

/// The iterations of a Map as the inspector lists them: how many stand how, a cell for each in their order, and the iterations themselves, failed first.
struct IterationRows {
  let context: TabContext
  /// Rows of cells at most; with more iterations a cell stands for several.
  private static let gridRows = 6
  /// Iterations of one status that stand in one list; more are put into groups.
  private static let group = 100

  var rows: [Row] {
    guard let visit = context.visit, let progress = visit.progress, let iterations = context.iterations else { return [] }
    var rows = head(visit, progress) + cells(iterations)
    let groups = iterations.byLook
    let isOne = groups.count { $0.look != .pending && $0.look != .skipped } == 1
    for (look, indices) in groups {
      rows.append(.gap("iterations/\(look.rawValue)/gap"))
      rows += list(look, indices, iterations, isOne: isOne)
    }
    return rows
  }

  private func head(_ visit: Visit, _ progress: MapProgress) -> [Row] {
    let glyphs = context.glyphs
    var pieces = [StyledText("ITERATIONS ", Style(.muted, .bold)).appending(Count.text(progress.total), Style(.title, .bold))]
    func add(_ count: Int, _ word: String, _ look: StateLook) {
      if count > 0 { pieces.append(StyledText("\(look.glyph(glyphs)) \(Count.text(count)) \(word)", Style(look.role))) }
    }
    add(progress.failed, "failed", .failed)
    add(progress.succeeded, "succeeded", .succeeded)
    add(progress.running, visit.status.isActive ? "running" : "given up", visit.status.isActive ? .running : .aborted)
    add(progress.aborted, "aborted", .aborted)
    add(progress.pending, visit.status.isActive ? "pending" : "never begun", visit.status.isActive ? .pending : .skipped)
    if visit.status.isActive, let begun = visit.attempts.last?.scheduledAt {
      let left = progress.pending + progress.running
      pieces += MapText.pace(done: progress.total - left, left: left, since: begun, now: context.now).map { StyledText($0, Style(.text)) }
    }
    return TabText.flow("progress", pieces, width: context.width, gap: StyledText("  "), indent: 2)
  }

  private func cells(_ iterations: MapIterations) -> [Row] {
    let width = max(1, context.width)
    let cells = iterations.cells(width * IterationRows.gridRows)
    var rows: [Row] = []
    for start in stride(from: 0, to: cells.statuses.count, by: width) {
      var line = StyledText()
      for status in cells.statuses[start..<min(start + width, cells.statuses.count)] {
        line.append(String(status.glyph(context.glyphs)), Style(status.role))
      }
      rows.append(Row(id: "cells/\(start)", line, kind: .heading))
    }
    if cells.iterationsPerCell > 1 {
      rows.append(
        Row(
          id: "cells/share", StyledText("a cell stands for \(cells.iterationsPerCell) iterations, the worst is shown", Style(.faint)),
          kind: .heading))
    }
    return rows
  }

  private func list(_ look: StateLook, _ indices: [Int], _ iterations: MapIterations, isOne: Bool) -> [Row] {
    let text = StyledText("\(look.glyph(context.glyphs)) ", Style(look.role)).appending(
      "\(Count.text(indices.count)) ", Style(.text, .bold)
    )
    .appending(look.iterationWord, Style(.muted))
    let id = "iterations/\(look.rawValue)"
    // What has not begun cannot be opened.
    if look == .pending || look == .skipped { return [Row(id: id, text, kind: .heading)] }
    let lines = IterationLines(context, iterations)
    return [
      Row(id: id, text, children: .lazy { lines.rows(indices, id) }, startsUnfolded: look != .succeeded || isOne || indices.count <= 20)
    ]
  }

  /// What rows of iterations are made of when they are unfolded.
  private struct IterationLines: Sendable {
    let visits: [Int: Int]
    let looks: [StateLook]
    let entered: Int
    let context: TabContext

    init(_ context: TabContext, _ iterations: MapIterations) {
      self.context = context
      (visits, looks, entered) = (iterations.visits, iterations.looks, iterations.entered)
    }

    func rows(_ indices: [Int], _ id: String) -> [Row] {
      guard indices.count > IterationRows.group else { return indices.map(row) }
      return stride(from: 0, to: indices.count, by: IterationRows.group).map { start in
        let slice = Array(indices[start..<min(indices.count, start + IterationRows.group)])
        let title = "\(slice[0]) … \(slice[slice.count - 1])"
        return Row(
          id: "\(id)/\(start)…", StyledText(title, Style(.muted)), children: .lazy { [self] in slice.map(row) }, startsUnfolded: start == 0)
      }
    }

    private func row(_ index: Int) -> Row {
      let glyphs = context.glyphs
      let digits = String(max(0, looks.count - 1)).count
      var line = StyledText(TextWidth.padLeft(String(index), columns: digits) + " ", Style(.title))
      if let number = visits[index], context.index.visits.indices.contains(number) {
        let visit = context.index.visits[number]
        let look = StateLook(visit.status)
        if look != looks[index] || look == .waiting { line.append("\(look.glyph(glyphs)) ", Style(look.role)) }
        line.append(context.clean(visit.state), Style(.text))
        line.append("  " + words(visit), Style(.muted))
      }
      return Row(
        id: "iteration/\(index)", line.truncated(columns: context.width, ellipsis: glyphs.ellipsis),
        link: .iteration(mapEntered: entered, index: index))
    }

    private func words(_ visit: Visit) -> String {
      if visit.status == .failed || visit.status == .caught {
        let cause = visit.cause.map { DecodedCause($0).sentence } ?? ""
        return context.clean([visit.error ?? "", cause].filter { !$0.isEmpty }.joined(separator: ": "))
      }
      if visit.status.isActive {
        return context.clean(context.index.waitReason(of: visit)?.text(now: context.now) ?? visit.status.rawValue)
      }
      return TimeText.short(visit.duration(now: context.now))
    }
  }
}

extension StateLook {
  /// As a heading of a list says it.
  fileprivate var iterationWord: String {
    switch self {
    case .pending: "not begun"
    case .skipped: "never begun"
    case .caught: "caught"
    default: word
    }
  }
}
