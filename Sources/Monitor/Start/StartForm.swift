import ExecutionSource

/// An execution to be started, before it is.
struct StartForm: Sendable, Equatable {
  var machineArn: String
  var machineName: String
  /// The execution whose input it begins with; empty for none.
  var origin: String = ""
  /// Empty lets the endpoint choose.
  var name: String = ""
  /// The input, JSON text.
  var text: String

  /// What a form is kept by while it is closed.
  var key: String { machineArn + "\n" + origin }

  /// Why it cannot be sent yet; nil when it can.
  var problem: String? {
    if !name.isEmpty {
      do throws(SourceRefusal) { try ServiceWrite.check(executionName: name) } catch { return error.message }
    }
    return PayloadCheck.problem(text)
  }
}

/// The form that is open, and what was written in others.
struct StartForms: Sendable {
  var open: StartForm?
  private var drafts: [String: StartForm] = [:]
  /// The form that was sent, and the words its action is answered with.
  private var awaits: (key: String, label: String)?

  /// Opens a form; what was written in it the last time is there again.
  mutating func open(_ form: StartForm) { open = drafts[form.key] ?? form }

  /// Leaves the form and keeps what was written.
  mutating func close() {
    if let open { drafts[open.key] = open }
    open = nil
  }

  mutating func sent(label: String) { awaits = open.map { ($0.key, label) } }

  /// The execution was started, or refused: then the form stays open.
  mutating func performed(label: String, refused: String?) {
    guard let (key, expected) = awaits, expected == label else { return }
    awaits = nil
    guard refused == nil else { return }
    drafts[key] = nil
    if open?.key == key { open = nil }
  }
}
