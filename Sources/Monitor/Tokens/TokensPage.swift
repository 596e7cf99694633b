import Canvas
import ECSModel
import ExecutionSource
import History
import Time

/// The inbox of task tokens that wait for an answer, and the form that answers one.
struct TokensPage: Sendable {
  /// A token with the task behind it.
  struct Item: Sendable {
    var pending: PendingToken
    var task: ECSTask?
    /// Nil without an ECS task: then there is no verdict.
    var verdict: StrandedVerdict?
    /// The variable that the container gets it in.
    var variable: String?

    var state: String { pending.state }
  }

  private(set) var pending: [Item] = []
  private(set) var row = 0
  var form: TokenForm?
  /// Forms left with Esc, by token.
  private var drafts: [String: TokenForm] = [:]
  private var awaits: String?

  var selected: Item? { pending.indices.contains(row) ? pending[row] : nil }

  mutating func set(_ view: ExecutionView, settings: MonitorSettings) {
    let kept = selected?.pending.scheduledEvent
    let tokens = view.snapshot.status.isFinal ? [] : view.index.pendingTokens(in: view.snapshot.events)
    pending = tokens.map { token in
      let runsTask = token.task.resourceType == "ecs"
      let visit = view.index.visits.indices.contains(token.visit) ? view.index.visits[token.visit] : nil
      let task = runsTask ? visit.flatMap { view.task(of: $0) } : nil
      let verdict: StrandedVerdict? = runsTask && task != nil ? StrandedVerdict(task) : nil
      return Item(pending: token, task: task, verdict: verdict, variable: TokenVariable.name(of: token, in: view.snapshot.events))
    }
    row = kept.flatMap { kept in pending.firstIndex { $0.pending.scheduledEvent == kept } } ?? min(row, max(0, pending.count - 1))
    if let form, !pending.contains(where: { $0.pending.token == form.token }) { self.form = nil }
  }

  mutating func select(state: String?) {
    if let state, let at = pending.firstIndex(where: { $0.state == state }) { row = at }
  }

  mutating func move(_ id: CommandID) {
    switch id {
    case .up: row = max(0, row - 1)
    case .down: row = min(max(0, pending.count - 1), row + 1)
    case .top, .pageUp: row = 0
    case .bottom, .pageDown: row = max(0, pending.count - 1)
    default: break
    }
  }

  /// The readable token of a state, or of the selected row.
  func token(of state: String?) -> String? { (pending.first { $0.state == state } ?? selected)?.pending.token }

  // MARK: Forms

  mutating func open(_ form: TokenForm) {
    let draft = drafts[form.token]
    self.form = draft?.kind == form.kind ? draft : form
  }

  /// Leaves the form and keeps what was written.
  mutating func closeForm() {
    if let form { drafts[form.token] = form }
    form = nil
  }

  mutating func takeEdited(_ text: String, token: String) {
    guard form?.token == token else { return }
    form?.text = text
  }

  mutating func sent() { awaits = form?.token }

  /// The answer arrived, or was refused: then the draft stays open.
  mutating func performed(refused: String?) {
    guard let token = awaits else { return }
    awaits = nil
    guard refused == nil else { return }
    drafts[token] = nil
    if form?.token == token { form = nil }
  }
}
