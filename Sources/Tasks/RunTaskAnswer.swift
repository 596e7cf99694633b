import ECSModel
import JSON
import Time

/// RunTask's answer as Step Functions records it: with the HTTP metadata around it.
enum RunTaskAnswer {
  static func make(tasks: [JSONValue], failures: [Scenario.Failure], requestId: String, at: Timestamp) -> JSONValue {
    let failures: [JSONValue] = failures.map { failure in
      var object = JSONObject()
      object["Arn"] = failure.arn.map { .string($0) }
      object["Detail"] = failure.detail.map { .string($0) }
      object["Reason"] = .string(failure.reason)
      return .object(object)
    }
    let body: JSONValue = ["failures": .array(failures.map(ECSKeys.camel)), "tasks": .array(tasks.map(ECSKeys.camel))]
    let length = JSONValue.string(String(body.compact.utf8.count))
    let date = JSONValue.string(HTTPDate.text(at))
    let type: JSONValue = "application/x-amz-json-1.1"
    return [
      "Failures": .array(failures),
      "SdkHttpMetadata": [
        "AllHttpHeaders": ["x-amzn-RequestId": [.string(requestId)], "Content-Length": [length], "Date": [date], "Content-Type": [type]],
        "HttpHeaders": ["Content-Length": length, "Content-Type": type, "Date": date, "x-amzn-RequestId": .string(requestId)],
        "HttpStatusCode": 200,
      ],
      "SdkResponseMetadata": ["RequestId": .string(requestId)],
      "Tasks": .array(tasks),
    ]
  }
}
