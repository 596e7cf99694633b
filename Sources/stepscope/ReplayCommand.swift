import ArgumentParser
import Canvas
import ExecutionSource
import History
import JSON
import Recorded
import StatesLanguage

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "The same screen on a recorded history: GetExecutionHistory's JSON, or a file that W wrote.")

  enum Form: String, ExpressibleByArgument, CaseIterable { case timeline, lines, visits }

  @Argument(help: "The history; - reads standard input.") var history: String
  @Option(help: ArgumentHelp("The definition it ran.", valueName: "FILE")) var definition: String?
  @Flag(help: "No screen (implied when standard output is not a terminal).") var headless = false
  @Option(help: "With --headless: timeline, lines or visits.") var output: Form = .lines
  @OptionGroup var substitution: SubstitutionOptions
  @OptionGroup var screen: ScreenOptions

  func run() throws {
    let bytes = try InputFile.read(history)
    let document: HistoryDocument
    do throws(HistoryDocumentError) { document = try HistoryDocument(parsing: bytes) } catch {
      throw CommandStop(.usage, error.text(file: history))
    }
    if !document.unknownTypes.isEmpty {
      Output.error("\(history): note: events of unknown types are left out: \(document.unknownTypes.joined(separator: ", "))")
    }
    let machine = try machine(document)
    if !headless, screen.plain || screen.canShow(readsInput: history == "-") {
      return try ScreenSession(options: screen).run(
        source: RecordedExecution(document, file: history, definition: machine), isLocal: false)
    }
    let text = HistoryOutput(log: document.events, facts: machine.map { MachineFacts(definition: $0.root.value) })
    switch output {
    case .timeline: Output.standard.write(Mask.text(text.timeline))
    case .lines: Output.standard.write(Mask.text(text.lines))
    case .visits: Output.standard.write(Mask.text(text.visits))
    }
  }

  /// The definition that was named, or the one the file carries.
  private func machine(_ document: HistoryDocument) throws(CommandStop) -> StateMachine? {
    if let definition { return try substitution.load(definition, quiet: true) }
    guard let text = document.definition else { return nil }
    return StateMachine.load(bytes: Array(text.utf8), file: history).machine
  }
}
