import Canvas
import ExecutionSource

/// Something that changes the world, as it is asked about before it is done: nothing is written but through one of these, confirmed.
struct WriteRequest: Sendable, Equatable {
  /// Who is asked to do it.
  enum Action: Sendable, Equatable {
    case source(SourceAction)
    case catalog(CatalogAction)
  }

  var action: Action
  /// What is asked: `Stop the execution "exec-7f3a"?`
  var question: String
  /// What is worth knowing before: what is sent, what speaks against it. Secrets masked.
  var details: [String] = []
  /// The command that does the same; empty where there is none.
  var command: String
  /// Where it goes.
  var destination: String
  /// In the past tense: `stopped the execution`.
  var label: String

  /// What does it.
  var effect: MonitorEffect {
    switch action {
    case .source(let action): .perform(action, label: label)
    case .catalog(let action): .performCatalog(action, label: label)
    }
  }

  /// More of one note than this says nothing to who must decide.
  static let mostColumns = 900
}

extension Question {
  /// The question before a write.
  init(_ write: WriteRequest) {
    func cut(_ text: String) -> String { TextWidth.truncateMiddle(VisibleText.sanitise(text), columns: WriteRequest.mostColumns) }
    text = cut(write.question)
    notes = write.details.map { StyledText(cut($0), Style(.jsonString)) }
    if !write.command.isEmpty { notes.append(StyledText(cut(write.command), Style(.faint))) }
    notes.append(StyledText(cut(write.destination), Style(.muted)))
    answer = .write(write)
  }
}
