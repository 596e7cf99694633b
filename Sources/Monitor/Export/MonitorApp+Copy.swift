import Canvas
import ExecutionSource
import History

extension MonitorApp {
  /// The menu of what there is to copy now.
  mutating func openCopy() {
    let rows: [Row] = CopyKind.allCases.compactMap { kind in
      guard let text = copied(kind) else { return nil }
      // A token is what must not be looked over a shoulder: its length says enough.
      let shown = kind == .token ? "\(Mask.masked) \(text.count) characters" : SecretJSON.summary(text, secrets: view.secrets)
      var line = StyledText(TextWidth.pad(kind.rawValue, columns: 10), Style(.key))
      line.append(TextWidth.truncateEnd(VisibleText.sanitise(shown), columns: 60), Style(.muted))
      return Row(id: kind.rawValue, line)
    }
    guard !rows.isEmpty else { return say("there is nothing to copy yet", isProblem: true) }
    overlay = .list(ListOverlay(kind: .copy, rows: rows))
  }

  mutating func copy(_ name: String) {
    guard let kind = CopyKind(rawValue: name) else {
      let known = CopyKind.allCases.map(\.rawValue).joined(separator: ", ")
      return say("\"\(name)\" cannot be copied; there are \(known)", isProblem: true)
    }
    guard let text = copied(kind) else { return say("there is no \(name) here", isProblem: true) }
    effects.append(.copy(text))
    say("copied: \(name), \(text.count) characters")
  }

  private func copied(_ kind: CopyKind) -> String? {
    let visit = visit
    switch kind {
    case .selected: return selectedText
    case .arn: return nonEmpty(view.snapshot.identity.executionArn)
    case .input: return visit?.input ?? executionInput
    case .output: return visit?.output
    case .error: return visit?.error ?? view.index.failure?.error
    case .cause: return visit?.cause ?? view.index.failure?.cause
    case .token: return tokens.token(of: selectedState)
    case .command:
      guard let arn = nonEmpty(view.snapshot.identity.executionArn) else { return nil }
      return "\(settings.cli) stepfunctions get-execution-history --execution-arn \(Shell.quoted(arn))"
    }
  }

  private var selectedText: String? {
    switch (page, focus) {
    case (.main, .inspector): inspector.list.selectedRow.map { $0.value?.text ?? $0.content.plain }
    case (.main, .events): events.selectedRow.map { SecretJSON.summary($0.text, secrets: view.secrets) }
    default: selectedState
    }
  }

  private var executionInput: String? {
    guard case .executionStarted(let input, _) = view.snapshot.events.first?.details else { return nil }
    return input
  }

  private func nonEmpty(_ text: String) -> String? { text.isEmpty ? nil : text }
}
