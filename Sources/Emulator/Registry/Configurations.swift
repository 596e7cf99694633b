import JSON

/// The parts of a machine that say where it logs, traces and keeps: checked, with AWS's defaults filled in.
enum Configurations {
  static let noLogging: JSONValue = ["level": "OFF", "includeExecutionData": false]
  static let noTracing: JSONValue = ["enabled": false]
  static let ownedKey: JSONValue = ["type": "AWS_OWNED_KEY"]

  /// - Throws: InvalidLoggingConfiguration: logging goes to exactly one group.
  static func logging(_ given: JSONObject?) throws(APIError) -> JSONValue {
    guard var logging = given else { return noLogging }
    let level = logging["level"]?.stringValue ?? "OFF"
    let destinations = logging["destinations"]?.arrayValue
    let named = (destinations ?? []).filter { $0["cloudWatchLogsLogGroup"]?["logGroupArn"] != nil }
    if (destinations?.count ?? 0) > 1 || (level != "OFF" && named.isEmpty) {
      throw APIError("InvalidLoggingConfiguration", "Invalid Logging Configuration: Must specify exactly one Log Destination.")
    }
    logging["level"] = .string(level)
    logging["includeExecutionData"] = .bool(logging["includeExecutionData"]?.boolValue ?? false)
    return .object(logging)
  }

  static func tracing(_ given: JSONObject?) -> JSONValue { ["enabled": .bool(given?["enabled"]?.boolValue ?? false)] }

  /// - Throws: InvalidEncryptionConfiguration where a key is named that the type does not use, or missing where it does.
  static func encryption(_ given: JSONObject?) throws(APIError) -> JSONValue {
    guard let given else { return ownedKey }
    let usesKey = given["type"]?.stringValue == "CUSTOMER_MANAGED_KMS_KEY"
    guard usesKey == (given["kmsKeyId"] != nil) else {
      throw APIError(
        "InvalidEncryptionConfiguration",
        usesKey
          ? "Invalid Encryption Configuration: kmsKeyId must be specified when type is CUSTOMER_MANAGED_KMS_KEY"
          : "Invalid Encryption Configuration: kmsKeyId can only be specified when type is CUSTOMER_MANAGED_KMS_KEY")
    }
    return .object(given)
  }
}
