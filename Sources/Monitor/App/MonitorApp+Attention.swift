import Canvas
import ExecutionSource
import History

extension MonitorApp {
  /// What of the execution is looked at now: what is not, need not be asked for.
  public var attention: Attention {
    Attention(isFocused: isFocused, logsOfTask: logsInView, showsTasks: layout.form != .none)
  }

  /// The task whose output stands on the screen: in the Logs tab, or its last lines in the Wait tab or beside a token.
  private var logsInView: String? {
    guard view.isLive, layout.form != .none else { return nil }
    switch page {
    case .timeline: return nil
    case .tokens: return tokens.form == nil || !showsLastLines ? nil : tokens.selected?.task?.arn
    case .main:
      guard layout.panes[.inspector] != nil, inspector.tab == .logs || inspector.tab == .wait && showsLastLines
      else { return nil }
      return visit.flatMap { view.task(of: $0) }?.arn
    }
  }

  /// Tells a polled source what is looked at, when that has changed. A local run is asked for nothing: it is all here.
  mutating func tellAttention() {
    guard let live, case .remote = live.identity.place, live.capabilities.contains(.pollNow) else { return }
    let attention = attention
    guard attention != toldAttention else { return }
    toldAttention = attention
    effects.append(.perform(.attend(attention), label: ""))
  }
}
