import Emulator
import Foundation
import JSON

/// What a case takes for granted and no case of the scenario makes.
extension CorpusScenario {
  static let pass = #"{"StartAt":"State_1","States":{"State_1":{"Type":"Pass","Result":{"Arg1":"argument1"},"End":true}}}"#

  /// - Returns: false while another case has yet to make it.
  @discardableResult mutating func prepare(_ one: CorpusCase) async -> Bool {
    bindWords(one)
    for word in ["activityArn"] where one.params[word] != nil && one.answer != nil && one.operation != .deleteActivity {
      if !willMake(.createActivity) { await makeActivity() }
    }
    if one.operation == .listActivities { await makeActivities(one) }
    guard !isAboutNothing(one) else { return true }
    for arn in machineArns(one) { if await !makeMachine(arn, one) { return false } }
    if one.params["nextToken"]?.stringValue == "tok" { await makeFirstPage(one) }
    if one.errorCode == "ExecutionAlreadyExists", !makes(.startExecution) { await makeNamesake(one) }
    if one.errorCode == "ConflictException", one.operation == .createStateMachineAlias, !makes(.createStateMachineAlias) {
      await makeAlias(one.params["name"]?.stringValue ?? "", machineArns(one).first ?? "", description: "another")
    }
    switch one.operation {
    case .describeExecution, .describeStateMachineForExecution, .stopExecution, .listMapRuns, .describeMapRun:
      return await makeExecution(one)
    case .listExecutions: return await makeListed(one)
    case .listStateMachineVersions: return await makeVersions(one)
    default: return true
    }
  }

  private func willMake(_ operation: APIOperation) -> Bool { pending.contains { $0.operation == operation && $0.isWrite } }
  private func makes(_ operation: APIOperation) -> Bool { cases.contains { $0.operation == operation && $0.isWrite } }

  /// A case whose point is that something is not there.
  private func isAboutNothing(_ one: CorpusCase) -> Bool {
    guard let code = one.errorCode else { return one.operation == .deleteStateMachine && !makes(.createStateMachine) }
    return code.hasSuffix("DoesNotExist") || code == "InvalidArn" && !(reason(one).hasSuffix("context: express'"))
  }

  private func reason(_ one: CorpusCase) -> String { if case .error(_, let message) = one.outcome { message } else { "" } }

  /// Words that the recorder put for ARNs.
  private mutating func bindWords(_ one: CorpusCase) {
    if let role = one.params["roleArn"]?.stringValue, !role.hasPrefix("arn:") {
      world.matcher.bind(role, to: "arn:aws:iam::\(CorpusWorld.account):role/\(role)")
    }
    if let role = one.answer?["roleArn"]?.stringValue, !role.hasPrefix("arn:"), !role.hasPrefix("<") {
      world.matcher.bind(role, to: "arn:aws:iam::\(CorpusWorld.account):role/\(role)")
    }
    if one.params["activityArn"]?.stringValue == "activity_arn" || one.answer?["activityArn"]?.stringValue == "activity_arn" {
      let name = one.params["name"]?.stringValue ?? "activity_name"
      if world.matcher.bindings["activity_arn"] == nil {
        world.matcher.bind("activity_arn", to: "\(CorpusWorld.prefix)activity:\(name)")
      }
    }
    for word in ["stateMachineArn", "executionArn"] {
      guard let text = one.params[word]?.stringValue, !text.contains(":"), case .error(let code, _) = one.outcome, code != "InvalidArn"
      else { continue }
      let kind = word == "executionArn" ? "execution:machine-0" : "stateMachine"
      world.matcher.bind(text, to: "\(CorpusWorld.prefix)\(kind):\(text)")
    }
  }

  private mutating func makeActivity() async {
    let arn = world.matcher.bindings["activity_arn"] ?? ""
    guard !arn.isEmpty, await !world.exists(.describeActivity, "activityArn", arn) else { return }
    _ = await world.ask(.createActivity, ["name": .string(String(arn.split(separator: ":").last ?? ""))])
  }

