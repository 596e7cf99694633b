import Canvas
import HTTP
import JSON

/// Reads what an endpoint sent, whatever it is: emulators leave out codes, send HTML for what they lack, and XML to requests they do not
/// know.
struct AWSResponse {
  let response: HTTPResponse
  let document: JSONValue?

  init(_ response: HTTPResponse) {
    self.response = response
    document = response.body.isEmpty ? .object([:]) : try? JSONValue(parsing: response.body)
  }

  func result(of operation: String, at endpoint: AWSEndpoint) throws(AWSError) -> AWSClient.Answer {
    let requestId = headerRequestId
    func error(_ kind: AWSError.Kind) -> AWSError {
      AWSError(kind, operation: operation, endpoint: endpoint, status: response.status, requestId: requestId)
    }
    if (200..<300).contains(response.status) {
      guard let document, document.objectValue != nil else {
        throw error(.unreadable("answered \(response.status) with \(sentInstead) instead of a JSON object"))
      }
      return AWSClient.Answer(value: document, requestId: requestId)
    }
    guard document?.objectValue != nil || headerCode != nil else {
      throw error(.unreadable("answered \(response.status) with \(sentInstead)"))
    }
    throw error(.service(code: code, message: message))
  }

  /// The id AWS support asks for.
  var headerRequestId: String? {
    ["x-amzn-RequestId", "x-amz-request-id"].lazy.compactMap { response.headers[$0] }.first { !$0.isEmpty }.map {
      AWSResponse.line($0, 100)
    }
  }

  /// The code of the body, of the header, or one made of the status.
  private var code: String {
    let named = ["__type", "code", "Code"].lazy.compactMap { document?[$0]?.stringValue.flatMap(AWSResponse.plainCode) }.first
    return named ?? headerCode ?? "HTTP \(response.status)"
  }

  private var headerCode: String? { response.headers["X-Amzn-ErrorType"].flatMap(AWSResponse.plainCode) }

  private var message: String {
    AWSResponse.masked(["message", "Message", "errorMessage"].lazy.compactMap { document?[$0]?.stringValue }.first ?? "")
  }

  /// A service's message, fit to be shown: services quote what they were sent, tokens included.
  static func masked(_ text: String) -> String { Mask.text(line(text, 2_000)) }

  /// `namespace#Code:http://…` holds its code between the two marks.
  private static func plainCode(_ text: String) -> String? {
    let after = text[(text.lastIndex(of: "#").map(text.index(after:)) ?? text.startIndex)...]
    let code = line(String(after.prefix { $0 != ":" }), 100)
    return code.isEmpty ? nil : code
  }

  /// What came instead of JSON, in a few words.
  var sentInstead: String {
    let start = String(decoding: response.body.prefix(2_000), as: UTF8.self)
    let trimmed = start.drop { $0.isWhitespace }
    if response.body.isEmpty { return "nothing" }
    if document != nil { return "the JSON \(document?.typeName ?? "value")" }
    if trimmed.lowercased().hasPrefix("<!doctype html") || trimmed.lowercased().hasPrefix("<html") { return "an HTML page" }
    if trimmed.hasPrefix("<") { return "XML" }
    return trimmed.hasPrefix("{") || trimmed.hasPrefix("[") ? "JSON that breaks off or is damaged" : "text that is not JSON"
  }

  /// `text` on one line, without control characters, at most `limit` characters.
  static func line(_ text: String, _ limit: Int) -> String {
    let words = text.unicodeScalars.prefix(limit * 4).split { $0.value < 0x21 || (0x7F...0xA0).contains($0.value) }
    let joined = words.map { String($0) }.joined(separator: " ")
    return joined.count <= limit ? joined : String(joined.prefix(limit - 1)) + "…"
  }
}
