import AWS
import HTTP
import JSON
import TestSupport
import Testing
import Time

@Suite struct SignatureTests {
  @Test func everyStepOfASmallRequest() throws {
    let signer = SignatureV4(credentials: .emulator, region: "us-east-1", service: "states")
    let request = HTTPRequest(
      method: "POST", address: try HTTPAddress(parsing: "http://127.0.0.1:4566"),
      headers: HTTPHeaders([("Content-Type", "application/x-amz-json-1.0"), ("X-Amz-Target", "AWSStepFunctions.ListActivities")]),
      body: Array("{}".utf8))
    let steps = signer.steps(request, at: Timestamp(milliseconds: 1_800_000_000_500))
    #expect(
      steps.canonicalRequest == """
        POST
        /

        content-type:application/x-amz-json-1.0
        host:127.0.0.1:4566
        x-amz-date:20270115T080000Z
        x-amz-target:AWSStepFunctions.ListActivities

        content-type;host;x-amz-date;x-amz-target
        44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a
        """)
    #expect(steps.stringToSign.hasPrefix("AWS4-HMAC-SHA256\n20270115T080000Z\n20270115/us-east-1/states/aws4_request\n"))
    #expect(
      steps.request.headers["Authorization"]
        == "AWS4-HMAC-SHA256 Credential=test/20270115/us-east-1/states/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
        + "Signature=\(steps.signature)")
  }

  @Test func headersThatTravelUnsignedDoNotChangeTheSignature() throws {
    let signer = SignatureV4(credentials: .emulator, region: "us-east-1", service: "states")
    var request = HTTPRequest(method: "POST", address: try HTTPAddress(parsing: "https://states.us-east-1.amazonaws.com"))
    let plain = signer.steps(request, at: Timestamp(milliseconds: 0)).signature
    request.headers["User-Agent"] = "somebody"
    request.headers["Expect"] = "100-continue"
    #expect(signer.steps(request, at: Timestamp(milliseconds: 0)).signature == plain)
    request.headers["X-Amz-Target"] = "A.B"
    #expect(signer.steps(request, at: Timestamp(milliseconds: 0)).signature != plain)
  }

  @Test(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped))) func publishedVectors() throws {
    let vectors = try #require(try Corpus.json("ecs/sigv4-aws-c-auth.json").arrayValue)
    #expect(vectors.count >= 30)
    for vector in vectors {
      let name = vector["name"]?.stringValue ?? ""
      let steps = try SignatureTests.sign(vector)
      #expect(steps.canonicalRequest == vector["canonical"]?.stringValue, "canonical request of \(name)")
      #expect(steps.stringToSign == vector["stringToSign"]?.stringValue, "string to sign of \(name)")
      #expect(steps.signature == vector["signature"]?.stringValue, "signature of \(name)")
      let signed = vector["signedRequest"]?.stringValue ?? ""
      let authorization = try #require(steps.request.headers["Authorization"])
      #expect(signed.contains("Authorization:\(authorization)\n"), "Authorization of \(name)")
      if let token = steps.request.headers["X-Amz-Security-Token"] {
        #expect(signed.contains("X-Amz-Security-Token:\(token)\n"), "token of \(name)")
      } else {
        #expect(!signed.contains("X-Amz-Security-Token"), "token of \(name)")
      }
    }
  }

  /// What AWS's own clients signed, with the throw-away keys of the recording, signs the same here.
  @Test(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped))) func recordedRequestsOfOtherClients() throws {
    var checked = 0
    for exchange in try RecordedExchange.all() {
      guard let authorization = exchange.request.headers["Authorization"] else { continue }
      let scope = authorization.prefix { $0 != "," }.split(separator: "=")[1].split(separator: "/").map(String.init)
      let signedNames = Set(
        authorization.split(separator: ", ")[1].dropFirst("SignedHeaders=".count).split(separator: ";").map(String.init))
      var request = exchange.request
      request.headers = HTTPHeaders(
        exchange.request.headers.fields.filter { signedNames.contains($0.name.lowercased()) }.map { ($0.name, $0.value) })
      let time = try #require(SignatureTests.time(exchange.request.headers["X-Amz-Date"] ?? ""))
      let secret = exchange.file.contains("awscli") ? "x" : "test"
      let signer = SignatureV4(
        credentials: AWSCredentials(accessKeyId: scope[0], secretAccessKey: secret), region: scope[2], service: scope[3])
      #expect(signer.sign(request, at: time).headers["Authorization"] == authorization, "\(exchange.file)")
      checked += 1
    }
    #expect(checked > 100)
  }

  private static func sign(_ vector: JSONValue) throws -> SignatureV4.Steps {
    let context = try #require(vector["context"])
    let keys = try #require(context["credentials"])
    var signer = SignatureV4(
      credentials: AWSCredentials(
        accessKeyId: keys["access_key_id"]?.stringValue ?? "", secretAccessKey: keys["secret_access_key"]?.stringValue ?? "",
        sessionToken: keys["token"]?.stringValue),
      region: context["region"]?.stringValue ?? "", service: context["service"]?.stringValue ?? "")
    signer.normalizesPath = context["normalize"]?.boolValue ?? true
    signer.sendsBodyHash = context["sign_body"]?.boolValue ?? false
    signer.omitsSessionToken = context["omit_session_token"]?.boolValue ?? false
    let time = try #require(Timestamp(iso8601: context["timestamp"]?.stringValue ?? ""))
    return signer.steps(request(vector["request"]?.stringValue ?? ""), at: time)
  }

  /// A request as the vectors write it: no space after a header's colon, folded lines begin with a space, the body after an empty line.
  private static func request(_ text: String) -> HTTPRequest {
    let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
    var lines = parts[0].split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    let first = lines.removeFirst()
    let method = String(first.prefix { $0 != " " })
    let target = first.dropFirst(method.count + 1).dropLast(" HTTP/1.1".count)
    var headers: [(String, String)] = []
    for line in lines {
      if line.hasPrefix(" "), let last = headers.popLast() {
        headers.append((last.0, last.1 + "\n" + line))
      } else {
        let cut = line.firstIndex(of: ":") ?? line.endIndex
        headers.append((String(line[..<cut]), String(line[cut...].dropFirst())))
      }
    }
    let mark = target.firstIndex(of: "?")
    let address = HTTPAddress(
      isSecure: true, host: "example.amazonaws.com", path: String(target[..<(mark ?? target.endIndex)]),
      query: mark.map { String(target[target.index(after: $0)...]) })
    return HTTPRequest(method: method, address: address, headers: HTTPHeaders(headers), body: parts.count > 1 ? Array(parts[1].utf8) : [])
  }

  private static func time(_ basic: String) -> Timestamp? {
    let d = Array(basic)
    guard d.count == 16 else { return nil }
    func part(_ from: Int, _ to: Int) -> String { String(d[from..<to]) }
    return Timestamp(iso8601: "\(part(0, 4))-\(part(4, 6))-\(part(6, 8))T\(part(9, 11)):\(part(11, 13)):\(part(13, 15))Z")
  }
}
