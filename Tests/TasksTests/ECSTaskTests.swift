import ECSModel
import JSON
import Testing
import TestSupport
import Time

struct ECSTaskTests {
  @Test func bothSpellingsReadAlike() throws {
    let pascal = try Fixtures.json(
      #"{"TaskArn":"arn:aws:ecs:r:1:task/batch/abc","LastStatus":"RUNNING","Cpu":"256","Memory":"512","#
        + #""Containers":[{"Name":"app","ExitCode":0,"LastStatus":"STOPPED"}],"#
        + #""Attachments":[{"Type":"eni","Details":[{"Name":"subnetId","Value":"s-1"},{"Name":"privateIPv4Address","Value":"10.0.0.5"}]}]}"#
    )
    let one = try #require(ECSTask(pascal))
    var two = try #require(ECSTask(ECSKeys.camel(pascal)))
    #expect(two.document["taskArn"] != nil)
    two.document = one.document
    #expect(one == two)
    #expect(one.id == "abc")
    #expect(one.networkInterface?.subnetId == "s-1")
    #expect(one.networkInterface?.privateIPv4Address == "10.0.0.5")
    #expect(one.sizeText == "0.25 vCPU 512 MiB")
  }

  @Test(arguments: [
    #"1625021107575"#, #"1625021107.575"#, #""2021-06-30T02:45:07.575Z""#, #""2021-06-30T11:45:07.575+09:00""#, #""1625021107575""#,
  ])
  func timesInEveryForm(_ form: String) throws {
    #expect(Timestamp(ecs: try Fixtures.json(form)) == Timestamp(milliseconds: 1_625_021_107_575))
  }

  @Test func hostileDocumentsAreNotTasks() throws {
    #expect(ECSTask(.null) == nil)
    #expect(ECSTask(["TaskArn": 3.5]) != nil)
    #expect(ECSTask(["TaskArn": [:]]) == nil)
    let odd = try #require(ECSTask(["TaskArn": "a", "CreatedAt": 1e300, "Containers": "x", "Version": [], "LastStatus": "NEW_WORD"]))
    #expect(odd.createdAt == nil)
    #expect(odd.lastStatus.rawValue == "NEW_WORD")
    #expect(odd.containers.isEmpty)
  }

  @Test func recasingTouchesNamesOnlyAndLeavesOtherPeoplesNames() throws {
    let value = try Fixtures.json(#"{"logConfiguration":{"options":{"awslogs-group":"g"}},"details":[{"name":"subnetId","value":"x"}]}"#)
    #expect(
      ECSKeys.pascal(value).compact
        == #"{"LogConfiguration":{"Options":{"awslogs-group":"g"}},"Details":[{"Name":"subnetId","Value":"x"}]}"#)
    #expect(ECSKeys.camel(ECSKeys.pascal(value)).compact == value.compact)
  }

  @Test func definitionsAreFoundByWhatRequestsCallThem() throws {
    let old = try #require(TaskDefinition(try Fixtures.json(#"{"taskDefinition":{"family":"job","revision":3}}"#)))
    let new = try Fixtures.job()
    #expect(TaskDefinitionReference("job").find(in: [old, new]) == new)
    #expect(TaskDefinitionReference("job:3").find(in: [old, new]) == old)
    #expect(TaskDefinitionReference("arn:aws:ecs:r:1:task-definition/job:17").find(in: [old, new]) == new)
    #expect(TaskDefinitionReference("job:9").find(in: [old, new]) == nil)
    let stream = new.container("app")?.log?.stream(container: "app", taskId: "abc")
    #expect(stream == LogConfiguration.Stream(group: "/job", region: "eu-west-1", name: "run/app/abc"))
  }

  @Test(arguments: [
    ("[{\"family\":\"a\"}]", "t.json:1:2: Task definition \"a\" has no \"containerDefinitions\"."),
    (
      "{\"family\":\"a\",\n \"containerDefinitions\":[{\"name\":\"x\"},{\"name\":\"x\"}]}",
      "t.json:2:47: Container \"x\" stands twice in \"a\"; names must differ."
    ),
    ("3", "t.json:1:1: A task definition is an object, but this is a number."),
    ("{}", "t.json:1:1: This task definition has no \"family\"; give it the name that RunTask's TaskDefinition asks for."),
  ])
  func definitionFileErrors(_ text: String, _ message: String) {
    let error = #expect(throws: TaskDefinitionFileError.self) { try TaskDefinition.read(Array(text.utf8), file: "t.json") }
    #expect(error?.message == message)
  }

  @Test(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped))) func aRealCauseTellsThePhases() throws {
    let cause = try #require(try Corpus.json("ecs/sync_taskfailed_exit2.json")["RunTaskError"]?["Cause"]?.stringValue)
    let task = try #require(ECSTask(cause: cause))
    #expect(task.containers.map(\.exitCode) == [2])
    let phases = task.phases
    #expect(phases.map(\.kind.label) == ["ENI", "placing", "pull", "start", "running", "deactivating", "stopping"])
    #expect(phases.map { $0.duration(asOf: Fixtures.start).milliseconds } == [3_906, 16_053, 6_515, 4_110, 78, 10_037, 13_335])
    #expect(SyncVerdict(task).sentence(isRecorded: true) == "Container exited 2, so .sync failed.")
  }
}

struct TaskPhaseTests {
  @Test func theRunningPhaseHasNoEnd() throws {
    let task = try #require(
      ECSTask(
        try Fixtures.json(
          #"{"TaskArn":"a","LastStatus":"RUNNING","CreatedAt":1000000000000,"PullStartedAt":1000000002000,"StartedAt":1000000003000}"#)))
    #expect(task.phases.map(\.kind) == [.placing, .pull, .running])
    #expect(task.currentPhase?.duration(asOf: Timestamp(milliseconds: 1_000_000_010_000)) == .seconds(7))
    #expect(task.currentPhase?.duration(asOf: Timestamp(milliseconds: 0)) == .zero)
  }

  @Test func timesOutOfOrderGiveNoNegativePhase() throws {
    let task = try #require(
      ECSTask(
        try Fixtures.json(
          #"{"TaskArn":"a","CreatedAt":1000000005000,"ConnectivityAt":1000000001000,"StoppingAt":1000000009000,"StoppedAt":1000000002000}"#)
      ))
    #expect(task.phases.allSatisfy { $0.duration(asOf: Fixtures.start) >= .zero })
  }

  @Test func aTaskStoppedByAUserIsNotDeactivating() throws {
    let task = try #require(
      ECSTask(
        try Fixtures.json(
          #"{"TaskArn":"a","CreatedAt":1000000000000,"StartedAt":1000000001000,"StoppingAt":1000000002000,"#
            + #""ExecutionStoppedAt":1000000004000,"StoppedAt":1000000005000}"#
        )))
    #expect(task.phases.map(\.kind) == [.placing, .running, .stopping])
  }
}
