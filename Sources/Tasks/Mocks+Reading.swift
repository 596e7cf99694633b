import JSON

extension Mocks {
  /// Reads a mock configuration file (JSON).
  /// - Parameter file: its name, for messages.
  public init(parsing bytes: [UInt8], file: String) throws(TaskFileError) {
    let root: JSONNode
    do {
      root = try JSONNode(parsing: bytes)
    } catch {
      throw TaskFileError(file: file, at: error.position, "\(error.message).")
    }
    let reader = MockReader(file: file)
    self.init(machines: try reader.machines(root), file: file)
  }
}

/// Reads the nodes of a mock file; every refusal names the place.
struct MockReader {
  let file: String

  func machines(_ root: JSONNode) throws(TaskFileError) -> [String: [String: Mocks.TestCase]] {
    _ = try members(root, "A mock file")
    guard let list = root["StateMachines"] else {
      throw refuse(root, "A mock file needs \"StateMachines\", the state machines it has test cases for.")
    }
    let sequences = try self.sequences(root["MockedResponses"])
    var machines: [String: [String: Mocks.TestCase]] = [:]
    for machine in try members(list, "\"StateMachines\"") {
      _ = try members(machine.value, "State machine \"\(machine.key)\"")
      guard let cases = machine.value["TestCases"] else {
        throw refuse(machine.value, "State machine \"\(machine.key)\" has no \"TestCases\".")
      }
      var all: [String: Mocks.TestCase] = [:]
      for testCase in try members(cases, "\"TestCases\"") { all[testCase.key] = try states(testCase, sequences) }
      machines[machine.key] = all
    }
    return machines
  }

  private func states(_ testCase: JSONMember, _ sequences: [String: MockSequence]) throws(TaskFileError) -> Mocks.TestCase {
    var states: Mocks.TestCase = [:]
    for state in try members(testCase.value, "Test case \"\(testCase.key)\"") {
      guard let name = state.value.stringValue else {
        throw refuse(state.value, "State \"\(state.key)\" needs the name of a mocked response, but has \(state.value.kind).")
      }
      guard let sequence = sequences[name] else {
        throw refuse(
          state.value,
          "\"MockedResponses\" has no \"\(name)\", which state \"\(state.key)\" asks for; it has \(Mocks.list(sequences.keys)).")
      }
      states[state.key] = sequence
    }
    return states
  }

  private func sequences(_ node: JSONNode?) throws(TaskFileError) -> [String: MockSequence] {
    var sequences: [String: MockSequence] = [:]
    guard let node else { return sequences }
    for member in try members(node, "\"MockedResponses\"") {
      guard sequences[member.key] == nil else {
        throw TaskFileError(file: file, at: member.keyRange.start, "Mocked response \"\(member.key)\" stands twice; keep one.")
      }
      sequences[member.key] = try sequence(member)
    }
    return sequences
  }

  private func sequence(_ member: JSONMember) throws(TaskFileError) -> MockSequence {
    var entries: [MockSequence.Entry] = []
    for entry in try members(member.value, "Mocked response \"\(member.key)\"") {
      let range = try self.range(entry)
      if let other = entries.first(where: { $0.range.overlaps(range) }) {
        let twice = max(other.range.lowerBound, range.lowerBound)
        throw TaskFileError(
          file: file, at: entry.keyRange.start,
          "\"\(entry.key)\" and \"\(MockReader.text(other.range))\" of \"\(member.key)\" both answer scheduling \(twice).")
      }
      entries.append(MockSequence.Entry(range, try response(entry.value, key: entry.key)))
    }
    let start = member.keyRange.start
    return MockSequence(name: member.key, entries: entries, place: "\(file):\(start.line):\(start.column)")
  }

  /// `"0"` or `"1-2"`.
  private func range(_ entry: JSONMember) throws(TaskFileError) -> ClosedRange<Int> {
    let parts = entry.key.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in part.count <= 9 && part.allSatisfy { $0.isASCII && $0.isNumber } ? Int(part) : nil }
    guard let first = numbers.first, let last = numbers.last, numbers.count == parts.count, numbers.count <= 2, first <= last else {
      throw TaskFileError(
        file: file, at: entry.keyRange.start, "\"\(entry.key)\" must be the number of a scheduling, from 0, or a range such as \"1-2\".")
    }
    return first...last
  }

  private func response(_ node: JSONNode, key: String) throws(TaskFileError) -> MockResponse {
    for member in try members(node, "Response \"\(key)\"") where !["Return", "Throw", "Submitted"].contains(member.key) {
      throw TaskFileError(
        file: file, at: member.keyRange.start,
        "A response has no field \"\(member.key)\"; it has \"Return\" or \"Throw\", and maybe \"Submitted\".")
    }
    let submitted = node["Submitted"]?.value
    switch (node["Return"], node["Throw"]) {
    case (let result?, nil): return MockResponse(.returns(result.value), submitted: submitted)
    case (nil, let failure?):
      for member in try members(failure, "\"Throw\"") where !["Error", "Cause"].contains(member.key) {
        throw TaskFileError(
          file: file, at: member.keyRange.start, "\"Throw\" has no field \"\(member.key)\"; it has \"Error\" and \"Cause\", both optional.")
      }
      return MockResponse(.throwing(error: try text(failure, "Error"), cause: try text(failure, "Cause")), submitted: submitted)
    case (nil, nil): throw refuse(node, "Response \"\(key)\" needs \"Return\" or \"Throw\".")
    case (_?, _?): throw refuse(node, "Response \"\(key)\" has both \"Return\" and \"Throw\"; keep one.")
    }
  }

  private func text(_ node: JSONNode, _ name: String) throws(TaskFileError) -> String? {
    guard let value = node[name], !value.isNull else { return nil }
    guard let text = value.stringValue else { throw refuse(value, "\"\(name)\" must be a string, but is \(value.kind).") }
    return text
  }

  private func members(_ node: JSONNode, _ what: String) throws(TaskFileError) -> [JSONMember] {
    guard let members = node.members else { throw refuse(node, "\(what) must be an object, but is \(node.kind).") }
    return members
  }

  private func refuse(_ node: JSONNode, _ sentence: String) -> TaskFileError { TaskFileError(file: file, at: node.range.start, sentence) }

  static func text(_ range: ClosedRange<Int>) -> String {
    range.count == 1 ? String(range.lowerBound) : "\(range.lowerBound)-\(range.upperBound)"
  }
}