  private mutating func makeActivities(_ one: CorpusCase) async {
    for row in one.answer?["activities"]?.arrayValue ?? [] {
      guard let name = row["name"]?.stringValue, let word = row["activityArn"]?.stringValue else { continue }
      world.matcher.bind(word, to: "\(CorpusWorld.prefix)activity:\(name)")
      _ = await world.ask(.createActivity, ["name": .string(name)])
    }
  }

  // MARK: Machines

  private func machineArns(_ one: CorpusCase) -> [String] {
    var texts = ["stateMachineArn", "stateMachineVersionArn", "stateMachineAliasArn", "resourceArn"].compactMap {
      one.params[$0]?.stringValue
    }
    texts += (one.params["routingConfiguration"]?.arrayValue ?? []).compactMap { $0["stateMachineVersionArn"]?.stringValue }
    if one.operation == .describeExecution || one.operation == .describeStateMachineForExecution || one.operation == .listMapRuns
      || one.operation == .describeMapRun || one.operation == .stopExecution
    {
      texts.append(one.answer?["stateMachineArn"]?.stringValue ?? "\(CorpusWorld.prefix)stateMachine:machine-0")
    }
    return texts.map { text in
      let concrete = CorpusScenario.named(world.matcher.concrete(text))
      return concrete.hasPrefix("arn:") ? concrete : "\(CorpusWorld.prefix)stateMachine:machine-0"
    }
  }

  private mutating func makeMachine(_ arn: String, _ one: CorpusCase) async -> Bool {
    let parts = arn.split(separator: ":").map(String.init)
    guard parts.count >= 7, parts[5] == "stateMachine" else { return true }
    let plain = parts[..<7].joined(separator: ":")
    let isDeletion =
      one.operation == .deleteStateMachine || one.operation == .deleteStateMachineVersion
      || one.operation == .deleteStateMachineAlias
    if await world.machine(plain) == nil {
      if willMake(.createStateMachine) { return false }
      // What was made and is gone stays gone.
      if isDeletion && makes(.createStateMachine) || world.log.contains(where: { $0.operation == .deleteStateMachine }) { return true }
      await create(parts[6])
    }
    guard parts.count > 7, !isDeletion || !makes(.createStateMachine) else { return true }
    if let number = Int(parts[7]) {
      guard await world.machine(arn) == nil else { return true }
      if willPublish() { return false }
      if !world.log.contains(where: { $0.operation == .deleteStateMachineVersion }) { await world.publish(upTo: number, of: plain) }
    } else if await !world.exists(.describeStateMachineAlias, "stateMachineAliasArn", arn) {
      if willMake(.createStateMachineAlias) { return false }
      if !makes(.createStateMachineAlias), one.answer != nil { await makeAlias(parts[7], plain) }
    }
    return true
  }

  /// An alias that no case makes.
  mutating func makeAlias(_ name: String, _ machine: String, description: String? = nil) async {
    let plain = machine.split(separator: ":").prefix(7).joined(separator: ":")
    await world.publish(upTo: 1, of: plain)
    let described = cases.first { $0.operation == .describeStateMachineAlias }?.answer
    var request: JSONObject = [
      "name": .string(name), "routingConfiguration": [["stateMachineVersionArn": .string(plain + ":1"), "weight": 100]],
    ]
    request["description"] = description.map { .string($0) } ?? described?["description"]
    _ = await world.ask(.createStateMachineAlias, .object(request))
  }

  /// An execution that has a name already, and did something else.
  private mutating func makeNamesake(_ one: CorpusCase) async {
    guard let name = one.params["name"]?.stringValue, let machine = machineArns(one).first else { return }
    _ = await world.ask(
      .startExecution,
      ["stateMachineArn": .string(machine), "name": .string(CorpusScenario.named(world.matcher.concrete(name))), "input": "[1]"])
  }

