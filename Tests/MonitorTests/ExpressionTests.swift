import Canvas
import DataFlow
import ExecutionSource
import JSON
import Testing

@testable import Monitor

/// JSONata on the screen: expressions beside their values, the prompt that evaluates, where a command comes from.
@Suite("Expressions on the screen")
struct ExpressionTests {
  private static let machine = """
    {"QueryLanguage": "JSONata", "StartAt": "Sum", "States": {
      "Sum": {"Type": "Pass", "Assign": {"total": "{% $sum($states.input.n) %}"},
        "Output": {"double": "{% 2 * $sum($states.input.n) %}", "n": "{% $states.input.n %}"}, "Next": "Bad"},
      "Bad": {"Type": "Pass", "Output": "{% $total + $states.input.text %}", "End": true}}}
    """

  private func ended() async throws -> InspectorProbe {
    let run = try InspectorRun(Self.machine, input: #"{"n": [1, 2, 3], "text": "x"}"#, paused: false)
    return await run.probe()
  }

  @Test("The Data tab has each expression with its value, and a caret under what fails")
  func data() async throws {
    let probe = try await ended()
    let lines = probe.lines(DataTab(), "Sum", width: 100)
    let at = try #require(lines.firstIndex(of: "EXPRESSIONS"))
    #expect(
      Array(lines[(at + 1)...(at + 6)]) == [
        "▾ Assign/total  $sum($states.input.n)  =", "    Assign/total  6", "▾ Output/double  2 * $sum($states.input.n)  =",
        "    Output/double  12", "▸ Output/n  $states.input.n  = 3 values", "",
      ])
    let failed = probe.lines(DataTab(), "Bad", width: 120)
    let bad = try #require(failed.firstIndex { $0.hasPrefix("▾ Output  $total + $states.input.text") })
    #expect(failed[bad].hasSuffix(#"returned nothing (undefined)"#) || failed[bad].contains("T200"))
  }

  @Test("A caret stands under the character that is wrong")
  func caret() throws {
    let problem = try #require(throws: (any Error).self) { _ = try TypedExpression("1 + [2,3)") } as? TypedExpression.Problem
    let rows = ExpressionRows.caret(try #require(problem), id: "x", [])
    #expect(rows.map(\.content.plain) == ["1 + [2,3)", "        ^"])
  }

  @Test(":evaluate takes JSONata, a JSONPath and an intrinsic call over the selected state")
  func prompt() async throws {
    let probe = try await ended()
    var driver = MonitorDriver()
    driver.show(probe.snapshot)
    driver.press("'Sum", ":evaluate $sum($states.input.n) * 10")
    #expect(driver.shows("Evaluate") && driver.shows("60"))
    driver.press("Esc", ":evaluate $.n[1:]")
    #expect(driver.shows("$.n[1:]"))
    driver.press("Esc", ":evaluate States.ArrayLength($.n)")
    #expect(driver.shows("3"))
    driver.press("Esc", ":evaluate n[$ > 1 and")
    #expect(driver.shows("S0203: Expected"))
    driver.press("Esc", ":evaluate ($f := function(){$f()}; $f())")
    #expect(driver.shows("U1001"))
  }

  /// The job of the overrides table, in JSONata.
  private static func job(commands: String) -> String {
    [
      (#""StartAt""#, #""QueryLanguage": "JSONata", "StartAt""#), ("Parameters", "Arguments"),
      (#""Command.$": "$.commands""#, #""Command": "{% \#(commands) %}""#),
      (#""Value.$": "$.mode""#, #""Value": "{% $states.input.mode %}""#),
      (#""Value.$": "$.secret""#, #""Value": "{% $states.input.secret %}""#),
    ].reduce(JobMachine.definition) { $0.replacing($1.0, with: $1.1) }
  }

  private static func overrides(commands: String) async throws -> [String] {
    let run = try InspectorRun(job(commands: commands), input: JobMachine.input, definitions: [JobMachine.taskDefinition])
    return try await run.step(to: .ready, in: "Run job").lines(OverridesTab(), "Run job", width: 80)
  }

  @Test("Each value of Arguments says which expression it comes from, and where that stands; another expression changes its value alone")
  func provenance() async throws {
    let lines = try await Self.overrides(commands: "$states.input.commands")
    #expect(lines.contains("▾              from {% $states.input.commands %}   job.asl.json:16:26"))
    #expect(lines.contains("               from {% $states.input.mode %}   job.asl.json:18:43"))
    let other = try await Self.overrides(commands: "$reverse($states.input.commands)")
    #expect(other.contains("▾              from {% $reverse($states.input.commands) %}   job.asl.json:16:26"))
    let changed = zip(lines, other).filter { $0 != $1 }.map(\.1)
    #expect(changed.count == 3 && lines.count == other.count, "\(changed)")
  }
}
