import JSON

/// Works out what a machine's role must be allowed to do. Logging and tracing of the machine itself are not part of it.
public enum Permissions {
  /// The statements of a machine: one a need, each with the states that need it.
  /// - Parameters:
  ///   - machine: the definition; what it chooses at run time gives patterns of ARNs.
  ///   - account: the account's number for ARNs that the definition does not spell out.
  ///   - region: the region for those ARNs.
  ///   - partition: `aws`, `aws-cn` or `aws-us-gov`.
  public static func permissions(
    for machine: StateMachine, account: String = "123456789012", region: String = "us-east-1", partition: String = "aws"
  ) -> [PolicyStatement] {
    var collector = PermissionCollector(account: account, region: region, partition: partition)
    for name in machine.stateNames {
      if let state = machine.state(name) { collector.visit(state) }
    }
    return collector.statements
  }
}

/// Gathers needs over the states of a machine; equal needs of several states become one statement.
struct PermissionCollector {
  let account: String
  let region: String
  let partition: String
  private var needs: [(need: Need, states: [String])] = []
  private var positions: [Need: Int] = [:]

  /// A statement before the states that need it are known.
  struct Need: Hashable {
    var sid: String
    var actions: [String]
    var resources: [String]
    var condition: [String] = []
    var why: String
    var holder: PolicyStatement.Holder = .machine
  }

  init(account: String, region: String, partition: String) {
    self.account = account
    self.region = region
    self.partition = partition
  }

  mutating func add(_ need: Need, for state: State) {
    if let at = positions[need] {
      if needs[at].states.last != state.name { needs[at].states.append(state.name) }
    } else {
      positions[need] = needs.count
      needs.append((need, [state.name]))
    }
  }

  /// An ARN of this account and region.
  func arn(_ service: String, _ resource: String) -> String { "arn:\(partition):\(service):\(region):\(account):\(resource)" }

  mutating func visit(_ state: State) {
    switch state.kind {
    case .task(let task):
      var holder = PolicyStatement.Holder.machine
      if let credentials = task.credentials {
        let role = credentials.node["RoleArn"]?.stringValue.flatMap { $0.hasPrefix("{%") ? nil : $0 } ?? "*"
        holder = .assumed(role)
        add(
          Need(sid: "AssumeRole", actions: ["sts:AssumeRole"], resources: [role], why: "make the call with the role of 'Credentials'"),
          for: state)
      }
      for need in needs(of: task, state) {
        var need = need
        if need.holder == .machine { need.holder = holder }
        add(need, for: state)
      }
    case .map(let map) where map.isDistributed:
      for need in needs(of: map) { add(need, for: state) }
    default: break
    }
  }

  var statements: [PolicyStatement] {
    var used: [String: Int] = [:]
    return needs.map { need, states in
      let count = (used[need.sid] ?? 0) + 1
      used[need.sid] = count
      let names = states.count > 4 ? Array(states.prefix(3)) : states
      let more = states.count > 4 ? " and \(states.count - 3) others" : ""
      let subject =
        states.count == 1
        ? "State \(Words.list(names)) needs it"
        : "States \(more.isEmpty ? Words.list(names) : names.map { "'\($0)'" }.joined(separator: ", ") + more) need it"
      return PolicyStatement(
        holder: need.holder, sid: count == 1 ? need.sid : need.sid + String(count), actions: need.actions, resources: need.resources,
        condition: need.condition.count == 3 ? PolicyStatement.Condition(need.condition[0], need.condition[1], need.condition[2]) : nil,
        reason: "\(subject) to \(need.why).")
    }
  }
}
