import Canvas
import JSON

extension ServiceWrite {
  /// The services' quotas for what they are sent, in bytes of UTF-8, or characters where the service counts these.
  public enum Quota {
    /// Inputs and outputs.
    public static let payload = 262_144
    /// The error of a failure or a stop.
    public static let error = 256
    /// The cause of a failure or a stop.
    public static let cause = 32_768
    /// A task token.
    public static let token = 2_048
    /// The name of an execution, in characters.
    public static let name = 80
    /// The reason of StopTask, as ECS keeps it.
    public static let reason = 1_024
  }

  /// Characters that the name of an execution may not have.
  private static let refused = Set("<>{}[]?*\"#%\\^|~`$&,;:/")

  /// - Throws: `SourceRefusal` that says what is wrong with the name of an execution.
  public static func check(executionName name: String) throws(SourceRefusal) {
    guard !name.isEmpty else {
      throw SourceRefusal("the execution's name is empty; give one, or leave it away for a name of the endpoint's")
    }
    guard name.count <= Quota.name else {
      throw SourceRefusal("the execution's name has \(name.count) characters; Step Functions takes at most \(Quota.name)")
    }
    let bad = name.first { letter in
      refused.contains(letter) || letter.isWhitespace
        || letter.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
    }
    if let bad {
      let shown = bad.isWhitespace ? "white space" : "'\(VisibleText.sanitise(String(bad)))'"
      throw SourceRefusal("the execution's name holds \(shown), which Step Functions does not take in a name")
    }
  }

  /// - Throws: `SourceRefusal` that says why an input or output is none.
  public static func check(json: String, _ what: String) throws(SourceRefusal) {
    guard json.utf8.count <= Quota.payload else {
      throw SourceRefusal("the \(what) has \(json.utf8.count) bytes; Step Functions takes at most \(Quota.payload)")
    }
    do {
      _ = try JSONValue(parsing: json, limits: .payload)
    } catch { throw SourceRefusal("the \(what) is not JSON that Step Functions accepts: \(error)") }
  }

  static func check(token: String) throws(SourceRefusal) {
    guard !token.isEmpty else { throw SourceRefusal("no task token is given") }
    guard token.utf8.count <= Quota.token else {
      throw SourceRefusal("a task token has at most \(Quota.token) characters; this is something else")
    }
  }

  static func check(error: String, cause: String) throws(SourceRefusal) {
    guard error.utf8.count <= Quota.error else {
      throw SourceRefusal("the error has \(error.utf8.count) bytes; Step Functions takes at most \(Quota.error)")
    }
    guard cause.utf8.count <= Quota.cause else {
      throw SourceRefusal("the cause has \(cause.utf8.count) bytes; Step Functions takes at most \(Quota.cause)")
    }
  }

  static func check(arn: String, _ what: String) throws(SourceRefusal) {
    guard arn.hasPrefix("arn:") else { throw SourceRefusal("the ARN of \(what) is not known") }
  }
}
