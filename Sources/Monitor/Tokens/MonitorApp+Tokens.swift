import Canvas
import ECSModel
import ExecutionSource
import JSON

extension MonitorApp {
  /// Answering tokens. False when the command is none of these.
  mutating func answer(_ id: CommandID, _ argument: String) -> Bool {
    switch id {
    case .approve: approve(argument)
    case .fail: fail(argument)
    case .heartbeat: beat()
    default: return false
    }
    return true
  }

  /// The selected token, when it can be answered; says why not.
  private mutating func answerable() -> (item: TokensPage.Item, token: String)? {
    if page != .tokens { tokens.select(state: selectedState) }
    guard let item = tokens.selected else {
      say("no task token is pending", isProblem: true)
      return nil
    }
    guard let token = item.pending.token else {
      say("the token of \"\(item.state)\" cannot be read: it is not in the Parameters, or access to them is denied", isProblem: true)
      return nil
    }
    return (item, token)
  }

  private mutating func approve(_ argument: String) {
    guard let (item, token) = answerable() else { return }
    let fields = fields(of: item.state)
    page = .tokens
    tokens.open(.approve(token: token, state: item.state, fields: fields))
    guard !argument.isEmpty else { return }
    tokens.takeEdited(argument, token: token)
    send()
  }

  func fields(of state: String) -> [TokenField] {
    guard let machine = live?.definition, let definition = machine.state(state) else { return [] }
    return TokenFields.fields(after: definition, in: machine)
  }

  private mutating func fail(_ argument: String) {
    guard let (item, token) = answerable() else { return }
    page = .tokens
    let words = argument.split(separator: " ", maxSplits: 1).map(String.init)
    let stopped = item.task.flatMap { $0.lastStatus.isFinal ? $0 : nil }
    let reason = stopped.flatMap { SyncVerdict($0).sentence(isRecorded: true) } ?? stopped?.stoppedReason ?? ""
    var form = TokenForm.fail(
      token: token, state: item.state, error: stopped == nil ? "Rejected" : "ECS.TaskStopped",
      cause: Mask.text(reason, secrets: view.secrets))
    if let error = words.first { form = .fail(token: token, state: item.state, error: error, cause: words.count > 1 ? words[1] : "") }
    tokens.open(form)
    if !words.isEmpty {
      tokens.form = form
      send()
    }
  }

  private mutating func beat() {
    guard let (item, token) = answerable() else { return }
    effects.append(.perform(.sendTaskHeartbeat(token: token), label: "sent a heartbeat for \"\(item.state)\""))
  }

  /// The form's own keys.
  mutating func perform(_ id: CommandID, in form: TokenForm) -> Bool {
    switch id {
    case .send: send()
    case .fill: if tokens.form?.fill() != true { say("no rule says which values there are; i edits", isProblem: true) }
    case .editHere:
      let (line, column) = firstOpenPlace(form.text)
      let title = "\(form.kind == .approve ? "Approve" : "Fail") \(settings.glyphs.separator) \(form.state)"
      overlay = .editor(EditorOverlay(title: title, text: form.text, purpose: .answer(token: form.token), line: line, column: column))
    case .editor: effects.append(.runEditor(text: form.text, purpose: .answer(token: form.token)))
    default: return false
    }
    return true
  }

  /// The first hole, or the end of the first line that holds a value.
  private func firstOpenPlace(_ text: String) -> (Int, Int) {
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      if let hole = line.firstRange(of: TokenForm.hole) { return (number, line.distance(from: line.startIndex, to: hole.upperBound)) }
    }
    return (0, 1)
  }

  /// Asks before the answer goes out: what is sent, with the command that does the same.
  private mutating func send() {
    guard let form = tokens.form else { return }
    if let problem = form.problem { return say(problem, isProblem: true) }
    let compact = form.answer?.compact ?? form.text
    let action = action(of: form)
    let error = form.answer?["error"]?.stringValue ?? ""
    let label =
      form.kind == .approve
      ? "approved \"\(form.state)\"" : "failed \"\(form.state)\" with \(error.isEmpty ? "no error name" : error)"
    let shown = SecretJSON.summary(compact, secrets: view.secrets)
    overlay = .question(
      Question(
        text: form.kind == .approve ? "Approve \"\(form.state)\"?" : "Fail \"\(form.state)\"?",
        notes: [
          StyledText(shown, Style(.jsonString)), StyledText(command(for: form), Style(.faint)), StyledText(destination, Style(.muted)),
        ],
        answer: .perform(action, label: label)))
  }

  private func action(of form: TokenForm) -> SourceAction {
    switch form.kind {
    case .approve: .sendTaskSuccess(token: form.token, output: form.answer?.compact ?? form.text)
    case .fail:
      .sendTaskFailure(
        token: form.token, error: form.answer?["error"]?.stringValue ?? "", cause: form.answer?["cause"]?.stringValue ?? "")
    }
  }

  /// The command that does the same, the token masked.
  func command(for form: TokenForm) -> String {
    let secrets = view.secrets
    if form.problem == nil, let write = try? ServiceWrite(action(of: form), of: view.snapshot.identity) {
      return write.command(settings.cli, masking: { SecretJSON.summary($0, secrets: secrets) })
    }
    let words =
      form.kind == .approve
      ? "send-task-success --task-token \(Mask.masked) --task-output" : "send-task-failure --task-token \(Mask.masked) --error"
    return "\(settings.cli) stepfunctions \(words) …"
  }

  /// Where an answer goes.
  private var destination: String {
    let identity = view.snapshot.identity
    switch identity.place {
    case .local: return "goes to this local run"
    case .remote(let name): return "goes to \(name) \(identity.region)"
    case .recording: return "goes nowhere: a recording cannot be answered"
    }
  }
}
