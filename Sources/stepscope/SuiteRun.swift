import Embedded
import Engine
import ExecutionSource
import Foundation
import History
import JSON
import StatesLanguage
import Time

/// All test cases of a mock file, one after the other: `--junit` and `--coverage`.
struct SuiteRun {
  var command: RunCommand

  /// Runs them, writes what was asked for, and gives the code to exit with.
  func run() throws -> CommandStop.Code {
    let machine = try command.substitution.load(command.definition)
    let name = try command.who.identity(definition: command.definition).machineName
    let names = try command.tasks.caseNames(machineName: name)
    let columns = min(48, names.map { $0.count }.max() ?? 0)
    var report = SuiteReport(machineName: name, file: command.definition, coverage: Coverage(machine))
    for testCase in names {
      let result = try run(testCase, machine, &report)
      report.cases.append(result)
      if command.output == .lines { Output.standard.write(SuiteReport.line(of: result, nameColumns: columns) + "\n") }
    }
    if !command.coverage, command.junit == nil { report.coverage = nil }
    try write(report)
    let counts = report.counts
    return counts.notRun > 0 ? .usage : counts.failed > 0 ? .notSucceeded : .succeeded
  }

  private func run(_ testCase: String, _ machine: StateMachine, _ report: inout SuiteReport) throws -> CaseResult {
    var command = command
    if command.tasks.mocks != nil { command.tasks.testCase = testCase }
    let setup = try command.setup(machine, isPaused: false)
    let coverage = report.coverage
    let outcome = try Blocking.run { () async throws(CommandStop) -> Outcome in
      var execution: HeadlessExecution
      do throws(EngineRefusal) { execution = try HeadlessExecution(setup, wall: SystemClock().now) } catch {
        throw CommandStop(.usage, "error: \(error.message)")
      }
      var problem: String?
      var reached = coverage ?? Coverage(setup.machine)
      do throws(EngineRefusal) { try await execution.run(clock: SystemClock(), coverage: &reached) } catch { problem = error.message }
      return Outcome(result: CaseResult(name: testCase, execution, machine: setup.machine, problem: problem), coverage: reached)
    }
    report.coverage = outcome.coverage
    return outcome.result
  }

  private struct Outcome: Sendable {
    var result: CaseResult
    var coverage: Coverage
  }

  private func write(_ report: SuiteReport) throws(CommandStop) {
    if let junit = command.junit {
      do { try Data(report.junit.utf8).write(to: URL(fileURLWithPath: junit), options: .atomic) } catch {
        throw CommandStop(.world, "error: --junit \(junit) cannot be written: \(error.localizedDescription)")
      }
    }
    switch command.output {
    case .result:
      var shown = report
      if !command.coverage { shown.coverage = nil }
      Output.standard.write(shown.json.compact + "\n")
    default:
      Output.standard.write("\n\(report.summary)\n")
      if command.coverage { Output.standard.write("\n" + report.coverageText) }
    }
  }
}
