import ECSModel
import Engine
import JSON
import Tasks

/// Who performs the tasks of hosted executions, and from which files: their texts are kept with each execution, so that it goes on with them after a restart, whatever
/// became of the files.
public struct RunnerSetup: Sendable, Equatable {
  /// Who performs ECS tasks.
  public enum Performer: String, Sendable {
    case simulated
    /// Every task waits for a result by hand or an answer to its token.
    case manual
  }

  /// A file that was read.
  public struct File: Sendable, Equatable {
    /// As messages name it.
    public var name: String
    /// What is in it.
    public var text: String

    /// From its parts.
    public init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  /// Who performs ECS tasks.
  public var tasks = Performer.simulated
  /// How simulated tasks go (YAML); nil takes the measured times.
  public var scenario: File?
  /// Results for tasks, in the mock format of Step Functions Local.
  public var mocks: File?
  /// Which test case of the mock file; nil means the only one.
  public var testCase: String?
  /// Task definitions, as register-task-definition reads them.
  public var taskDefinitions: [File] = []
  /// Whether only essential containers decide a `.sync` task.
  public var isEssentialOnly = false
  /// Lambda functions that the host runs, by name: an execution goes on asking for them after a restart.
  public var functions: [String] = []

  /// Simulated tasks as they were measured.
  public init() {}
}

extension RunnerSetup {
  /// The set-up as text: what is kept.
  var text: String {
    var object = JSONObject()
    object["tasks"] = .string(tasks.rawValue)
    object["scenario"] = scenario?.json
    object["mocks"] = mocks?.json
    object["testCase"] = testCase.map { .string($0) }
    if !taskDefinitions.isEmpty { object["taskDefinitions"] = .array(taskDefinitions.map(\.json)) }
    if isEssentialOnly { object["essentialOnly"] = true }
    if !functions.isEmpty { object["functions"] = .array(functions.map { .string($0) }) }
    return JSONValue.object(object).compact
  }

  /// The set-up of a kept text; nil when it is none.
  init?(text: String) {
    guard let json = try? JSONValue(parsing: text), let tasks = json["tasks"]?.stringValue.flatMap(Performer.init(rawValue:)) else {
      return nil
    }
    self.tasks = tasks
    scenario = json["scenario"].flatMap(File.init(json:))
    mocks = json["mocks"].flatMap(File.init(json:))
    testCase = json["testCase"]?.stringValue
    taskDefinitions = (json["taskDefinitions"]?.arrayValue ?? []).compactMap(File.init(json:))
    isEssentialOnly = json["essentialOnly"]?.boolValue ?? false
    functions = (json["functions"]?.arrayValue ?? []).compactMap(\.stringValue)
  }
}

extension RunnerSetup.File {
  fileprivate var json: JSONValue { ["name": .string(name), "text": .string(text)] }

  fileprivate init?(json: JSONValue) {
    guard let name = json["name"]?.stringValue, let text = json["text"]?.stringValue else { return nil }
    self.init(name: name, text: text)
  }
}

/// A set-up whose files were read: makes the runners.
struct RunnerKit: Sendable {
  let setup: RunnerSetup
  let text: String
  private let scenario: Scenario
  private let mocks: Mocks?
  let definitions: [TaskDefinition]

  /// - Throws: `TaskFileError` with the place of what cannot be read.
  init(_ setup: RunnerSetup) throws(TaskFileError) {
    self.setup = setup
    text = setup.text
    scenario = if let file = setup.scenario { try Scenario(yaml: file.text, file: file.name) } else { Scenario() }
    mocks = if let file = setup.mocks { try Mocks(parsing: Array(file.text.utf8), file: file.name) } else { nil }
    var definitions: [TaskDefinition] = []
    for file in setup.taskDefinitions {
      do throws(TaskDefinitionFileError) { definitions += try TaskDefinition.read(Array(file.text.utf8), file: file.name) } catch {
        throw TaskFileError(error.message)
      }
    }
    self.definitions = definitions
  }

  /// The runner of an execution of this machine.
  /// - Throws: `TaskFileError` when the mock file has several test cases for it and none was chosen.
  func runner(machineName: String, seed: UInt64) throws(TaskFileError) -> any TaskRunner {
    HostedRunner(mocks: try mockRunner(machineName), tasks: tasks(seed))
  }

  /// The runners of other machines that the mock file names, which its executions may start.
  func runners(seed: UInt64) throws(TaskFileError) -> [String: any TaskRunner] {
    guard let mocks, mocks.machines.count > 1 else { return [:] }
    var runners: [String: any TaskRunner] = [:]
    for name in mocks.machines.keys { runners[name] = HostedRunner(mocks: try mockRunner(name), tasks: tasks(seed)) }
    return runners
  }

  private func tasks(_ seed: UInt64) -> RunnerChain.Tasks {
    switch setup.tasks {
    case .manual: .manual
    case .simulated:
      .simulated(
        SimulatedECS(
          seed: seed, scenario: scenario, definitions: definitions, rule: setup.isEssentialOnly ? .essentialOnly : .everyContainer))
    }
  }

  /// Of several machines' mocks those of this one, if any; the only machine's are meant for all.
  private func mockRunner(_ machineName: String) throws(TaskFileError) -> MockRunner? {
    guard let mocks, mocks.machines.count == 1 || mocks.machines[machineName] != nil else { return nil }
    return try mocks.runner(machine: machineName, testCase: setup.testCase)
  }
}
