import AWS
import ExecutionSource
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
    states = try session.client(of: .stepFunctions, for: ResourceName(ConsoleAddress.arn(in: machine) ?? machine))
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
      let answer = try await list(.object(input), of: machine)
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

  private func list(_ input: JSONValue, of machine: String) async throws(AWSError) -> JSONValue {
    do throws(AWSError) {
      return try await states.call("ListExecutions", input)
    } catch {
      guard error.code == "StateMachineTypeNotSupported" else { throw error }
      throw AWSError(
        .configuration(
          "the state machine \(machine.prefix(200)) is an Express one: the API keeps no list of its executions; "
            + "attach to one by its ARN (arn:aws:states:REGION:ACCOUNT:express:MACHINE:NAME:ID), as StartExecution gives it"))
    }
  }

  /// The ARN of a machine, a version or an alias: given as such, as a console address, or as `NAME` or `NAME:VERSION`, which is looked for.
  private func arn(of given: String) async throws(AWSError) -> String {
    let named = given.contains("://") ? ConsoleAddress.arn(in: given) ?? "" : given
    guard !named.isEmpty else {
      throw AWSError(.configuration("'\(given.prefix(200))' leads to no state machine; give its name, its ARN or its console address"))
    }
    if named.hasPrefix("arn:") { return try ExecutionDirectory.checked(named) }
    let parts = named.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let arn = try await find(parts[0])
    return parts.count > 1 ? "\(arn):\(parts[1])" : arn
  }

  private static func checked(_ arn: String) throws(AWSError) -> String {
    func refuse(_ why: String) -> AWSError { AWSError(.configuration("'\(arn.prefix(200))' \(why)")) }
    guard let name = ResourceName(arn), name.service == "states" else {
      throw refuse("is not a state machine; give its name, or arn:aws:states:REGION:ACCOUNT:stateMachine:NAME")
    }
    switch name.resource.split(separator: ":").first {
    case "stateMachine": return arn
    case "execution", "express": throw refuse("is an execution; leave --latest away to attach to it")
    case "mapRun": throw refuse("is a Map Run; give the state machine's name or ARN")
    default: throw refuse("is not a state machine; give its name, or arn:aws:states:REGION:ACCOUNT:stateMachine:NAME")
    }
  }

  private func find(_ machine: String) async throws(AWSError) -> String {
    if let found = try await machines(until: { $0.contains { $0.name == machine } }).first(where: { $0.name == machine }) {
      return found.arn
    }
    throw AWSError(
      .configuration(
        "no state machine is named '\(machine.prefix(100))' at \(states.endpoint.address.origin) in \(states.endpoint.region); "
          + "check the name, or give its ARN"
      ))
  }

  /// The machines of the endpoint, page by page until `isEnough`.
  private func machines(until isEnough: ([MachineRow]) -> Bool) async throws(AWSError) -> [MachineRow] {
    var rows: [MachineRow] = []
    var token: String?
    for _ in 0..<100 {
      var input: JSONObject = ["maxResults": 1_000]
      if let token { input["nextToken"] = .string(token) }
      let answer = try await states.call("ListStateMachines", .object(input))
      rows += CatalogRows.machines(answer) ?? []
      let next = answer["nextToken"]?.stringValue
      guard let next, next != token, !isEnough(rows) else { break }
      token = next
    }
    return rows
  }

  /// The newest execution of all machines; a local run has hardly more than one.
  /// - Throws: `AWSError`; when there is none, with a sentence that says so.
  public func newest() async throws(AWSError) -> ExecutionReference {
    var newest: (start: Double, arn: String)?
    for machine in try await machines(until: { $0.count >= 100 }).prefix(100) where machine.type != "EXPRESS" {
      let list = try await states.call("ListExecutions", ["stateMachineArn": .string(machine.arn), "maxResults": 1])
      guard let first = list["executions"]?[0], let arn = first["executionArn"]?.stringValue else { continue }
      let start = first["startDate"]?.numberValue?.doubleValue ?? 0
      if newest.map({ start > $0.start }) ?? true { newest = (start, arn) }
    }
    guard let newest else {
      throw AWSError(.configuration("there is no execution at \(states.endpoint.address.origin) yet; start one"))
    }
    return try ExecutionReference(parsing: newest.arn)
  }
}
