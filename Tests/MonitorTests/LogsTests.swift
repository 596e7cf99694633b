import Canvas
import ECSModel
import ExecutionSource
import History
import JSON
import Testing
import Time

@testable import Monitor

@Suite("Logs")
struct LogsTests {
  func driver(_ snapshot: ExecutionSnapshot, _ width: Int = 120, _ height: Int = 40) -> MonitorDriver {
    var driver = MonitorDriver(Size(width: width, height: height), now: snapshot.live.now)
    driver.show(snapshot)
    driver.press("3", "]", "]", "]")
    return driver
  }

  func line(_ number: Int, _ text: String? = nil, _ container: String = "app", at seconds: Int? = nil) -> ContainerLogLine {
    ContainerLogLine(
      at: Fixture.at((seconds ?? 200 + number) * 1_000), taskArn: Fixture.jobArn, container: container, text: text ?? "more \(number)")
  }

  @Test("the end is followed until somebody goes back; G takes it up again")
  func follow() throws {
    var snapshot = try Fixture.logging(100)
    var driver = driver(snapshot)
    #expect(driver.shows("batch 100 of 100 done"))
    #expect(driver.shows("▼ following"))
    snapshot.logs.append(line(1))
    snapshot.revision += 1
    driver.show(snapshot)
    #expect(driver.shows("more 1"))
    driver.press("b", "b")
    #expect(!driver.shows("more 1"))
    snapshot.logs += (2...13).map { line($0) }
    snapshot.revision += 1
    let before = driver.screen[5]
    driver.show(snapshot)
    #expect(driver.shows("▼ 12 new"))
    #expect(driver.screen[5] == before)
    driver.press("G")
    #expect(driver.shows("more 13"))
    #expect(driver.shows("▼ following"))
  }

  @Test("pages as in less, and back to the top")
  func pages() throws {
    var driver = driver(try Fixture.logging(200))
    driver.press("g")
    #expect(driver.shows("group /ecs/nightly"))
    #expect(driver.shows("batch 1 of 200 done"))
    driver.press("Space", "Space", "Space")
    #expect(!driver.shows("batch 1 of 200 done"))
    driver.press("u", "u", "u", "u")
    #expect(driver.shows("batch 1 of 200 done"))
  }

  @Test("long lines wrap; w cuts them")
  func wrap() throws {
    var snapshot = try Fixture.logging(2)
    let long = (1...40).map { "word\($0)" }.joined(separator: " ")
    snapshot.logs.append(line(1, long))
    var driver = driver(snapshot)
    #expect(driver.shows("word40"))
    driver.press("w")
    #expect(!driver.shows("word40"))
    #expect(driver.shows("word3"))
    driver.press("w")
    #expect(driver.shows("word40"))
  }

  @Test("a line is found, also outside of what is in view")
  func find() throws {
    var snapshot = try Fixture.logging(500)
    snapshot.logs[250].text = "ERROR: cannot reach the database"
    var driver = driver(snapshot)
    #expect(!driver.shows("cannot reach"))
    driver.press("/cannot reach")
    #expect(driver.shows("ERROR: cannot reach the database"))
  }

  @Test("one container alone, and all again")
  func only() throws {
    var snapshot = try Fixture.logging(3)
    snapshot.logs += [line(1, "[info] flushed", "log_router")]
    var driver = driver(snapshot)
    #expect(driver.shows("app        batch 3 of 3 done"))
    driver.press("g", "Enter")
    #expect(driver.app.inspector.onlyContainer == "app")
    #expect(!driver.shows("[info] flushed"))
    #expect(driver.shows("shown alone"))
    driver.press("g", "Enter")
    #expect(driver.shows("[info] flushed"))
  }

  @Test("group and stream are copied from their rows")
  func place() throws {
    var driver = driver(try Fixture.logging(3))
    driver.press("g", "j", ":copy selected")
    #expect(driver.takeEffects().contains(.copy("/ecs/nightly")))
    driver.press("j", ":copy selected")
    #expect(driver.takeEffects().contains(.copy("app/app/3f2c0d91a7be4c0c8d4a3c2b1a0f9e8d")))
  }

