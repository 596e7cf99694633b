import JSON
import JSONPath
import StatesLanguage

/// Where a value of a built payload comes from.
public struct Provenance: Sendable, Hashable {
  /// The expression's text; nil for a value that stands in the definition as it is.
  public var expression: String?
  /// The field in the definition, `.$` included.
  public var field: JSONPointer
  /// The field's value in the definition's text.
  public var range: SourceRange
}

/// A payload template (`Parameters`, `ItemSelector`, `ResultSelector`, `Assign`): JSON in which keys that end in `.$` hold expressions.
///
/// Compiled once; building a payload then touches only the objects and arrays that hold expressions, and shares the rest.
public struct PayloadTemplate: Sendable {
  /// The origin of every value the definition spells out or computes, by its place in the payload; `provenance(of:)` adds what lies below.
  public let provenance: [JSONPointer: Provenance]
  /// The places of the payload that hold the task token, alone or as a part of a text.
  public let tokenPointers: [JSONPointer]
  private let root: Node

  indirect enum Node: Sendable {
    case literal(JSONValue)
    case array([Node])
    case object([(key: String, node: Node)])
    /// `field` is the key with its `.$`.
    case expression(Expression, field: String)
  }

  /// Compiles a template.
  /// - Throws: `FieldSyntaxError` for an expression that does not parse, a `.$` value that is no text, and for two keys that become one.
  public init(_ template: LocatedNode) throws(FieldSyntaxError) {
    var compiler = TemplateCompiler()
    root = try compiler.compile(template.node, field: template.pointer, result: JSONPointer())
    provenance = compiler.provenance
    tokenPointers = compiler.tokenPointers
  }

  /// The payload.
  /// - Throws: `DataFlowError` of the first expression that has no value.
  public func evaluate(_ context: inout EvaluationContext) throws(DataFlowError) -> JSONValue {
    try PayloadTemplate.build(root, &context)
  }

  /// The origin of the value at `pointer`: its own entry, or that of the nearest value around it.
  public func provenance(of pointer: JSONPointer) -> Provenance? {
    var tokens = pointer.tokens[...]
    while true {
      if let found = provenance[JSONPointer(Array(tokens))] { return found }
      if tokens.popLast() == nil { return nil }
    }
  }

  private static func build(_ node: Node, _ context: inout EvaluationContext) throws(DataFlowError) -> JSONValue {
    switch node {
    case .literal(let value): return value
    case .expression(let expression, let field): return try expression.evaluate(&context, field: field)
    case .array(let nodes):
      var elements: [JSONValue] = []
      elements.reserveCapacity(nodes.count)
      for node in nodes { elements.append(try build(node, &context)) }
      return .array(elements)
    case .object(let members):
      var object = JSONObject()
      for member in members { object[member.key] = try build(member.node, &context) }
      return .object(object)
    }
  }
}

/// Compiles a template and notes where its values come from.
private struct TemplateCompiler {
  var provenance: [JSONPointer: Provenance] = [:]
  var tokenPointers: [JSONPointer] = []

  mutating func compile(_ node: JSONNode, field: JSONPointer, result: JSONPointer) throws(FieldSyntaxError) -> PayloadTemplate.Node {
    provenance[result] = Provenance(expression: nil, field: field, range: node.range)
    switch node.content {
    case .array(let elements):
      var nodes: [PayloadTemplate.Node] = []
      for (at, element) in elements.enumerated() {
        nodes.append(try compile(element, field: field.appending(at), result: result.appending(at)))
      }
      return nodes.allSatisfy(\.isLiteral) ? .literal(node.value) : .array(nodes)
    case .object(let members):
      var nodes: [(key: String, node: PayloadTemplate.Node)] = []
      var keys: Set<String> = []
      for member in members {
        let isExpression = member.key.hasSuffix(".$")
        let key = isExpression ? String(member.key.dropLast(2)) : member.key
        guard keys.insert(key).inserted else {
          throw FieldSyntaxError("the key '\(key)' stands here twice; a key and the same key with '.$' are one", member.keyRange, field)
        }
        let place = field.appending(member.key)
        let target = result.appending(key)
        nodes.append((key, isExpression ? try expression(member, place, target) : try compile(member.value, field: place, result: target)))
      }
      return nodes.allSatisfy(\.node.isLiteral) ? .literal(node.value) : .object(nodes)
    default: return .literal(node.value)
    }
  }

  private mutating func expression(
    _ member: JSONMember, _ field: JSONPointer, _ result: JSONPointer
  ) throws(FieldSyntaxError) -> PayloadTemplate.Node {
    guard let text = member.value.stringValue else {
      throw FieldSyntaxError("the value of '\(member.key)' must be a path or an intrinsic call, in quotes", member.value.range, field)
    }
    do {
      let expression = try Expression(deferringFilters: text)
      provenance[result] = Provenance(expression: text, field: field, range: member.value.range)
      tokenPointers += expression.tokenPlaces.map { JSONPointer(result.tokens + $0) }
      return .expression(expression, field: member.key)
    } catch {
      throw FieldSyntaxError("'\(text)': \(error.message) (at character \(error.offset + 1))", member.value.range, field)
    }
  }
}

extension PayloadTemplate.Node {
  fileprivate var isLiteral: Bool { if case .literal = self { true } else { false } }
}

extension Expression {
  /// Where in the expression's value the task token is, as pointer tokens; the whole value when it is built from the token.
  fileprivate var tokenPlaces: [[String]] {
    let token = ["Task", "Token"]
    switch self {
    case .path(let path):
      guard path.root == .context else { return [] }
      // A path that picks by pattern could pick the token: its whole value counts.
      guard let tokens = path.plainTokens else { return [[]] }
      return token.starts(with: tokens) ? [Array(token.dropFirst(tokens.count))] : []
    case .intrinsic(let call):
      let reads = call.paths.contains { $0.root == .context && ($0.plainTokens.map { token.starts(with: $0) } ?? true) }
      return reads ? [[]] : []
    }
  }
}
