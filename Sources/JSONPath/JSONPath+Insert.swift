import JSON

extension JSONPath {
  /// `document` with `value` at the place the path names: what ResultPath does. Missing objects on the way are created.
  /// - Throws: `JSONPathError` of kind mismatch when the path names more than one place or none of the input, goes through a value that
  ///   is no object, or names an element an array does not have.
  public func inserting(_ value: JSONValue, into document: JSONValue) throws(JSONPathError) -> JSONValue {
    guard isReferencePath, root == .input else {
      throw JSONPathError(.mismatch, "The path '\(source)' does not name one place of the input")
    }
    return try insert(value, into: document, step: 0)
  }

  private func insert(_ value: JSONValue, into target: JSONValue?, step at: Int) throws(JSONPathError) -> JSONValue {
    guard at < steps.count else { return value }
    switch (steps[at], target) {
    case (.name(let name, _), .object(var object)?):
      object[name] = try insert(value, into: object[name], step: at + 1)
      return .object(object)
    case (.name(let name, _), nil): return .object([name: try insert(value, into: nil, step: at + 1)])
    case (.index(let index), .array(var elements)?):
      let place = index < 0 ? index &+ elements.count : index
      guard elements.indices.contains(place) else { throw mismatch(at, "an array of \(elements.count) elements") }
      elements[place] = try insert(value, into: elements[place], step: at + 1)
      return .array(elements)
    case (_, let target?): throw mismatch(at, "a value of type \(target.typeName)")
    case (_, nil): throw mismatch(at, "nothing")
    }
  }

  private func mismatch(_ at: Int, _ found: String) -> JSONPathError {
    JSONPathError(.mismatch, "\(steps[at].text) of the path '\(source)' cannot be set in \(found) at \(PathWalk.text(steps.prefix(at)))")
  }
}
