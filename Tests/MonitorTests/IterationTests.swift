import Canvas
import Embedded
import Engine
import ExecutionSource
import History
import JSON
import StateGraph
import StatesLanguage
import Tasks
import Testing
import Time

@testable import Monitor

@Suite("Maps and their iterations")
struct IterationTests {
  static let sizes = [(80, 24), (120, 40), (200, 60)]

  static let machine = #"""
    {
      "StartAt": "ForEach",
      "States": {
        "ForEach": {
          "Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 5,
          "ItemProcessor": {
            "StartAt": "Which?",
            "States": {
              "Which?": {"Type": "Choice", "Choices": [{"Variable": "$.skip", "IsPresent": true, "Next": "Skip"}], "Default": "Ship"},
              "Ship": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                "Parameters": {"FunctionName": "ship", "Payload.$": "$"},
                "Retry": [{"ErrorEquals": ["Late"], "IntervalSeconds": 2, "MaxAttempts": 1}],
                "Catch": [{"ErrorEquals": ["Gone"], "Next": "Note"}], "Next": "Pause"},
              "Pause": {"Type": "Wait", "Seconds": 5, "End": true},
              "Note": {"Type": "Pass", "End": true},
              "Skip": {"Type": "Pass", "End": true}
            }
          },
          "Next": "Done"
        },
        "Done": {"Type": "Succeed"}
      }
    }
    """#

  /// Item 3 is skipped, 6 is tried twice, of 8 the truck is gone, and 10 fails for good where `fails`.
  static func snapshot(items count: Int = 40, fails: Bool = false, until: (HistoryEvent) -> Bool = { _ in false }) async throws
    -> ExecutionSnapshot
  {
    let machine = try #require(StateMachine.load(bytes: Array(Self.machine.utf8), file: "map.asl.json").machine)
    let items = (0..<count).map { $0 == 3 ? #"{"id": \#($0), "skip": true}"# : #"{"id": \#($0)}"# }
    // Schedulings count in the order in which iterations send: 3 sends nothing.
    let late = MockResponse(.throwing(error: "Late", cause: "the road is closed"))
    let gone = MockResponse(.throwing(error: "Gone", cause: "the truck is gone"))
    let bad = MockResponse(.throwing(error: "Broken", cause: "the box is broken"))
    let fine = MockResponse(.returns(["Payload": "shipped"]))
    var entries = [MockSequence.Entry(0...4, fine), MockSequence.Entry(5...5, late), MockSequence.Entry(6...6, fine)]
    entries += [MockSequence.Entry(7...7, gone), MockSequence.Entry(8...8, fine), MockSequence.Entry(9...9, fails ? bad : fine)]
    entries.append(MockSequence.Entry(10...9_999, fine))
    let runner = RunnerChain(
      mocks: MockRunner(states: ["Ship": MockSequence(name: "R", entries: entries, place: "m.json:1:1")]),
      tasks: .simulated(SimulatedECS(seed: 1)))
    let setup = LocalSetup(
      machine: machine, identity: EngineIdentity(machineName: "parcels", executionName: "run-1"), seed: EngineSeed(1),
      input: #"{"items": [\#(items.joined(separator: ","))]}"#, runner: runner, startTime: Fixture.start, clock: .virtual,
      detail: "simulated · virtual time")
    var run = try HeadlessExecution(setup, wall: Fixture.start)
    try await run.run(clock: SystemClock()) { _, _ in }
    var snapshot = ExecutionSnapshot(
      identity: ExecutionIdentity(
        place: .local(detail: "simulated · virtual time"), machineName: "parcels", executionName: "run-1", executionArn: "arn"))
    snapshot.definition = machine
    snapshot.capabilities = [.step, .edit, .answerTokens, .stop]
    snapshot.events = run.events
    if let end = run.events.firstIndex(where: until) { snapshot.events = run.events.prefix(events: end + 1) }
    snapshot.status = HistoryIndex(snapshot.events).status
    snapshot.live.now = snapshot.events.last?.timestamp ?? Fixture.start
    return snapshot
  }

  /// Twelve iterations are over.
  static func running(items: Int = 40) async throws -> ExecutionSnapshot {
    var over = 0
    return try await snapshot(items: items) { event in
      if event.type == .mapIterationSucceeded { over += 1 }
      return over == 12
    }
  }

  static func driver(_ snapshot: ExecutionSnapshot, _ width: Int = 120, _ height: Int = 40) -> MonitorDriver {
    var driver = MonitorDriver(Size(width: width, height: height), now: snapshot.live.now)
    driver.show(snapshot)
    return driver
  }

  private func golden(_ driver: MonitorDriver, _ name: String) throws {
    let size = driver.app.render().size
    let full = "\(name)-\(size.width)x\(size.height)"
    driver.picture(full)
    // The widest has the same parts with more room.
    guard size.width < 200 else { return #expect(driver.shows("ForEach") && driver.app.render().size == size) }
    try GoldenScreen.expect(driver.app.render(), full, GoldenScreens.iterations[full], theme: driver.app.theme)
  }

  @Test("a Map shows its iterations as cells, and Enter lists them", arguments: sizes)
  func list(width: Int, height: Int) async throws {
    var driver = Self.driver(try await Self.running(), width, height)
    driver.press(":go ForEach", "1", "Enter")
    try golden(driver, "iterations")
  }

  @Test("Enter opens one iteration: what is shown of the states inside is of it alone", arguments: sizes)
  func opened(width: Int, height: Int) async throws {
    var driver = Self.driver(try await Self.snapshot(), width, height)
    driver.press(":go ForEach", ":iteration 8")
    try golden(driver, "iteration-opened")
  }

  @Test("thousands are summarised: a cell stands for several, and says so", arguments: sizes)
  func thousands(width: Int, height: Int) async throws {
    var driver = Self.driver(try await Self.running(items: 3_000), width, height)
    driver.press(":go ForEach", "1", "Enter")
    try golden(driver, "iterations-thousands")
  }

  @Test("iterations stand as their events and what runs inside tell; the worst of a cell wins")
  func looks() async throws {
    let snapshot = try await Self.running()
    let view = ExecutionView(
      snapshot: snapshot, index: HistoryIndex(snapshot.events, facts: snapshot.definition.map { MachineFacts(definition: $0.root.value) }),
      isLive: true)
    let map = try #require(view.latestVisit(of: "ForEach"))
    let iterations = try #require(MapIterations(of: map, in: view))
    #expect(iterations.looks.count == 40)
    #expect(iterations.looks.count { $0 == .succeeded } == 12)
    #expect(iterations.looks.last == .pending)
    let running = iterations.looks.count { [.running, .waiting, .retrying].contains($0) }
    #expect(running == map.progress?.running)
    let cells = iterations.cells(10)
    #expect((cells.statuses.count, cells.iterationsPerCell) == (10, 4))
    #expect(cells.statuses.first == .succeeded && cells.statuses.last == .pending)
    #expect(IterationCells([.succeeded, .pending, .failed, .succeeded], capacity: 2).statuses == [.pending, .failed])
  }

  @Test("a Map that failed lists the failed iteration first; what ran with it was given up")
  func failed() async throws {
    var driver = Self.driver(try await Self.snapshot(fails: true))
    driver.press(":go ForEach", "1", "Enter")
    let failed = driver.screen.firstIndex { $0.contains("✖ 1 failed") && !$0.contains("ITERATIONS") }
    let aborted = driver.screen.firstIndex { $0.contains("aborted") && !$0.contains("ITERATIONS") }
    #expect(failed != nil && aborted != nil && failed ?? 0 < aborted ?? 0, "\(driver.testDescription)")
    #expect(driver.shows("Broken: the box is broken"), "\(driver.testDescription)")
    driver.press("Enter")
    #expect(driver.header.contains("iteration"), "\(driver.testDescription)")
    #expect(driver.shows("Ship Task"), "\(driver.testDescription)")
  }

  @Test("Esc goes back to the whole Map, with the iteration selected; nothing else is left")
  func back() async throws {
    var driver = Self.driver(try await Self.snapshot())
    driver.press(":go ForEach", "1", "Enter", "Enter")
    #expect(driver.header.contains("iteration"), "\(driver.testDescription)")
    #expect(driver.footer.contains("Esc whole Map"), "\(driver.footer)")
    driver.press("Esc")
    #expect(!driver.header.contains("iteration"), "\(driver.testDescription)")
    #expect(driver.app.selectedState == "ForEach")
    #expect(driver.app.inspector.list.selectedRow?.id.hasPrefix("iteration/") == true)
    #expect(driver.takeEffects().allSatisfy { $0 != .back && $0 != .quit })
  }

  @Test("the events of an opened iteration are its own")
  func events() async throws {
    var driver = Self.driver(try await Self.snapshot())
    driver.press(":go ForEach", ":iteration 6", "2")
    let shown = driver.app.events.count
    #expect(shown < driver.app.events.total)
    #expect(driver.app.events.lines.allSatisfy { !$0.summary.contains("iteration 7") })
    #expect(driver.app.events.lines.contains { $0.summary.contains("iteration 6") })
    driver.press("Esc")
    #expect(driver.app.events.count == driver.app.events.total)
  }

  @Test("what cannot be opened is said")
  func refusals() async throws {
    var driver = Self.driver(try await Self.running())
    driver.press(":go ForEach", ":iteration 39")
    #expect(driver.said == " no iteration 39 of \"ForEach\" has begun")
    driver.press(":iteration x")
    #expect(driver.said == " an iteration is a number, counted from 0: \":iteration 417\"")
    driver.press(":go Done", ":iteration 1")
    #expect(driver.said == " \"Done\" is no Map and inside none")
  }

  @Test("viewing an earlier event, the cells are as of then")
  func scrubbing() async throws {
    var driver = Self.driver(try await Self.snapshot())
    driver.press(":event 30", ":go ForEach", "1", "Enter")
    let cells = driver.app.iterations.values.first?.looks ?? []
    #expect(cells.last == .pending && cells.contains { $0 == .succeeded || $0 == .running || $0 == .waiting })
    driver.press("Esc", "G")
    #expect(driver.app.iterations.values.first?.looks.last == .succeeded)
  }
}