  @Test(
    "why there is nothing, in words",
    arguments: [
      (ContainerLogStream.State.unread, "CloudWatch Logs is being asked."),
      (.empty, "It has written nothing yet: the stream does not exist."),
      (.read(isCaughtUp: true), "The stream is there and holds no line."),
      (.read(isCaughtUp: false), "The stream is being read."),
      (.unavailable("logs:GetLogEvents is not allowed for role Reader"), "logs:GetLogEvents is not allowed for role Reader"),
    ])
  func silence(state: ContainerLogStream.State, words: String) throws {
    var snapshot = try Fixture.logging(3)
    snapshot.logs = []
    snapshot.logStreams[0].state = state
    #expect(driver(snapshot).shows(words))
  }

  @Test("a container that has ended without a word is told from one that may still speak")
  func ended() throws {
    var snapshot = try Fixture.logging(3)
    snapshot.logs = []
    snapshot.logStreams[0].state = .empty
    let ended = try Fixture.job("STOPPED", exits: ["app": 0])
    snapshot.tasks.append(TaskObservation(at: Fixture.at(191_000), state: "Run job", scheduledEventId: 7, task: ended))
    #expect(driver(snapshot).shows("It ended and wrote nothing: there is no stream."))
  }

  @Test("a secret in a line is masked until it is revealed, and hostile lines steer nothing")
  func hostile() throws {
    var snapshot = try Fixture.waiting()
    snapshot.logs = [
      ContainerLogLine(at: Fixture.at(700_000), taskArn: Fixture.jobArn, container: "app", text: "token=\(Fixture.token)"),
      ContainerLogLine(at: Fixture.at(700_001), taskArn: Fixture.jobArn, container: "app", text: "\u{1B}]52;c;AAAA\u{7}\u{202E}x\tabc\r\n"),
    ]
    var driver = driver(snapshot)
    #expect(!driver.screen.joined().contains(Fixture.token.prefix(24)))
    #expect(driver.screen.joined().unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E && $0.value != 0x9B })
    driver.press("w", "G", "k", "v")
    #expect(driver.screen.joined().contains(Fixture.token.prefix(24)))
  }

  @Test("lines come in the order of time whatever order they are read in; new ones cost only themselves")
  func order() throws {
    var log = LogLines()
    let form = LogLines.Form(
      task: Fixture.jobArn, width: 80, wraps: false, only: nil, offsetMinutes: 0, secrets: [], glyphs: .unicode)
    var lines = [line(1), line(3)]
    log.take(lines, form: form)
    lines.append(line(2, nil, "log_router"))
    log.take(lines, form: form)
    #expect(
      log.rows.map(\.content.plain).map { $0.split(separator: " ").suffix(2).joined(separator: " ") } == ["more 1", "more 2", "more 3"])
    #expect(log.counts == ["app": 2, "log_router": 1])
    // Another task's lines are not these.
    lines.append(ContainerLogLine(at: Fixture.at(0), taskArn: "other", container: "app", text: "no"))
    log.take(lines, form: form)
    #expect(log.total == 3)
  }

  @Test("a log that never ends stays bounded")
  func bounded() throws {
    var log = LogLines()
    let form = LogLines.Form(
      task: Fixture.jobArn, width: 80, wraps: false, only: nil, offsetMinutes: 0, secrets: [], glyphs: .unicode)
    var lines: [ContainerLogLine] = []
    for round in 0..<15 {
      lines += (0..<1_000).map { line(round * 1_000 + $0) }
      log.take(lines, form: form)
    }
    #expect(log.total == 15_000)
    #expect(log.rows.count <= LogLines.most * 5 / 4)
    #expect(log.rows.count + log.dropped == 15_000)
    #expect(log.rows.last?.content.plain.hasSuffix("more 14999") == true)
  }
}
