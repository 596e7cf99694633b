/// The template of `States.Format`: texts with holes between them.
public struct FormatTemplate: Sendable, Hashable {
  /// One more text than there are holes.
  public let texts: [String]

  /// How many `{}` there are.
  public var holes: Int { texts.count - 1 }

  /// Takes a template with its backslashes apart: `{}` is a hole; `\{`, `\}`, `\'` and `\\` stand for the second character.
  /// Nil when a backslash ends the template or a brace is neither escaped nor part of `{}`.
  public init?(_ template: String) {
    var texts: [String] = []
    var text = String.UnicodeScalarView()
    var rest = template.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\\":
        guard let escaped = rest.popFirst() else { return nil }
        text.append(escaped)
      case "{":
        guard rest.popFirst() == "}" else { return nil }
        texts.append(String(text))
        text = String.UnicodeScalarView()
      case "}": return nil
      default: text.append(scalar)
      }
    }
    self.texts = texts + [String(text)]
  }

  /// The template with `arguments` in its holes; nil when their numbers differ.
  public func filled(with arguments: [String]) -> String? {
    guard arguments.count == holes else { return nil }
    var result = texts[0]
    for (argument, text) in zip(arguments, texts.dropFirst()) {
      result += argument
      result += text
    }
    return result
  }
}
