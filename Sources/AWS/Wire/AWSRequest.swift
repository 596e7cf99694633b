import HTTP
import JSON

/// Writes an operation's input in the form its service takes.
enum AWSRequest {
  static func make(_ operation: String, _ input: JSONValue, at endpoint: AWSEndpoint, userAgent: String, timeout: Duration) -> HTTPRequest {
    var headers = HTTPHeaders()
    var body: [UInt8] = []
    switch endpoint.service.wire {
    case .json(let target, let version):
      headers.append("Content-Type", "application/x-amz-json-\(version)")
      headers.append("X-Amz-Target", "\(target).\(operation)")
      JSONWriter.write(input, into: &body)
    case .query(let version):
      headers.append("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
      let fields = [("Action", operation), ("Version", version)] + (input.objectValue ?? [:]).map { ($0.key, $0.value.stringValue ?? "") }
      body = Array(
        fields.map { "\(CanonicalRequest.encoded($0.0))=\(CanonicalRequest.encoded($0.1))" }.joined(separator: "&").utf8)
    case .paths: break
    }
    headers.append("User-Agent", userAgent)
    return HTTPRequest(method: "POST", address: endpoint.address(of: operation), headers: headers, body: body, timeout: timeout)
  }
}
