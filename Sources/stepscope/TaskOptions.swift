import ArgumentParser
import ECSModel
import Tasks

/// Who performs tasks, and from what.
struct TaskOptions: ParsableArguments {
  enum Performer: String, ExpressibleByArgument, CaseIterable { case simulated, manual }

  @Option(help: ArgumentHelp("Results for tasks, in the mock format of Step Functions Local.", valueName: "FILE")) var mocks: String?
  @Option(help: ArgumentHelp("Which test case of the mock file.", valueName: "NAME")) var testCase: String?
  @Option(help: "Who performs ECS tasks: simulated, or manual (every task asks on the screen).") var tasks: Performer = .simulated
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Task definitions, as register-task-definition reads them or DescribeTaskDefinition gives them.", valueName: "FILE"))
  var taskDefinitions: [String] = []
  @Option(help: ArgumentHelp("How simulated tasks go (YAML).", valueName: "FILE")) var scenario: String?
  @Flag(help: "Only essential containers decide whether a .sync task succeeded.") var essentialOnly = false

  func definitions() throws(CommandStop) -> TaskDefinitionSet {
    var all: [TaskDefinition] = []
    for file in taskDefinitions {
      let bytes = try InputFile.read(file)
      do throws(TaskDefinitionFileError) { all += try TaskDefinition.read(bytes, file: file) } catch {
        throw CommandStop.unusable(error.message)
      }
    }
    return TaskDefinitionSet(all: all)
  }

  /// The test cases to run: the one that was asked for, all of the mock file's, or, without mocks, one named like the machine.
  func caseNames(machineName: String) throws(CommandStop) -> [String] {
    if let testCase { return [testCase] }
    guard let mocks else { return [machineName] }
    do throws(TaskFileError) {
      let names = try Mocks(parsing: try readFile(mocks), file: mocks).testCases(machine: machineName)
      guard names.isEmpty else { return names }
      throw TaskFileError("\(mocks): State machine \"\(machineName)\" has no test cases; give it some in \"TestCases\".")
    } catch { throw CommandStop.unusable(error.message) }
  }

  /// The runner of a machine that a Task starts: its mocks are those under its own name, and without such it has none.
  func runner(ofStartedMachine name: String, definitions: TaskDefinitionSet, seed: UInt64) throws(CommandStop) -> any TaskRunner {
    var own = self
    if let mocks {
      do throws(TaskFileError) {
        let cases = try Mocks(parsing: try readFile(mocks), file: mocks).machines[name]
        if cases == nil { own.mocks = nil }
        // Its only test case serves all of those of the machine that starts it.
        if let cases, let testCase, cases[testCase] == nil, cases.count == 1 { own.testCase = nil }
      } catch { throw CommandStop.unusable(error.message) }
    }
    return try own.runner(machineName: name, definitions: definitions, seed: seed)
  }

  func runner(machineName: String, definitions: TaskDefinitionSet, seed: UInt64) throws(CommandStop) -> any TaskRunner {
    do throws(TaskFileError) {
      var mockRunner: MockRunner?
      if let mocks { mockRunner = try Mocks(parsing: try readFile(mocks), file: mocks).runner(machine: machineName, testCase: testCase) }
      if tasks == .manual { return RunnerChain(mocks: mockRunner, tasks: .manual) }
      var plan = Scenario()
      if let scenario { plan = try Scenario(yaml: String(decoding: try readFile(scenario), as: UTF8.self), file: scenario) }
      let ecs = SimulatedECS(
        seed: seed, scenario: plan, definitions: definitions.all, rule: essentialOnly ? .essentialOnly : .everyContainer)
      return RunnerChain(mocks: mockRunner, tasks: .simulated(ecs))
    } catch {
      throw CommandStop.unusable(error.message)
    }
  }

  private func readFile(_ file: String) throws(TaskFileError) -> [UInt8] {
    do throws(CommandStop) { return try InputFile.read(file) } catch { throw TaskFileError(error.message ?? file) }
  }
}

/// Task definitions by every name they are asked for.
struct TaskDefinitionSet {
  var all: [TaskDefinition]

  /// By family, `family:revision` and ARN; of one family the last given stands for its name.
  var byName: [String: TaskDefinition] {
    var names: [String: TaskDefinition] = [:]
    for definition in all {
      for name in [definition.family, definition.name] + [definition.arn].compactMap({ $0 }) { names[name] = definition }
    }
    return names
  }
}
