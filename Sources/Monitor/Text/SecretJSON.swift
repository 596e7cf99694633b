import Canvas
import JSON

/// Secrets inside data: members whose name says so, the values of `{"Name": …, "Value": …}` pairs as ECS writes its environments, and
/// tokens wherever they stand.
enum SecretJSON {
  /// The bytes of a text that a one-line summary looks at: more than any screen is wide.
  static let summaryBytes = 1_024

  /// `value` with every secret replaced by `Mask.masked`.
  static func masked(_ value: JSONValue, secrets: Set<String>) -> JSONValue {
    switch value {
    case .string(let text): return .string(Mask.value(text, secrets: secrets))
    case .array(let elements):
      return .array(
        elements.indices.map { at in
          announces(elements, at) ? hiding(elements[at]) : masked(elements[at], secrets: secrets)
        })
    case .object(let object):
      let hidesValue = namesSecret(object)
      return .object(
        JSONObject(
          object.lazy.map { key, member in
            let hidden = Mask.isSecretName(key) || (hidesValue && key.lowercased() == "value")
            return (key, hidden ? hiding(member) : masked(member, secrets: secrets))
          }))
    default: return value
    }
  }

  /// Whether an object is a pair whose name is that of a secret.
  static func namesSecret(_ object: JSONObject) -> Bool {
    object.contains { key, value in key.lowercased() == "name" && value.stringValue.map(Mask.isSecretName) == true }
  }

  /// Whether the argument before says that this one is a secret: `--password`, then its value.
  static func announces(_ elements: [JSONValue], _ at: Int) -> Bool {
    at > 0 && elements[at].stringValue.map { !$0.hasPrefix("-") } == true && elements[at - 1].stringValue.map(Mask.announcesSecret) == true
  }

  /// Every scalar replaced; the shape stays. Values that are not there hide nothing.
  private static func hiding(_ value: JSONValue) -> JSONValue {
    switch value {
    case .null, .bool: value
    case .array(let elements): .array(elements.map(hiding))
    case .object(let object): .object(JSONObject(object.lazy.map { ($0, hiding($1)) }))
    default: .string(Mask.masked)
    }
  }

  /// The beginning of a JSON text on one line, secrets masked. Works on texts that are cut or no JSON at all, without parsing what is not
  /// shown.
  static func summary(_ text: String, secrets: Set<String>) -> String {
    let bytes = Array(text.utf8.prefix(summaryBytes))
    var scanner = SecretScanner(bytes)
    let masks = scanner.run()
    var result: [UInt8] = []
    var copied = 0
    for range in masks where range.lowerBound >= copied {
      result += bytes[copied..<range.lowerBound]
      result += Array("\"\(Mask.masked)\"".utf8)
      copied = range.upperBound
    }
    result += bytes[copied...]
    return Mask.value(String(decoding: result, as: UTF8.self), secrets: secrets)
  }
}

/// Reads JSON loosely, byte by byte, and notes where secret scalars stand.
private struct SecretScanner {
  private struct Frame {
    var isObject: Bool
    /// Everything inside belongs to a secret member.
    var isSecret: Bool
    var key: String?
    var expectsKey: Bool
    var name: String?
    var value: Range<Int>?
  }

  private let bytes: [UInt8]
  private var at = 0
  private var frames: [Frame] = []
  private var masks: [Range<Int>] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func run() -> [Range<Int>] {
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): open(isObject: bytes[at] == UInt8(ascii: "{"))
      case UInt8(ascii: "}"), UInt8(ascii: "]"): close()
      case UInt8(ascii: ","): frames.indices.last.map { frames[$0].expectsKey = frames[$0].isObject }
      case UInt8(ascii: ":"), 0x20, 0x09, 0x0A, 0x0D: break
      case UInt8(ascii: "\""):
        string()
        continue
      default:
        scalar()
        continue
      }
      at += 1
    }
    while !frames.isEmpty { close(isCut: true) }
    return masks.sorted { $0.lowerBound < $1.lowerBound }
  }

  private mutating func open(isObject: Bool) {
    let parent = frames.last
    let isSecret = parent.map { $0.isSecret || ($0.key.map(Mask.isSecretName) ?? false) } ?? false
    frames.append(Frame(isObject: isObject, isSecret: isSecret, expectsKey: isObject))
  }

  /// A pair that is cut before its name came hides its value: better too much.
  private mutating func close(isCut: Bool = false) {
    guard let frame = frames.popLast(), let value = frame.value else { return }
    if frame.name.map(Mask.isSecretName) ?? isCut { masks.append(value) }
  }

  private mutating func string() {
    let start = at
    at += 1
    while at < bytes.count, bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
    at = min(at + 1, bytes.count)
    token(start..<at, text: String(decoding: bytes[min(start + 1, at)..<max(start + 1, at - 1)], as: UTF8.self))
  }

  private mutating func scalar() {
    let start = at
    while at < bytes.count, !Array(",]}: \t\r\n\"{[".utf8).contains(bytes[at]) { at += 1 }
    if at == start { at += 1 }
    token(start..<at, text: nil)
  }

  private mutating func token(_ range: Range<Int>, text: String?) {
    guard let last = frames.indices.last else { return }
    if frames[last].isObject, frames[last].expectsKey {
      frames[last].key = text
      frames[last].expectsKey = false
      return
    }
    let key = frames[last].isObject ? frames[last].key : nil
    if frames[last].isSecret || key.map(Mask.isSecretName) == true {
      masks.append(range)
    } else if key?.lowercased() == "name" {
      frames[last].name = text
    } else if key?.lowercased() == "value" {
      frames[last].value = range
    }
  }
}
