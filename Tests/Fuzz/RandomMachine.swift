import Time

/// Small definitions made by chance: valid, of every state type, with paths that often lead nowhere.
public struct RandomMachine {
  private var random: SplitMix64
  private var names = 0
  private let isRich: Bool

  /// The same seed gives the same machines.
  /// - Parameter isRich: whether they have everything the language has: distributed Maps, JSONata states, functions, all operators.
  public init(seed: UInt64, isRich: Bool = false) {
    random = SplitMix64(seed: seed)
    self.isRich = isRich
  }

  /// A definition, JSON text.
  public mutating func definition() -> String {
    let (start, states) = scope(depth: 0)
    return #"{"StartAt": "\#(start)", "TimeoutSeconds": \#(1 + pick(1_000)), "States": {\#(states)}}"#
  }

  /// An input, JSON text.
  public mutating func input() -> String {
    ["{}", #"{"a": [1, 2, 3], "n": 2}"#, "[1, 2]", #"{"a": {"b": "x"}, "n": -1}"#, "null", #"{"n": 1.5, "a": []}"#][pick(6)]
  }

  /// A number below `count`.
  public mutating func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

  private mutating func path() -> String { ["$", "$.a", "$.n", "$.a[0]", "$.x.y", "$$.State.Name", "$v"][pick(7)] }

  mutating func scope(depth: Int) -> (start: String, states: String) {
    let own = (0..<(1 + pick(4))).map { _ in
      names += 1
      return "S\(names)"
    }
    let states = own.enumerated().map { at, name in #""\#(name)": \#(state(at, own, depth: depth))"# }
    return (own[0], states.joined(separator: ", "))
  }

  /// A state goes on to the next one, a Choice now and then back; the last ends.
  private mutating func state(_ at: Int, _ own: [String], depth: Int) -> String {
    let next = at + 1 < own.count ? own[at + 1] : nil
    let onward = next.map { #""Next": "\#($0)""# } ?? #""End": true"#
    var handlers = ""
    if pick(2) == 0 {
      handlers += #", "Retry": [{"ErrorEquals": ["\#(["States.ALL", "E", "States.Timeout"][pick(3)])"], "MaxAttempts": \#(pick(3))}]"#
    }
    if pick(2) == 0 { handlers += #", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "\#(own[own.count - 1])"}]"# }
    let assign = pick(4) == 0 && depth == 0 ? #", "Assign": {"v.$": "$"}"# : ""
    if isRich, pick(2) == 0, let state = richState(own, next: next, onward: onward, handlers: handlers, depth: depth) { return state }
    switch depth < 3 ? pick(9) : pick(6) {
    case 0: return #"{"Type": "Pass", "ResultPath": "$.a", "Result": [1, {"b": 2}], \#(onward)\#(assign)}"#
    case 1: return #"{"Type": "Pass", "Parameters": {"a.$": "\#(path())", "n": 3}, \#(onward)}"#
    case 2: return #"{"Type": "Wait", "Seconds": \#(pick(100)), \#(onward)}"#
    case 3:
      guard let next else { return #"{"Type": "Fail", "Error": "E"}"# }
      return
        #"{"Type": "Choice", "Choices": [{"Variable": "\#(path())", "IsPresent": true, "Next": "\#(own[pick(own.count)])"}], "Default": "\#(next)"}"#
    case 4, 5:
      let pattern = ["", ".sync", ".waitForTaskToken"][pick(3)]
      let clocks = pick(2) == 0 ? #", "TimeoutSeconds": 60, "HeartbeatSeconds": 10"# : ""
      return #"""
        {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask\#(pattern)", "Parameters": {"TaskDefinition": "t", "Group.$": "\#(path())"}, \#(onward)\#(
          clocks)\#(handlers)\#(assign)}
        """#
    case 6, 7:
      let (start, states) = scope(depth: depth + 1)
      return #"""
        {"Type": "Map", "ItemsPath": "\#(pick(2) == 0 ? "$.a" : "$")", "MaxConcurrency": \#(pick(3)), "ItemProcessor": {"StartAt": "\#(start)", "States": {\#(
          states)}}, \#(onward)\#(handlers)}
        """#
    default:
      let branches = (0..<(1 + pick(3))).map { _ in
        let (start, states) = scope(depth: depth + 1)
        return #"{"StartAt": "\#(start)", "States": {\#(states)}}"#
      }
      return #"{"Type": "Parallel", "Branches": [\#(branches.joined(separator: ", "))], \#(onward)\#(handlers)}"#
    }
  }
}
