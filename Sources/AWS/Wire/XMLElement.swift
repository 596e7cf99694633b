/// An element of a small XML answer, as the query protocol sends them: names, texts and children. Attributes, comments and instructions are
/// passed over; a document type is refused, so that nothing can be declared.
struct XMLElement: Sendable, Equatable {
  var name: String
  /// The text directly inside.
  var text = ""
  var children: [XMLElement] = []

  private static let deepest = 32
  private static let longest = 1 << 20

  /// The first child of a name.
  subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

  init(name: String) { self.name = name }

  /// Reads a document's root; nil when it is not well-formed, or too long or deep to be an answer.
  init?(parsing bytes: [UInt8]) {
    guard bytes.count <= XMLElement.longest, let text = String(validating: bytes, as: UTF8.self) else { return nil }
    var rest = text.unicodeScalars[...]
    var open: [XMLElement] = []
    while let next = rest.first {
      if next != "<" {
        let run = rest.prefix { $0 != "<" }
        rest = rest[run.endIndex...]
        guard let decoded = XMLElement.decoded(run) else { return nil }
        if open.isEmpty {
          guard decoded.allSatisfy({ $0.isWhitespace || $0 == "\u{FEFF}" }) else { return nil }
        } else {
          open[open.count - 1].text += decoded
        }
      } else if XMLElement.skip(&rest, "<!--", "-->") || XMLElement.skip(&rest, "<?", "?>") {
        continue
      } else if let data = XMLElement.take(&rest, "<![CDATA[", "]]>"), !open.isEmpty {
        open[open.count - 1].text += String(data)
      } else {
        guard let tag = XMLElement.take(&rest, "<", ">"), tag.first != "!" else { return nil }
        if tag.first == "/" {
          guard let element = open.popLast(), element.name == String(tag.dropFirst().prefix { !$0.properties.isWhitespace }) else {
            return nil
          }
          if open.isEmpty {
            self = element
            return
          }
          open[open.count - 1].children.append(element)
          continue
        }
        let name = String(tag.prefix { !$0.properties.isWhitespace && $0 != "/" })
        guard !name.isEmpty, open.count < XMLElement.deepest else { return nil }
        let element = XMLElement(name: name)
        if tag.last == "/" {
          guard !open.isEmpty else {
            self = element
            return
          }
          open[open.count - 1].children.append(element)
        } else {
          open.append(element)
        }
      }
    }
    return nil
  }

  private static func skip(_ rest: inout Substring.UnicodeScalarView, _ start: String, _ end: String) -> Bool {
    take(&rest, start, end) != nil
  }

  /// What stands between `start`, with which `rest` has to begin, and `end`; both are passed.
  private static func take(_ rest: inout Substring.UnicodeScalarView, _ start: String, _ end: String) -> Substring.UnicodeScalarView? {
    guard rest.starts(with: start.unicodeScalars) else { return nil }
    let inside = rest.dropFirst(start.unicodeScalars.count)
    guard let stop = inside.firstRange(of: end.unicodeScalars) else { return nil }
    rest = inside[stop.upperBound...]
    return inside[..<stop.lowerBound]
  }

  /// Text with its entities replaced; nil when one is none that XML has by itself.
  private static func decoded(_ text: Substring.UnicodeScalarView) -> String? {
    var out = String.UnicodeScalarView()
    var rest = text
    while let next = rest.popFirst() {
      guard next == "&" else {
        out.append(next)
        continue
      }
      guard let end = rest.prefix(12).firstIndex(of: ";") else { return nil }
      let name = String(rest[..<end])
      rest = rest[rest.index(after: end)...]
      switch name {
      case "lt": out.append("<")
      case "gt": out.append(">")
      case "amp": out.append("&")
      case "quot": out.append("\"")
      case "apos": out.append("'")
      default:
        let isHex = name.hasPrefix("#x")
        guard name.hasPrefix("#"), let code = UInt32(name.dropFirst(isHex ? 2 : 1), radix: isHex ? 16 : 10),
          let scalar = Unicode.Scalar(code)
        else { return nil }
        out.append(scalar)
      }
    }
    return String(out)
  }
}
