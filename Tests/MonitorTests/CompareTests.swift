import Canvas
import ExecutionSource
import History
import Testing
import Time

@testable import Monitor

@Suite("Two executions compared")
struct CompareTests {
  static let definition = """
    {"StartAt": "Prepare", "States": {"Prepare": {"Type": "Pass", "Next": "Check"}, "Check": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "Cheap?"},
      "Cheap?": {"Type": "Choice", "Choices": [{"Variable": "$.price", "NumericLessThan": 13, "Next": "Buy"}], "Default": "Ask"},
      "Buy": {"Type": "Pass", "End": true}, "Ask": {"Type": "Wait", "Seconds": 60, "End": true}}}
    """

  private func execution(_ name: String, price: Int, took: Int, last: String, password: String) throws -> ExecutionSnapshot {
    var snapshot = ExecutionSnapshot(
      identity: ExecutionIdentity(
        place: .remote(name: "prod"), machineName: "buyer", executionName: name, executionArn: CatalogFixture.executionArn("buyer", name),
        region: "eu-west-1", account: "123456789012"))
    snapshot.definition = try Fixture.machine(CompareTests.definition)
    snapshot.status = .succeeded
    let input = #"{"item":"bolt","password":"\#(password)"}"#
    let output = #"{"item":"bolt","price":\#(price)}"#
    snapshot.events = Fixture.events([
      (0, 0, .executionStarted, .executionStarted(input: input, roleArn: nil)),
      (1, 1, .passStateEntered, .stateEntered(name: "Prepare", input: input)),
      (5, 2, .passStateExited, .stateExited(name: "Prepare", output: input, assignedVariables: [])),
      (6, 3, .taskStateEntered, .stateEntered(name: "Check", input: input)),
      (6 + took, 4, .taskStateExited, .stateExited(name: "Check", output: output, assignedVariables: [])),
      (7 + took, 5, .choiceStateEntered, .stateEntered(name: "Cheap?", input: output)),
      (7 + took, 6, .choiceStateExited, .stateExited(name: "Cheap?", output: output, assignedVariables: [])),
      (8 + took, 7, last == "Ask" ? .waitStateEntered : .passStateEntered, .stateEntered(name: last, input: output)),
      (
        60_008 + took, 8, last == "Ask" ? .waitStateExited : .passStateExited,
        .stateExited(name: last, output: output, assignedVariables: [])
      ),
      (60_009 + took, 9, .executionSucceeded, .succeeded(output: output)),
    ])
    return snapshot
  }

  private func driver(_ size: Size, _ left: ExecutionSnapshot?, _ right: ExecutionSnapshot?) throws -> WorkspaceDriver {
    var driver = WorkspaceDriver(.executions(machineArn: CatalogFixture.machineArn("nightly-report"), name: "nightly-report"), size)
    driver.show(CatalogFixture.opened())
    driver.press("Space", "Space", "d")
    let screen = ScreenID(rawValue: 1)
    if let left { driver.send(.snapshot(left, SourceID(screen: screen, side: 0))) }
    if let right { driver.send(.snapshot(right, SourceID(screen: screen, side: 1))) }
    return driver
  }

