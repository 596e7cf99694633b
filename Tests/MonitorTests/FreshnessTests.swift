import Canvas
import ExecutionSource
import History
import Testing
import Time

@testable import Monitor

@Suite("How old what is shown is")
struct FreshnessTests {
  func driver(_ width: Int = 160, _ change: (inout ExecutionSnapshot) -> Void = { _ in }) throws -> MonitorDriver {
    var snapshot = try Fixture.logging()
    change(&snapshot)
    var driver = MonitorDriver(Size(width: width, height: 40), now: snapshot.live.now)
    driver.show(snapshot)
    return driver
  }

  @Test("the age and the next look count on")
  func age() throws {
    var driver = try driver()
    #expect(driver.header.hasSuffix("as of 3 s · next in 4 s"))
    driver.wait(.seconds(3))
    #expect(driver.header.hasSuffix("as of 6 s · next in 1 s"))
    #expect(driver.app.nextDeadline == driver.now + .seconds(1))
  }

  @Test("a throttled endpoint: the words, the age, and no panic")
  func throttled() throws {
    let driver = try driver {
      $0.live.poll?.isThrottled = true
      $0.live.poll?.next = $0.live.now + .seconds(6)
    }
    #expect(driver.header.hasSuffix("as of 3 s · polling · throttled, next in 6 s"))
    #expect(!driver.header.contains("last known"))
    let narrow = try self.driver(80) {
      $0.live.poll?.isThrottled = true
      $0.live.poll?.next = $0.live.now + .seconds(6)
    }
    #expect(narrow.header.hasSuffix("polling · throttled, next in 6 s"))
    let old = try self.driver(80) {
      $0.live.poll?.isThrottled = true
      $0.live.poll?.asOf = $0.live.now + .seconds(-90)
      $0.live.poll?.next = $0.live.now + .seconds(6)
    }
    #expect(old.header.contains("as of 90 s · throttled"))
  }

  @Test("where the connection fails every clock stands at what was last heard, and says when that was")
  func cutOff() throws {
    var driver = try driver {
      $0.live.poll?.problem = "the credentials expired; sign in again with: aws sso login --profile prod"
      $0.live.poll?.next = nil
      $0.live.isClockRunning = false
    }
    #expect(driver.header.contains("◆ last known RUNNING 00:03:09 as of 22:16:29"))
    #expect(driver.header.contains("the credentials expired"))
    #expect(driver.shows("task RUNNING 00:02:26"))
    #expect(driver.shows("ECS last known as of 22:16:30"))
    let before = driver.screen
    #expect(driver.app.nextDeadline == nil)
    driver.wait(.seconds(30))
    #expect(driver.screen == before)
    driver.press("!")
    #expect(driver.shows("the credentials expired; sign in again with: aws sso login --profile prod"))
    driver.press("Esc")
    // Its end says what to do: on a narrow screen it wraps.
    driver.resize(60, 20)
    driver.press("!")
    #expect(driver.shows("aws sso login --profile prod"))
  }

  @Test(
    "nobody follows what is not told: the Events pane and the log say so, and when it is tried again", arguments: [(80, 24), (120, 40)])
  func silence(width: Int, height: Int) throws {
    var snapshot = try Fixture.logging()
    snapshot.live.poll?.problem = "GetExecutionHistory at http://127.0.0.1:4566: the connection was refused; check that the endpoint runs"
    snapshot.live.poll?.next = snapshot.live.now + .seconds(9)
    snapshot.live.isClockRunning = false
    var driver = MonitorDriver(Size(width: width, height: height), now: snapshot.live.now)
    driver.show(snapshot)
    driver.press("3", "]", "]", "]")
    #expect(driver.shows("Events nothing new is heard · next try in 9 s"), "\(driver.testDescription)")
    #expect(!driver.shows("following"))
    driver.wait(.seconds(4))
    #expect(driver.shows("next try in 5 s"))
    // Who was asked stands at the other end: what is wrong and when it is tried again have room.
    #expect(driver.header.hasSuffix(width >= 100 ? "the connection was refused · next in 5 s" : "! says why"))
    var well = try Fixture.logging()
    well.revision = 9
    driver.show(well)
    #expect(driver.shows("Events ▼ following") && !driver.shows("nothing new is heard"))
    well.revision = 10
    well.live.poll?.denied[.history] = "not allowed: states:GetExecutionHistory is missing for role Reader"
    driver.show(well)
    #expect(!driver.shows("Events ▼ following"))
  }

  @Test("the tokens of an execution that nothing is heard of are those last known", arguments: [(80, 24), (120, 40)])
  func tokens(width: Int, height: Int) throws {
    var snapshot = try Fixture.logging()
    var driver = MonitorDriver(Size(width: width, height: height), now: snapshot.live.now)
    driver.show(snapshot)
    driver.press("t")
    #expect(driver.header.contains("no token pending") && !driver.header.contains("last known"))
    snapshot.revision += 1
    snapshot.live.poll?.problem = "the endpoint does not answer"
    snapshot.live.isClockRunning = false
    driver.show(snapshot)
    #expect(driver.header.contains("no token pending   last known · as of 22:16:29"), "\(driver.header)")
  }

