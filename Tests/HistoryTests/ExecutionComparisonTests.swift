import ExecutionSource
import History
import JSON
import Testing
import Time

@Suite struct JSONDifferenceTests {
  private func differences(_ a: String, _ b: String, limit: Int = 100) throws -> [String] {
    let (left, right) = (try JSONValue(parsing: a), try JSONValue(parsing: b))
    return JSONDifference.between(left, right, limit: limit).map {
      "\($0.pointer): \($0.left?.compact ?? "-") | \($0.right?.compact ?? "-")"
    }
  }

  @Test func membersAndElementsArePointedAt() throws {
    #expect(try differences(#"{"a":1,"b":[1,2,3]}"#, #"{"b":[1,5,3],"a":1.0}"#) == ["/b/1: 2 | 5"])
    #expect(try differences(#"{"a":1}"#, #"{"b":2}"#) == ["/a: 1 | -", "/b: - | 2"])
    #expect(try differences("[1]", "[1,2,3]") == ["/1: - | 2", "/2: - | 3"])
    #expect(try differences("1", #""1""#) == [#": 1 | "1""#])
    #expect(try differences(#"{"a/b":{"c~":null}}"#, #"{"a/b":{"c~":0}}"#) == ["/a~1b/c~0: null | 0"])
    #expect(try differences(#"{"a":1,"b":[]}"#, #"{"b":[],"a":1}"#).isEmpty)
  }

  @Test func noMoreAreGivenThanAskedFor() throws {
    let a = "[" + (0..<500).map(String.init).joined(separator: ",") + "]"
    let b = "[" + (1..<501).map(String.init).joined(separator: ",") + "]"
    #expect(try differences(a, b, limit: 3) == ["/0: 0 | 1", "/1: 1 | 2", "/2: 2 | 3"])
  }
}

/// A history written state by state.
private struct Script {
  private(set) var events: [HistoryEvent] = []
  private var clock: Int64 = 1_000

  init(input: String = "{}") { add(.executionStarted, .executionStarted(input: input, roleArn: nil)) }

  mutating func add(_ type: EventType, _ details: EventDetails = .none, after seconds: Int64 = 1) {
    clock += seconds * 1_000
    events.append(
      HistoryEvent(
        id: events.count + 1, previousEventId: events.count, timestamp: Timestamp(milliseconds: clock), type: type, details: details))
  }

  mutating func pass(_ name: String, _ input: String? = "{}", _ output: String? = "{}", seconds: Int64 = 1) {
    add(.passStateEntered, .stateEntered(name: name, input: input))
    add(.passStateExited, .stateExited(name: name, output: output, assignedVariables: []), after: seconds)
  }

  mutating func fail(_ name: String, _ error: String) {
    add(.failStateEntered, .stateEntered(name: name, input: "{}"))
    add(.executionFailed, .failed(error: error, cause: nil))
  }

  mutating func succeed() { add(.executionSucceeded, .succeeded(output: "{}")) }

  func side(_ definition: JSONValue? = nil) -> ExecutionComparison.Side {
    ExecutionComparison.Side(EventLog(events), definition: definition)
  }
}

@Suite struct ExecutionComparisonTests {
  private func text(_ comparison: ExecutionComparison) -> [String] {
    comparison.rows.map { "\($0.left == nil ? "-" : "L")\($0.right == nil ? "-" : "R") \($0.state)" }
  }

  @Test func executionsThatAreAlikeDoNotPart() {
    var script = Script()
    script.pass("A")
    script.pass("B", seconds: 3)
    script.succeed()
    let comparison = ExecutionComparison(left: script.side(["StartAt": "A"]), right: script.side(["StartAt": "A"]))
    #expect(text(comparison) == ["LR A", "LR B"])
    #expect(comparison.parting == nil)
    #expect(comparison.dataParting == nil)
    #expect(comparison.inputDifferences.isEmpty)
    #expect(comparison.definitionDifferences == [])
    #expect(comparison.rows.map(\.leftDuration) == [.seconds(1), .seconds(3)])
    #expect(comparison.rows.allSatisfy { $0.differs.isEmpty })
  }

