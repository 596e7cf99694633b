import Emulator
import Foundation
import JSON

/// Steps that were made and not recorded, told by what was seen afterwards.
extension CorpusScenario {
  mutating func reach() async {
    for one in pending.sorted(by: { $0.number < $1.number }) {
      switch (one.operation, one.outcome) {
      case (.describeStateMachine, .answer(let answer)), (.describeStateMachineForExecution, .answer(let answer)):
        if await reachMachine(one, answer) { return }
      case (.describeStateMachineAlias, .answer(let answer)): if await reachAlias(one, answer) { return }
      case (.publishStateMachineVersion, .answer(let answer)): await reachVersion(answer)
      case (_, .error(let code, _)) where code.hasSuffix("DoesNotExist") || code == "ResourceNotFound": await remove(one)
      case (.listTagsForResource, .answer(let answer)): await reachTags(one, answer)
      case (.listStateMachineAliases, .answer(let answer)): await reachAliases(one, answer)
      case (.listStateMachineVersions, .answer(let answer))
      where !pending.contains { $0.isWrite && $0.answer?["stateMachineVersionArn"] != nil }:
        for row in answer["stateMachineVersions"]?.arrayValue?.prefix(1) ?? [] { await reachVersion(row, exactly: true) }
      case (.updateStateMachine, .answer(let answer)) where answer["stateMachineVersionArn"] != nil: await reachVersion(answer)
      case (.listExecutions, .answer(let answer)): await reachExecutions(one, answer)
      case (.deleteStateMachineVersion, .answer) where !pending.contains { $0.operation == .describeStateMachineAlias }:
        await freeVersion(one)
      default: break
      }
    }
  }

  /// Updates a machine to what a description shows.
  private mutating func reachMachine(_ one: CorpusCase, _ answer: JSONValue) async -> Bool {
    guard let text = answer["stateMachineArn"]?.stringValue else { return false }
    let parts = CorpusScenario.named(world.matcher.concrete(text)).split(separator: ":").map(String.init)
    guard parts.count >= 7 else { return false }
    let arn = parts[..<7].joined(separator: ":")
    guard let current = await world.machine(arn), answer["revisionId"] != nil else { return false }
    var request: JSONObject = ["stateMachineArn": .string(arn)]
    if let role = answer["roleArn"]?.stringValue, world.matcher.concrete(role) != current["roleArn"]?.stringValue {
      request["roleArn"] = .string(world.matcher.concrete(role))
    }
    if let definition = answer["definition"],
      (try? JSONValue(parsing: current["definition"]?.stringValue ?? "")) != definition
    {
      request["definition"] = .string(world.matcher.concrete(definition.compact))
    }
    if let logging = answer["loggingConfiguration"]?.objectValue {
      var wanted = logging
      if let destinations = current["loggingConfiguration"]?["destinations"] { wanted["destinations"] = destinations }
      if .object(wanted) != current["loggingConfiguration"] { request["loggingConfiguration"] = .object(wanted) }
    }
    guard request.count > 1 else { return false }
    if parts.count > 7 { request["publish"] = true }
    _ = await world.ask(.updateStateMachine, .object(request))
    return true
  }

  private mutating func reachAlias(_ one: CorpusCase, _ answer: JSONValue) async -> Bool {
    guard let text = answer["stateMachineAliasArn"]?.stringValue else { return false }
    let arn = world.matcher.concrete(text)
    var routes: [JSONValue] = []
    for route in answer["routingConfiguration"]?.arrayValue ?? [] {
      let version = CorpusScenario.named(world.matcher.concrete(route["stateMachineVersionArn"]?.stringValue ?? ""))
      if await world.machine(version) == nil, let number = version.split(separator: ":").last.flatMap({ Int($0) }) {
        await world.publish(upTo: number, of: version.split(separator: ":").dropLast().joined(separator: ":"))
      }
      routes.append(.object(["stateMachineVersionArn": .string(version), "weight": route["weight"] ?? 100]))
    }
    var request: JSONObject = ["stateMachineAliasArn": .string(arn), "routingConfiguration": .array(routes)]
    request["description"] = answer["description"]
    if case .success = await world.ask(.updateStateMachineAlias, .object(request)) { return true }
    return false
  }

