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
  private mutating func answerable() -> (item: TokenItem, token: String)? {
    if page != .tokens { tokens.select(state: selectedState) }
    guard let item = tokens.selected else {
      say("no task token is pending", isProblem: true)
      return nil
    }
    guard let token = item.token else {
      say("the token of \"\(item.state)\" cannot be read: \(item.unreadable)", isProblem: true)
      return nil
    }
    return (item, token)
  }

  private mutating func approve(_ argument: String) {
    guard let (item, token) = answerable() else { return }
    page = .tokens
    if item.foundIn == nil {
      tokens.open(.approve(token: token, state: item.state, fields: fields(of: item.state)))
    } else {
      tokens.open(.unread(token: token, state: item.state))
    }
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
    let isStopped = stopped != nil || item.verdict == .stranded
    let reason = stopped.flatMap { SyncVerdict($0).sentence(isRecorded: true) ?? $0.stoppedReason } ?? item.sentence ?? ""
    var form = TokenForm.fail(
      token: token, state: item.state, error: isStopped ? "ECS.TaskStopped" : "Rejected",
      cause: isStopped ? Mask.text(reason, secrets: secrets) : "")
    if let error = words.first { form = .fail(token: token, state: item.state, error: error, cause: words.count > 1 ? words[1] : "") }
    tokens.open(form)
    if !words.isEmpty {
      tokens.form = form
      send()
    }
  }

  private mutating func beat() {
    guard let (item, token) = answerable() else { return }
    confirm(
      write(
        .sendTaskHeartbeat(token: token), of: item, "Send a heartbeat for \"\(item.state)\"?", details: [],
        label: "sent a heartbeat for \"\(item.state)\""))
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
    guard let form = tokens.form, let item = tokens.pending.first(where: { $0.token == form.token }) else { return }
    if let problem = form.problem { return say(problem, isProblem: true) }
    let compact = form.answer?.compact ?? form.text
    let details = [Payload.summary(compact, secrets: secrets)]
    switch form.kind {
    case .approve:
      confirm(
        write(
          .sendTaskSuccess(token: form.token, output: compact), of: item, "Approve \"\(form.state)\"?", details: details,
          label: "approved \"\(form.state)\""))
    case .fail:
      let (error, cause) = form.failure
      confirm(
        write(
          .sendTaskFailure(token: form.token, error: error, cause: cause), of: item, "Fail \"\(form.state)\"?", details: details,
          label: "failed \"\(form.state)\" with \(error.isEmpty ? "no error name" : error)"))
    }
  }

  /// The write for a token: asked of the execution it belongs to, or of the catalog that found it.
  func write(_ action: CatalogAction, of item: TokenItem, _ question: String, details: [String], label: String) -> WriteRequest {
    guard item.foundIn == nil, let own = action.ofSource else {
      let place = "in \(item.machine) \(settings.glyphs.separator) \(item.execution)"
      return WriteRequest(
        action, question, details: [Mask.text(place, secrets: secrets)] + details, commandMaker, destination: catalogDestination,
        label: label)
    }
    return WriteRequest(
      own, of: view.snapshot.identity, question, details: details, commandMaker, destination: writeDestination, label: label)
  }

  /// The command that does the same, the token masked.
  func command(for form: TokenForm) -> String {
    let action: CatalogAction =
      switch form.kind {
      case .approve: .sendTaskSuccess(token: form.token, output: form.problem == nil ? form.answer?.compact ?? "" : "\"…\"")
      case .fail: .sendTaskFailure(token: form.token, error: form.failure.error, cause: form.failure.cause)
      }
    return (try? commandMaker.text(action)) ?? ""
  }
}

extension CatalogAction {
  /// The same asked of one execution's source; nil for what only a catalog does.
  var ofSource: SourceAction? {
    switch self {
    case .sendTaskSuccess(let token, let output): .sendTaskSuccess(token: token, output: output)
    case .sendTaskFailure(let token, let error, let cause): .sendTaskFailure(token: token, error: error, cause: cause)
    case .sendTaskHeartbeat(let token): .sendTaskHeartbeat(token: token)
    case .stopTask(let arn, let reason): .stopTask(taskArn: arn, reason: reason)
    case .pollNow, .start, .stop, .redrive, .watch, .setMapRunConcurrency: nil
    }
  }
}
