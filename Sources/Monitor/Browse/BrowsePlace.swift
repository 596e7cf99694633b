import ExecutionSource

/// Which list a screen shows.
enum BrowsePlace: Sendable, Equatable {
  case machines
  case executions(machineArn: String, name: String)
  /// The child executions of a Map Run.
  case mapRun(arn: String, name: String)

  /// What the catalog is asked for.
  func view(_ filter: BrowseFilter, limit: Int) -> CatalogView {
    switch self {
    case .machines: .machines
    case .executions(let arn, _): .executions(machineArn: arn, status: filter.endpointStatus, limit: limit)
    case .mapRun(let arn, _): .mapRun(arn: arn, status: filter.endpointStatus, limit: limit)
    }
  }

  /// The list as far as it is known: the view's own, else what an earlier view of the same place was given.
  func list(in catalog: CatalogSnapshot, _ view: CatalogView) -> CatalogList<ExecutionRow>? {
    if let list = catalog.executions[view], list.asOf != nil || list.problem != nil { return list }
    let others = catalog.executions.filter { shows($0.key) && $0.value.asOf != nil }
    return others.max { a, b in a.value.rows.count < b.value.rows.count }?.value
  }

  /// Whether a view is of this place, of all statuses.
  private func shows(_ view: CatalogView) -> Bool {
    switch (self, view) {
    case (.executions(let arn, _), .executions(let other, nil, _)): arn == other
    case (.mapRun(let arn, _), .mapRun(let other, nil, _)): arn == other
    default: false
    }
  }
}