  @Test(
    "what went wrong is told without who was asked and what to do",
    arguments: [
      ("ListExecutions at http://127.0.0.1:1: the connection was refused; check that it runs", "the connection was refused"),
      ("DescribeExecution at https://a.example: Denied: no: never (request 1)", "Denied: no: never (request 1)"),
      ("the credentials expired; sign in again", "the credentials expired"), ("gone", "gone"), ("", ""), ("://: ", ""),
    ])
  func causes(problem: String, cause: String) { #expect(HeaderBar.cause(problem) == cause) }

  @Test("a moment on another day has its date")
  func anotherDay() throws {
    let driver = try driver(200) {
      $0.live.poll?.problem = "the endpoint does not answer"
      $0.live.isClockRunning = false
      $0.live.poll?.asOf = $0.live.now + .seconds(-86_400)
    }
    #expect(driver.header.contains("as of 2023-11-13 22:16:32"))
  }

  @Test("where only ECS does not answer the execution is as fresh as ever")
  func part() throws {
    var driver = try driver(200) { $0.live.poll?.problem = "ECS at http://127.0.0.1:4567 does not answer" }
    #expect(driver.header.hasSuffix("as of 3 s · ECS at http://127.0.0.1:4567 does not answer"))
    #expect(!driver.header.contains("last known"))
    driver.wait(.seconds(1))
    #expect(driver.header.contains("RUNNING 00:03:13"))
    let narrow = try self.driver(80) { $0.live.poll?.problem = "ECS at http://127.0.0.1:4567 does not answer" }
    #expect(narrow.header.hasSuffix("as of 3 s · ! says more"))
  }

  @Test("it says when the endpoint answers again")
  func again() throws {
    var driver = try driver {
      $0.live.poll?.problem = "the endpoint does not answer"
      $0.live.isClockRunning = false
    }
    #expect(driver.header.contains("last known"))
    var snapshot = try Fixture.logging()
    snapshot.revision = 2
    driver.show(snapshot)
    #expect(!driver.header.contains("last known"))
    driver.press("!")
    #expect(driver.shows("the endpoint answers again"))
  }

  @Test("ECS has an age of its own where it is older than two looks")
  func ecs() throws {
    var driver = try driver()
    #expect(!driver.shows("ECS as of"))
    driver.wait(.seconds(25))
    #expect(driver.shows("ECS as of 27 s"))
  }

  @Test("so has the log")
  func log() throws {
    var driver = try driver()
    driver.press("3", "]", "]", "]")
    #expect(driver.shows("▼ following"))
    #expect(!driver.shows("following · as of"))
    driver.wait(.seconds(30))
    #expect(driver.shows("▼ following · as of 32 s"))
  }

  @Test(
    "each pane degrades alone: it says what may not be asked, the rest goes on",
    arguments: [
      (PollStatus.Part.tasks, "not allowed: ecs:DescribeTasks is missing for role Reader"),
      (.history, "not allowed: states:GetExecutionHistory is missing for role Reader"),
      (.execution, "not allowed: states:DescribeExecution is missing for role Reader"),
      (.definition, "not allowed: states:DescribeStateMachineForExecution is missing for role Reader"),
      (.mapRuns, "not allowed: states:DescribeMapRun is missing for role Reader"),
      (.logs, "not allowed: logs:GetLogEvents is missing for role Reader"),
    ])
  func denied(part: PollStatus.Part, sentence: String) throws {
    var snapshot = part == .mapRuns ? try Fixture.mapping() : try Fixture.logging()
    snapshot.live.poll?.denied[part] = sentence
    if part == .definition { snapshot.definition = nil }
    if part == .mapRuns { snapshot.mapRuns = [] }
    for (width, height) in [(80, 24), (120, 40)] {
      var driver = MonitorDriver(Size(width: width, height: height), now: snapshot.live.now)
      driver.show(snapshot)
      if part == .logs { driver.press("3", "]", "]", "]", "g") }
      // Panes are narrow: what wraps is looked for by its beginning.
      #expect(driver.shows(String(sentence.prefix(12))), "\(driver.testDescription)")
      #expect(driver.header.contains("RUNNING"))
      #expect(!driver.header.contains("last known"))
      driver.wait(.seconds(1))
      #expect(driver.app.nextDeadline != nil)
      driver.press("!")
      #expect(driver.shows(String(sentence.prefix(50))))
    }
  }

  @Test("before the first answer nothing is claimed, and nothing rings when it comes")
  func unheard() throws {
    var empty = try Fixture.remote()
    let now = empty.live.now
    empty.events = EventLog()
    empty.tasks = []
    empty.live.poll = PollStatus()
    var driver = MonitorDriver(now: now)
    driver.show(empty)
    #expect(driver.header.contains("? nothing heard of it yet"))
    #expect(!driver.header.contains("RUNNING"))
    #expect(driver.shows("? Publish"))
    #expect(driver.shows("? not known · nothing heard of it yet"))
    var over = try Fixture.remote()
    over.status = .failed
    driver.show(over)
    #expect(driver.header.contains("✖ FAILED"))
    #expect(!driver.takeEffects().contains(.bell))
    var plain = PlainPresenter(now: now)
    #expect(!plain.take(empty, at: now).lines.contains { $0.hasPrefix("execution") })
    #expect(plain.take(over, at: now).lines.contains("execution FAILED"))
  }

  @Test("nothing is painted by itself when all is over")
  func over() throws {
    let driver = try driver {
      $0.status = .succeeded
      $0.live.poll?.next = nil
    }
    #expect(driver.app.nextDeadline == nil)
    #expect(!driver.header.contains("as of"))
  }
}
