import HTTP
import JSON

extension AWSResponse {
  /// The result inside an answer of the query protocol, its elements as members of an object.
  func queryResult(of operation: String, at endpoint: AWSEndpoint) throws(AWSError) -> AWSClient.Answer {
    let root = XMLElement(parsing: response.body)
    let requestId =
      (root?["ResponseMetadata"]?["RequestId"] ?? root?["RequestId"]).map { AWSResponse.line($0.text, 100) } ?? headerRequestId
    func error(_ kind: AWSError.Kind) -> AWSError {
      AWSError(kind, operation: operation, endpoint: endpoint, status: response.status, requestId: requestId)
    }
    if (200..<300).contains(response.status) {
      guard let result = root?[operation + "Result"] else {
        throw error(.unreadable("answered \(response.status) with \(root == nil ? sentInstead : "XML") instead of \(operation)Result"))
      }
      return AWSClient.Answer(value: AWSResponse.value(of: result), requestId: requestId)
    }
    guard let said = root?["Error"] else {
      // Emulators may answer in JSON.
      guard document?.objectValue?.isEmpty == false else { throw error(.unreadable("answered \(response.status) with \(sentInstead)")) }
      return try result(of: operation, at: endpoint)
    }
    let code = said["Code"].map { AWSResponse.line($0.text, 100) } ?? ""
    throw error(.service(code: code.isEmpty ? "HTTP \(response.status)" : code, message: AWSResponse.masked(said["Message"]?.text ?? "")))
  }

  private static func value(of element: XMLElement) -> JSONValue {
    guard !element.children.isEmpty else { return .string(element.text) }
    var object: JSONObject = [:]
    for child in element.children where object[child.name] == nil { object[child.name] = value(of: child) }
    return .object(object)
  }
}
