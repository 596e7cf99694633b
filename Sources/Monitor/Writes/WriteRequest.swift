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
  var command = ""
  /// Why it cannot be sent at all, in a sentence: then it is not even asked about.
  var refusal: String?
  /// Where it goes.
  var destination: String
  /// In the past tense: `stopped the execution`.
  var label: String

  /// A write of the catalog's.
  init(
    _ action: CatalogAction, _ question: String, details: [String] = [], _ commands: EquivalentCommand, destination: String, label: String
  ) {
    self.action = .catalog(action)
    (self.question, self.details, self.destination, self.label) = (question, details, destination, label)
    do throws(SourceRefusal) { command = try commands.text(action) } catch { refusal = error.message }
  }

  /// A write of an execution's source. Of a run inside this program there is no command.
  init(
    _ action: SourceAction, of identity: ExecutionIdentity, _ question: String, details: [String] = [], _ commands: EquivalentCommand,
    destination: String, label: String
  ) {
    self.action = .source(action)
    (self.question, self.details, self.destination, self.label) = (question, details, destination, label)
    guard case .remote = identity.place else { return }
    do throws(SourceRefusal) { command = try commands.text(action, of: identity) } catch { refusal = error.message }
  }

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
    notes = write.details.map { StyledText(cut($0), Style(.text)) }
    if !notes.isEmpty { notes.append(StyledText()) }
    if !write.command.isEmpty { notes.append(StyledText(cut(write.command), Style(.muted))) }
    notes.append(StyledText(cut(write.destination), Style(.provenance)))
    answer = .write(write)
  }
}
