import JSON
import Yams

/// Reads YAML into located JSON nodes, so that one kind of reader serves both notations.
enum YAMLNode {
  /// Nodes a document may have once its aliases are followed: an alias of aliases of aliases grows without end.
  private static let nodeLimit = 200_000
  private static let byteLimit = 1 << 20

  /// The document in `text`; null for an empty one.
  static func read(_ text: String, file: String) throws(TaskFileError) -> JSONNode {
    guard text.utf8.count <= byteLimit else { throw TaskFileError("\(file) is larger than 1 MiB, which no scenario is.") }
    let root: Node?
    do {
      root = try compose(yaml: text)
    } catch let error as YamlError {
      throw failure(error, file: file)
    } catch {
      throw TaskFileError("\(file) is not YAML: \(error).")
    }
    guard let root else { return JSONNode(.null, SourceRange(start: .start, end: .start)) }
    var left = nodeLimit
    return try convert(root, depth: 0, left: &left, file: file)
  }

  private static func convert(_ node: Node, depth: Int, left: inout Int, file: String) throws(TaskFileError) -> JSONNode {
    let position = node.mark.map { SourcePosition(line: $0.line, column: $0.column, offset: 0) } ?? .start
    left -= 1
    guard left > 0, depth < 100 else { throw TaskFileError(file: file, at: position, "The document is nested too deep or too large.") }
    let range = SourceRange(start: position, end: position)
    switch node {
    case .scalar(let scalar): return JSONNode(content(of: scalar), range)
    case .sequence(let sequence):
      var elements: [JSONNode] = []
      for element in sequence { elements.append(try convert(element, depth: depth + 1, left: &left, file: file)) }
      return JSONNode(.array(elements), range)
    case .mapping(let mapping):
      var members: [JSONMember] = []
      for (key, value) in mapping {
        let place = key.mark.map { SourcePosition(line: $0.line, column: $0.column, offset: 0) } ?? position
        guard let name = key.scalar?.string else { throw TaskFileError(file: file, at: place, "A name must be a single word or text.") }
        members.append(
          JSONMember(
            key: name, keyRange: SourceRange(start: place, end: place), value: try convert(value, depth: depth + 1, left: &left, file: file)
          ))
      }
      return JSONNode(.object(members), range)
    case .alias: throw TaskFileError(file: file, at: position, "This alias names no anchor.")
    }
  }

  /// YAML 1.2's core rules for what a plain scalar is; quoted ones are text.
  private static func content(of scalar: Node.Scalar) -> JSONNode.Content {
    guard scalar.style == .plain else { return .string(scalar.string) }
    switch scalar.string {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    case let text: return JSONNumber(lexeme: text).map { .number($0) } ?? .string(text)
    }
  }

  private static func failure(_ error: YamlError, file: String) -> TaskFileError {
    func at(_ mark: Mark, _ problem: String) -> TaskFileError {
      TaskFileError("\(file):\(mark.line):\(mark.column): This is not YAML: \(problem).")
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
      return at(mark, problem)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let name = duplicates.first ?? ""
      return TaskFileError("\(file):\(context.mark.line):\(context.mark.column): The name \"\(name)\" stands twice here; keep one.")
    case .reader(let problem, _, _, _): return TaskFileError("\(file): This is not YAML: \(problem).")
    default: return TaskFileError("\(file): This is not YAML.")
    }
  }
}
