import AWS
import ECSModel
import ExecutionSource
import HTTP
import JSON
import Testing
import Time

@testable import Remote

@Suite struct LogPlaceTests {
  private func task(_ extra: JSONObject = [:]) throws -> ECSTask {
    var main: JSONObject = ["name": "app", "lastStatus": "RUNNING"]
    for (key, value) in extra { main[key] = value }
    return try #require(ECSTask(["taskArn": .string(TimedExecution.taskArn), "lastStatus": "RUNNING", "containers": [.object(main)]]))
  }

  private func definition(_ containers: JSONValue) throws -> TaskDefinition {
    try #require(TaskDefinition(["family": "job", "revision": 7, "containerDefinitions": containers]))
  }

  private func place(_ log: JSONValue, _ others: [JSONValue] = [], _ extra: JSONObject = [:]) throws -> LogPlace {
    let app: JSONValue = ["name": "app", "logConfiguration": log]
    return LogPlace(of: "app", in: try task(extra), definition: try definition(.array([app] + others)))
  }

  @Test func awslogs() throws {
    let options: JSONValue = ["awslogs-group": "/ecs/job", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "ecs"]
    #expect(
      try place(["logDriver": "awslogs", "options": options])
        == .stream(LogConfiguration.Stream(group: "/ecs/job", region: "eu-west-1", name: "ecs/app/3f2c0d91a7")))
    #expect(
      try place(["logDriver": "awslogs", "options": [:]]) == .nowhere("app logs with awslogs, but its options name no awslogs-group"))
    // On EC2 the prefix may be missing.
    #expect(
      try place(["logDriver": "awslogs", "options": ["awslogs-group": "g"]], [], ["runtimeId": "0123abcd"])
        == .stream(LogConfiguration.Stream(group: "g", region: nil, name: "0123abcd")))
    #expect(
      try place(["logDriver": "awslogs", "options": ["awslogs-group": "g"]])
        == .nowhere(
          "app has no awslogs-stream-prefix, so its stream is called like its container's runtime id, which ECS does not tell"))
  }

  @Test func elsewhere() throws {
    #expect(try place(["logDriver": "splunk"]) == .nowhere("app logs with the driver splunk, which only its own system can show"))
    let router: JSONValue = [
      "name": "log_router", "firelensConfiguration": ["type": "fluentbit"],
      "logConfiguration": ["logDriver": "awslogs", "options": ["awslogs-group": "/ecs/router", "awslogs-stream-prefix": "fire"]],
    ]
    #expect(
      try place(["logDriver": "awsfirelens"], [router])
        == .nowhere(
          "app logs with awsfirelens: its lines are not where awslogs would be, but where log_router sends them; the router's own log is "
            + "/ecs/router fire/log_router/3f2c0d91a7"))
    #expect(
      try place(["logDriver": "awsfirelens"], [["name": "r", "firelensConfiguration": ["type": "fluentd"]]])
        == .nowhere(
          "app logs with awsfirelens: its lines are not where awslogs would be, but where r sends them; the router has no log in CloudWatch Logs either"
        ))
    #expect(
      LogPlace(of: "app", in: try task(), definition: try definition([["name": "app"]]))
        == .nowhere("app has no logConfiguration: its output stays with the container runtime; give it the awslogs driver to see it here"))
    #expect(
      LogPlace(of: "guard", in: try task(), definition: try definition([["name": "app"]]))
        == .nowhere("guard is not in the task definition job:7, so where it logs is not known"))
  }
}

@Suite struct LogTailTests {
  /// A job of one or more containers that print, and a monitor that looks at their logs from second 40 on.
  private func play(_ change: (inout TimedExecution) -> Void = { _ in }, containers: [String] = ["app"], until: Int = 60) -> Simulation {
    var job = TimedExecution.Job()
    job.ends = Dictionary(uniqueKeysWithValues: containers.map { ($0, (400, 0)) })
    var execution = TimedExecution(job)
    change(&execution)
    var play = Simulation(chance: 0.5)
    play.run(execution, until: TimedExecution.start + .seconds(40))
    play.engine.attend(Attention(logsOfTask: TimedExecution.taskArn), at: play.now)
    play.run(execution, until: TimedExecution.start + .seconds(until))
    return play
  }

  private func lines(_ container: String, _ times: [Double]) -> (String, [(at: Timestamp, text: String)]) {
    ("ecs/\(container)/3f2c0d91a7", times.map { (TimedExecution.start + .milliseconds(Int64($0 * 1_000)), "\(container) \($0)") })
  }

