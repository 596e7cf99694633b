import JSON
import Time

/// An answer's JSON object, written member by member. What is nil is left out.
struct AnswerObject {
  private var bytes: [UInt8] = [UInt8(ascii: "{")]

  init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

  private mutating func key(_ key: StaticString) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    bytes.append(UInt8(ascii: "\""))
    key.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
  }

  mutating func text(_ name: StaticString, _ value: String?) {
    guard let value else { return }
    key(name)
    JSONWriter.write(string: value, into: &bytes)
  }

  /// Epoch seconds with three decimals.
  mutating func time(_ name: StaticString, _ value: Timestamp?) { raw(name, value?.wire) }
  mutating func integer(_ name: StaticString, _ value: Int?) { raw(name, value.map { String($0) }) }
  mutating func flag(_ name: StaticString, _ value: Bool?) { raw(name, value.map { $0 ? "true" : "false" }) }

  /// A value that is JSON text already.
  mutating func raw(_ name: StaticString, _ value: String?) {
    guard let value else { return }
    key(name)
    bytes.append(contentsOf: value.utf8)
  }

  mutating func value(_ name: StaticString, _ value: JSONValue?) {
    guard let value else { return }
    key(name)
    JSONWriter.write(value, into: &bytes)
  }

  /// An array whose elements stand in `elements` with commas between them.
  mutating func array(_ name: StaticString, of elements: [UInt8]) {
    key(name)
    bytes.append(UInt8(ascii: "["))
    bytes.append(contentsOf: elements)
    bytes.append(UInt8(ascii: "]"))
  }

  mutating func array(_ name: StaticString, of objects: [[UInt8]]) {
    array(name, of: Array(objects.joined(separator: [UInt8(ascii: ",")])))
  }

  consuming func finished() -> [UInt8] {
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }

  /// `{}`.
  static let empty: [UInt8] = [UInt8(ascii: "{"), UInt8(ascii: "}")]
}
