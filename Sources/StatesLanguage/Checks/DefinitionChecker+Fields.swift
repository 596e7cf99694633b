import JSON
import Time

/// Fields against their schema: which may stand, which must, and what may stand in them.
extension DefinitionChecker {
  mutating func checkFields(_ node: JSONNode, _ pointer: JSONPointer, _ schema: Schema, _ scope: CheckScope) {
    guard let members = node.members else { return }
    for member in members {
      if let rule = schema.fields[member.key] {
        if let language = rule.language, language != scope.language {
          checkLanguage(member, pointer.appending(member.key), rule, schema, scope)
        } else {
          checkValue(member.value, pointer.appending(member.key), rule, scope)
        }
      } else {
        unknownField(member, pointer.appending(member.key), schema, scope)
      }
    }
    for name in schema.required where node.member(name) == nil {
      // Name what is missing where its object begins, not at each of its lines.
      error(.missingField, "\(scope.what) has no '\(name)'.", at: SourceRange(empty: node.range.start), pointer)
    }
    for set in schema.exclusive where members.count > 1 {
      let both = set.filter { node.member($0) != nil }
      guard both.count > 1, let member = both.compactMap({ node.member($0) }).max(by: { $0.keyRange.start < $1.keyRange.start }) else {
        continue
      }
      error(
        .exclusiveFields, "\(scope.what) has \(Words.list(both)); only one of them may stand.", at: member.keyRange,
        pointer.appending(member.key))
    }
  }

  private mutating func checkLanguage(
    _ member: JSONMember, _ pointer: JSONPointer, _ rule: FieldRule, _ schema: Schema, _ scope: CheckScope
  ) {
    guard let language = rule.language else { return }
    let twins = [
      "Parameters": "Arguments", "Arguments": "Parameters", "ItemsPath": "Items", "Items": "ItemsPath", "Output": "OutputPath",
      "OutputPath": "Output", "ResultSelector": "Output", "ResultPath": "Output", "SecondsPath": "Seconds", "TimestampPath": "Timestamp",
      "TimeoutSecondsPath": "TimeoutSeconds", "HeartbeatSecondsPath": "HeartbeatSeconds", "MaxConcurrencyPath": "MaxConcurrency",
      "ErrorPath": "Error", "CausePath": "Cause", "MaxItemsPath": "MaxItems",
    ]
    let twin = twins[member.key].flatMap { schema.names(scope.language).contains($0) ? $0 : nil }
    error(
      .wrongLanguage,
      "'\(member.key)' is a \(language.rawValue) field, but \(scope.inside) uses \(scope.language.rawValue)"
        + (twin.map { "; write '\($0)'." } ?? "."), fix: twin, at: member.keyRange, pointer)
  }

  private mutating func unknownField(_ member: JSONMember, _ pointer: JSONPointer, _ schema: Schema, _ scope: CheckScope) {
    let candidates = schema.names(scope.language)
    if schema.fields["Type"] != nil {
      let owners = StateType.allCases.filter { Schema.state($0).fields[member.key] != nil }.map(\.rawValue)
      if !owners.isEmpty {
        error(
          .unknownField, "\(scope.what) cannot have '\(member.key)', a field of \(owners.joined(separator: ", ")).", at: member.keyRange,
          pointer)
        return
      }
    }
    let near = suggestion(for: member.key, among: candidates)
    error(
      .unknownField, "\(scope.what) has the unknown field '\(Words.short(member.key))'" + (near.map { "; did you mean '\($0)'?" } ?? "."),
      fix: near, at: member.keyRange, pointer)
  }