  @Test func containersAreReadFromTheirBeginningAndThenFollowed() {
    let play = play(
      {
        for (stream, lines) in [lines("app", [32, 33, 45, 58]), lines("side", [32.5])] { $0.lines[stream] = lines }
      }, containers: ["app", "side"], until: 70)
    let snapshot = play.engine.snapshot
    #expect(snapshot.logs.map(\.text) == ["app 32.0", "side 32.5", "app 33.0", "app 45.0", "app 58.0"])
    #expect(snapshot.logs.allSatisfy { $0.taskArn == TimedExecution.taskArn })
    #expect(snapshot.logStreams.map(\.container) == ["app", "side"])
    #expect(snapshot.logStreams.allSatisfy { $0.group == "/ecs/job" && $0.state == .read(isCaughtUp: true) && $0.asOf != nil })
    #expect(snapshot.logStreams.first?.stream == "ecs/app/3f2c0d91a7")
    #expect(snapshot.live.poll?.logsAsOf != nil)
    #expect(play.count("GetLogEvents") <= 20)
  }

  @Test func nothingWrittenYetIsNoTrouble() {
    let play = play()
    #expect(play.engine.snapshot.logStreams.map(\.state) == [.empty])
    #expect(play.engine.snapshot.live.poll?.problem == nil)
    #expect(play.engine.snapshot.live.poll?.denied == [:])
    #expect(play.count("GetLogEvents") > 1)
  }

  @Test func aMissingPermissionIsNamedAndTheRestGoesOn() throws {
    let play = play({ $0.denied = ["GetLogEvents"] }, until: 300)
    let state = try #require(play.engine.snapshot.logStreams.first?.state)
    let why =
      "GetLogEvents: AccessDeniedException: User is not authorized to perform this call; allow the service:GetLogEvents to these credentials, or use others"
    #expect(state == .unavailable(why))
    #expect(play.engine.snapshot.live.poll?.denied[.logs] == why)
    #expect(play.engine.snapshot.live.poll?.problem == nil)
    #expect(play.engine.snapshot.live.isClockRunning)
    #expect(play.count("GetLogEvents") == 1)
    #expect(play.engine.snapshot.tasks.last?.task.lastStatus == .running)
  }

  @Test func withoutTheTaskDefinitionItIsSaidWhy() {
    let play = play({ $0.denied = ["DescribeTaskDefinition"] })
    guard case .unavailable(let why)? = play.engine.snapshot.logStreams.first?.state else { return #expect(Bool(false)) }
    #expect(why.hasPrefix("where it logs is not known: DescribeTaskDefinition: AccessDeniedException: "))
    #expect(play.engine.snapshot.live.poll?.denied[.tasks]?.contains("DescribeTaskDefinition") == true)
    #expect(play.engine.snapshot.tasks.last?.task.lastStatus == .running)
  }

  @Test func ofALongLogTheEndIsTakenUp() {
    // 30,000 lines are there when it is looked at; pages hold 2,000.
    let play = play({
      let times = (0..<30_000).map { 31 + Double($0) * 0.000_3 }
      $0.lines["ecs/app/3f2c0d91a7"] = times.enumerated().map { (TimedExecution.start + .milliseconds(Int64($1 * 1_000)), "line \($0)") }
    })
    let logs = play.engine.snapshot.logs
    #expect(logs.last?.text == "line 29999")
    #expect(logs.count <= KeptLines.maximumLines)
    #expect(Set(logs.map(\.text)).count == logs.count)
    #expect(play.count("GetLogEvents") < 10)
  }

  @Test func aLineThatIsTooLongIsCut() {
    var kept = KeptLines()
    func line(_ text: String) -> ContainerLogLine { ContainerLogLine(at: TimedExecution.start, taskArn: "t", container: "c", text: text) }
    kept.append(line(String(repeating: "x", count: 1 << 20)))
    kept.trim()
    #expect(kept.lines.first?.text.utf8.count == KeptLines.maximumLineBytes + 3)
    for _ in 0..<200 { kept.append(line(String(repeating: "y", count: 1 << 16))) }
    kept.trim()
    #expect(kept.lines.reduce(0) { $0 + $1.text.utf8.count } <= KeptLines.maximumBytes)
    for at in 0..<9_000 { kept.append(line("\(at)")) }
    kept.trim()
    #expect(kept.lines.count == KeptLines.maximumLines && kept.lines.last?.text == "8999")
  }

  @Test func readingEndsSomeTimeAfterTheTask() {
    var job = TimedExecution.Job()
    job.ends = ["main": (50, 0)]
    (job.deactivating, job.stopped, job.recorded) = (51, 60, 61)
    job.printsEvery = 3
    let execution = TimedExecution(job)
    var play = Simulation(chance: 0.5)
    play.run(execution, until: TimedExecution.start + .seconds(35))
    play.engine.attend(Attention(logsOfTask: TimedExecution.taskArn), at: play.now)
    play.run(execution, until: TimedExecution.start + .seconds(600))
    #expect(play.engine.isFinished)
    #expect(play.engine.snapshot.logs.count == 7)
    let last = play.times("GetLogEvents").last ?? 0
    #expect((65_000...180_000).contains(last))
    // Whoever looks again later, reads once more.
    let before = play.count("GetLogEvents")
    play.engine.attend(Attention(), at: play.now)
    play.engine.attend(Attention(logsOfTask: TimedExecution.taskArn), at: play.now)
    play.run(execution, until: play.now + .seconds(1))
    #expect(play.count("GetLogEvents") == before + 1)
    #expect(play.engine.snapshot.logs.count == 7)
  }

  @Test func theRegionOfTheLogGroupIsAsked() throws {
    var definition = try #require(
      JSONValue(
        parsing: #"{"logDriver":"awslogs","options":{"awslogs-group":"g","awslogs-region":"eu-west-1","awslogs-stream-prefix":"p"}}"#
      )
      .objectValue)
    definition["x"] = nil
    let container: JSONValue = ["name": "app", "logConfiguration": .object(definition)]
    let play = play({
      $0.taskDefinition = [
        "family": "job", "taskDefinitionArn": .string(TimedExecution.definitionArn), "containerDefinitions": [container],
      ]
    })
    guard case .logEvents(let request)? = play.calls.first(where: { $0.request.lane == .logs })?.request else {
      return #expect(Bool(false))
    }
    #expect(request.region == "eu-west-1")
    #expect(request.input == ["logGroupName": "g", "logStreamName": "p/app/3f2c0d91a7", "startFromHead": true])
    let client = AWSClient(
      endpoint: try AWSEndpointSettings(region: "us-east-1", environment: [:]).endpoint(of: .logs), transport: FakeTransport([.json([:])]),
      credentials: FixedCredentials(.emulator), runtime: FakeWorld().runtime)
    #expect(client.inRegion("eu-west-1").endpoint.address.host == "logs.eu-west-1.amazonaws.com")
    #expect(client.inRegion("cn-north-1").endpoint.address.host == "logs.cn-north-1.amazonaws.com.cn")
    #expect(client.inRegion("no region!").endpoint.region == "us-east-1")
  }

