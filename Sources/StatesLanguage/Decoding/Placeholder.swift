import JSON

/// A `${NAME}` placeholder, which deployment tools replace: whatever stands there, it is not for a validator to judge.
struct Placeholder {
  var name: String
  var range: Range<Int>

  /// The placeholder that begins at `start`, nil when none does.
  static func at(_ start: Int, in bytes: [UInt8]) -> Placeholder? {
    guard start + 3 < bytes.count, bytes[start] == UInt8(ascii: "$"), bytes[start + 1] == UInt8(ascii: "{") else { return nil }
    var end = start + 2
    while end < bytes.count, isNamePart(bytes[end]) { end += 1 }
    guard end > start + 2, end < bytes.count, bytes[end] == UInt8(ascii: "}") else { return nil }
    return Placeholder(name: String(decoding: bytes[start + 2..<end], as: UTF8.self), range: start..<end + 1)
  }

  static func first(in bytes: [UInt8], from start: Int) -> Placeholder? {
    var at = start
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "$"), let found = Placeholder.at(at, in: bytes) { return found }
      at += 1
    }
    return nil
  }

  /// Whether the text has a placeholder anywhere.
  static func isIn(_ text: String) -> Bool {
    guard text.utf8.contains(UInt8(ascii: "{")) else { return false }
    return first(in: Array(text.utf8), from: 0) != nil
  }

  /// Names of parameters and pseudo parameters, and Terraform's references: `AWS::Region`, `Function.Arn`, `module.jobs-1`, `list[0]`.
  private static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "_.:-[]".utf8.contains(byte)
    }
  }
}
