import Canvas
import JSON

/// A JSON value as rows that fold: how data is shown everywhere.
public enum JSONRows {
  /// Strings longer than this unfold into wrapped lines.
  static let longString = 60
  /// Larger arrays and objects are cut into groups of this size, so that no unfolding makes a hundred thousand rows.
  static let group = 200

  /// Rows for `value`: its members or elements, or one row when it is a scalar.
  /// - Parameters:
  ///   - id: A prefix for the rows' ids, unique in the list.
  ///   - secrets: Values masked wherever they stand.
  ///   - unfolded: How many levels start unfolded.
  ///   - marked: Pointers (from `value`) of what changed: drawn in `diff.changed`.
  public static func rows(
    _ value: JSONValue, id: String, secrets: Set<String> = [], unfolded: Int = 2, marked: Set<JSONPointer> = []
  ) -> [Row] {
    let place = Place(id: id, pointer: JSONPointer(), secrets: secrets, marked: marked, isSecret: false, unfolded: unfolded)
    switch value {
    case .array(let elements) where !elements.isEmpty: return members(elements.enumerated().map { (String($0), $1) }, of: value, place)
    case .object(let object) where !object.isEmpty: return members(object.map { ($0.key, $0.value) }, of: value, place)
    default: return [row(nil, value, place)]
    }
  }

  /// One row for a named value, with its members below it.
  public static func row(
    named name: String, _ value: JSONValue, id: String, secrets: Set<String> = [], unfolded: Int = 1, marked: Set<JSONPointer> = []
  ) -> Row {
    let place = Place(
      id: id, pointer: JSONPointer(), secrets: secrets, marked: marked, isSecret: Mask.isSecretName(name), unfolded: unfolded)
    return row(name, value, place)
  }

  /// A scalar in its colours; arrays and objects in their compact form.
  public static func scalar(_ value: JSONValue) -> StyledText {
    switch value {
    case .string: StyledText(value.compact, Style(.jsonString))
    case .number: StyledText(value.compact, Style(.jsonNumber))
    case .null, .bool: StyledText(value.compact, Style(.jsonLiteral))
    case .array, .object: StyledText(value.compact, Style(.muted))
    }
  }

  private struct Place: Sendable {
    var id: String
    var pointer: JSONPointer
    var secrets: Set<String>
    var marked: Set<JSONPointer>
    /// Inside a member whose name is that of a secret.
    var isSecret: Bool
    var unfolded: Int

    /// The same place with pointers that lead nowhere in the document: what is inside a string is no part of it.
    var detached: Place {
      var place = self
      place.pointer = JSONPointer(["", id])
      return place
    }

    func inner(_ key: String, isSecret secret: Bool) -> Place {
      var place = self
      place.id = id + "/" + key
      place.pointer = pointer.appending(key)
      place.isSecret = isSecret || secret
      place.unfolded = unfolded - 1
      return place
    }
  }

  private static func members(_ pairs: [(String, JSONValue)], of value: JSONValue, _ place: Place) -> [Row] {
    guard pairs.count > group else { return pairs.map { member($0, $1, of: value, place) } }
    return stride(from: 0, to: pairs.count, by: group).map { start in
      let end = min(start + group, pairs.count)
      let slice = Array(pairs[start..<end])
      return Row(
        id: "\(place.id)/\(start)…", StyledText("\(start) … \(end - 1)", Style(.muted)),
        children: .lazy { slice.map { member($0, $1, of: value, place) } })
    }
  }

  private static func member(_ key: String, _ value: JSONValue, of parent: JSONValue, _ place: Place) -> Row {
    var isSecret = false
    if case .object(let object) = parent {
      isSecret = Mask.isSecretName(key) || (key.lowercased() == "value" && SecretJSON.namesSecret(object))
    } else if case .array(let elements) = parent, let at = Int(key), elements.indices.contains(at) {
      isSecret = SecretJSON.announces(elements, at)
    }
    return row(key, value, place.inner(key, isSecret: isSecret))
  }

  private static func row(_ key: String?, _ value: JSONValue, _ place: Place) -> Row {
    var label = StyledText()
    if let key {
      label.append(VisibleText.sanitise(key), Style(place.marked.contains(place.pointer) ? .diffChanged : .jsonKey))
      label.append("  ")
    }
    switch value {
    case .array(let elements) where !elements.isEmpty:
      return container(label, count(elements.count, "value"), value, place) { elements.enumerated().map { (String($0), $1) } }
    case .object(let object) where !object.isEmpty:
      return container(label, count(object.count, "member"), value, place) { object.map { ($0.key, $0.value) } }
    case .string(let text): return string(label, text, place)
    default:
      let shown = scalar(value)
      let hides = place.isSecret && value.numberValue != nil
      return Row(id: place.id, label + (hides ? hidden : shown), revealed: hides ? label + shown : nil, value: .json(value))
    }
  }

  private static var hidden: StyledText { StyledText(Mask.masked, Style(.muted)) }

  private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  private static func container(
    _ label: StyledText, _ count: String, _ value: JSONValue, _ place: Place, _ pairs: @escaping @Sendable () -> [(String, JSONValue)]
  ) -> Row {
    Row(
      id: place.id, label.appending(count, Style(.muted)), children: .lazy { members(pairs(), of: value, place) },
      startsUnfolded: place.unfolded > 0, value: .json(value))
  }

  private static func string(_ label: StyledText, _ text: String, _ place: Place) -> Row {
    let masked = place.isSecret ? Mask.masked : Mask.value(text, secrets: place.secrets)
    let isSecret = masked != text
    func quoted(_ text: String) -> StyledText { StyledText(VisibleText.sanitise(JSONValue.string(text).compact), Style(.jsonString)) }
    let shown = place.isSecret ? hidden : quoted(String(masked.prefix(2_048)))
    return Row(
      id: place.id, label + shown, revealed: isSecret ? label + quoted(text) : nil,
      children: isSecret ? .none : unfolding(text, place), value: .text(text))
  }

  /// A long string unfolds into the JSON it holds (a Cause often is JSON in a string) or into its lines.
  private static func unfolding(_ text: String, _ place: Place) -> Row.Children {
    let looksLikeJSON = (text.first == "{" || text.first == "[") && text.utf8.count > 2
    guard looksLikeJSON || text.count > longString || text.contains(where: \.isNewline) else { return .none }
    let inner = place.detached
    let id = place.id
    return .lazy {
      if looksLikeJSON, let value = try? JSONValue(parsing: text, limits: .payload) {
        switch value {
        case .array(let elements): return members(elements.enumerated().map { (String($0), $1) }, of: value, inner)
        case .object(let object): return members(object.map { ($0.key, $0.value) }, of: value, inner)
        default: break
        }
      }
      return TextWidth.wrap(String(text.prefix(262_144)), columns: longString).enumerated().map {
        Row(id: "\(id)/line\($0)", StyledText($1, Style(.jsonString)), value: .text($1))
      }
    }
  }
}