  /// The token of a page before this one, where no case reads that page.
  private mutating func makeFirstPage(_ one: CorpusCase) async {
    guard let operation = one.operation, world.tokens[operation] == nil else { return }
    if cases.contains(where: { $0.operation == operation && $0.answer?["nextToken"] != nil }) { return }
    let member =
      operation == .listExecutions ? "executions" : operation == .listStateMachineAliases ? "stateMachineAliases" : "stateMachineVersions"
    guard let rows = one.answer?[member]?.arrayValue?.count, let machine = machineArns(one).first else { return }
    if operation == .listStateMachineVersions { await world.publish(upTo: rows + 1, of: machine) }
    if operation == .listExecutions {
      while world.log.count(where: { $0.operation == .startExecution }) <= rows {
        if await world.start(machine) == nil { break }
      }
    }
    if operation == .listStateMachineAliases, !makes(.createStateMachineAlias) {
      await makeAlias("first", machine)
      for row in one.answer?[member]?.arrayValue ?? [] {
        let name = row["stateMachineAliasArn"]?.stringValue?.split(separator: ":").last.map(String.init) ?? ""
        await makeAlias(name, machine)
      }
    }
    let request: JSONObject = ["stateMachineArn": .string(machine)]
    guard case .success(let all) = await world.ask(operation, .object(request)), let total = all[member]?.arrayValue?.count, total > rows
    else { return }
    var page = request
    page["maxResults"] = .number(JSONNumber(total - rows))
    _ = await world.ask(operation, .object(page))
  }

  private func willPublish() -> Bool {
    pending.contains { $0.isWrite && $0.answer?["stateMachineVersionArn"] != nil }
  }

  private mutating func create(_ name: String) async {
    let described = cases.filter { ($0.operation == .describeStateMachine || $0.operation == .describeStateMachineForExecution) }
      .compactMap(\.answer).filter { $0["definition"] != nil }
    let first = described.first { $0["revisionId"] == nil } ?? described.first
    var request: JSONObject = [
      "name": .string(name), "definition": .string(definition(first)),
      "roleArn": .string(world.matcher.concrete(first?["roleArn"]?.stringValue ?? "arn:aws:iam::\(CorpusWorld.account):role/any")),
    ]
    if request["roleArn"]?.stringValue?.hasPrefix("arn:aws:iam") == false {
      request["roleArn"] = .string("arn:aws:iam::\(CorpusWorld.account):role/any")
    }
    if let type = first?["type"] { request["type"] = type }
    if let logging = first?["loggingConfiguration"] {
      request["loggingConfiguration"] = try? JSONValue(parsing: world.matcher.concrete(logging.compact))
    }
    _ = await world.ask(.createStateMachine, .object(request))
  }

  private func definition(_ described: JSONValue?) -> String {
    // An update that made no revision changed nothing.
    if let same = cases.first(where: { $0.operation == .updateStateMachine && $0.answer != nil && $0.answer?["revisionId"] == nil }),
      let definition = same.params["definition"]?.stringValue
    {
      return CorpusScenario.named(world.matcher.concrete(definition))
    }
    if var definition = described?["definition"]?.objectValue {
      CorpusScenario.restorePaths(&definition, described?["variableReferences"])
      return CorpusScenario.named(world.matcher.concrete(JSONValue.object(definition).compact))
    }
    for one in cases {
      if one.operation == .describeMapRun, let counts = one.answer?["itemCounts"] { return CorpusScenario.map(counts, one.answer) }
    }
    let ends = cases.filter { $0.operation == .describeExecution }.compactMap(\.answer)
    if let end = ends.first(where: { $0["status"] != "SUCCEEDED" }) ?? ends.first { return CorpusScenario.machine(endingAs: end) }
    return CorpusScenario.pass
  }

  /// The recorder put a placeholder for one path; what the state reads tells which variable stood there.
  private static func restorePaths(_ definition: inout JSONObject, _ references: JSONValue?) {
    guard var states = definition["States"]?.objectValue else { return }
    for (name, state) in states {
      guard var members = state.objectValue, let variable = references?[name]?[0]?.stringValue else { continue }
      for (key, value) in members where key.hasSuffix("Path") && value.stringValue?.hasPrefix("$") == false {
        members[key] = .string("$\(variable)")
      }
      states[name] = .object(members)
    }
    definition["States"] = .object(states)
  }

