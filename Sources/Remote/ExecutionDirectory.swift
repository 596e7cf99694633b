import AWS
import HTTP
import JSON

/// Finds an execution when only its state machine is known.
public struct ExecutionDirectory: Sendable {
  private let states: AWSClient

  /// A directory that asks `states`.
  public init(_ states: AWSClient) { self.states = states }

  /// A directory at the endpoint that flags and environment name.
  /// - Parameter machine: what will be asked about: an ARN tells the region.
  /// - Throws: `AWSError`, a sentence, when a setting cannot be used.
  public init(
    of machine: String, settings: AWSEndpointSettings, transport: any HTTPTransport = URLSessionTransport(),
    runtime: ClientRuntime = .system
  ) throws(AWSError) {
    try self.init(of: machine, session: AWSSession(settings, transport: transport, runtime: runtime))
  }

  /// A directory that shares credentials and request budgets with all that `session` serves.
  /// - Throws: `AWSError`, a sentence, when a setting cannot be used.
  public init(of machine: String, session: AWSSession) throws(AWSError) {
    states = try session.client(of: .stepFunctions, for: ResourceName(machine))
  }

  /// The newest execution of a state machine (ListExecutions gives the newest first).
  /// - Parameters:
  ///   - machine: its ARN, or its name in this account and region.
  ///   - failed: only executions that failed, timed out or were aborted count.
  /// - Throws: `AWSError`; when there is none, with a sentence that says so.
  public func latest(of machine: String, failed: Bool = false) async throws(AWSError) -> ExecutionReference {
    let arn = try await arn(of: machine)
    var newest: (start: Double, arn: String)?
    for status in failed ? ["FAILED", "TIMED_OUT", "ABORTED"] : [nil] {
      var input: JSONObject = ["stateMachineArn": .string(arn), "maxResults": 1]
      if let status { input["statusFilter"] = .string(status) }
      let answer = try await states.call("ListExecutions", .object(input))
      guard let first = answer["executions"]?[0], let found = first["executionArn"]?.stringValue else { continue }
      let start = first["startDate"]?.numberValue?.doubleValue ?? 0
      if newest.map({ start > $0.start }) ?? true { newest = (start, found) }
    }
    guard let newest else {
      let kind = failed ? "no failed execution" : "no execution yet"
      throw AWSError(.configuration("the state machine \(machine) has \(kind); start one, or attach to another machine"))
    }
    return try ExecutionReference(parsing: newest.arn)
  }

  private func arn(of machine: String) async throws(AWSError) -> String {
    if machine.hasPrefix("arn:") { return machine }
    var token: String?
    for _ in 0..<100 {
      var input: JSONObject = ["maxResults": 1_000]
      if let token { input["nextToken"] = .string(token) }
      let answer = try await states.call("ListStateMachines", .object(input))
      let found = answer["stateMachines"]?.arrayValue?.first { $0["name"]?.stringValue == machine }
      if let arn = found?["stateMachineArn"]?.stringValue { return arn }
      let next = answer["nextToken"]?.stringValue
      guard let next, next != token else { break }
      token = next
    }
    throw AWSError(
      .configuration(
        "no state machine is named '\(machine.prefix(100))' at \(states.endpoint.address.origin) in \(states.endpoint.region); "
          + "check the name, or give its ARN"
      ))
  }
}
