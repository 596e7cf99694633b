import DataFlow
import JSON

/// A value that goes from state to state, with its text: what passes through unchanged keeps the text it came with, spaces and all, as at AWS.
struct Payload: Sendable {
  let value: JSONValue
  let text: String
  let isTooLarge: Bool

  init(value: JSONValue, text: String) {
    self.value = value
    self.text = text
    isTooLarge = text.utf8.count > Payload.maximumBytes
  }

  /// A value far over the quota, which sharing makes easy to build, gets no text: nobody records it.
  init(_ value: JSONValue) {
    let isFarTooLarge = value.exceeds(bytes: Payload.maximumBytes)
    self.value = value
    text = isFarTooLarge ? "" : value.compact
    isTooLarge = isFarTooLarge || text.utf8.count > Payload.maximumBytes
  }

  /// `{}`.
  static let empty = Payload(value: .object(JSONObject()), text: "{}")

  /// The quota of an input or output in UTF-8 bytes.
  static let maximumBytes = 262_144

  /// Refuses what expressions can build out of small things over and over: values nested too deep to be written, and values over the quota.
  /// - Parameter what: names the value in the sentence, such as `The request`.
  static func check(_ value: JSONValue, _ what: String) throws(DataFlowError) {
    if value.isNested() {
      throw DataFlowError("States.Runtime", "\(what) is nested deeper than \(JSONLimits.document.maximumDepth) levels.")
    }
    // Escapes make a text at most six times as long as `exceeds` counts: only what comes near the quota is written to be measured.
    if value.exceeds(bytes: maximumBytes / 6), value.exceeds(bytes: maximumBytes) || value.compact.utf8.count > maximumBytes {
      throw DataFlowError("States.DataLimitExceeded", "\(what) is larger than \(maximumBytes) bytes.")
    }
  }
}

extension JSONValue {
  /// Whether the compact text is certainly longer than so many bytes. Counts no further than that, however large the value is, and counts short rather
  /// than long: escapes are left out.
  func exceeds(bytes limit: Int) -> Bool {
    var left = limit
    return isLonger(than: &left)
  }

  private func isLonger(than left: inout Int) -> Bool {
    switch self {
    case .null, .bool: left -= 4
    case .number(let number): left -= number.lexeme.utf8.count
    case .string(let text): left -= text.utf8.count + 2
    case .array(let elements):
      left -= 2
      for element in elements {
        if left < 0 || element.isLonger(than: &left) { return true }
        left -= 1
      }
      left += elements.isEmpty ? 0 : 1
    case .object(let object):
      left -= 2
      for member in object {
        left -= member.key.utf8.count + 3
        if left < 0 || member.value.isLonger(than: &left) { return true }
        left -= 1
      }
      left += object.isEmpty ? 0 : 1
    }
    return left < 0
  }
}
