/// A JSON Pointer (RFC 6901): the path of keys and indexes from a document to one of its values.
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
  /// The member names and array positions on the way, unescaped.
  public var tokens: [String]

  /// A pointer from its unescaped tokens; the empty one points at the whole document.
  public init(_ tokens: [String] = []) { self.tokens = tokens }

  /// The pointer one step further down.
  public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens + [token]) }
  /// The pointer to an element of an array.
  public func appending(_ index: Int) -> JSONPointer { appending(String(index)) }

  /// `/States/Run job/Parameters`, with `~` and `/` inside a key escaped as `~0` and `~1`; empty for the document.
  public var description: String {
    var text = ""
    for token in tokens {
      text.append("/")
      for scalar in token.unicodeScalars {
        switch scalar {
        case "~": text.append("~0")
        case "/": text.append("~1")
        default: text.unicodeScalars.append(scalar)
        }
      }
    }
    return text
  }
}

extension JSONValue {
  /// The value a pointer leads to; nil when there is none.
  public subscript(pointer: JSONPointer) -> JSONValue? {
    var value = self
    for token in pointer.tokens {
      switch value {
      case .object(let object): guard let next = object[token] else { return nil }; value = next
      case .array(let array): guard let at = Int(token), array.indices.contains(at) else { return nil }; value = array[at]
      default: return nil
      }
    }
    return value
  }
}
