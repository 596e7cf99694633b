import Canvas
import ExecutionSource
import History
import Time

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

  /// A key says that somebody waits for news; more often than this it says nothing new.
  static let betweenKeys = Duration.seconds(10)

  /// Tells a polled source what is looked at, when that has changed, and now and then that keys are pressed: it looks sooner then. A local run is asked for nothing: it is all here.
  mutating func tellAttention(isKeyed: Bool = false) {
    guard let live, case .remote = live.identity.place, live.capabilities.contains(.pollNow) else { return }
    let attention = attention
    let isNews = attention != toldAttention
    guard isNews || isKeyed && now - toldAt >= MonitorApp.betweenKeys else { return }
    toldAttention = attention
    toldAt = now
    effects.append(.perform(.attend(attention), label: ""))
  }
}
