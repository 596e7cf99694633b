import AWS

/// An execution as a user names it: by its ARN or by the address of its page in the console.
public struct ExecutionReference: Sendable, Hashable {
  /// The execution's ARN.
  public var arn: ResourceName

  /// The state machine's name. A Map Run's child execution carries the Map's label after a `/`.
  public var machineName: String { parts.first.map(String.init) ?? "" }
  /// The execution's own name.
  public var executionName: String { parts.dropFirst().joined(separator: ":") }

  private var parts: ArraySlice<Substring> { arn.resource.split(separator: ":", omittingEmptySubsequences: false).dropFirst() }

  /// Reads what a user gave.
  /// - Throws: `AWSError` with a sentence that says what is expected.
  public init(parsing text: String) throws(AWSError) {
    let text = text.contains("://") ? ExecutionReference.arn(inConsoleAddress: text) ?? text : text
    guard let arn = ResourceName(text), arn.service == "states" else {
      throw AWSError(
        .configuration(
          "'\(text.prefix(200))' is not an execution; give its ARN (arn:aws:states:REGION:ACCOUNT:execution:MACHINE:NAME) "
            + "or its console address"
        ))
    }
    let parts = arn.resource.split(separator: ":", omittingEmptySubsequences: false)
    switch parts.first {
    case "execution" where parts.count >= 3 && !parts[1].isEmpty && !parts[2].isEmpty: self.arn = arn
    case "express":
      throw AWSError(
        .configuration("'\(text)' is an Express execution: the API keeps no history of it; read the log group of its state machine"))
    case "stateMachine":
      throw AWSError(.configuration("'\(text)' is a state machine; add --latest to attach to its newest execution"))
    default:
      throw AWSError(.configuration("'\(text.prefix(200))' is not an execution; give an ARN with execution:MACHINE:NAME at its end"))
    }
  }

  /// The ARN behind `…/executions/details/`, where colons may be percent-encoded.
  private static func arn(inConsoleAddress text: String) -> String? {
    guard let mark = text.firstRange(of: "executions/details/") else { return nil }
    let tail = text[mark.upperBound...].prefix { $0 != "?" && $0 != "&" && $0 != "#" }
    return String(tail).split(separator: "%3A", omittingEmptySubsequences: false).joined(separator: ":").split(
      separator: "%3a", omittingEmptySubsequences: false
    )
    .joined(separator: ":")
  }
}
