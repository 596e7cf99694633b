import Intrinsics
import JSON
import JSONPath

/// Paths, payload templates and the strings of JSONata.
extension DefinitionChecker {
  mutating func checkPath(_ node: JSONNode, _ pointer: JSONPointer, _ name: String, orNull: Bool) {
    guard let text = node.stringValue else {
      if !(orNull && node.isNull) { notPath(node, pointer, name, "a path", orNull: orNull) }
      return
    }
    _ = parsePath(text, node, pointer, name)
  }

  mutating func checkReferencePath(_ node: JSONNode, _ pointer: JSONPointer, _ name: String, orNull: Bool, orIntrinsic: Bool) {
    guard let text = node.stringValue else {
      if !(orNull && node.isNull) { notPath(node, pointer, name, "a path", orNull: orNull) }
      return
    }
    if orIntrinsic, !text.hasPrefix("$") {
      checkIntrinsic(text, node, pointer, name)
      return
    }
    guard let path = parsePath(text, node, pointer, name) else { return }
    if !path.isReferencePath {
      error(
        .notReferencePath,
        "'\(name)' must lead to one place (names and single indexes only), but '\(Words.short(text))' can lead to several.", at: node.range,
        pointer)
    } else if name == "ResultPath", path.root != .input {
      error(
        .notReferencePath,
        "'ResultPath' puts the result into the state's input, so it begins with '$', not with '\(Words.short(text))'.",
        at: node.range, pointer)
    }
  }

  private mutating func notPath(_ node: JSONNode, _ pointer: JSONPointer, _ name: String, _ wanted: String, orNull: Bool) {
    error(
      .wrongType, "'\(name)' must be \(wanted)\(orNull ? " or null" : ""), but is \(Words.article(node.typeName)).", at: node.range,
      pointer)
  }

  private mutating func parsePath(_ text: String, _ node: JSONNode, _ pointer: JSONPointer, _ name: String) -> JSONPath? {
    if Placeholder.isIn(text) { return nil }
    do {
      return try JSONPath(parsing: text)
    } catch {
      if isInsideFilter(text) {
        warnFilter(text, node, pointer, name, error.message)
        return nil
      }
      let fix = text.hasPrefix(".") && !text.hasPrefix("..") ? "\"$\(text)\"" : nil
      self.error(
        .badPath, "'\(name)' holds '\(Words.short(text))', which is not a path: \(error.message).", fix: fix, at: node.range, pointer)
      return nil
    }
  }

  private mutating func checkIntrinsic(_ text: String, _ node: JSONNode, _ pointer: JSONPointer, _ name: String) {
    if Placeholder.isIn(text) { return }
    do {
      _ = try IntrinsicCall(parsing: text)
      if let escape = DefinitionChecker.badEscape(text) {
        self.error(
          .badIntrinsic,
          "'\(Words.short(name))' has the escape '\(escape)'; in an intrinsic function only \\', \\{, \\} and \\\\ are escapes.",
          at: node.range, pointer)
      }
    } catch {
      if isInsideFilter(text) {
        warnFilter(text, node, pointer, name, error.message)
        return
      }
      self.error(
        .badIntrinsic,
        "'\(Words.short(name))' holds '\(Words.short(text))', which is neither a path nor a call of an intrinsic function: "
          + "\(error.message).",
        at: node.range, pointer)
    }
  }

  /// Step Functions looks into filters and scripts only when it evaluates them, so their faults do not make a definition invalid.
  private func isInsideFilter(_ text: String) -> Bool {
    (text.hasPrefix("$") || text.hasPrefix("States.")) && (text.contains("[?(") || text.contains("[("))
  }

  private mutating func warnFilter(_ text: String, _ node: JSONNode, _ pointer: JSONPointer, _ name: String, _ reason: String) {
    warning(
      .badFilter, "'\(Words.short(name))' holds '\(Words.short(text))', whose filter will fail when it is evaluated: \(reason).",
      at: node.range, pointer)
  }

  /// The first escape in a quoted text of a call that the language does not have.
  static func badEscape(_ call: String) -> String? {
    var isQuoted = false
    var isEscaped = false
    for character in call {
      if isEscaped {
        isEscaped = false
        if isQuoted, !"'{}\\".contains(character) { return "\\\(character)" }
      } else if character == "\\" {
        isEscaped = true
      } else if character == "'" {
        isQuoted.toggle()
      }
    }
    return nil
  }

  /// A payload template: keys ending in `.$` hold paths or calls; everything else is text.
  mutating func checkTemplate(_ node: JSONNode, _ pointer: JSONPointer, _ scope: CheckScope) {
    switch node.content {
    case .string: if scope.language == .jsonata { checkExpression(node, pointer) }
    case .array(let elements):
      for (at, element) in elements.enumerated() { checkTemplate(element, pointer.appending(at), scope) }
    case .object(let members):
      if scope.language == .jsonPath { checkTemplateKeys(members, pointer) }
      for member in members {
        let place = pointer.appending(member.key)
        if scope.language == .jsonPath, member.key.hasSuffix(".$") {
          checkDynamic(member, place)
        } else {
          checkTemplate(member.value, place, scope)
        }
      }
    default: break
    }
  }

  private mutating func checkTemplateKeys(_ members: [JSONMember], _ pointer: JSONPointer) {
    guard members.contains(where: { $0.key.hasSuffix(".$") }) else { return }
    let names = Set(members.map(\.key))
    for member in members where member.key.hasSuffix(".$") {
      let plain = String(member.key.dropLast(2))
      guard names.contains(plain) else { continue }
      error(
        .duplicateTemplateKey,
        "'\(Words.short(member.key))' and '\(Words.short(plain))' give the same field; only one of them may stand.",
        at: member.keyRange, pointer.appending(member.key))
    }
  }

  /// The value of a `.$` key.
  private mutating func checkDynamic(_ member: JSONMember, _ pointer: JSONPointer) {
    guard let text = member.value.stringValue else {
      error(
        .badDynamicValue,
        "'\(Words.short(member.key))' must be a path or a call of an intrinsic function, but is \(Words.article(member.value.typeName)).",
        at: member.value.range, pointer)
      return
    }
    if text.hasPrefix("$") {
      _ = parsePath(text, member.value, pointer, Words.short(member.key))
    } else {
      checkIntrinsic(text, member.value, pointer, member.key)
    }
  }
}