  /// Versions were published, and perhaps deleted, before the one that was recorded.
  private mutating func reachVersion(_ answer: JSONValue, exactly: Bool = false) async {
    guard let text = answer["stateMachineVersionArn"]?.stringValue else { return }
    let arn = CorpusScenario.named(world.matcher.concrete(text))
    guard let number = arn.split(separator: ":").last.flatMap({ Int($0) }), number > 1 || exactly else { return }
    let machine = arn.split(separator: ":").dropLast().joined(separator: ":")
    if exactly { return await world.publish(upTo: number, of: machine) }
    await world.publish(upTo: number - 1, of: machine)
    _ = await world.ask(.deleteStateMachineVersion, ["stateMachineVersionArn": .string("\(machine):\(number - 1)")])
  }

  /// What is said not to be there was removed.
  private mutating func remove(_ one: CorpusCase) async {
    if let arn = one.params["stateMachineAliasArn"]?.stringValue {
      _ = await world.ask(.deleteStateMachineAlias, ["stateMachineAliasArn": .string(world.matcher.concrete(arn))])
    } else if let arn = one.params["activityArn"]?.stringValue {
      _ = await world.ask(.deleteActivity, ["activityArn": .string(world.matcher.concrete(arn))])
    } else if let arn = one.params["stateMachineArn"]?.stringValue, !pending.contains(where: { $0.isWrite }) {
      _ = await world.ask(.deleteStateMachine, ["stateMachineArn": .string(CorpusScenario.named(world.matcher.concrete(arn)))])
    }
  }

  private mutating func reachTags(_ one: CorpusCase, _ answer: JSONValue) async {
    guard let arn = one.params["resourceArn"]?.stringValue, let tags = answer["tags"] else { return }
    _ = await world.ask(
      .tagResource, ["resourceArn": .string(CorpusScenario.named(world.matcher.concrete(arn))), "tags": tags])
  }

  /// The aliases that a list shows, no more and no fewer.
  private mutating func reachAliases(_ one: CorpusCase, _ answer: JSONValue) async {
    guard let text = one.params["stateMachineArn"]?.stringValue, one.params["nextToken"] == nil else { return }
    let machine = CorpusScenario.named(world.matcher.concrete(text))
    let wanted = (answer["stateMachineAliases"]?.arrayValue ?? []).compactMap {
      $0["stateMachineAliasArn"]?.stringValue.map { CorpusScenario.named(world.matcher.concrete($0)) }
    }
    guard case .success(let list) = await world.ask(.listStateMachineAliases, ["stateMachineArn": .string(machine)]) else { return }
    let there = (list["stateMachineAliases"]?.arrayValue ?? []).compactMap { $0["stateMachineAliasArn"]?.stringValue }
    // In order: what was made too late is made again.
    let kept = zip(wanted, there).prefix { $0 == $1 }.count
    for arn in there.dropFirst(kept) { _ = await world.ask(.deleteStateMachineAlias, ["stateMachineAliasArn": .string(arn)]) }
    for arn in wanted.dropFirst(kept) { await makeAlias(arn.split(separator: ":").last.map(String.init) ?? "", machine) }
    // A page that is not the last.
    if answer["nextToken"] != nil { for name in ["more", "and-more"] { await makeAlias(name, machine) } }
  }

  /// Executions that a list shows were started with the machine, version or alias that it lists.
  private mutating func reachExecutions(_ one: CorpusCase, _ answer: JSONValue) async {
    guard let rows = answer["executions"]?.arrayValue, let text = one.params["stateMachineArn"]?.stringValue else { return }
    let machine = CorpusScenario.named(world.matcher.concrete(text))
    guard case .success(let list) = await world.ask(.listExecutions, ["stateMachineArn": .string(machine)]) else { return }
    for _ in (list["executions"]?.arrayValue?.count ?? 0)..<max(rows.count, list["executions"]?.arrayValue?.count ?? 0) {
      _ = await world.start(machine)
    }
  }

  /// No alias led to a version any more when it was deleted.
  private mutating func freeVersion(_ one: CorpusCase) async {
    guard let text = one.params["stateMachineVersionArn"]?.stringValue else { return }
    let arn = CorpusScenario.named(world.matcher.concrete(text))
    guard case .success(let list) = await world.ask(.listStateMachineAliases, ["stateMachineArn": .string(arn)]) else { return }
    for alias in list["stateMachineAliases"]?.arrayValue ?? [] {
      _ = await world.ask(.deleteStateMachineAlias, ["stateMachineAliasArn": alias["stateMachineAliasArn"] ?? .null])
    }
  }
}
