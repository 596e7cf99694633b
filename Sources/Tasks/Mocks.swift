import JSON

/// A mock configuration file: per state machine its test cases, per test case the answers of its states.
public struct Mocks: Sendable {
  /// State names and the sequence each takes.
  public typealias TestCase = [String: MockSequence]

  /// The file's name, for messages.
  public var file: String
  /// By machine name, then by test case.
  public var machines: [String: [String: TestCase]]

  /// Mocks made from values.
  public init(machines: [String: [String: TestCase]], file: String = "mocks") {
    self.machines = machines
    self.file = file
  }

  /// The runner of one test case.
  /// - Parameters:
  ///   - machine: the machine's name; when the file holds only one machine, that one is meant whatever its name.
  ///   - testCase: nil means the only one.
  /// - Throws: a sentence for a usage error.
  public func runner(machine: String, testCase: String?) throws(TaskFileError) -> MockRunner {
    MockRunner(states: try self.testCase(machine: machine, named: testCase), file: file)
  }

  /// The names of the test cases of a machine, sorted: what `--junit` and `--coverage` run through.
  public func testCases(machine: String) throws(TaskFileError) -> [String] { try cases(of: machine).cases.keys.sorted() }

  private func testCase(machine: String, named name: String?) throws(TaskFileError) -> TestCase {
    let (found, cases) = try cases(of: machine)
    if let name {
      guard let testCase = cases[name] else {
        throw TaskFileError(
          cases.isEmpty
            ? "\(file): State machine \"\(found)\" has no test cases."
            : "\(file): State machine \"\(found)\" has no test case \"\(name)\"; it has \(Mocks.list(cases.keys)).")
      }
      return testCase
    }
    guard cases.count <= 1 else {
      throw TaskFileError(
        "\(file): State machine \"\(found)\" has \(cases.count) test cases, \(Mocks.list(cases.keys)); choose one with --test-case NAME.")
    }
    return cases.first?.value ?? [:]
  }

  private func cases(of machine: String) throws(TaskFileError) -> (name: String, cases: [String: TestCase]) {
    if let cases = machines[machine] { return (machine, cases) }
    if let only = machines.first, machines.count == 1 { return (only.key, only.value) }
    guard !machines.isEmpty else {
      throw TaskFileError("\(file): \"StateMachines\" is empty; there is nothing to run \"\(machine)\" with.")
    }
    throw TaskFileError(
      "\(file): There is no state machine \"\(machine)\"; the file has \(Mocks.list(machines.keys)): choose one with --name NAME.")
  }

  /// `"a", "b" and "c"`, sorted.
  static func list(_ names: some Sequence<String>) -> String {
    let quoted = names.sorted().map { "\"\($0)\"" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "none" }
    return quoted.dropLast().joined(separator: ", ") + " and " + last
  }
}
