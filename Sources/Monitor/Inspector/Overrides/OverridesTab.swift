import Canvas
import ECSModel
import ExecutionSource
import JSON
import StatesLanguage

/// What each container of an ECS task is really told to do: task definition, request, what follows from both, and what ECS says it
/// understood.
struct OverridesTab: InspectorTab {
  let id = InspectorTabID.overrides

  func rows(_ context: TabContext) -> [Row] {
    guard let source = RequestSource(context) else { return nothing(context) }
    let head = stage(source, context) + [.gap("stage/gap")]
    guard context.runsECSTask else { return head + plain(source, context) }
    return head + OverridesTable(source, context).rows
  }

  private func nothing(_ context: TabContext) -> [Row] {
    let text: String =
      if let state = context.state, state.type != .task {
        "Only a Task sends a request; this is a \(state.type.rawValue) state."
      } else if context.state != nil {
        "This Task's request is its input as it is: the definition has no Parameters."
      } else {
        "Nothing is known of the request: there is no definition, and the history does not hold it."
      }
    return TabText.sentence("nothing", text, width: context.width, style: Style(.muted))
  }

  /// How far the request has come, in one line.
  private func stage(_ source: RequestSource, _ context: TabContext) -> [Row] {
    var pieces: [StyledText] = []
    var link: RowLink?
    switch source.stage {
    case .ready:
      pieces = [
        StyledText("\(context.glyphs.paused) before sending", Style(.stateWaiting, .bold)), StyledText("nothing sent"),
      ]
      if context.snapshot.capabilities.contains(.edit) {
        pieces.append(StyledText("i", Style(.key, .bold)).appending(" edits what will be sent", Style(.muted)))
      }
    case .sent(let event):
      let at = context.snapshot.events.event(id: event).map { "sent at \(context.clock($0.timestamp))" } ?? "sent"
      pieces = [StyledText(at), StyledText("event \(event)", Style(.muted))]
      link = .event(event)
    case .template(let isEntered):
      pieces = [
        StyledText(
          isEntered
            ? "\(context.glyphs.running) entered" : context.isUnknown ? "? not known yet" : "\(context.glyphs.pending) not entered yet",
          Style(.statePending)),
        StyledText("expressions as the definition has them", Style(.muted)),
      ]
    case .leftOut(let event):
      pieces = [
        StyledText("sent, but event \(event) does not hold the request", Style(.stateWaiting)),
        StyledText("expressions as the definition has them", Style(.muted)),
      ]
      link = .event(event)
    }
    return TabText.flow("stage", pieces, width: context.width, gap: context.separator, indent: 2).map {
      var row = $0
      row.link = link
      return row
    }
  }

  /// Any other service's request: the document, then what each expression made.
  private func plain(_ source: RequestSource, _ context: TabContext) -> [Row] {
    var rows = JSONRows.rows(source.request, id: "request", secrets: context.secrets, unfolded: 3)
    let origins = RequestOrigins(context)?.expressions ?? []
    guard !origins.isEmpty else { return rows }
    rows += [.gap("origins/gap"), .heading("origins", "WHERE IT COMES FROM")]
    for (at, entry) in origins.prefix(500).enumerated() {
      let pieces = [
        StyledText(context.clean(entry.pointer.description), Style(.jsonKey)),
        StyledText("from ", Style(.muted)).appending(context.clean(entry.origin.expression ?? ""), Style(.provenance)),
        StyledText(entry.origin.place, Style(.faint)),
      ]
      rows += TabText.flow("origin\(at)", pieces, width: context.width, gap: StyledText("  "), indent: 2)
    }
    return rows
  }
}
