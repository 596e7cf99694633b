import JSON

extension JSONPath {
  /// The value the path leads to in `document`: the input, the context object or the variable that `root` names.
  ///
  /// Definite paths give the value; an index beyond an array counts as missing, as a missing member does.
  /// Indefinite paths give an array of all matches, in the order of the document.
  /// - Throws: `JSONPathError` with the text that Step Functions puts into causes.
  public func evaluate(_ document: JSONValue) throws(JSONPathError) -> JSONValue {
    if isReferencePath, let value = plain(document) { return value }
    var walk = PathWalk(document: document)
    if isDefinite { return try walk.definite(steps, document) }
    try walk.visit(steps, 0, document)
    return .array(walk.found)
  }

  /// The value, or nil where `evaluate` would throw that it is missing.
  public func find(in document: JSONValue) -> JSONValue? {
    isReferencePath ? plain(document) : try? evaluate(document)
  }

  /// The quick way for names and indexes, which most paths consist of.
  private func plain(_ document: JSONValue) -> JSONValue? {
    var value = document
    for step in steps {
      switch step {
      case .name(let name, _): guard let next = value[name] else { return nil }; value = next
      case .index(let index): guard let next = value.element(index) else { return nil }; value = next
      default: return nil
      }
    }
    return value
  }
}

extension JSONValue {
  /// The element at `index` of an array, counted from the end when negative.
  func element(_ index: Int) -> JSONValue? {
    guard case .array(let elements) = self else { return nil }
    let at = index < 0 ? index &+ elements.count : index
    guard elements.indices.contains(at) else { return nil }
    return elements[at]
  }
}