  /// A machine whose execution ends as one was recorded to end.
  private static func machine(endingAs answer: JSONValue) -> String {
    switch answer["status"]?.stringValue {
    case "FAILED":
      var fail: JSONObject = ["Type": "Fail"]
      fail["Error"] = answer["error"]
      fail["Cause"] = answer["cause"]
      return JSONValue.object(["StartAt": "End", "States": .object(["End": .object(fail)])]).compact
    case "TIMED_OUT":
      return #"{"StartAt":"Wait","TimeoutSeconds":5,"States":{"Wait":{"Type":"Wait","Seconds":60,"End":true}}}"#
    case "SUCCEEDED" where answer["output"] == answer["input"]:
      return #"{"StartAt":"End","States":{"End":{"Type":"Pass","End":true}}}"#
    default:
      let result = answer["output"] ?? .object(JSONObject())
      return JSONValue.object([
        "StartAt": "End", "States": ["End": ["Type": "Pass", "Result": result, "End": true]],
      ]).compact
    }
  }

  private static func map(_ counts: JSONValue, _ run: JSONValue?) -> String {
    let items = (0..<(counts["total"]?.integerValue ?? 1)).map { JSONValue.number(JSONNumber($0)) }
    return JSONValue.object([
      "StartAt": "Items",
      "States": [
        "Items": ["Type": "Pass", "Result": .array(items), "Next": "Map"],
        "Map": [
          "Type": "Map", "End": true, "MaxConcurrency": run?["maxConcurrency"] ?? 1,
          "ItemProcessor": [
            "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], "StartAt": "Item",
            "States": ["Item": ["Type": "Pass", "End": true]],
          ],
        ],
      ],
    ]).compact
  }

  // MARK: Executions and versions

  private mutating func makeExecution(_ one: CorpusCase) async -> Bool {
    let isExpress = reason(one).hasSuffix("context: express'")
    let name =
      isExpress
      ? "express"
      : (one.answer?["executionArn"] ?? one.params["executionArn"])?.stringValue?
        .split(separator: ":").last.map(String.init) ?? ""
    if world.executions[name] == nil {
      if willMake(.startExecution) || willMake(.createStateMachine) { return false }
      let machine = machineArns(one).last ?? ""
      let input = one.answer?["input"].map { $0.stringValue ?? $0.compact } ?? "{}"
      world.executions[name] = await world.start(machine, input: input)
      world.local.wall.advance(by: .seconds(10))
      await world.local.host.settle()
    }
    guard one.operation == .listMapRuns || one.operation == .describeMapRun,
      let execution = world.executions[name] ?? world.executions.values.first
    else { return true }
    if case .success(let runs) = await world.local.call(.listMapRuns, ["executionArn": .string(execution)]),
      let arn = runs["mapRuns"]?[0]?["mapRunArn"]?.stringValue
    {
      world.matcher.bind("map run", to: arn)
    }
    return true
  }

  /// Executions that a list shows and no case starts.
  private mutating func makeListed(_ one: CorpusCase) async -> Bool {
    guard one.answer?["executions"]?.arrayValue?.isEmpty == false, !makes(.startExecution) else { return true }
    if willMake(.createStateMachine) || willPublish() { return false }
    let names = (one.answer?["executions"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
    let wanted = (names.compactMap { $0.firstMatch(of: #/_(\d+)idx/#).flatMap { Int($0.1) } }.max() ?? 0) + 1
    guard let machine = machineArns(one).first else { return true }
    while world.log.count(where: { $0.operation == .startExecution }) < wanted {
      if await world.start(machine) == nil { break }
    }
    return true
  }

  /// Versions that a list shows and no case makes.
  private mutating func makeVersions(_ one: CorpusCase) async -> Bool {
    let versions = (one.answer?["stateMachineVersions"]?.arrayValue ?? []).compactMap {
      $0["stateMachineVersionArn"]?.stringValue?.split(separator: ":").last.flatMap { Int($0) }
    }
    guard let last = versions.max(), let machine = machineArns(one).first else { return true }
    let publishes = cases.contains { $0.isWrite && $0.answer?["stateMachineVersionArn"] != nil }
    if publishes || willMake(.createStateMachine) { return !willMake(.createStateMachine) }
    await world.publish(upTo: last, of: machine)
    return true
  }
}
