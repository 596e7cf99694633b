import HTTP

/// A request in the one form that both sides of a signature compute: encoded alike, sorted, white space folded.
struct CanonicalRequest {
  let text: String
  /// Names of the headers it covers, in lower case, sorted, with `;` between them.
  let signedHeaders: String

  /// Headers that a connection or a proxy may change on the way.
  private static let unsigned: Set<String> = [
    "authorization", "connection", "expect", "te", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
  ]

  /// - Parameter covered: the headers that a signer said he signed, in lower case; nil for those that we sign.
  init(_ request: HTTPRequest, normalizesPath: Bool, bodyHash: String, covering covered: Set<String>? = nil) {
    var headers: [String: [String]] = [:]
    for field in request.headers.fields
    where covered?.contains(field.name.lowercased()) ?? !CanonicalRequest.unsigned.contains(field.name.lowercased()) {
      headers[field.name.lowercased(), default: []].append(CanonicalRequest.folded(field.value))
    }
    if headers["host"] == nil { headers["host"] = [request.address.hostHeader] }
    let names = headers.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    signedHeaders = names.joined(separator: ";")
    let path = normalizesPath ? CanonicalRequest.normalized(request.address.path) : request.address.path
    let lines = names.map { "\($0):\(headers[$0, default: []].joined(separator: ","))\n" }.joined()
    text = [
      request.method, CanonicalRequest.encoded(path, keeping: "/"), CanonicalRequest.query(request.address.query ?? ""), lines,
      signedHeaders,
      bodyHash,
    ].joined(separator: "\n")
  }

  /// Trimmed, inner white space folded to one space: proxies may do the same.
  private static func folded(_ value: String) -> String {
    value.unicodeScalars.split { $0 == " " || ("\t"..."\r").contains($0) }.map(String.init).joined(separator: " ")
  }

  /// Dot segments resolved and doubled slashes joined; a trailing slash stays.
  private static func normalized(_ path: String) -> String {
    var kept: [Substring] = []
    let segments = path.split(separator: "/", omittingEmptySubsequences: true)
    for segment in segments {
      switch segment {
      case ".": break
      case "..": _ = kept.popLast()
      default: kept.append(segment)
      }
    }
    let isFolder = path.hasSuffix("/") || segments.last == "." || segments.last == ".."
    return "/" + kept.joined(separator: "/") + (isFolder && !kept.isEmpty ? "/" : "")
  }

  /// Decoded, encoded again in one manner, sorted by the encoded name and then value.
  private static func query(_ query: String) -> String {
    var pairs: [(name: String, value: String)] = []
    for pair in query.split(separator: "&") {
      let cut = pair.firstIndex(of: "=") ?? pair.endIndex
      pairs.append((encoded(decoded(pair[..<cut])), encoded(decoded(pair[cut...].dropFirst()))))
    }
    pairs.sort { ($0.name, $0.value) < ($1.name, $1.value) }
    return pairs.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
  }

  private static func decoded(_ text: Substring) -> [UInt8] {
    let bytes = Array(text.utf8)
    var out: [UInt8] = []
    var at = 0
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "%"), at + 2 < bytes.count,
        let value = UInt8(String(decoding: bytes[at + 1...at + 2], as: UTF8.self), radix: 16)
      {
        out.append(value)
        at += 3
      } else {
        out.append(bytes[at])
        at += 1
      }
    }
    return out
  }

  /// Percent-encoded, all but RFC 3986's unreserved characters and `extra`.
  static func encoded(_ text: String, keeping extra: String = "") -> String { encoded(Array(text.utf8), keeping: extra) }

  /// Percent-encodes all but RFC 3986's unreserved characters and `extra`, with capital digits.
  private static func encoded(_ bytes: [UInt8], keeping extra: String = "") -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let kept = Set("-._~\(extra)".utf8)
    var out: [UInt8] = []
    for byte in bytes {
      switch byte {
      case 48...57, 65...90, 97...122: out.append(byte)
      case _ where kept.contains(byte): out.append(byte)
      default: out.append(contentsOf: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]])
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
