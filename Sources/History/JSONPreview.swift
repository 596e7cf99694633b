import Canvas

/// The beginning of a JSON text on one line, without secrets: what an input or output looks like in a list of events.
public enum JSONPreview {
  /// The first `limit` characters of `json` without white space between values; texts over 40 characters lose their end, and values that
  /// look like tokens or stand under a name such as `TaskToken` are masked. Reads no more of the text than it shows, apart from skipping
  /// long strings.
  public static func text(_ json: String, limit: Int = 80) -> String {
    var preview = Preview(json.utf8, limit: limit)
    return preview.run()
  }
}

private struct Preview {
  /// A string is looked at no further than this for what must not be shown.
  private static let longest = 4_096

  private let bytes: String.UTF8View
  private var at: String.UTF8View.Index
  private let limit: Int
  private var out = ""
  private var count = 0
  /// The newest string that may be a name, and whether the next value belongs to a secret one.
  private var newest = ""
  private var isSecret = false
  /// `{"Name": "TASK_TOKEN", "Value": …}`: ECS' form of an environment variable.
  private var namesSecret = false
  /// Whether the string before was an argument such as `--password`.
  private var isAnnounced = false

  init(_ bytes: String.UTF8View, limit: Int) {
    self.bytes = bytes
    self.limit = limit
    at = bytes.startIndex
  }

  mutating func run() -> String {
    while at < bytes.endIndex, count <= limit {
      let byte = bytes[at]
      switch byte {
      case UInt8(ascii: "\""): string()
      case 0x20, 0x09, 0x0A, 0x0D: at = bytes.index(after: at)
      default: other()
      }
    }
    return at >= bytes.endIndex && count <= limit ? out : String(out.prefix(limit)) + "…"
  }

  /// Structure, numbers and words: copied up to the next string or white space.
  private mutating func other() {
    let start = at
    while at < bytes.endIndex, count <= limit {
      let byte = bytes[at]
      if byte == UInt8(ascii: "\"") || byte <= 0x20 { break }
      if byte == UInt8(ascii: ":") {
        isSecret = Mask.isSecretName(newest) || (namesSecret && (newest == "Value" || newest == "value"))
      } else if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
        isSecret = false
        if byte == UInt8(ascii: "}") { namesSecret = false }
      }
      at = bytes.index(after: at)
      count += 1
    }
    emit(String(Substring(bytes[start..<at])), counted: true)
    if start == at { at = bytes.index(after: at) }
  }

  private mutating func string() {
    let start = bytes.index(after: at)
    var end = start
    while end < bytes.endIndex, bytes[end] != UInt8(ascii: "\"") {
      if bytes[end] == UInt8(ascii: "\\") { end = bytes.index(after: end) }
      if end < bytes.endIndex { end = bytes.index(after: end) }
    }
    let whole = bytes.distance(from: start, to: end) <= Preview.longest
    let content = String(Substring(bytes[start..<(whole ? end : bytes.index(start, offsetBy: Preview.longest))]))
    at = end < bytes.endIndex ? bytes.index(after: end) : end
    let isName = nextIsColon()
    if !isName, newest == "Name" || newest == "name" { namesSecret = Mask.isSecretName(content) }
    if !isName, isSecret || isAnnounced || Preview.holdsSecret(content) {
      emit("\"\(Mask.masked)\"")
    } else {
      let safe = Mask.value(content)
      emit("\"\(safe.count > 40 ? String(safe.prefix(40)) + "…" : safe)\"")
    }
    newest = isName ? content : ""
    isAnnounced = !isName && Mask.announcesSecret(content)
  }

  private func nextIsColon() -> Bool {
    var next = at
    while next < bytes.endIndex, bytes[next] <= 0x20 { next = bytes.index(after: next) }
    return next < bytes.endIndex && bytes[next] == UInt8(ascii: ":")
  }

  private mutating func emit(_ text: String, counted: Bool = false) {
    let visible = HistoryText.visible(text)
    out += visible
    if !counted { count += visible.count }
  }

  /// JSON inside a text: a name in it may announce a secret that this reader does not take apart.
  private static func holdsSecret(_ content: String) -> Bool { content.contains("\\\"") && Mask.isSecretName(content) }
}
