import Canvas
import ExecutionSource
import History
import Testing

@testable import Monitor

@Suite("Writes")
struct WriteTests {
  private func executions(isReadOnly: Bool = false, size: Size = Size(width: 120, height: 40)) -> WorkspaceDriver {
    var driver = WorkspaceDriver(.executions(machineArn: CatalogFixture.machineArn("nightly-report"), name: "nightly-report"), size)
    driver.show(CatalogFixture.opened(isReadOnly: isReadOnly))
    _ = driver.takeEffects()
    return driver
  }

  @Test(
    "an execution is started from a list: named, edited, checked, asked about, done once, and opened",
    arguments: [(80, 24), (120, 40), (200, 60)])
  func start(width: Int, height: Int) throws {
    var driver = executions(size: Size(width: width, height: height))
    driver.press("N", "s", "n", "n")
    driver.type("by hand")
    driver.press("Enter", "s")
    #expect(driver.footer.hasPrefix(" the execution's name holds white space, which"))
    driver.press("n", "Ctrl-U")
    driver.type("by-hand")
    driver.press("Enter", "i")
    driver.type("\"price\": 12")
    driver.press("Ctrl-D", "s")
    #expect(driver.shows("Start an execution of \"nightly-report\"?"))
    #expect(driver.shows("name   by-hand"))
    #expect(driver.shows("input  {\"price\":12}"))
    #expect(driver.shows("goes to prod · account 123456789012 · eu-west-1 · as role Deployer"))
    #expect(driver.takeCatalogActions() == [])
    driver.press("y", "y")
    let arn = CatalogFixture.machineArn("nightly-report")
    #expect(driver.takeCatalogActions() == [.start(machineArn: arn, name: "by-hand", input: "{\"price\":12}")])
    let screen = ScreenID(rawValue: 0)
    driver.send(.effectResult(.performed(label: "started an execution of \"nightly-report\"", refusal: nil), screen))
    #expect(driver.shows("Executions"))
    driver.send(.started(executionArn: CatalogFixture.executionArn("nightly-report", "by-hand"), screen))
    #expect(
      driver.takeEffects().contains(
        .open(SourceID(screen: ScreenID(rawValue: 1), side: 0), executionArn: CatalogFixture.executionArn("nightly-report", "by-hand"))))
  }

  @Test("drafts survive Esc, from the form and from the editor; a refusal leaves the form open")
  func drafts() throws {
    var driver = executions()
    driver.press("N", "i", "Ctrl-U", "Delete")
    driver.type("{\"half\": ")
    driver.press("Esc")
    #expect(driver.footer.hasPrefix(" not JSON: line 1, column 10"))
    driver.press("s")
    #expect(driver.footer.hasPrefix(" not JSON"))
    driver.press("Esc")
    #expect(driver.shows("Executions"))
    driver.press("N")
    #expect(driver.shows("\"half\":"))
    #expect(driver.shows("not ready"))
    driver.press("i", "End")
    driver.type("1}")
    driver.press("Ctrl-D", "s", "y")
    driver.send(
      .effectResult(
        .performed(label: "started an execution of \"nightly-report\"", refusal: "ExecutionLimitExceeded"), ScreenID(rawValue: 0)))
    #expect(driver.said == " ExecutionLimitExceeded")
    #expect(driver.shows("\"half\": 1"))
  }

  @Test("keys typed ahead of the question confirm nothing, nor does a question that has no room")
  func ahead() throws {
    var driver = executions()
    driver.send(.key(.character("X")), isPainted: false)
    driver.send(.key(.character("y")), isPainted: false)
    #expect(driver.takeCatalogActions() == [])
    driver.send(.painted)
    driver.press("y")
    #expect(driver.takeCatalogActions().count == 1)
    driver.send(.resize(Size(width: 40, height: 10)))
    driver.press(":stop An.Error with a cause that is long enough to need many lines at forty columns")
    driver.press("y")
    #expect(driver.takeCatalogActions() == [])
    driver.send(.resize(Size(width: 1, height: 1)))
    driver.press("y")
    #expect(driver.takeCatalogActions() == [])
    driver.send(.resize(Size(width: 120, height: 40)))
    driver.press("y")
    #expect(driver.takeCatalogActions().count == 1)
  }

  @Test("under --read-only every writing key says so, and nothing is sent")
  func readOnly() throws {
    var driver = executions(isReadOnly: true)
    for key in ["N", "X", "D", ":start {}", ":stop", ":redrive"] {
      driver.press(key)
      #expect(driver.said == " read-only: by --read-only, the profile, or as another process runs it", "\(key)")
    }
    #expect(driver.header.contains("read-only"))
    #expect(driver.takeEffects() == [])
  }

  @Test("stop and redrive of the selected execution; what cannot be is said before it is asked")
  func stopAndRedrive() throws {
    var driver = executions()
    driver.press("D")
    #expect(driver.said == " the execution is RUNNING; only one that did not succeed is redriven")
    driver.press("X")
    #expect(driver.shows("Stop the execution \"\(CatalogFixture.name(0))\"?"))
    driver.press("n", "j", "X")
    #expect(driver.said == " the execution is over: SUCCEEDED")
    driver.press("j", "D")
    #expect(driver.shows("Redrive the execution \"\(CatalogFixture.name(2))\"?"))
    #expect(driver.shows("aws stepfunctions redrive-execution --execution-arn"))
    driver.press("y")
    #expect(driver.takeCatalogActions() == [.redrive(executionArn: CatalogFixture.executionArn("nightly-report", CatalogFixture.name(2)))])
  }

  private func opened(_ change: (inout ExecutionSnapshot) -> Void = { _ in }) throws -> WorkspaceDriver {
    var snapshot = try Fixture.running()
    snapshot.identity.place = .remote(name: "prod")
    snapshot.identity.stateMachineArn = CatalogFixture.machineArn("nightly-report")
    snapshot.capabilities = [.pollNow, .stop, .redrive, .startNew, .answerTokens, .stopTask]
    change(&snapshot)
    var driver = WorkspaceDriver(.execution)
    driver.show(CatalogFixture.catalog())
    let root = try #require(driver.workspace.rootSource)
    driver.send(.snapshot(snapshot, root))
    _ = driver.takeEffects()
    return driver
  }

  private func actions(_ driver: inout WorkspaceDriver) -> [SourceAction] {
    driver.takeEffects().compactMap { if case .screen(.perform(let action, _), _) = $0, action.operation != nil { action } else { nil } }
  }

  @Test("from an execution: N begins with its input, D says why not, K stops its task, :concurrency asks the catalog")
  func fromExecution() throws {
    var driver = try opened()
    driver.press("N")
    #expect(driver.shows("the input of exec-7f3a"))
    #expect(driver.shows("\"commands\""))
    driver.press("s", "y")
    #expect(actions(&driver) == [.startNew(name: nil, input: Fixture.input)])
    driver.press("Esc", "D")
    #expect(driver.said == " the execution is RUNNING; only one that did not succeed is redriven")
    driver.press("K")
    #expect(driver.shows("Stop the ECS task 3f2c0d91a7 of \"Run job\"?"))
    #expect(driver.shows("aws ecs stop-task --cluster batch --task"))
    driver.press("y")
    let task = "arn:aws:ecs:eu-west-1:123456789012:task/batch/3f2c0d91a7be4c0c8d4a3c2b1a0f9e8d"
    #expect(actions(&driver) == [.stopTask(taskArn: task, reason: "stopped by hand")])

    driver = try opened {
      $0.status = .failed
      $0.redrive = RedriveStatus(count: 0, status: "NOT_REDRIVABLE", reason: "Execution is older than 14 days")
    }
    driver.press("D")
    #expect(driver.said == " NOT_REDRIVABLE: Execution is older than 14 days")

    driver = try opened {
      $0.mapRuns = [
        MapRunRow(arn: "arn:aws:states:eu-west-1:123456789012:mapRun:m/Run:1", state: "Run job", status: "RUNNING", maxConcurrency: 40)
      ]
    }
    driver.press(":concurrency many")
    #expect(driver.said == " how many at a time? \":concurrency 40\", 0 for no limit")
    driver.press(":concurrency 5")
    #expect(driver.shows("aws stepfunctions update-map-run --map-run-arn"))
    driver.press("y")
    #expect(driver.takeCatalogActions() == [.setMapRunConcurrency(mapRunArn: "arn:aws:states:eu-west-1:123456789012:mapRun:m/Run:1", 5)])
  }

  @Test("N finds backwards while something is searched for")
  func searching() throws {
    var driver = try opened()
    driver.press("/Run job", "N")
    #expect(!driver.shows("Start nightly-report"))
    driver.press("Esc", "N")
    #expect(driver.shows("the input of exec-7f3a"))
  }

  @Test("tokens of other executions are answered through the catalog; Enter opens the execution; X stops its task")
  func swept() throws {
    var driver = WorkspaceDriver()
    driver.show(CatalogFixture.swept())
    driver.press("t")
    #expect(driver.header.contains("5 TOKENS PENDING   1 stranded   1 unattended"))
    #expect(driver.header.contains("scanned 38 of 112"))
    #expect(driver.takeEffects().contains(.look(.tokens)))
    driver.press("x", "s")
    #expect(driver.shows("Fail \"Manage ECS task\"?"))
    #expect(driver.shows("in nightly-report · exec-7f3a"))
    driver.press("y")
    #expect(
      driver.takeCatalogActions() == [
        .sendTaskFailure(token: CatalogFixture.token("a"), error: "ECS.TaskStopped", cause: "app exited 137: nobody will answer")
      ])
    driver.press("Esc", "X")
    #expect(driver.said == " no ECS task that runs is behind it")
    driver.press("j", "j", "X", "y")
    #expect(driver.takeCatalogActions().count == 1)
    driver.press("j", "a")
    #expect(driver.said == " the token of \"Ask the owner\" cannot be read: it is not in the Parameters")
    driver.press("Enter")
    #expect(
      driver.takeEffects().contains {
        if case .open(_, let arn) = $0 { arn == CatalogFixture.executionArn("release", "exec-91d") } else { false }
      })
    #expect(!driver.screen.joined().contains("SweptToken"))
  }
}
