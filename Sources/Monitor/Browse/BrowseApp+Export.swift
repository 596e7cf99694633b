import Canvas
import ExecutionSource

extension BrowseApp {
  static let copied: [CopyKind] = [.selected, .arn, .command]

  mutating func openCopy() {
    let rows: [Row] = BrowseApp.copied.compactMap { kind in
      copiedText(kind).map { text in
        var line = StyledText(TextWidth.pad(kind.rawValue, columns: 10), Style(.key))
        line.append(TextWidth.truncateEnd(VisibleText.sanitise(text), columns: 60), Style(.muted))
        return Row(id: kind.rawValue, line)
      }
    }
    guard !rows.isEmpty else { return say("there is nothing to copy yet", isProblem: true) }
    overlay = .list(ListOverlay(kind: .copy, rows: rows))
  }

  mutating func copy(_ name: String) {
    guard let kind = CopyKind(rawValue: name), BrowseApp.copied.contains(kind) else {
      let known = BrowseApp.copied.map(\.rawValue).joined(separator: ", ")
      return say("\"\(name)\" cannot be copied here; there are \(known)", isProblem: true)
    }
    guard let text = copiedText(kind) else { return say("there is no \(name) here", isProblem: true) }
    effects.append(.copy(text))
    say("copied: \(name), \(text.count) characters")
  }

  private func copiedText(_ kind: CopyKind) -> String? {
    guard let arn = list.selectedArn else { return nil }
    switch kind {
    case .selected: return list.selectedMachine?.name ?? list.selectedExecution?.name
    case .arn: return arn
    case .command:
      return place == .machines
        ? "\(settings.cli) stepfunctions list-executions --state-machine-arn \(Shell.quoted(arn))"
        : "\(settings.cli) stepfunctions describe-execution --execution-arn \(Shell.quoted(arn))"
    default: return nil
    }
  }
}
