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

  private static let containers = """
    {"QueryLanguage": "JSONata", "StartAt": "Both", "States": {
      "Both": {"Type": "Parallel", "Next": "Each", "Branches": [
        {"StartAt": "L", "States": {"L": {"Type": "Pass", "Output": {"a": 1}, "Next": "L2"}, "L2": {"Type": "Pass", "End": true}}},
        {"StartAt": "R", "States": {"R": {"Type": "Pass", "Output": 2, "End": true}}}],
        "Assign": {"second": "{% $states.result[1] %}"}, "Output": "{% $states.result[0] %}"},
      "Each": {"Type": "Map", "Items": "{% [10, 20, 30] %}",
        "ItemSelector": {"n": "{% $states.context.Map.Item.Value + $second %}", "i": "{% $states.context.Map.Item.Index %}"},
        "ItemProcessor": {"StartAt": "Add", "States": {"Add": {"Type": "Pass", "Output": "{% $states.input.n + 1 %}", "End": true}}},
        "Output": {"sum": "{% $sum($states.result) %}"}, "End": true}}}
    """

  @Test("Output and Assign of a Parallel and a Map have their values; an ItemSelector has those of an item")
  func containers() async throws {
    let run = try InspectorRun(Self.containers, input: "{}", paused: false)
    let probe = await run.probe()
    let both = probe.lines(DataTab(), "Both", width: 100)
    #expect(both.contains { $0.contains("result         2 values") })
    let expressions = { (lines: [String]) in Array(lines[((lines.firstIndex(of: "EXPRESSIONS") ?? -1) + 1)...].prefix { !$0.isEmpty }) }
    #expect(
      expressions(both) == ["▾ Assign/second  $states.result[1]  =", "    Assign/second  2", "▸ Output  $states.result[0]  = 1 member"])
    let each = probe.lines(DataTab(), "Each", width: 100)
    #expect(
      expressions(each) == [
        "▸ Items  [10, 20, 30]  = 3 values",
        "▾ ItemSelector/n  $states.context.Map.Item.Value + $second  item 0  =", "    ItemSelector/n  12",
        "▾ ItemSelector/i  $states.context.Map.Item.Index  item 0  =", "    ItemSelector/i  0",
        "▾ Output/sum  $sum($states.result)  =", "    Output/sum  69",
      ])
  }

  @Test("With an iteration opened the ItemSelector has the values of its item; before a Map has ended there is no result")
  func openedItem() async throws {
    let run = try InspectorRun(Self.containers, input: "{}", paused: false)
    let probe = await run.probe()
    var context = probe.context("Each", width: 100)
    context.openedIteration = 2
    let lines = InspectorProbe.drawn(DataTab().rows(context), width: 100)
    #expect(lines.contains("▾ ItemSelector/n  $states.context.Map.Item.Value + $second  item 2  ="))
    #expect(lines.contains("    ItemSelector/n  32"))
    context.openedIteration = 7
    #expect(InspectorProbe.drawn(DataTab().rows(context), width: 100).contains("ItemSelector/n  $states.context.Map.Item.Value + $second"))
    let half = try InspectorRun(Self.containers, input: "{}")
    let inside = try await half.step(to: .before, in: "Add")
    let before = inside.lines(DataTab(), "Each", width: 100)
    #expect(before.contains("Output/sum  $sum($states.result)") && !before.contains { $0.contains("result  ") && $0.contains("values") })
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
  }

  /// What the monitor asked to be evaluated.
  private static func asked(_ driver: inout MonitorDriver) -> TypedEvaluation? {
    driver.takeEffects().compactMap { if case .evaluate(let evaluation) = $0 { evaluation } else { nil } }.first
  }

  @Test("An expression that does not end leaves the screen as it is: keys are taken, Esc ends it, and what it came to is not shown then")
  func endless() async throws {
    let probe = try await ended()
    var driver = MonitorDriver()
    driver.evaluates = false
    driver.show(probe.snapshot)
    driver.press("'Sum", ":evaluate ($f := function(){$f()}; $f())")
    let evaluation = try #require(Self.asked(&driver))
    #expect(driver.shows("($f := function(){$f()}; $f())") && driver.shows("is being evaluated; Esc ends it"))
    driver.press("j")
    driver.resize(100, 30)
    #expect(driver.shows("is being evaluated; Esc ends it"))
    driver.press("Esc")
    #expect(driver.takeEffects().contains(.endEvaluation(evaluation)))
    #expect(driver.footer.contains("ended the evaluation of ($f := function(){$f()}; $f())"))
    // Whoever evaluates is told so from another thread.
    evaluation.end()
    let evaluated = evaluation.run()
    #expect(evaluated.rows.map(\.content.plain).joined().contains("The evaluation was cancelled"))
    driver.send(.effectResult(.evaluated(evaluated)))
    #expect(!driver.shows("The evaluation was cancelled"))
  }

  @Test("The result of an evaluation goes to the box that asked for it, and to no other")
  func late() async throws {
    let probe = try await ended()
    var driver = MonitorDriver()
    driver.evaluates = false
    driver.show(probe.snapshot)
    driver.press("'Sum", ":evaluate 1 + 1")
    let first = try #require(Self.asked(&driver))
    driver.press("Esc", ":evaluate 20 + 3")
    let second = try #require(Self.asked(&driver))
    driver.send(.effectResult(.evaluated(first.run())))
    #expect(driver.shows("is being evaluated; Esc ends it"))
    driver.send(.effectResult(.evaluated(second.run())))
    #expect(driver.shows("23") && !driver.shows("is being evaluated"))
    driver.press("Esc")
    #expect(!driver.takeEffects().contains { if case .endEvaluation = $0 { true } else { false } })
  }

  @Test("p is there while a step that was asked for is not done, for its evaluation may have to be ended")
  func interruptsStep() async throws {
    var driver = MonitorDriver()
    driver.show(try await InspectorRun(Self.machine, input: "{}").probe().snapshot)
    driver.press("p")
    #expect(driver.footer.contains("the run is paused already"))
    driver.press("s", "p")
    #expect(driver.takeActions() == [.step, .pause])
    let refusal = "The evaluation of 'Output' in \"B\" was interrupted; the run stands where it stood."
    driver.send(.effectResult(.performed(label: "", refusal: refusal)))
    #expect(driver.shows("The evaluation of 'Output' in \"B\" was interrupted"))
    driver.press("p")
    #expect(driver.footer.contains("the run is paused already"))
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
