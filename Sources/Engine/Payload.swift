import JSON

/// A value that goes from state to state, with its text: what passes through unchanged keeps the text it came with, spaces and all, as at AWS.
struct Payload: Sendable {
  let value: JSONValue
  let text: String

  init(value: JSONValue, text: String) {
    self.value = value
    self.text = text
  }

  init(_ value: JSONValue) {
    self.value = value
    text = value.compact
  }

  /// The quota of an input or output in UTF-8 bytes.
  static let maximumBytes = 262_144
  var isTooLarge: Bool { text.utf8.count > Payload.maximumBytes }
}