  mutating func checkValue(_ node: JSONNode, _ pointer: JSONPointer, _ rule: FieldRule, _ scope: CheckScope) {
    // What a deployment tool will put there is not known yet.
    if let text = node.stringValue, Placeholder.isIn(text) { return }
    let name = rule.name
    switch rule.kind {
    case .any: break
    case .string: expect(node, pointer, name, "a string", scope) { $0.stringValue != nil }
    case .boolean: expect(node, pointer, name, "true or false", scope, orExpression: false) { $0.boolValue != nil }
    case .object: expect(node, pointer, name, "an object", scope, orExpression: false) { $0.members != nil }
    case .array: expect(node, pointer, name, "an array", scope, orExpression: false) { $0.elements != nil }
    case .oneOf(let words): checkWord(node, pointer, name, words, scope)
    case .integer(let range): checkInteger(node, pointer, name, range, scope)
    case .number(let range): checkNumber(node, pointer, name, range, scope)
    case .path(let orNull): checkPath(node, pointer, name, orNull: orNull)
    case .referencePath(let orNull, let orIntrinsic): checkReferencePath(node, pointer, name, orNull: orNull, orIntrinsic: orIntrinsic)
    case .template: checkTemplate(node, pointer, scope)
    case .objectTemplate:
      expect(node, pointer, name, "an object", scope) { $0.members != nil }
      checkTemplate(node, pointer, scope)
    case .timestamp: checkTimestamp(node, pointer, name, scope)
    }
    if scope.language == .jsonata, case .template = rule.kind { return }
    if scope.language == .jsonata, node.stringValue != nil, name != "Comment" { checkExpression(node, pointer) }
  }

  /// Reports a value that is not of the kind `wanted`; a JSONata expression passes wherever a value can be computed.
  mutating func expect(
    _ node: JSONNode, _ pointer: JSONPointer, _ name: String, _ wanted: String, _ scope: CheckScope, orExpression: Bool = true,
    _ holds: (JSONNode) -> Bool
  ) {
    if holds(node) || orExpression && isExpression(node, scope) { return }
    error(.wrongType, "'\(name)' must be \(wanted), but is \(Words.article(node.typeName)).", at: node.range, pointer)
  }

  /// A JSONata expression, or text that looks like the beginning of one and is reported as that.
  func isExpression(_ node: JSONNode, _ scope: CheckScope) -> Bool {
    scope.language == .jsonata && (node.stringValue.map { $0.hasPrefix("{%") || $0.hasSuffix("%}") } ?? false)
  }

  private mutating func checkWord(_ node: JSONNode, _ pointer: JSONPointer, _ name: String, _ words: [String], _ scope: CheckScope) {
    guard let text = node.stringValue else {
      expect(node, pointer, name, "a string", scope) { _ in false }
      return
    }
    if words.contains(text) || isExpression(node, scope) { return }
    let near = words.first { $0.lowercased() == text.lowercased() } ?? suggestion(for: text, among: words)
    error(
      .wrongValue, "'\(name)' must be \(Words.list(words, "or")), but is '\(Words.short(text))'.", fix: near.map { "\"\($0)\"" },
      at: node.range,
      pointer)
  }

  private mutating func checkInteger(
    _ node: JSONNode, _ pointer: JSONPointer, _ name: String, _ range: ClosedRange<Int>, _ scope: CheckScope
  ) {
    guard let number = node.numberValue else {
      expect(node, pointer, name, "a whole number", scope) { _ in false }
      return
    }
    guard let value = number.integerValue else {
      error(.wrongType, "'\(name)' must be a whole number, but is \(Words.short(number.lexeme)).", at: node.range, pointer)
      return
    }
    if !range.contains(value) {
      error(
        .outOfRange, "'\(name)' must be between \(range.lowerBound) and \(range.upperBound), but is \(value).", at: node.range, pointer)
    }
  }

  private mutating func checkNumber(
    _ node: JSONNode, _ pointer: JSONPointer, _ name: String, _ range: ClosedRange<Double>, _ scope: CheckScope
  ) {
    guard let number = node.numberValue else {
      expect(node, pointer, name, "a number", scope) { _ in false }
      return
    }
    if !range.contains(number.doubleValue) {
      let low = JSONNumber(range.lowerBound).lexeme
      let high = JSONNumber(range.upperBound).lexeme
      error(
        .outOfRange, "'\(name)' must be between \(low) and \(high), but is \(Words.short(number.lexeme)).", at: node.range, pointer)
    }
  }

  private mutating func checkTimestamp(_ node: JSONNode, _ pointer: JSONPointer, _ name: String, _ scope: CheckScope) {
    guard let text = node.stringValue else {
      expect(node, pointer, name, "a string", scope) { _ in false }
      return
    }
    if isExpression(node, scope) || Instant(text) != nil { return }
    error(
      .badTimestamp, "'\(name)' must be a time such as 2030-01-31T09:00:00Z (RFC 3339), but is '\(Words.short(text))'.", at: node.range,
      pointer)
  }
}
