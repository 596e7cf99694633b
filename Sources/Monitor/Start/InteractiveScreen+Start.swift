import Canvas
import ExecutionSource
import JSON

extension InteractiveScreen {
  /// Opens the form that starts an execution; with a text as its input it asks at once.
  mutating func openStart(_ form: StartForm, input: String) {
    overlay = nil
    starting.open(form)
    guard !input.isEmpty else { return }
    starting.open?.text = input
    sendStart()
  }

  /// The form's own keys. False when the command is none of them.
  mutating func form(_ id: CommandID) -> Bool {
    guard let form = starting.open else { return false }
    switch id {
    case .send: sendStart()
    case .rename: overlay = .prompt(Prompt(kind: .name, editor: LineEditor(form.name)))
    case .editHere:
      let title = "Start \(settings.glyphs.separator) \(form.machineName) \(settings.glyphs.separator) input"
      overlay = .editor(EditorOverlay(title: title, text: form.text, purpose: .startInput, line: 0, column: 1))
    case .editor: effects.append(.runEditor(text: form.text, purpose: .startInput))
    case .back: starting.close()
    case .up, .down: break
    default: return false
    }
    return true
  }

  /// Takes the edited input, finished or not: it is checked again before it is sent.
  mutating func takeStartInput(_ text: String?, _ problem: String?) {
    guard let text else { return say(problem ?? "the editor gave nothing back", isProblem: true) }
    if case .editor = overlay { overlay = nil }
    starting.open?.text = text
    if starting.open != nil, let problem = PayloadCheck.problem(text) { say(problem, isProblem: true) }
  }

  private mutating func sendStart() {
    guard let form = starting.open else { return }
    if let problem = form.problem { return say(problem, isProblem: true) }
    confirm(startRequest(form))
  }

  /// The write that the form stands for.
  private func startRequest(_ form: StartForm) -> WriteRequest {
    let name = form.name.isEmpty ? nil : form.name
    let input = (try? JSONValue(parsing: form.text, limits: .payload))?.compact ?? form.text
    var write = WriteRequest(
      .start(machineArn: form.machineArn, name: name, input: input), "Start an execution of \"\(form.machineName)\"?",
      details: ["name   \(name ?? "chosen by the endpoint")", "input  \(Payload.summary(input, secrets: secrets))"], commandMaker,
      destination: startDestination, label: "started an execution of \"\(form.machineName)\"")
    write.action = startAction(form, name: name, input: input)
    return write
  }

  // MARK: Drawing

  /// The form in the page's place.
  func drawStart(_ form: StartForm, on grid: inout CellGrid, _ area: Rect) {
    let problem = form.problem
    let state =
      problem == nil
      ? StyledText(PayloadCheck.size(form.text), Style(.stateSucceeded)) : StyledText("not ready", Style(.stateWaiting))
    let title = StyledText("Start ", Style(.title, .bold)) + StyledText(Mask.text(form.machineName, secrets: secrets), Style(.text))
    grid.frame(area, title: title, trailing: state, focused: overlay == nil, glyphs: settings.glyphs)
    let inner = area.inset(dx: 3, dy: area.height > 16 ? 2 : 1)
    let (body, foot) = inner.splitBottom(min(startFoot(form, inner.width).count, max(0, inner.height / 2)))
    var y = body.y
    for line in startHead(form) where y < body.maxY {
      grid.put(line.truncated(columns: body.width, ellipsis: settings.glyphs.ellipsis), x: body.x, y: y, clip: body)
      y += 1
    }
    let (text, below) = body.splitTop(y - body.y).rest.splitBottom(problem == nil ? 1 : 2)
    TextAreaView(area: TextArea(form.text), secrets: secrets, glyphs: settings.glyphs).draw(on: &grid, text, showsCursor: false)
    if let problem {
      grid.put(
        TextWidth.truncateEnd(VisibleText.sanitise(problem), columns: below.width), x: below.x, y: below.y, Style(.stateFailed), clip: below
      )
    }
    for (offset, line) in startFoot(form, inner.width).enumerated() { grid.put(line, x: foot.x, y: foot.y + offset, clip: foot) }
  }

  private func startHead(_ form: StartForm) -> [StyledText] {
    func fact(_ name: String, _ value: StyledText) -> StyledText { StyledText(TextWidth.pad(name, columns: 8), Style(.muted)) + value }
    var lines = [
      fact("machine", StyledText(Mask.text(form.machineName, secrets: secrets), Style(.title, .bold))),
      fact("name", form.name.isEmpty ? StyledText("chosen by the endpoint", Style(.muted)) : StyledText(form.name, Style(.text))),
    ]
    if !form.origin.isEmpty {
      lines.append(fact("from", StyledText("the input of \(Mask.text(form.origin, secrets: secrets))", Style(.provenance))))
    }
    return lines + [StyledText(), StyledText("INPUT", Style(.muted, .bold))]
  }

  private func startFoot(_ form: StartForm, _ width: Int) -> [StyledText] {
    let name = form.name.isEmpty ? nil : form.name
    let input = form.problem == nil ? (try? JSONValue(parsing: form.text, limits: .payload))?.compact ?? form.text : "\"…\""
    let action = CatalogAction.start(machineArn: form.machineArn, name: form.problem == nil ? name : nil, input: input)
    let command = (try? commandMaker.text(action)) ?? ""
    return TextWidth.wrap(VisibleText.sanitise(command), columns: max(1, width)).prefix(5).map { StyledText($0, Style(.faint)) }
      + [StyledText(TextWidth.truncateEnd(startDestination, columns: max(1, width)), Style(.muted))]
  }
}
