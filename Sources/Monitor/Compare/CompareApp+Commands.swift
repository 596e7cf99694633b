import Canvas
import ExecutionSource

extension CompareApp {
  var pageContexts: [KeyContext] { [.compare, .everywhere] }

  private static let known: Set<CommandID> = [
    .open, .back, .quit, .up, .down, .left, .right, .top, .bottom, .pageUp, .pageDown, .fold, .find, .findNext, .findPrevious, .nextFailure,
    .previousFailure, .messages, .themes, .theme, .help, .command, .copy, .write, .openLeft, .openRight, .machines, .machine, .accept,
    .complete, .yes, .no,
  ]
  var commands: Set<CommandID> { CompareApp.known }
  static let elsewhere = "only on the screen of an execution; 1 and 2 open the two"

  var situation: Situation {
    var now = Situation()
    now.isReadOnly = catalog?.isReadOnly ?? false
    now.hasCatalog = catalog != nil
    now.hasQuery = query != nil
    now.isComparing = true
    now.hasFailures = !differing.isEmpty
    return now
  }

  /// Rows of the list that have room.
  var listHeight: Int { max(1, layout.body.height - 2 - heads.count - 1) }

  mutating func obey(_ id: CommandID, _ argument: String) {
    let height = listHeight
    switch id {
    case .open, .fold: if !list.toggle() { say("nothing of it differs") }
    case .left: _ = list.setFold(false)
    case .right: _ = list.setFold(true)
    case .back: if query != nil { query = nil } else { effects.append(isRoot ? .quit : .back) }
    case .quit: effects.append(.quit)
    case .up: list.move(-1, height: height)
    case .down: list.move(1, height: height)
    case .pageUp: list.move(-max(1, height / 2), height: height)
    case .pageDown: list.move(max(1, height / 2), height: height)
    case .top: list.moveToStart()
    case .bottom: list.moveToEnd(height: height)
    case .find: argument.isEmpty ? ask(.find) : find(argument)
    case .findNext: find(forward: true)
    case .findPrevious: find(forward: false)
    case .nextFailure, .previousFailure: goToDifference(forward: id == .nextFailure)
    case .openLeft: effects.append(.show(.execution(arn: sides[0].arn)))
    case .openRight: effects.append(.show(.execution(arn: sides[1].arn)))
    case .machines: effects.append(.show(.machines))
    case .machine: show(machine: argument)
    case .copy: copy()
    case .write: write(argument)
    default: break
    }
  }

  private mutating func show(machine name: String) {
    guard let catalog else { return }
    switch MachineChoice.find(name, in: catalog.machines) {
    case .found(let arn, let name): effects.append(.show(.executions(machineArn: arn, name: name)))
    case .none(let sentence): say(sentence, isProblem: true)
    }
  }

  private mutating func find(_ text: String) {
    query = SearchQuery(text)
    find(forward: true)
  }

  private mutating func find(forward: Bool) {
    guard let query, !list.find(query, forward: forward, height: listHeight) else { return }
    say("\"\(query.text)\" is not found", isProblem: true)
  }

  private mutating func goToDifference(forward: Bool) {
    let ids = list.lines.map(\.row.id)
    let at = list.selected ?? 0
    let wanted = Set(differing)
    let order = (1...max(1, ids.count)).map { (at + (forward ? $0 : ids.count - $0)) % max(1, ids.count) }
    guard let next = order.first(where: { ids.indices.contains($0) && wanted.contains(ids[$0]) }) else { return }
    list.select(id: ids[next])
    list.show(height: listHeight)
  }

  private mutating func copy() {
    guard let row = list.selectedRow else { return say("there is nothing to copy yet", isProblem: true) }
    let text = row.value?.text ?? row.content.plain
    effects.append(.copy(text))
    say("copied: \(text.count) characters")
  }

  mutating func accept(_ kind: Prompt.Kind, _ text: String) {
    switch kind {
    case .find: find(text)
    case .path(let kind): if !text.isEmpty { write(kind, to: text) }
    case .command, .filter, .go, .name, .evaluate: break
    }
  }

  mutating func chose(_ row: Row, in kind: ListOverlay.Kind) {
    if kind == .write, let kind = WriteKind(rawValue: row.id) { askFile(for: kind) }
  }

  func offers(for kind: Prompt.Kind, _ text: String) -> [String] { [] }

  func arguments(of id: CommandID) -> [String] {
    switch id {
    case .machine: catalog?.machines.rows.map(\.name) ?? []
    case .theme: settings.themes.map(\.name)
    case .write: Self.written.map(\.rawValue)
    default: []
    }
  }

  // Nothing is written from here.
  mutating func takeEdited(_ purpose: EditPurpose, _ text: String?, _ problem: String?) {}
  func startAction(_ form: StartForm, name: String?, input: String) -> WriteRequest.Action { .catalog(.pollNow) }
  mutating func sent(_ write: WriteRequest) {}

  var backLabel: String { overlay != nil || query != nil || !isRoot ? "back" : "quit" }
}