  @Test func aTokenThatIsNotAcceptedReadsTheStreamAnew() throws {
    var tail = LogTail()
    let task = try #require(
      ECSTask([
        "taskArn": .string(TimedExecution.taskArn), "lastStatus": "RUNNING", "containers": [["name": "app", "lastStatus": "RUNNING"]],
      ]))
    let definition = try #require(
      TaskDefinition([
        "family": "job",
        "containerDefinitions": [
          ["name": "app", "logConfiguration": ["logDriver": "awslogs", "options": ["awslogs-group": "g", "awslogs-stream-prefix": "p"]]]
        ],
      ]))
    var now = TimedExecution.start
    tail.look(at: task.arn, task: task, definition: definition, problem: nil, now: now)
    func page(_ texts: [String], _ token: String) -> JSONValue {
      ["events": .array(texts.map { ["timestamp": 1_800_000_000_000, "message": .string($0)] }), "nextForwardToken": .string(token)]
    }
    func next() -> LogTail.Request? {
      now = max(now, tail.nextDue ?? now)
      guard case .logEvents(let request)? = tail.next(at: now) else { return nil }
      return request
    }
    func take(_ answer: JSONValue) throws -> (LogTail.Request, Bool) {
      let request = try #require(next())
      return (request, tail.accept(answer, for: request, now: now, chance: 0.5))
    }
    #expect(try take(page(["a", "b"], "f/2")).1)
    // The same answer once more, and an answer that leads back: nothing is doubled.
    let second = try take(page(["a", "b"], "f/2"))
    #expect(second.0.token == "f/2" && second.1)
    #expect(try take(page(["c"], "f/3")).1)
    #expect(try take(page(["a", "b"], "f/2")).1)
    #expect(tail.lines.map(\.text) == ["a", "b", "c"])
    #expect(try !take(["nothing": 1]).1)
    let refused = try #require(next())
    tail.restart(refused, now: now)
    #expect(tail.lines.map(\.text) == ["a", "b", "c"])
    let again = try take(page(["a", "b", "c", "d"], "f/4"))
    #expect(again.0.token == nil && again.0.isFromHead && again.1)
    #expect(tail.lines.map(\.text) == ["a", "b", "c", "d"])
  }
}
