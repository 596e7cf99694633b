import ExecutionSource

/// Where a write goes, in words.
enum WritePlace {
  /// `goes to prod · account 123456789012 · eu-west-1 · as role Deployer`.
  static func text(_ place: ExecutionIdentity.Place, account: String, region: String, settings: MonitorSettings) -> String {
    switch place {
    case .local: return "goes to this local run"
    case .recording: return "goes nowhere: a recording cannot be changed"
    case .remote(let name):
      let facts = [
        name, account.isEmpty ? "" : "account \(account)", region == name ? "" : region, settings.caller.map { "as \($0)" } ?? "",
      ]
      return "goes to " + facts.filter { !$0.isEmpty }.joined(separator: " · ")
    }
  }

  static func text(_ identity: ExecutionIdentity, settings: MonitorSettings) -> String {
    text(identity.place, account: identity.account, region: identity.region, settings: settings)
  }

  static func text(_ catalog: CatalogSnapshot, settings: MonitorSettings) -> String {
    if case .local = catalog.place { return "goes to the local store" }
    return text(catalog.place, account: catalog.account, region: catalog.region, settings: settings)
  }
}
