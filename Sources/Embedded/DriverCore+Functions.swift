import Engine
import JSON
import StatesLanguage
import Tasks
import Time

/// Lambda functions that somebody outside runs.
extension DriverCore {
  /// A function came to its end: its Task does too, or waits for its token.
  mutating func functionAnswered(_ request: TaskRequest, _ answer: DriverAnswer) {
    let key = ExecutionKey(of: request.id)
    switch answer {
    case .result(let value) where request.target.kind == .service && request.target.resourceType == "lambda":
      let output = InvokeAnswer.make(value, request: request, at: now)
      tell(.task(request.id, request.target.pattern == .callback ? .submitted(output: output) : .succeeded(output: output)), in: key)
    case .result(let value): tell(.task(request.id, .succeeded(output: value)), in: key)
    case .failure(let error, let cause): tell(.task(request.id, .failed(error: error, cause: cause)), in: key)
    default: tell(.task(request.id, .failed(error: "Lambda.Unknown", cause: nil)), in: key)
    }
  }
}

extension TaskRequest {
  /// The name of the Lambda function that the Task invokes, by its ARN or by `lambda:invoke`; nil for other Tasks.
  var lambdaFunction: String? {
    let reference: String
    switch target.kind {
    case .lambdaFunction: reference = target.arn
    case .service where target.resourceType == "lambda" && target.api == "invoke":
      guard let name = parameters["FunctionName"]?.stringValue else { return nil }
      reference = name
    case .service, .activity: return nil
    }
    // arn:…:function:NAME:ALIAS, ACCOUNT:function:NAME, NAME:ALIAS or NAME.
    let parts = reference.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if let at = parts.firstIndex(of: "function"), parts.indices.contains(at + 1) { return parts[at + 1] }
    return parts.first
  }
}

/// Invoke's answer as Step Functions records it: with the HTTP metadata around it.
enum InvokeAnswer {
  static func make(_ payload: JSONValue, request: TaskRequest, at time: Timestamp) -> JSONValue {
    var random = SplitMix64(text: "\(request.executionArn) \(request.id.rawValue)")
    let requestId = JSONValue.string(random.uuid())
    let length = JSONValue.string(String(payload.compact.utf8.count))
    let date = JSONValue.string(HTTPDate.text(time))
    let type: JSONValue = "application/json"
    return [
      "ExecutedVersion": "$LATEST", "Payload": payload,
      "SdkHttpMetadata": [
        "AllHttpHeaders": [
          "X-Amz-Executed-Version": ["$LATEST"], "x-amzn-Remapped-Content-Length": ["0"], "Connection": ["keep-alive"],
          "x-amzn-RequestId": [requestId], "Content-Length": [length], "Date": [date], "Content-Type": [type],
        ],
        "HttpHeaders": [
          "Connection": "keep-alive", "Content-Length": length, "Content-Type": type, "Date": date, "X-Amz-Executed-Version": "$LATEST",
          "x-amzn-Remapped-Content-Length": "0", "x-amzn-RequestId": requestId,
        ],
        "HttpStatusCode": 200,
      ],
      "SdkResponseMetadata": ["RequestId": requestId], "StatusCode": 200,
    ]
  }
}
