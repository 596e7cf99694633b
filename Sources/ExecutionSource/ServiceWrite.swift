import Canvas
import JSON

/// One call that changes something at an endpoint: the operation, its input as it is sent, and the AWS CLI's command that does the same. What the service would refuse by its quotas
/// and grammars is refused when it is made, before anything is sent.
public struct ServiceWrite: Sendable, Equatable {
  /// Who is asked.
  public enum Service: Sendable, Equatable { case stepFunctions, ecs }

  /// Who is asked.
  public let service: Service
  /// The operation's name in the API: `SendTaskSuccess`.
  public let operation: String
  /// The operation's input.
  public let input: JSONObject
  /// The members of `input` in the CLI's order, each with its option.
  private let options: [(option: String, member: String)]

  init(_ service: Service, _ operation: String, _ members: [(option: String, member: String, value: JSONValue?)]) {
    self.service = service
    self.operation = operation
    input = JSONObject(members.compactMap { member in member.value.map { (member.member, $0) } })
    options = members.filter { $0.value != nil }.map { ($0.option, $0.member) }
  }

  /// Whether it may be sent again when nobody knows whether the first one arrived: a named execution starts once, whatever how often it is asked for.
  public var isIdempotent: Bool { operation == "StartExecution" && input["name"] != nil }

  /// The task token it answers; a secret.
  public var token: String? { input["taskToken"]?.stringValue }

  /// The AWS CLI's command that does the same, its words quoted for a shell.
  /// - Parameters:
  ///   - cli: how the command begins: `aws`, or with `--endpoint-url …`.
  ///   - reveals: whether the token is written; else it is masked, and so is what `masking` finds.
  ///   - masking: gives a value of the input without its secrets.
  public func command(
    _ cli: String = "aws", reveals: Bool = false, masking: (String) -> String = { Mask.text($0) }
  ) -> String {
    let head = "\(cli) \(service == .ecs ? "ecs" : "stepfunctions") \(ServiceWrite.kebab(operation))"
    return options.reduce(head) { command, option in
      let value = input[option.member].map { $0.stringValue ?? $0.compact } ?? ""
      return "\(command) --\(option.option) \(word(value, isToken: option.member == "taskToken", reveals, masking))"
    }
  }

  private func word(_ value: String, isToken: Bool, _ reveals: Bool, _ masking: (String) -> String) -> String {
    if reveals { return Shell.quoted(value) }
    return isToken ? Mask.masked : Shell.quoted(masking(value))
  }

  /// `SendTaskSuccess` → `send-task-success`.
  private static func kebab(_ operation: String) -> String {
    operation.reduce(into: "") { result, letter in
      if letter.isUppercase, !result.isEmpty { result += "-" }
      result += letter.lowercased()
    }
  }

  /// Whether both are the same call.
  public static func == (a: ServiceWrite, b: ServiceWrite) -> Bool {
    a.service == b.service && a.operation == b.operation && a.input == b.input
  }
}
