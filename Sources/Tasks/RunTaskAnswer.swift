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
    let date = JSONValue.string(RunTaskAnswer.httpDate(at))
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

  /// `Mon, 23 Nov 2026 00:53:06 GMT`.
  static func httpDate(_ moment: Timestamp) -> String {
    let fields = moment.fields
    let names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let days = (moment.milliseconds - (moment.milliseconds % 86_400_000 + 86_400_000) % 86_400_000) / 86_400_000
    // 1970-01-01 was a Thursday.
    let weekday = Int(((days + 4) % 7 + 7) % 7)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    return "\(names[weekday]), \(two(fields.day)) \(months[fields.month - 1]) \(fields.year) "
      + "\(two(fields.hour)):\(two(fields.minute)):\(two(fields.second)) GMT"
  }
}
