import Canvas
import JSON

/// A definition's source with the secrets it spells out masked: values under names of secrets, and of `{"Name": …, "Value": …}` pairs that name one.
enum SecretSource {
  /// - Parameter node: the part of the document that is looked through; its places are in `source`.
  static func masked(_ source: String, _ node: JSONNode) -> String {
    var places: [(start: Int, end: Int)] = []
    collect(node, isSecret: false, into: &places)
    guard !places.isEmpty else { return source }
    let bytes = Array(source.utf8)
    var result: [UInt8] = []
    var copied = 0
    for place in places.sorted(by: { $0.start < $1.start }) where place.start >= copied && place.end <= bytes.count {
      result += bytes[copied..<place.start]
      result += Array("\"\(Mask.masked)\"".utf8)
      copied = place.end
    }
    return String(decoding: result + bytes[copied...], as: UTF8.self)
  }

  private static func collect(_ node: JSONNode, isSecret: Bool, into places: inout [(start: Int, end: Int)]) {
    switch node.content {
    case .object(let members):
      let hidesValue = node.value.objectValue.map(SecretJSON.namesSecret) ?? false
      for member in members {
        // An expression only says where a secret comes from.
        let isHidden = !member.key.hasSuffix(".$") && (Mask.isSecretName(member.key) || (hidesValue && member.key.lowercased() == "value"))
        collect(member.value, isSecret: isSecret || isHidden, into: &places)
      }
    case .array(let elements):
      let values = elements.map(\.value)
      for (at, element) in elements.enumerated() {
        collect(element, isSecret: isSecret || SecretJSON.announces(values, at), into: &places)
      }
    case .string(let text):
      // A value over several lines stays one line a line only when it is left alone; YAML alone has them.
      guard isSecret || Mask.value(text) != text, !text.hasPrefix("{%"), node.range.start.line == node.range.end.line,
        node.range.start.offset < node.range.end.offset
      else { return }
      places.append((node.range.start.offset, node.range.end.offset))
    default: return
    }
  }
}
