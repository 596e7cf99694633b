import DataFlow
import ExecutionSource
import JSON
import StatesLanguage

/// The request a Task sends, and how sure it is: what will be sent, what was sent, or only the template it is built from.
struct RequestSource: Sendable {
  enum Stage: Sendable, Equatable {
    /// Evaluated, not sent; a step sends it.
    case ready
    /// As TaskScheduled records it.
    case sent(event: Int)
    /// Nothing is evaluated: expressions stand for values.
    case template(isEntered: Bool)
    /// Scheduled, but the history does not hold the request.
    case leftOut(event: Int)
  }

  var stage: Stage
  var request: JSONValue

  /// Nil where nothing is known of a request: no definition and no event.
  init?(_ context: TabContext) {
    if let cursor = context.cursor, cursor.stop == .ready, let request = cursor.request {
      (stage, self.request) = (.ready, request)
    } else if let request = context.recordedRequest, let event = context.visit?.attempts.last?.scheduledEvent {
      (stage, self.request) = (.sent(event: event), request)
    } else if let template = context.state?.parameters ?? context.state?.arguments {
      request = RequestSource.shown(template.node)
      if let attempt = context.visit?.attempts.last, attempt.scheduledEvent > 0 {
        stage = .leftOut(event: attempt.scheduledEvent)
      } else {
        stage = .template(isEntered: context.visit?.status.isActive ?? false)
      }
    } else {
      return nil
    }
  }

  /// Whether values are those of this run and not expressions.
  var isEvaluated: Bool {
    switch stage {
    case .ready, .sent: true
    case .template, .leftOut: false
    }
  }

  /// The template with its expressions as texts, under the keys the request will have.
  private static func shown(_ node: JSONNode) -> JSONValue {
    switch node.content {
    case .object(let members):
      return .object(JSONObject(members.map { ($0.key.hasSuffix(".$") ? String($0.key.dropLast(2)) : $0.key, shown($0.value)) }))
    case .array(let elements): return .array(elements.map(shown))
    default: return node.value
    }
  }
}

/// Where the values of a request come from in the definition.
struct RequestOrigins: Sendable {
  struct Origin: Sendable, Equatable {
    /// Nil for a value that stands in the definition as it is.
    var expression: String?
    /// `file:line:column`.
    var place: String
  }

  private let file: String
  private let template: PayloadTemplate?
  /// JSONata's `Arguments`, where every text may hold an expression.
  private let arguments: JSONNode?

  init?(_ context: TabContext) {
    guard let state = context.state, let machine = context.snapshot.definition else { return nil }
    file = machine.file.isEmpty ? "definition" : TabText.clean(machine.file.split(separator: "/").last.map(String.init) ?? machine.file)
    arguments = state.arguments?.node
    template = arguments == nil ? try? PayloadTemplate(optional: state.parameters) : nil
    guard arguments != nil || template != nil else { return nil }
  }

  /// Where the value at `pointer` of the request is from: its own place, or that of the expression that made what is around it.
  func origin(of pointer: JSONPointer) -> Origin? {
    if let provenance = template?.provenance(of: pointer) {
      return Origin(expression: provenance.expression, place: place(provenance.range.start))
    }
    guard var node = arguments else { return nil }
    for token in pointer.tokens {
      guard let next = node[token] ?? Int(token).flatMap({ at in node.elements.flatMap { $0.indices.contains(at) ? $0[at] : nil } }) else {
        break
      }
      node = next
    }
    return Origin(expression: RequestOrigins.expression(in: node), place: place(node.range.start))
  }

  /// Every expression of the template and where in the request its value goes, in the definition's order.
  var expressions: [(pointer: JSONPointer, origin: Origin)] {
    var found: [(pointer: JSONPointer, origin: Origin, offset: Int)] = []
    for (pointer, provenance) in template?.provenance ?? [:] where provenance.expression != nil {
      found.append(
        (pointer, Origin(expression: provenance.expression, place: place(provenance.range.start)), provenance.range.start.offset))
    }
    if let arguments { collect(arguments, JSONPointer(), into: &found) }
    return found.sorted { $0.offset < $1.offset }.map { ($0.pointer, $0.origin) }
  }

  private func collect(
    _ node: JSONNode, _ pointer: JSONPointer, into found: inout [(pointer: JSONPointer, origin: Origin, offset: Int)]
  ) {
    for member in node.members ?? [] { collect(member.value, pointer.appending(member.key), into: &found) }
    for (at, element) in (node.elements ?? []).enumerated() { collect(element, pointer.appending(at), into: &found) }
    guard let expression = RequestOrigins.expression(in: node) else { return }
    found.append((pointer, Origin(expression: expression, place: place(node.range.start)), node.range.start.offset))
  }

  private static func expression(in node: JSONNode) -> String? {
    guard let text = node.stringValue, text.hasPrefix("{%"), text.hasSuffix("%}"), text.count >= 4 else { return nil }
    return text
  }

  private func place(_ at: SourcePosition) -> String { "\(file):\(at.line):\(at.column)" }
}
