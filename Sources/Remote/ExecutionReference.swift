import AWS
import Foundation

/// An execution as a user names it: by its ARN or by the address of its page in the console.
public struct ExecutionReference: Sendable, Hashable {
  /// The execution's ARN.
  public var arn: ResourceName
  /// Whether it is an Express execution, of which only the log group of its machine tells.
  public var isExpress: Bool { arn.resource.hasPrefix("express:") }

  /// The state machine's name. A Map Run's child execution carries the Map's label after a `/`.
  public var machineName: String { parts.first.map(String.init) ?? "" }
  /// The execution's own name; of an Express execution name and id.
  public var executionName: String { parts.dropFirst().joined(separator: ":") }

  private var parts: ArraySlice<Substring> { arn.resource.split(separator: ":", omittingEmptySubsequences: false).dropFirst() }

  private static let form = "arn:aws:states:REGION:ACCOUNT:execution:MACHINE:NAME"

  /// Reads what a user gave.
  /// - Throws: `AWSError` with a sentence that says what is expected.
  public init(parsing text: String) throws(AWSError) {
    let given = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !given.isEmpty else {
      throw AWSError(.configuration("no execution is given; give its ARN (\(ExecutionReference.form)) or its console address"))
    }
    let isAddress = given.contains("://")
    let name = isAddress ? ConsoleAddress.arn(in: given) ?? "" : given
    if isAddress, name.isEmpty {
      throw AWSError(
        .configuration(
          "'\(given.prefix(200))' leads to no execution; open the execution's page in the console and copy its address, or give its ARN"))
    }
    guard let arn = ResourceName(name), arn.service == "states" else {
      throw AWSError(
        .configuration("'\(name.prefix(200))' is not an execution; give its ARN (\(ExecutionReference.form)) or its console address"))
    }
    let parts = arn.resource.split(separator: ":", omittingEmptySubsequences: false)
    func refuse(_ why: String) -> AWSError { AWSError(.configuration("'\(name.prefix(200))' \(why)")) }
    switch parts.first {
    case "execution" where parts.count >= 3 && !parts[1].isEmpty && !parts[2].isEmpty: self.arn = arn
    case "express" where parts.count >= 4 && !parts[1].isEmpty && !parts[2].isEmpty && !parts[3].isEmpty: self.arn = arn
    case "express":
      throw refuse("is not an execution; the ARN of an Express execution ends in express:MACHINE:NAME:ID, as StartExecution gives it")
    case "stateMachine": throw refuse("is a state machine; add --latest to attach to its newest execution")
    case "mapRun": throw refuse("is a Map Run; attach to the execution it belongs to, or to one of its children")
    case "activity": throw refuse("is an activity; attach to an execution that waits for it")
    default: throw refuse("is not an execution; give an ARN with execution:MACHINE:NAME at its end")
    }
  }
}

/// Addresses of pages of the console, in its old and new forms and in every partition: what matters stands behind the `#`.
enum ConsoleAddress {
  /// The ARN that a page is about; nil when the address names none.
  static func arn(in address: String) -> String? {
    if let arn = arn(inFragment: address) { return arn }
    // The access portal carries the console's address in a parameter.
    guard let mark = address.firstRange(of: "destination=") else { return nil }
    let destination = address[mark.upperBound...].prefix { $0 != "&" }
    return destination.removingPercentEncoding.flatMap(arn(inFragment:))
  }

  private static let pages = [
    "executions/details/", "express-executions/details/", "statemachines/view/", "statemachines/edit/", "map-runs/details/", "activities/",
  ]

  private static func arn(inFragment address: String) -> String? {
    guard let page = pages.lazy.compactMap({ address.firstRange(of: $0) }).first else { return nil }
    let tail = address[page.upperBound...].prefix { $0 != "?" && $0 != "&" && $0 != "#" }
    // Some pages are encoded once, links out of mails twice.
    var arn = String(tail)
    for _ in 0..<2 where !arn.hasPrefix("arn:") { arn = arn.removingPercentEncoding ?? arn }
    guard arn.hasPrefix("arn:") else { return nil }
    arn = arn.removingPercentEncoding ?? arn
    // A tab of the page may follow; no name holds a slash, only a Map Run's machine does.
    guard let name = arn.lastIndex(of: ":") else { return arn }
    return String(arn[..<name] + arn[name...].prefix { $0 != "/" })
  }
}
