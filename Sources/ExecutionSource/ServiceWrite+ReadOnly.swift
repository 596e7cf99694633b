extension CatalogAction {
  /// The operation it calls; nil for what only looks.
  public var operation: String? {
    switch self {
    case .pollNow, .watch: nil
    case .start: "StartExecution"
    case .stop: "StopExecution"
    case .redrive: "RedriveExecution"
    case .sendTaskSuccess: "SendTaskSuccess"
    case .sendTaskFailure: "SendTaskFailure"
    case .sendTaskHeartbeat: "SendTaskHeartbeat"
    case .stopTask: "StopTask"
    case .setMapRunConcurrency: "UpdateMapRun"
    }
  }
}

extension SourceAction {
  /// The operation it calls at an endpoint; nil for what only looks, and for what only an embedded run can do.
  public var operation: String? {
    switch self {
    case .startNew: "StartExecution"
    case .stop: "StopExecution"
    case .redrive: "RedriveExecution"
    case .sendTaskSuccess: "SendTaskSuccess"
    case .sendTaskFailure: "SendTaskFailure"
    case .sendTaskHeartbeat: "SendTaskHeartbeat"
    case .stopTask: "StopTask"
    default: nil
    }
  }
}

extension SourceRefusal {
  /// Why an operation that changes something is not sent by a monitor that may only look.
  public static func readOnly(_ operation: String) -> SourceRefusal {
    SourceRefusal(
      "\(operation) is not sent: this monitor is read-only; start it without --read-only, or take stepscope_read_only out of its profile")
  }
}