  @Test func pathsPartWhereAChoiceWentOtherwise() {
    var (a, b) = (Script(input: #"{"price":5}"#), Script(input: #"{"price":50}"#))
    a.pass("Check", #"{"price":5}"#)
    a.pass("Approve")
    a.pass("Ship")
    a.succeed()
    b.pass("Check", #"{"price":50}"#)
    b.pass("Reject")
    b.pass("Ship", seconds: 9)
    b.succeed()
    let comparison = ExecutionComparison(left: a.side(), right: b.side())
    #expect(text(comparison) == ["LR Check", "L- Approve", "-R Reject", "LR Ship"])
    #expect(comparison.parting?.row == 1)
    #expect(
      comparison.parting?.sentence(left: "run-1", right: "run-2")
        == "the paths part after \"Check\": run-1 went on to \"Approve\", run-2 went on to \"Reject\"")
    #expect(comparison.dataParting?.sentence == "the data parts in the input of \"Check\" at /price")
    #expect(comparison.inputDifferences.map(\.pointer.description) == ["/price"])
    #expect(comparison.definitionDifferences == nil)
    #expect(comparison.rows[3].rightDuration == .seconds(9))
    #expect(comparison.differences(at: 0).input.first?.right == 50)
    #expect(comparison.differences(at: 1).input.isEmpty)
  }

  @Test func aFailureIsWhereTheOtherWentOn() {
    var (a, b) = (Script(), Script())
    a.fail("Check", "Bad.Thing")
    b.pass("Other")
    b.succeed()
    let comparison = ExecutionComparison(left: a.side(), right: b.side())
    #expect(
      comparison.parting?.sentence(left: "a", right: "b") == "the paths part at the start: a went on to \"Check\", b went on to \"Other\"")
    var c = Script()
    c.add(.taskStateEntered, .stateEntered(name: "Work", input: "{}"))
    c.add(.taskScheduled, .taskScheduled(TaskScheduled(task: TaskResource(resourceType: "ecs", resource: "runTask.sync"))))
    c.add(.taskFailed, .taskFailed(TaskResource(resourceType: "ecs", resource: "runTask.sync"), error: "States.TaskFailed", cause: nil))
    var d = c
    c.add(.executionFailed, .failed(error: "States.TaskFailed", cause: nil))
    d.add(.taskStateExited, .stateExited(name: "Work", output: "{}", assignedVariables: []))
    d.pass("Clean up")
    d.succeed()
    let caught = ExecutionComparison(left: c.side(), right: d.side())
    #expect(
      caught.parting?.sentence(left: "c", right: "d")
        == "the paths part after \"Work\": c failed there with States.TaskFailed, d went on to \"Clean up\"")
    #expect(caught.rows[0].differs == [.status])
  }

  @Test func whatGoesOnHasNotPartedYet() {
    var (a, b) = (Script(), Script())
    a.pass("A")
    a.add(.passStateEntered, .stateEntered(name: "B", input: "{}"))
    b.pass("A")
    b.pass("B")
    b.pass("C")
    b.succeed()
    let comparison = ExecutionComparison(left: a.side(), right: b.side())
    #expect(text(comparison) == ["LR A", "LR B", "-R C"])
    #expect(comparison.parting == nil)
    #expect(comparison.rows[1].differs.isEmpty)
  }

  @Test func dataThatWasLeftOutIsNoDifference() {
    var (a, b) = (Script(), Script())
    a.pass("A", nil, nil)
    b.pass("A", #"{"x":1}"#, "{}")
    a.succeed()
    b.succeed()
    let comparison = ExecutionComparison(left: a.side(), right: b.side())
    #expect(comparison.dataParting == nil)
    #expect(comparison.rows[0].differs.isEmpty)
  }

  @Test func orderOfMembersIsNoDifference() {
    var (a, b) = (Script(), Script())
    a.pass("A", "{}", #"{"x":1,"y":2}"#)
    b.pass("A", "{}", #"{ "y": 2, "x": 1.0 }"#)
    #expect(ExecutionComparison(left: a.side(), right: b.side()).dataParting == nil)
    b.pass("B", "{}", #"{"list":[1,{"k":2}]}"#)
    a.pass("B", "{}", #"{"list":[1,{"k":3}]}"#)
    let comparison = ExecutionComparison(left: a.side(), right: b.side())
    #expect(comparison.dataParting?.sentence == "the data parts in the output of \"B\" at /list/1/k")
    #expect(comparison.dataParting?.differences == [JSONDifference(pointer: JSONPointer(["list", "1", "k"]), left: 3, right: 2)])
  }

  @Test func loopsAreAlignedTurnByTurn() {
    func loop(_ turns: Int) -> Script {
      var script = Script()
      for _ in 0..<turns {
        script.pass("Work")
        script.pass("Done?")
      }
      script.pass("End")
      script.succeed()
      return script
    }
    let comparison = ExecutionComparison(left: loop(3).side(), right: loop(5).side())
    #expect(comparison.rows.count { $0.isShared } == 7)
    #expect(comparison.rows.count == 11)
    #expect(
      comparison.parting?.sentence(left: "a", right: "b") == "the paths part after \"Done?\": a went on to \"End\", b went on to \"Work\"")
  }

  @Test func iterationsAreComparedWithTheSameIteration() {
    func map(_ items: [(index: Int, state: String)]) -> Script {
      var script = Script()
      script.add(.mapStateEntered, .stateEntered(name: "Each", input: "[]"))
      script.add(.mapStateStarted, .mapStarted(length: items.count))
      for item in items {
        script.add(.mapIterationStarted, .mapIteration(name: "Each", index: item.index))
        script.pass(item.state)
        script.add(.mapIterationSucceeded, .mapIteration(name: "Each", index: item.index))
      }
      script.add(.mapStateSucceeded)
      script.add(.mapStateExited, .stateExited(name: "Each", output: "[]", assignedVariables: []))
      script.succeed()
      return script
    }
    // The order in which iterations ran is chance.
    let comparison = ExecutionComparison(
      left: map([(0, "Odd"), (1, "Even")]).side(), right: map([(1, "Even"), (0, "Even"), (2, "Odd")]).side())
    #expect(text(comparison).first == "LR Each")
    #expect(comparison.rows.filter { $0.scope.first == .iteration(state: "Each", index: 1) }.map(\.isShared) == [true])
    #expect(comparison.parting?.scope == [.iteration(state: "Each", index: 0)])
    // A longer list is no parting of paths.
    let longer = ExecutionComparison(left: map([(0, "Odd")]).side(), right: map([(0, "Odd"), (1, "Odd")]).side())
    #expect(longer.parting == nil)
    #expect(text(longer) == ["LR Each", "LR Odd", "-R Odd"])
  }

  @Test func definitionsAreCompared() {
    var script = Script()
    script.pass("A")
    let a: JSONValue = ["StartAt": "A", "States": ["A": ["Type": "Pass", "End": true]]]
    let b: JSONValue = ["StartAt": "A", "States": ["A": ["Type": "Pass", "Next": "B"], "B": ["Type": "Succeed"]]]
    let comparison = ExecutionComparison(left: script.side(a), right: script.side(b))
    #expect(comparison.definitionDifferences?.map(\.pointer.description) == ["/States/A/End", "/States/A/Next", "/States/B"])
  }

  @Test func longHistoriesThatShareLittleAreStillCompared() {
    var (a, b) = (Script(), Script())
    for at in 0..<6_000 {
      a.pass("S\(at % 7)")
      b.pass("S\((at * 3) % 11)")
    }
    let comparison = ExecutionComparison(left: a.side(), right: b.side())
    #expect(comparison.rows.count { $0.left != nil } == 6_000)
    #expect(comparison.rows.count { $0.right != nil } == 6_000)
    #expect(comparison.rows.compactMap(\.left) == Array(0..<6_000))
    #expect(comparison.rows.compactMap(\.right) == Array(0..<6_000))
  }

  @Test func anExecutionWithoutEvents() {
    let empty = ExecutionComparison.Side(EventLog())
    let comparison = ExecutionComparison(left: empty, right: empty)
    #expect(comparison.rows.isEmpty)
    #expect(comparison.parting == nil)
    #expect(empty.duration == nil)
  }
}
