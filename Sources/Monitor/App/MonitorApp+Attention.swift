import ExecutionSource

extension MonitorApp {
  /// What of the execution is looked at now: what is not, need not be asked for. Whether the terminal has the focus is known outside.
  public var attention: Attention {
    Attention(logsOfTask: inspector.tab == .logs ? visit.flatMap { view.task(of: $0) }?.arn.description : nil)
  }
}
