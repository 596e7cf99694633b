import JSON
import JSONata
import StatesLanguage

/// A value of a definition whose strings may be expressions: `Arguments`, `Output`, `Assign`, `Items`, `ItemSelector`. Names of members are never evaluated.
///
/// Compiled once; building a value touches only the objects and arrays that hold expressions, and shares the rest.
public struct JSONataTemplate: Sendable {
  /// The origin of every value the definition spells out or computes, by its place in what is built.
  public let provenance: [JSONPointer: Provenance]
  /// The places of what is built that hold the task token, alone or as a part of something.
  public let tokenPointers: [JSONPointer]
  /// Its expressions in the order they are evaluated.
  public let fields: [JSONataField]
  private let root: Node

  indirect enum Node: Sendable {
    case literal(JSONValue)
    case array([Node])
    case object([(key: String, node: Node)])
    case expression(JSONataField)
  }

  /// Compiles a template.
  /// - Parameter location: how Step Functions names the field: `Output`, `Choices[1]/Output`.
  /// - Throws: `FieldSyntaxError` for an expression that cannot be read.
  public init(_ template: LocatedNode, location: String) throws(FieldSyntaxError) {
    var compiler = JSONataCompiler()
    root = try compiler.compile(template.node, location, field: template.pointer, result: JSONPointer())
    provenance = compiler.provenance
    tokenPointers = compiler.tokenPointers
    fields = compiler.fields
  }

  /// The compiled template, nil where the field is absent.
  public init?(optional template: LocatedNode?, location: String) throws(FieldSyntaxError) {
    guard let template else { return nil }
    try self.init(template, location: location)
  }

  /// The whole template where it is a single expression.
  public var single: JSONataField? { if case .expression(let field) = root { field } else { nil } }

  /// What is built.
  /// - Throws: `DataFlowError` of the first expression that fails.
  public func evaluate(_ scope: inout JSONataScope) throws(DataFlowError) -> JSONValue { try JSONataTemplate.build(root, &scope) }

  private static func build(_ node: Node, _ scope: inout JSONataScope) throws(DataFlowError) -> JSONValue {
    switch node {
    case .literal(let value): return value
    case .expression(let field): return try field.evaluate(&scope)
    case .array(let nodes):
      var elements: [JSONValue] = []
      elements.reserveCapacity(nodes.count)
      for node in nodes { elements.append(try build(node, &scope)) }
      return .array(elements)
    case .object(let members):
      var object = JSONObject()
      for member in members { object[member.key] = try build(member.node, &scope) }
      return .object(object)
    }
  }

  /// The origin of the value at `pointer`: its own entry, or that of the nearest value around it.
  public func provenance(of pointer: JSONPointer) -> Provenance? {
    var tokens = pointer.tokens[...]
    while true {
      if let found = provenance[JSONPointer(Array(tokens))] { return found }
      if tokens.popLast() == nil { return nil }
    }
  }
}

private struct JSONataCompiler {
  var provenance: [JSONPointer: Provenance] = [:]
  var tokenPointers: [JSONPointer] = []
  var fields: [JSONataField] = []

  mutating func compile(
    _ node: JSONNode, _ location: String, field: JSONPointer, result: JSONPointer
  ) throws(FieldSyntaxError) -> JSONataTemplate.Node {
    provenance[result] = Provenance(expression: nil, field: field, range: node.range)
    switch node.content {
    case .string(let text):
      guard let expression = try JSONataField(text, location: location, range: node.range, pointer: field) else {
        return .literal(node.value)
      }
      provenance[result] = Provenance(expression: expression.text, field: field, range: node.range)
      tokenPointers += expression.tokenPlaces.map { JSONPointer(result.tokens + $0) }
      fields.append(expression)
      return .expression(expression)
    case .array(let elements):
      var nodes: [JSONataTemplate.Node] = []
      for (at, element) in elements.enumerated() {
        nodes.append(try compile(element, "\(location)[\(at)]", field: field.appending(at), result: result.appending(at)))
      }
      return nodes.allSatisfy(\.isLiteral) ? .literal(node.value) : .array(nodes)
    case .object(let members):
      var nodes: [(key: String, node: JSONataTemplate.Node)] = []
      for member in members {
        let inner = try compile(
          member.value, "\(location)/\(member.key)", field: field.appending(member.key), result: result.appending(member.key))
        nodes.append((member.key, inner))
      }
      return nodes.allSatisfy(\.node.isLiteral) ? .literal(node.value) : .object(nodes)
    default: return .literal(node.value)
    }
  }
}

extension JSONataTemplate.Node {
  fileprivate var isLiteral: Bool { if case .literal = self { true } else { false } }
}

extension JSONataField {
  /// Where in the expression's value the task token is, as pointer tokens; the whole value when it may be built from the token.
  fileprivate var tokenPlaces: [[String]] {
    let token = ["states", "context", "Task", "Token"]
    if let direct = expression.direct { return token.starts(with: direct) ? [Array(token.dropFirst(direct.count))] : [] }
    let reads = expression.uses.contains { use in
      guard case .states = use.kind else { return false }
      return token.dropFirst().starts(with: use.members)
    }
    return reads ? [[]] : []
  }
}
