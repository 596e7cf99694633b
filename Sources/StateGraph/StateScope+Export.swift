import Canvas
import JSON

extension StateScope {
  /// The graph in Graphviz's DOT language; Parallel and Map states are clusters, their edges end at the cluster's border.
  public func dot(name: String = "machine") -> String {
    var out = "digraph \(StateScope.quoted(name)) {\n  compound=true;\n  node [shape=box, style=rounded];\n"
    let ids = StateScope.numbered(self)
    dotBody(&out, "  ", ids)
    return out + "}\n"
  }

  private func dotBody(_ out: inout String, _ indent: String, _ ids: [String: Int]) {
    for node in nodes {
      let id = ids[node.id] ?? 0
      if node.groups.isEmpty {
        let shape = node.isPseudo ? ", shape=plaintext" : node.kind == .state(.choice) ? ", shape=diamond, style=solid" : ""
        out += "\(indent)n\(id) [label=\(StateScope.quoted(node.title))\(shape)];\n"
      } else {
        out += "\(indent)subgraph cluster_n\(id) {\n\(indent)  label=\(StateScope.quoted(node.title));\n"
        out += "\(indent)  n\(id) [shape=point, style=invis];\n"
        for group in node.groups { group.dotBody(&out, indent + "  ", ids) }
        out += "\(indent)}\n"
      }
    }
    let clusters = Set(nodes.filter { !$0.groups.isEmpty }.map(\.id))
    for edge in edges {
      guard let from = ids[edge.from], let to = ids[edge.to] else { continue }
      var settings: [String] = []
      if !edge.label.isEmpty { settings.append("label=\(StateScope.quoted(edge.label))") }
      if edge.kind == .catch { settings.append("style=dashed") }
      if clusters.contains(edge.from) { settings.append("ltail=cluster_n\(from)") }
      if clusters.contains(edge.to) { settings.append("lhead=cluster_n\(to)") }
      out += "\(indent)n\(from) -> n\(to)\(settings.isEmpty ? "" : " [\(settings.joined(separator: ", "))]");\n"
    }
  }

  /// The graph as a Mermaid flowchart; Parallel and Map states are subgraphs.
  public var mermaid: String {
    var out = "flowchart TD\n"
    mermaidBody(&out, "  ", StateScope.numbered(self))
    return out
  }

  private func mermaidBody(_ out: inout String, _ indent: String, _ ids: [String: Int]) {
    for node in nodes {
      let name = "n\(ids[node.id] ?? 0)"
      let text = StateScope.entities(node.title)
      if !node.groups.isEmpty {
        out += "\(indent)subgraph \(name)[\"\(text)\"]\n"
        for group in node.groups { group.mermaidBody(&out, indent + "  ", ids) }
        out += "\(indent)end\n"
      } else if node.isPseudo {
        out += "\(indent)\(name)([\"\(text)\"])\n"
      } else if node.kind == .state(.choice) {
        out += "\(indent)\(name){\"\(text)\"}\n"
      } else {
        out += "\(indent)\(name)[\"\(text)\"]\n"
      }
    }
    for edge in edges {
      guard let from = ids[edge.from], let to = ids[edge.to] else { continue }
      let arrow = edge.kind == .catch ? "-.->" : "-->"
      let label = edge.label.isEmpty ? "" : "|\"\(StateScope.entities(edge.label))\"|"
      out += "\(indent)n\(from) \(arrow)\(label) n\(to)\n"
    }
  }

  /// The graph as JSON: `nodes` with `id`, `type` and `parent` (the state around it, or null), `edges` with `from`, `to`, `kind` and
  /// `label`.
  public var json: JSONValue {
    var nodes: [JSONValue] = []
    var edges: [JSONValue] = []
    func add(_ scope: StateScope, _ parent: String?) {
      for node in scope.nodes {
        nodes.append(["id": .string(node.id), "type": .string(node.kind.word), "parent": parent.map { .string($0) } ?? .null])
        for group in node.groups { add(group, node.id) }
      }
      for edge in scope.edges {
        edges.append([
          "from": .string(edge.from), "to": .string(edge.to), "kind": .string(edge.kind.rawValue), "label": .string(edge.label),
        ])
      }
    }
    add(self, nil)
    return ["nodes": .array(nodes), "edges": .array(edges)]
  }

  // MARK: Names in other languages

  /// A number for each node: names may hold anything, and no other language takes them as identifiers.
  private static func numbered(_ scope: StateScope) -> [String: Int] {
    var ids: [String: Int] = [:]
    func add(_ scope: StateScope) {
      for node in scope.nodes {
        ids[node.id] = ids.count
        for group in node.groups { add(group) }
      }
    }
    add(scope)
    return ids
  }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for character in VisibleText.sanitise(text) {
      if character == "\"" || character == "\\" { out.append("\\") }
      out.append(character)
    }
    return out + "\""
  }

  /// Mermaid knows characters by number: `#34;` is a quotation mark.
  private static func entities(_ text: String) -> String {
    var out = ""
    for scalar in VisibleText.sanitise(text).unicodeScalars {
      switch scalar {
      case "\"", "#", "<", ">", "&", ";", "|", "`", "\\": out += "#\(scalar.value);"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
