import JSON
import JSONPath

extension IntrinsicCall {
  /// The value of the call.
  /// - Throws: `IntrinsicError`: what did not suit, or the path that leads nowhere.
  public func evaluate(_ environment: inout some IntrinsicEnvironment) throws(IntrinsicError) -> JSONValue {
    var values: [JSONValue] = []
    values.reserveCapacity(arguments.count)
    for argument in arguments {
      switch argument {
      case .literal(let value): values.append(value)
      case .template: continue
      case .call(let call): values.append(try call.evaluate(&environment))
      case .path(let path):
        do {
          values.append(try environment.value(of: path))
        } catch {
          throw .path(path, error)
        }
      }
    }
    if case .template(let template) = arguments.first { return try format(template, values) }
    return try apply(IntrinsicArguments(call: self, values: values), &environment)
  }

  private func apply(_ given: IntrinsicArguments, _ environment: inout some IntrinsicEnvironment) throws(IntrinsicError) -> JSONValue {
    switch function {
    case .array: return .array(given.values)
    case .arrayPartition: return try ArrayIntrinsics.partition(given)
    case .arrayContains: return .bool(try given.array(0).contains(given.values[1]))
    case .arrayRange: return try ArrayIntrinsics.range(given)
    case .arrayGetItem: return try ArrayIntrinsics.item(given)
    case .arrayLength: return .number(JSONNumber(try given.array(0).count))
    case .arrayUnique: return try ArrayIntrinsics.unique(given)
    case .base64Encode: return .string(Base64.encode(Array(try given.text(0, most: 10_000).utf8)))
    case .base64Decode:
      guard let bytes = Base64.decode(try given.text(0, most: 10_000)) else { throw given.failure("the text is not Base64") }
      return .string(String(decoding: bytes, as: UTF8.self))
    case .hash: return .string(try Digest.hexadecimal(given))
    case .jsonMerge: return try merge(given)
    case .stringToJSON: return try parse(given)
    case .jsonToString: return .string(given.values[0].compact)
    case .mathRandom: return try MathIntrinsics.random(given) { environment.randomBits() }
    case .mathAdd: return try MathIntrinsics.add(given)
    case .stringSplit: return try split(given)
    case .uuid: return .string(environment.uuid())
    case .format:
      guard let template = FormatTemplate(try given.text(0)) else {
        throw given.failure("a brace of the template must be part of {} or follow a backslash, and no backslash can end it")
      }
      return try format(template, Array(given.values.dropFirst()))
    }
  }

  private func format(_ template: FormatTemplate, _ values: [JSONValue]) throws(IntrinsicError) -> JSONValue {
    guard let text = template.filled(with: values.map(JavaText.text)) else {
      throw IntrinsicArguments(call: self, values: values).failure("the template has \(template.holes) {} for \(values.count) values")
    }
    return .string(text)
  }

  /// Shallow: a member of the second object replaces the first one's whole.
  private func merge(_ given: IntrinsicArguments) throws(IntrinsicError) -> JSONValue {
    guard case .object(var merged) = given.values[0], case .object(let second) = given.values[1] else {
      throw given.failure("the first two arguments must be objects")
    }
    guard given.values[2] == false else { throw given.failure("the third argument must be false: only shallow merging is supported") }
    for member in second { merged[member.key] = member.value }
    return .object(merged)
  }

  private func parse(_ given: IntrinsicArguments) throws(IntrinsicError) -> JSONValue {
    let text = try given.text(0)
    // Nothing but space reads as null.
    if text.utf8.allSatisfy({ $0 == 0x20 || (9...13).contains($0) }) { return .null }
    do {
      let value = try JSONValue(parsing: text, limits: .payload)
      // Java has no negative zero among its whole numbers.
      if case .number(let number) = value, number.isWrittenAsInteger, number.integerValue == 0 { return 0 }
      return value
    } catch {
      throw given.failure("the text is not JSON: \(error.description)")
    }
  }

  /// The delimiter is a set of characters; empty pieces are dropped.
  private func split(_ given: IntrinsicArguments) throws(IntrinsicError) -> JSONValue {
    let delimiters = Set(try given.text(1).unicodeScalars)
    let pieces = try given.text(0).unicodeScalars.split { delimiters.contains($0) }
    return .array(pieces.map { .string(String($0)) })
  }
}

/// The values of a call's arguments, with the questions that functions ask of them.
struct IntrinsicArguments {
  let call: IntrinsicCall
  let values: [JSONValue]

  func failure(_ message: String) -> IntrinsicError { .failure("The function '\(call.source)' had the following error: \(message)") }

  func array(_ at: Int) throws(IntrinsicError) -> [JSONValue] {
    guard case .array(let elements) = values[at] else { throw wrong(at, "an array") }
    return elements
  }

  func text(_ at: Int, most: Int = .max) throws(IntrinsicError) -> String {
    guard case .string(let text) = values[at] else { throw wrong(at, "a string") }
    if text.utf16.count > most { throw failure("argument \(at + 1) has \(text.utf16.count) characters; at most \(most) are accepted") }
    return text
  }

  /// A number rounded to a whole one as Java's `Math.round` does: halves go up.
  func integer(_ at: Int) throws(IntrinsicError) -> Int {
    guard case .number(let number) = values[at] else { throw wrong(at, "a number") }
    if let value = number.integerValue, Int32(exactly: value) != nil { return value }
    guard let value = Int32(exactly: (number.doubleValue + 0.5).rounded(.down)) else {
      throw failure("argument \(at + 1) is \(number.lexeme), which does not fit 32 bits")
    }
    return Int(value)
  }

  private func wrong(_ at: Int, _ wanted: String) -> IntrinsicError {
    failure("argument \(at + 1) must be \(wanted), not \(values[at].typeName)")
  }
}
