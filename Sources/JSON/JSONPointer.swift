/// A JSON Pointer (RFC 6901): the path of keys and indexes from a document to one of its values.
///
/// A chain of steps that pointers share: one step further down costs one small object, however deep it is, and a checker that goes through
/// a whole document makes one for every value it looks at.
public struct JSONPointer: Sendable {
  private let last: Step?

  private final class Step: Sendable {
    let parent: Step?
    let token: Token

    init(_ parent: Step?, _ token: Token) {
      self.parent = parent
      self.token = token
    }
  }

  private enum Token: Sendable {
    case key(String)
    case index(Int)

    var text: String {
      switch self {
      case .key(let key): key
      case .index(let index): String(index)
      }
    }
  }

  private init(_ last: Step?) { self.last = last }

  /// A pointer from its unescaped tokens; the empty one points at the whole document.
  public init(_ tokens: some Sequence<String> = EmptyCollection()) {
    var last: Step?
    for token in tokens { last = Step(last, .key(token)) }
    self.last = last
  }

  /// The pointer one step further down.
  public func appending(_ token: String) -> JSONPointer { JSONPointer(Step(last, .key(token))) }
  /// The pointer to an element of an array.
  public func appending(_ index: Int) -> JSONPointer { JSONPointer(Step(last, .index(index))) }

  /// The member names and array positions on the way, unescaped.
  public var tokens: [String] {
    var tokens: [String] = []
    var step = last
    while let here = step {
      tokens.append(here.token.text)
      step = here.parent
    }
    tokens.reverse()
    return tokens
  }

  /// The name or position at its end; nil for the document.
  public var lastToken: String? { last?.token.text }
}

extension JSONPointer: Hashable {
  /// Two pointers are equal when their tokens are.
  public static func == (a: JSONPointer, b: JSONPointer) -> Bool {
    var (one, other) = (a.last, b.last)
    while let here = one, let there = other {
      if here === there { return true }
      guard here.token.text == there.token.text else { return false }
      (one, other) = (here.parent, there.parent)
    }
    return one == nil && other == nil
  }

  /// Equal pointers hash alike.
  public func hash(into hasher: inout Hasher) {
    var step = last
    while let here = step {
      hasher.combine(here.token.text)
      step = here.parent
    }
  }
}

extension JSONPointer: CustomStringConvertible {
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
