import HTTP
import TestSupport

/// One recorded exchange: a request as an AWS client sent it and the answer it got.
struct RecordedExchange {
  var file: String
  var request: HTTPRequest
  var response: HTTPResponse

  /// The operation of X-Amz-Target, nil for requests outside the AWS JSON protocol.
  var target: (prefix: String, operation: String)? {
    let parts = (request.headers["X-Amz-Target"] ?? "").split(separator: ".").map(String.init)
    return parts.count == 2 ? (parts[0], parts[1]) : nil
  }

  static func all() throws -> [RecordedExchange] { try Corpus.files("wire", suffix: ".txt").map(read) }

  private static func read(_ file: String) throws -> RecordedExchange {
    let text = String(decoding: try Corpus.bytes(file), as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
      .joined(separator: "\n")
    let halves = text.split(separator: "\n--- response ---\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let (requestLine, requestHeaders, requestBody) = message(halves[0])
    let (statusLine, responseHeaders, responseBody) = message(halves[1])
    let address = try HTTPAddress(parsing: "http://\(requestHeaders["Host"] ?? "")\(requestLine.split(separator: " ")[1])")
    return RecordedExchange(
      file: file,
      request: HTTPRequest(method: String(requestLine.prefix { $0 != " " }), address: address, headers: requestHeaders, body: requestBody),
      response: HTTPResponse(status: Int(statusLine.split(separator: " ")[1]) ?? 0, headers: responseHeaders, body: responseBody))
  }

  private static func message(_ text: String) -> (String, HTTPHeaders, [UInt8]) {
    let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
    var lines = parts[0].split(separator: "\n", omittingEmptySubsequences: true)
    let first = lines.isEmpty ? "" : String(lines.removeFirst())
    var headers = HTTPHeaders()
    for line in lines {
      let cut = line.firstIndex(of: ":") ?? line.endIndex
      headers.append(String(line[..<cut]), String(line[cut...].dropFirst().drop { $0 == " " }))
    }
    var body = Array((parts.count > 1 ? String(parts[1]) : "").utf8)
    while body.last == UInt8(ascii: "\n") { body.removeLast() }
    return (first, headers, body)
  }
}
