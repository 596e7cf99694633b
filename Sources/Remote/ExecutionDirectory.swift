import AWS
import ExecutionSource
import HTTP
import JSON

/// Finds an execution when only its state machine is known.
public struct ExecutionDirectory: Sendable {
  private let states: AWSClient
  private let logs: AWSClient?
  private let runtime: ClientRuntime

  /// A directory that asks `states`, and `logs` for the executions of Express machines.
  public init(_ states: AWSClient, logs: AWSClient? = nil, runtime: ClientRuntime = .system) {
    self.states = states
    self.logs = logs
    self.runtime = runtime
  }

  /// A directory at the endpoint that flags and environment name.
  /// - Parameter machine: what will be asked about: an ARN tells the region.
  /// - Throws: `AWSError`, a sentence, when a setting cannot be used.
  public init(
    of machine: String, settings: AWSEndpointSettings, transport: (any HTTPTransport)? = nil,
    runtime: ClientRuntime = .system
  ) throws(AWSError) {
    try self.init(of: machine, session: AWSSession(settings, transport: transport, runtime: runtime))
  }

  /// A directory that shares credentials and request budgets with all that `session` serves.
  /// - Throws: `AWSError`, a sentence, when a setting cannot be used.
  public init(of machine: String, session: AWSSession) throws(AWSError) {
    let name = ResourceName(ConsoleAddress.arn(in: machine) ?? machine)
    self.init(
      try session.client(of: .stepFunctions, for: name), logs: try session.client(of: .logs, for: name), runtime: session.runtime)
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
      let answer: JSONValue
      do throws(AWSError) { answer = try await states.call("ListExecutions", .object(input)) } catch {
        guard error.code == "StateMachineTypeNotSupported" else { throw error }
        return try await latestExpress(of: machine, arn, failed: failed)
      }
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

  /// The newest execution of an Express machine, of which the API keeps no list: its log group tells, where there is one.
  private func latestExpress(of machine: String, _ arn: String, failed: Bool) async throws(AWSError) -> ExecutionReference {
    guard let logs else {
      throw AWSError(.configuration("the executions of the Express machine \(machine.prefix(200)) are told by its log"))
    }
    var list = ExpressList(machineArn: arn, status: nil, wanted: failed ? .max : 1, now: runtime.now())
    while list.list.asOf == nil {
      guard list.due != nil else { throw AWSError(.configuration(list.list.problem ?? "the log cannot be read")) }
      let request = list.request(now: runtime.now())
      let answer = try await (request.asksLogs ? logs : states).call(request.operation, request.input)
      list.take(answer, to: request, now: runtime.now(), chance: 0.5)
    }
    guard let newest = list.list.rows.first(where: { !failed || [.failed, .timedOut, .aborted].contains($0.status) }) else {
      throw AWSError(
        .configuration(
          "the log of the Express machine \(machine.prefix(200)) tells of no \(failed ? "failed " : "")execution in the last day; "
            + "start one, or attach to one by its ARN (arn:aws:states:REGION:ACCOUNT:express:MACHINE:NAME:ID)"))
    }
    return try ExecutionReference(parsing: newest.arn)
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
