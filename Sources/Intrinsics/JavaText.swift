import JSON

/// Values as the Java collections behind `States.Format` print themselves: `{Arg1=1, Arg2=[]}`.
enum JavaText {
  static func text(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .number(let number): number.lexeme
    case .string(let text): text
    case .array(let elements): "[" + elements.map(text).joined(separator: ", ") + "]"
    case .object(let object): "{" + object.map { "\($0.key)=\(text($0.value))" }.joined(separator: ", ") + "}"
    }
  }
}
