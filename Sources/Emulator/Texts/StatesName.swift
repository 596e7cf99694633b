import AWS

/// A resource of Step Functions, by its ARN.
struct StatesName: Equatable {
  /// What kind of thing it is.
  enum Kind: Equatable {
    /// A machine; `qualifier` is a version's number or an alias's name; `label` a distributed Map's.
    case machine(name: String, label: String?, qualifier: String?)
    case execution(machine: String, name: String)
    case express(machine: String, name: String, id: String)
    case activity(name: String)
    case mapRun(machine: String, label: String, id: String)
  }

  var prefix: String
  var kind: Kind

  /// - Parameter accepted: kinds of resource that make sense here, as ARNs write them.
  /// - Throws: InvalidArn in AWS's words.
  init(_ text: String, accepting accepted: [String]) throws(APIError) {
    guard text.hasPrefix("arn:"), let arn = ResourceName(text), arn.service == "states" else {
      throw .invalidArn("Invalid ARN prefix: \(text)")
    }
    let parts = arn.resource.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard accepted.contains(parts[0]) else { throw .invalidArn("Resource type not valid in this context: \(parts[0])") }
    guard let kind = StatesName.kind(parts) else { throw .invalidArn("Invalid ARN prefix: \(text)") }
    prefix = "arn:\(arn.partition):states:\(arn.region):\(arn.account):"
    self.kind = kind
  }

  private static func kind(_ parts: [String]) -> Kind? {
    guard parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    switch (parts[0], parts.count) {
    case ("stateMachine", 2), ("stateMachine", 3):
      let names = parts[1].split(separator: "/", maxSplits: 1).map(String.init)
      return .machine(name: names[0], label: names.count > 1 ? names[1] : nil, qualifier: parts.count > 2 ? parts[2] : nil)
    case ("execution", 3): return .execution(machine: parts[1], name: parts[2])
    case ("express", 4): return .express(machine: parts[1], name: parts[2], id: parts[3])
    case ("activity", 2): return .activity(name: parts[1])
    case ("mapRun", 3):
      let names = parts[1].split(separator: "/", maxSplits: 1).map(String.init)
      return names.count == 2 ? .mapRun(machine: names[0], label: names[1], id: parts[2]) : nil
    default: return nil
    }
  }

  /// The number, where `qualifier` is a version's.
  static func version(_ qualifier: String) -> Int? {
    qualifier.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } ? Int(qualifier) : nil
  }
}

/// What names of machines, executions and activities may hold.
enum ResourceNaming {
  private static let refused = Set(" \t<>{}[]?*\"#%\\^|~`$&,;:/".unicodeScalars)

  /// - Throws: InvalidName for white space, brackets, wildcards, what has a meaning in ARNs, control characters and what lies beyond the
  /// basic plane.
  static func check(_ name: String) throws(APIError) {
    let isGood = name.unicodeScalars.allSatisfy { scalar in
      scalar.value > 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar.value <= 0xFFFF && !refused.contains(scalar)
        && !scalar.properties.isWhitespace
    }
    if !isGood { throw .invalidName(name) }
  }

  /// - Throws: InvalidArn for what cannot be a role's.
  static func checkRole(_ arn: String) throws(APIError) {
    guard arn.hasPrefix("arn:") else { throw .invalidArn("Invalid ARN prefix: \(arn)") }
  }
}