  @Test("where paths and data part, and what took longer", arguments: [(80, 24), (120, 40), (200, 60)])
  func compared(width: Int, height: Int) throws {
    let left = try execution("exec-cheap", price: 12, took: 1_200, last: "Buy", password: "hunter2")
    let right = try execution("exec-dear", price: 14, took: 4_900, last: "Ask", password: "hunter3")
    var driver = try driver(Size(width: width, height: height), left, right)
    try driver.expectGolden("compare-\(width)x\(height)")
    #expect(driver.shows("the paths part after \"Cheap?\": 1 went on to \"Buy\", 2 went on to \"Ask\""))
    #expect(driver.shows("the inputs differ in 1 place · the definitions are the same"))
    #expect(driver.shows("the paths part here"))
    driver.press("e", "e", "Enter")
    driver.picture("compare-open-\(width)x\(height)")
    #expect(driver.shows("/price  12 → 14"))
    #expect(!driver.screen.joined().contains("hunter"))
    driver.press("2")
    #expect(
      driver.takeEffects().contains {
        if case .open(_, let arn) = $0 { arn == CatalogFixture.executionArn("nightly-report", CatalogFixture.name(1)) } else { false }
      })
  }

  @Test("the same twice is no difference; what is still loading is said; what cannot be had too")
  func states() throws {
    let one = try execution("exec-cheap", price: 12, took: 1_200, last: "Buy", password: "hunter2")
    var driver = try driver(Size(width: 120, height: 40), one, one)
    #expect(driver.header.contains("no difference"))
    #expect(driver.shows("both took the same path"))
    driver.press("e")
    #expect(driver.said == " they do not differ")

    driver = try self.driver(Size(width: 120, height: 40), one, nil)
    #expect(driver.shows("reading 2…"))
    var part = one
    part.missingEvents = 24_000
    driver.send(.snapshot(part, SourceID(screen: ScreenID(rawValue: 1), side: 1)))
    #expect(driver.shows("2: older events still loading: 24,000"))
    driver.send(.refused(SourceID(screen: ScreenID(rawValue: 1), side: 1), "there is no such execution"))
    #expect(driver.shows("2: there is no such execution"))
  }

  /// An execution that runs in its first state, followed at an endpoint.
  private func running(_ name: String, at now: Timestamp) throws -> ExecutionSnapshot {
    var snapshot = try execution(name, price: 12, took: 1_200, last: "Buy", password: "hunter2")
    snapshot.status = .running
    snapshot.events = snapshot.events.prefix(events: 4)
    snapshot.live.now = now
    snapshot.live.isClockRunning = true
    snapshot.live.poll = PollStatus(asOf: now, next: now + .seconds(4))
    return snapshot
  }

  @Test(
    "what runs goes on counting with its age; where nothing answers it stands, and says since when and why",
    arguments: [(80, 24), (120, 40)])
  func cutOff(width: Int, height: Int) throws {
    let start = Fixture.start + .milliseconds(10_006)
    var one = try running("exec-one", at: start)
    let over = try execution("exec-over", price: 12, took: 1_200, last: "Buy", password: "hunter2")
    var driver = try driver(Size(width: width, height: height), nil, nil)
    driver.wait(.milliseconds(10_006))
    let source = SourceID(screen: ScreenID(rawValue: 1), side: 0)
    driver.send(.snapshot(one, source))
    driver.send(.snapshot(over, SourceID(screen: ScreenID(rawValue: 1), side: 1)))
    #expect(driver.header.contains("as of 0 s"), "\(driver.screen)")
    #expect(driver.screen.contains { $0.contains("Check") && $0.contains("10.0s") })
    driver.wait(.seconds(3))
    #expect(driver.header.contains("as of 3 s"))
    #expect(driver.screen.contains { $0.contains("Check") && $0.contains("13.0s") })
    #expect(driver.screen.contains { $0.contains("1 exec-one") && $0.contains("13.0s") })
    // The call that fails comes with what was known before it.
    one.live.now = one.live.now + .seconds(3)
    one.live.isClockRunning = false
    one.live.poll?.problem = "GetExecutionHistory at http://127.0.0.1:4566: the connection was refused; check that the endpoint runs"
    one.live.poll?.next = driver.now + .seconds(8)
    driver.send(.snapshot(one, source))
    driver.wait(.seconds(2))
    #expect(driver.header.contains("last known · as of 22:13:30"))
    #expect(driver.header.hasSuffix(width >= 100 ? "the connection was refused · next in 6 s" : "! says why"))
    #expect(driver.screen.contains { $0.contains("Check") && $0.contains("10.0s") })
    #expect(driver.screen.contains { $0.contains("1 exec-one") && $0.contains("10.0s") })
    driver.send(.snapshot(try running("exec-one", at: driver.now), source))
    #expect(!driver.header.contains("last known") && driver.header.contains("as of 0 s"))
  }

  @Test("what was never heard is not being read, and the reason is whole")
  func neverHeard() throws {
    let problem =
      "GetExecutionHistory at http://127.0.0.1:4566: the connection was refused; check that the endpoint runs and that --endpoint-url is right"
    var silent = try running("exec-one", at: Fixture.start)
    silent.events = EventLog()
    silent.live.isClockRunning = false
    silent.live.poll = PollStatus(next: Fixture.start + .seconds(4), problem: problem)
    let driver = try driver(Size(width: 80, height: 24), silent, silent)
    #expect(driver.header.contains("not compared yet") && !driver.header.contains("reading"))
    #expect(driver.shows("is right"), "\(driver.screen)")
  }

  @Test("every size is drawn", arguments: [(1, 1), (40, 10), (41, 11), (60, 12), (79, 24), (300, 100)])
  func sizes(width: Int, height: Int) throws {
    let left = try execution(Fixture.hostileName, price: 12, took: 1_200, last: "Buy", password: "a")
    let right = try execution("exec-dear", price: 14, took: 4_900, last: "Ask", password: "b")
    var driver = try driver(Size(width: width, height: height), left, right)
    for key in ["j", "Enter", "G", "g", "Ctrl-D", "/price", "n", "?", "Esc", "q"] {
      driver.press(key)
      #expect(driver.workspace.render().size == Size(width: width, height: height))
    }
  }
}
