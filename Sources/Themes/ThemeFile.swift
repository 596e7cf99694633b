import Canvas
import Yams

/// One theme file as written, before inheritance.
struct ThemeFile {
  /// More than any theme needs.
  static let largest = 262_144

  private let file: String
  private(set) var name: String?
  /// The parent's name; nil after `inherits: none`.
  private(set) var inherits: String? = "terminal"
  private(set) var inheritsPlace: String
  /// By `ColorDepth.rawValue`, then by role.
  private(set) var looks: [[Role: Look]] = ColorDepth.allCases.map { _ in [:] }
  private(set) var warnings: [String] = []

  init(yaml text: String, name file: String) throws(ThemeError) {
    self.file = file
    inheritsPlace = file
    guard text.utf8.count <= ThemeFile.largest else { throw .tooLarge(file) }
    guard let root = try ThemeFile.compose(text, file) else { return }
    guard case .mapping(let mapping) = root else { throw .notAMapping(place(root), "a theme") }
    for (key, value) in mapping {
      switch key.scalar?.string {
      case "name": name = value.scalar.map { VisibleText.sanitise(TextWidth.prefix($0.string, columns: 64)) }
      case "inherits":
        inheritsPlace = place(value)
        let parent = value.scalar?.string ?? ""
        inherits = parent == "none" ? nil : VisibleText.sanitise(TextWidth.prefix(parent, columns: 64))
      case "roles": try readRoles(value)
      default: warnings.append("\(place(key)): \"\(shown(key))\" is no part of a theme; name, inherits and roles are.")
      }
    }
  }

  private static func compose(_ text: String, _ file: String) throws(ThemeError) -> Node? {
    do {
      return try Yams.compose(yaml: text)
    } catch let error as YamlError {
      switch error {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
        throw .notYAML(file, mark.line, VisibleText.sanitise(problem))
      case .duplicatedKeysInMapping(let duplicates, _):
        throw .notYAML(file, nil, "written twice: " + VisibleText.sanitise(duplicates.map { "\($0)" }.sorted().joined(separator: ", ")))
      default: throw .notYAML(file, nil, "it cannot be read")
      }
    } catch {
      throw .notYAML(file, nil, "it cannot be read")
    }
  }

  private mutating func readRoles(_ node: Node) throws(ThemeError) {
    guard case .mapping(let mapping) = node else { throw .notAMapping(place(node), "roles") }
    for (key, value) in mapping {
      guard let role = key.scalar.flatMap({ Role(rawValue: $0.string) }) else {
        warnings.append("\(place(key)): the role \"\(shown(key))\" is unknown\(ThemeFile.suggestion(for: shown(key)))")
        continue
      }
      try read(role, value)
    }
  }

  private mutating func read(_ role: Role, _ node: Node) throws(ThemeError) {
    if case .mapping(let mapping) = node {
      // `rgb` first: what it derives gives way to what is written.
      let entries = mapping.sorted { a, _ in a.key.scalar?.string == "rgb" }
      for (key, value) in entries {
        let look = try look(role, value)
        switch key.scalar?.string {
        case "rgb": set(role, look)
        case "256": looks[ColorDepth.ansi256.rawValue][role] = look
        case "16": looks[ColorDepth.ansi16.rawValue][role] = look
        case "none": looks[ColorDepth.none.rawValue][role] = look
        default: warnings.append("\(place(key)): \"\(shown(key))\" is no kind of terminal; rgb, 256, 16 and none are.")
        }
      }
    } else {
      set(role, try look(role, node))
    }
  }

  /// A look serves every terminal that can show its colours.
  private mutating func set(_ role: Role, _ look: Look) {
    looks[ColorDepth.rgb.rawValue][role] = look
    looks[ColorDepth.ansi256.rawValue][role] = look.for256
    if look.isForSixteen { looks[ColorDepth.ansi16.rawValue][role] = look }
    if look.colors.isEmpty { looks[ColorDepth.none.rawValue][role] = look }
  }

  private func look(_ role: Role, _ node: Node) throws(ThemeError) -> Look {
    guard let text = node.scalar?.string, let look = Look(text) else {
      throw .badLook(place(node), role: role.rawValue, shown(node))
    }
    return look
  }

  private func place(_ node: Node) -> String { node.mark.map { "\(file):\($0.line):\($0.column)" } ?? file }

  private func shown(_ node: Node) -> String {
    TextWidth.truncateEnd(VisibleText.sanitise(String((node.scalar?.string ?? "…").prefix(200))), columns: 40)
  }

  /// The role whose name is at most two letters away.
  private static func suggestion(for name: String) -> String {
    let near = Role.allCases.map { (role: $0, distance: distance($0.rawValue, name)) }.filter { $0.distance <= 2 }
    guard let best = near.min(by: { $0.distance < $1.distance }) else { return " and left out." }
    return "; did you mean \"\(best.role.rawValue)\"?"
  }

  /// Letters to insert, leave out or change to make `b` of `a` (Levenshtein); both are short.
  private static func distance(_ a: String, _ b: String) -> Int {
    let (x, y) = (Array(a), Array(b))
    var row = Array(0...y.count)
    for (i, letter) in x.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in y.enumerated() {
        let change = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(change, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[y.count]
  }
}
