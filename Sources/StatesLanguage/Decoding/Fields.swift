import JSON

/// What keeps a definition from being decoded: one error, at its place.
struct Undecodable: Error {
  var diagnostic: Diagnostic
}

/// An object of a definition read field by field.
struct Fields {
  let node: JSONNode
  let pointer: JSONPointer

  /// - Throws: `Undecodable` when `node` is not an object; `what` names it in the sentence.
  init(_ node: JSONNode, _ pointer: JSONPointer, what: Title) throws(Undecodable) {
    guard node.members != nil else {
      throw Undecodable(
        diagnostic: Diagnostic(
          .error, .wrongType, "\(what) must be an object, but is \(Words.article(node.typeName)).", at: node.range,
          pointer: pointer.description))
    }
    self.node = node
    self.pointer = pointer
  }

  func located(_ key: String) -> LocatedNode? { node[key].map { LocatedNode($0, pointer.appending(key)) } }

  func text(_ key: String) -> Located<String>? {
    guard let value = node[key], let text = value.stringValue else { return nil }
    return Located(text, value.range, pointer.appending(key))
  }

  func string(_ key: String) -> String? { node[key]?.stringValue }
  func integer(_ key: String) -> Int? { node[key]?.numberValue?.integerValue }

  func required(_ key: String, of what: Title) throws(Undecodable) -> LocatedNode {
    guard let found = located(key) else {
      throw failure(.missingField, "\(what) has no '\(key)'.", at: node.range, pointer)
    }
    return found
  }

  func requiredText(_ key: String, of what: Title) throws(Undecodable) -> Located<String> {
    let found = try required(key, of: what)
    guard let text = found.node.stringValue else {
      throw failure(
        .wrongType, "'\(key)' must be a string, but is \(Words.article(found.node.typeName)).", at: found.node.range, found.pointer)
    }
    return Located(text, found.node.range, found.pointer)
  }

  func requiredMembers(_ key: String, of what: Title) throws(Undecodable) -> [JSONMember] {
    let found = try required(key, of: what)
    guard let members = found.node.members else {
      throw failure(
        .wrongType, "'\(key)' must be an object, but is \(Words.article(found.node.typeName)).", at: found.node.range, found.pointer)
    }
    return members
  }

  func requiredElements(_ key: String, of what: Title) throws(Undecodable) -> [JSONNode] {
    let found = try required(key, of: what)
    guard let elements = found.node.elements else {
      throw failure(
        .wrongType, "'\(key)' must be an array, but is \(Words.article(found.node.typeName)).", at: found.node.range, found.pointer)
    }
    return elements
  }

  /// `InputPath`, `OutputPath` or `ResultPath`.
  func path(_ key: String) -> PathSetting {
    guard let value = node[key] else { return .absent }
    if let text = value.stringValue { return .path(Located(text, value.range, pointer.appending(key))) }
    return .null
  }

  /// A number field, or its twin `keyPath`; a string in the number's place is an expression (or a placeholder not yet replaced).
  func number(_ key: String) -> NumberSetting? {
    if let value = node[key] {
      if let number = value.numberValue { return .value(Located(number, value.range, pointer.appending(key))) }
      if let text = value.stringValue { return .expression(Located(text, value.range, pointer.appending(key))) }
    }
    return text(key + "Path").map(NumberSetting.path)
  }

  private func failure(_ code: DiagnosticCode, _ message: String, at range: SourceRange, _ pointer: JSONPointer) -> Undecodable {
    Undecodable(diagnostic: Diagnostic(.error, code, message, at: range, pointer: pointer.description))
  }
}
