import ExecutionSource

extension InteractiveScreen {
  /// `:watch MACHINE…` looks for tokens in those too; without a name the selected machine's watching begins or ends; `none` ends all.
  mutating func watch(_ argument: String, selected: String) {
    guard let catalog else { return }
    var watched = catalog.sweep.watched
    let names = argument.split(separator: " ").map(String.init)
    if names == ["none"] {
      effects.append(.performCatalog(.watch([]), label: "no machine is watched"))
      return
    }
    if names.isEmpty {
      guard !selected.isEmpty else { return say("which machines? \":watch MACHINE…\"", isProblem: true) }
      let isWatched = watched.contains(selected)
      watched = isWatched ? watched.filter { $0 != selected } : watched + [selected]
      let name = catalog.machines.rows.first { $0.arn == selected }?.name ?? String(selected.split(separator: ":").last ?? "")
      effects.append(.performCatalog(.watch(watched), label: "\"\(name)\" is \(isWatched ? "no longer " : "")watched for tokens"))
      return
    }
    for name in names {
      switch MachineChoice.find(name, in: catalog.machines) {
      case .found(let arn, _): if !watched.contains(arn) { watched.append(arn) }
      case .none(let sentence): return say(sentence, isProblem: true)
      }
    }
    effects.append(
      .performCatalog(.watch(watched), label: "\(watched.count) machine\(watched.count == 1 ? " is" : "s are") watched for tokens"))
  }
}
