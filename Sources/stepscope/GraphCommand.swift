import ArgumentParser
import Canvas
import History
import JSON
import StateGraph
import StatesLanguage
import Themes

struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "The state graph, coloured by a history when one is given.")

  enum Form: String, ExpressibleByArgument, CaseIterable { case text, svg, dot, mermaid, json }

  @Argument(help: "The definition, JSON or YAML; - reads standard input.") var definition: String
  @Option(help: "text, svg, dot, mermaid or json.") var output: Form = .text
  @Option(help: ArgumentHelp("At most this many columns: a wider graph becomes one line a state.", valueName: "N")) var width: Int?
  @Option(help: ArgumentHelp("A history whose statuses the graph shows.", valueName: "FILE")) var history: String?
  @Option(help: ArgumentHelp("The history as of this event.", valueName: "EVENT-ID")) var at: Int?
  @OptionGroup var substitution: SubstitutionOptions
  @OptionGroup var screen: ScreenOptions

  func run() throws {
    let machine = try substitution.load(definition, quiet: true)
    let drawing = StateGraphDrawing(machine)
    let statuses = try statuses(machine)
    // Without a history no box keeps room for a status.
    let mark: ((String) -> StateMark)? = history == nil ? nil : { name in StateMark(status: statuses[name]) }
    switch output {
    case .text: Output.standard.write(drawing.text(width: width, glyphs: screen.ascii ? .ascii : .unicode, mark: mark))
    case .svg:
      let theme = try screen.look().theme
      Output.standard.write(
        drawing.svg(title: IdentityOptions.stem(definition), theme: { theme.appearance($0, depth: .rgb) }, mark: mark))
    case .dot: Output.standard.write(drawing.scope.dot(name: IdentityOptions.stem(definition)))
    case .mermaid: Output.standard.write(drawing.scope.mermaid)
    case .json: Output.standard.write(drawing.scope.json.compact + "\n")
    }
  }

  private func statuses(_ machine: StateMachine) throws(CommandStop) -> [String: StateMark.Status] {
    guard let history else { return [:] }
    let document: HistoryDocument
    let bytes = try InputFile.read(history)
    do throws(HistoryDocumentError) { document = try HistoryDocument(parsing: bytes) } catch {
      throw CommandStop(.usage, error.text(file: history))
    }
    let events = document.events.filter { event in at.map { event.id <= $0 } ?? true }
    let index = HistoryIndex(events, facts: MachineFacts(definition: machine.root.value))
    var statuses: [String: StateMark.Status] = [:]
    for name in machine.stateNames {
      guard let status = index.states[name]?.status else { continue }
      statuses[name] = StateMark.Status(rawValue: status == .caught ? "failed" : status.rawValue)
    }
    return statuses
  }
}
