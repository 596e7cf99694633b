import Canvas
import ECSModel
import ExecutionSource
import History
import Time

/// The inbox of task tokens that wait for an answer, those of the open execution before those of the watched machines, and the form that answers one.
struct TokensPage: Sendable {
  /// The open execution's own tokens.
  private var own: [TokenItem] = []
  /// Tokens of other executions.
  private var swept: [TokenItem] = []
  private(set) var sweep = TokenSweep()
  private(set) var row = 0
  var form: TokenForm?
  /// Forms left with Esc, by token.
  private var drafts: [String: TokenForm] = [:]
  private var awaits: (token: String, label: String)?

  var pending: [TokenItem] { own + swept }
  var hasOthers: Bool { !swept.isEmpty }
  var isEmpty: Bool { own.isEmpty && swept.isEmpty }
  var count: Int { own.count + swept.count }

  subscript(index: Int) -> TokenItem? {
    guard index >= 0 else { return nil }
    if index < own.count { return own[index] }
    return index - own.count < swept.count ? swept[index - own.count] : nil
  }

  var selected: TokenItem? { self[row] }

  /// Takes the open execution as it is shown now.
  mutating func set(_ view: ExecutionView) {
    let kept = selected?.id
    let tokens = view.snapshot.status.isFinal ? [] : view.index.pendingTokens(in: view.snapshot.events)
    own = tokens.map { TokenItem($0, in: view) }
    setSwept(besides: view.snapshot.identity.executionArn)
    keep(kept)
  }

  /// Takes what was found in the watched machines.
  /// - Parameter executionArn: the open execution, whose tokens are shown as it tells them itself.
  mutating func set(_ sweep: TokenSweep, besides executionArn: String) {
    let kept = selected?.id
    self.sweep = sweep
    setSwept(besides: executionArn)
    keep(kept)
  }

  private mutating func setSwept(besides executionArn: String) {
    swept = sweep.tokens.lazy.filter { $0.executionArn != executionArn }.map { TokenItem($0) }
  }

  private mutating func keep(_ id: String?) {
    let all = pending
    row = id.flatMap { id in all.firstIndex { $0.id == id } } ?? min(row, max(0, all.count - 1))
    if let open = form, !all.contains(where: { $0.token == open.token }) {
      // What was written is not lost when the token is only missing from one answer.
      closeForm()
    }
  }

  mutating func select(state: String?) {
    if let state, let at = own.firstIndex(where: { $0.state == state }) { row = at }
  }

  mutating func move(_ id: CommandID) {
    switch id {
    case .up: row = max(0, row - 1)
    case .down: row = min(max(0, count - 1), row + 1)
    case .pageUp: row = max(0, row - 10)
    case .pageDown: row = min(max(0, count - 1), row + 10)
    case .top: row = 0
    case .bottom: row = max(0, count - 1)
    default: break
    }
  }

  /// Goes to the next (or previous) row that matches, round the end; false when none does.
  mutating func find(_ query: SearchQuery, forward: Bool) -> Bool {
    let all = pending
    guard !all.isEmpty else { return false }
    for step in 1...all.count {
      let at = (row + (forward ? step : all.count - step)) % all.count
      guard query.matches("\(all[at].machine) \(all[at].execution) \(all[at].state)") else { continue }
      row = at
      return true
    }
    return false
  }

  /// The readable token of a state, or of the selected row.
  func token(of state: String?) -> String? { (own.first { $0.state == state } ?? selected)?.token }

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

  mutating func sent(token: String, label: String) { awaits = (token, label) }

  /// The answer arrived, or was refused: then the draft stays open.
  mutating func performed(label: String, refused: String?) {
    guard let (token, expected) = awaits, expected == label else { return }
    awaits = nil
    guard refused == nil else { return }
    drafts[token] = nil
    if form?.token == token { form = nil }
  }
}
