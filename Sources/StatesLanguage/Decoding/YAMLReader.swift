import JSON
import Yams

/// Reads one YAML document into the tree that JSON gives. Plain scalars follow YAML 1.2's core schema (`yes` and `no` are strings);
/// tags of CloudFormation (`!Sub`, `!Ref`, `!GetAtt`) give placeholders. Anchors and merge keys work, within bounds.
struct YAMLReader {
  /// Nodes a document may have once its aliases are followed: a short text can otherwise unfold into a very long one.
  static let maximumNodes = 500_000

  private let bytes: [UInt8]
  private let limits: JSONLimits
  private let lines: LineTable
  private var nodes = 0

  init(_ bytes: [UInt8], limits: JSONLimits) {
    self.bytes = bytes
    self.limits = limits
    lines = LineTable(bytes)
  }

  mutating func document() throws(Undecodable) -> JSONNode {
    if let place = YAMLGuard.firstTooDeep(bytes, limit: limits.maximumDepth) {
      throw failure(.tooDeep, "The YAML is nested deeper than \(limits.maximumDepth) levels.", lines.position(of: place))
    }
    if let place = YAMLGuard.firstComplexKeyAmongAliases(bytes) {
      throw failure(.notYAML, "A key must be a plain string; write the alias out.", lines.position(of: place))
    }
    return try node(try root(), depth: 0)
  }

  private func root() throws(Undecodable) -> Node {
    do {
      let parser = try Parser(yaml: String(decoding: bytes, as: UTF8.self), encoding: .utf8)
      guard let root = try parser.nextRoot() else {
        throw failure(.empty, "The definition is empty; it needs 'StartAt' and 'States'.", .start)
      }
      if let second = try parser.nextRoot() {
        throw failure(.severalDocuments, "A second YAML document begins here; a definition is one document.", place(second.mark))
      }
      return root
    } catch let error as Undecodable {
      throw error
    } catch let error as YamlError {
      throw reading(error)
    } catch {
      throw failure(.notYAML, "The text is not YAML.", .start)
    }
  }

  private func reading(_ error: YamlError) -> Undecodable {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
      return failure(.notYAML, "The text is neither JSON nor YAML: \(problem.isEmpty ? "it cannot be read" : problem).", place(mark))
    case .reader(let problem, let offset, _, _):
      return failure(.notYAML, "The text is neither JSON nor YAML: \(problem).", lines.position(of: offset ?? 0))
    case .duplicatedKeysInMapping(let keys, let context):
      let key = Words.short(keys.first ?? "")
      return failure(.duplicateKey, "The key '\(key)' stands twice in one object.", place(context.mark))
    default:
      return failure(.notYAML, "The text is neither JSON nor YAML.", .start)
    }
  }

  private mutating func node(_ node: Node, depth: Int) throws(Undecodable) -> JSONNode {
    let start = place(node.mark)
    nodes += 1
    if nodes > YAMLReader.maximumNodes {
      throw failure(.tooLarge, "With its aliases followed the YAML has more than \(YAMLReader.maximumNodes) values.", start)
    }
    if depth > limits.maximumDepth {
      throw failure(.tooDeep, "The YAML is nested deeper than \(limits.maximumDepth) levels.", start)
    }
    switch node {
    case .scalar(let scalar): return JSONNode(YAMLScalar.content(scalar), SourceRange(start: start, end: end(of: scalar, start)))
    case .alias: throw failure(.notYAML, "An alias stands for nothing.", start)
    case .sequence(let sequence): return try self.sequence(sequence, start, depth: depth)
    case .mapping(let mapping): return try self.mapping(mapping, start, depth: depth)
    }
  }

  private mutating func sequence(_ sequence: Node.Sequence, _ start: SourcePosition, depth: Int) throws(Undecodable) -> JSONNode {
    var elements: [JSONNode] = []
    for element in sequence { elements.append(try node(element, depth: depth + 1)) }
    if let text = YAMLScalar.cloudFormation(sequence.tag.rawValue, elements.map { $0.stringValue ?? "" }) {
      return JSONNode(.string(text), SourceRange(start: start, end: max(start, elements.last?.range.end ?? start)))
    }
    return JSONNode(.array(elements), SourceRange(start: start, end: max(start, elements.last?.range.end ?? start)))
  }

  private mutating func mapping(_ mapping: Node.Mapping, _ start: SourcePosition, depth: Int) throws(Undecodable) -> JSONNode {
    var members: [JSONMember] = []
    var merged: [JSONMember] = []
    for (key, value) in mapping {
      guard case .scalar(let scalar) = key else {
        throw failure(.notYAML, "A key must be a plain string.", place(key.mark))
      }
      let keyStart = place(key.mark)
      let read = try node(value, depth: depth + 1)
      if scalar.string == "<<", scalar.style == .plain || scalar.style == .any {
        merged += read.elements?.flatMap { $0.members ?? [] } ?? read.members ?? []
      } else {
        members.append(JSONMember(key: scalar.string, keyRange: SourceRange(start: keyStart, end: end(of: scalar, keyStart)), value: read))
      }
    }
    if !merged.isEmpty {
      var known = Set(members.map(\.key))
      for member in merged where known.insert(member.key).inserted { members.append(member) }
    }
    return JSONNode(.object(members), SourceRange(start: start, end: max(start, members.last?.value.range.end ?? start)))
  }

  private func place(_ mark: Mark?) -> SourcePosition {
    guard let mark else { return .start }
    return lines.position(line: mark.line, column: mark.column)
  }

  /// Where a scalar ends: exact for what stands on one line, else the end of its first line.
  private func end(of scalar: Node.Scalar, _ start: SourcePosition) -> SourcePosition {
    let quotes = scalar.style == .singleQuoted || scalar.style == .doubleQuoted ? 2 : 0
    let first = scalar.string.prefix { $0 != "\n" }
    return lines.position(line: start.line, column: start.column + first.unicodeScalars.count + quotes)
  }

  private func failure(_ code: DiagnosticCode, _ message: String, _ position: SourcePosition) -> Undecodable {
    Undecodable(diagnostic: Diagnostic(.error, code, message, at: SourceRange(empty: position)))
  }
}
