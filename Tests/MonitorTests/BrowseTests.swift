import Canvas
import ExecutionSource
import History
import Testing
import Time

@testable import Monitor

@Suite("Browse")
struct BrowseTests {
  private func executions(_ count: Int = 30, size: Size = Size(width: 120, height: 40)) -> WorkspaceDriver {
    var driver = WorkspaceDriver(.machines, size)
    driver.show(CatalogFixture.opened(count))
    driver.press(":machine nightly-report")
    _ = driver.takeEffects()
    return driver
  }

  @Test("what is looked at is told to the catalog, and nothing else")
  func looking() throws {
    var driver = WorkspaceDriver()
    #expect(driver.takeEffects() == [.look(.machines), .screen(.setTitle("stepscope"), ScreenID(rawValue: 0))])
    driver.show(CatalogFixture.opened())
    driver.press("j", "j", "j", "Enter")
    #expect(driver.takeEffects().contains(.look(CatalogFixture.view())))
    driver.press("&failed")
    #expect(driver.takeEffects() == [.look(CatalogFixture.view("nightly-report", .failed))])
    driver.press("Esc", "g", "Enter")
    let effects = driver.takeEffects()
    #expect(effects.contains(.look(.nothing)))
    #expect(
      effects.contains(
        .open(
          SourceID(screen: ScreenID(rawValue: 2), side: 0),
          executionArn: CatalogFixture.executionArn("nightly-report", CatalogFixture.name(0)))))
  }

  @Test("Esc goes back screen by screen, closes what was opened, and leaves at the root")
  func back() throws {
    var driver = executions()
    driver.press("Enter", "Esc")
    let effects = driver.takeEffects()
    #expect(effects.contains(.close(SourceID(screen: ScreenID(rawValue: 2), side: 0))))
    #expect(driver.shows("Executions"))
    driver.press("q")
    #expect(driver.shows("State machines"))
    #expect(driver.footer.hasSuffix("q quit"))
    driver.press("q")
    #expect(driver.takeEffects().last == .quit)
  }

  @Test("& keeps statuses and names, in any order")
  func filter() throws {
    var driver = executions()
    driver.press("&failed timed_out")
    #expect(driver.shows("& FAILED TIMED_OUT"))
    #expect(!driver.screen.dropFirst().contains { $0.contains("✔ SUCCEEDED") || $0.contains("◆ RUNNING") })
    driver.press("Esc", "&\(CatalogFixture.name(2)) failed")
    #expect(driver.shows("1 of 30"))
    driver.press("Esc", "&nothing like that")
    #expect(driver.shows("none of 30 matches \"nothing like that\""))
    #expect(driver.shows("& changes the filter, Esc takes it away"))
  }

  @Test("failed first where asked, longest, by name; e goes from failure to failure")
  func sorting() throws {
    var driver = executions()
    driver.press("s")
    #expect(driver.shows("Executions  failed first"))
    #expect(driver.screen[3].contains("✖ FAILED"))
    driver.press(":sort longest")
    #expect(driver.screen[3].contains("1 d 03:02"))
    driver.press(":sort weight")
    #expect(driver.said == " sorted by newest, failed, longest, name; \"weight\" is none of them")
    driver.press(":sort newest", "e")
    #expect(driver.screen.contains { $0.contains("exec-17156075") })
    #expect(driver.shows("3 of 30"))
  }

  @Test("a mark a row, two at most, and d shows them side by side")
  func marking() throws {
    var driver = executions()
    driver.press("d")
    #expect(driver.said == " mark two executions with Space first; none is marked")
    driver.press("Space", "Space", "Space", "d")
    let wanted = [1, 2].map { CatalogFixture.executionArn("nightly-report", CatalogFixture.name($0)) }
    #expect(driver.takeEffects().compactMap { if case .open(_, let arn) = $0 { arn } else { nil } } == wanted)
  }

  @Test("the first row stays selected while new ones come, until somebody moves; then the row stays")
  func selection() throws {
    var driver = executions(5)
    func newer(_ count: Int) -> CatalogSnapshot {
      var catalog = CatalogFixture.opened(5)
      let rows = (0..<count).map { index in
        ExecutionRow(
          arn: CatalogFixture.executionArn("nightly-report", "new-\(index)"), name: "new-\(index)", stateMachineArn: "", status: .running,
          startedAt: Fixture.start)
      }
      catalog.executions[CatalogFixture.view()]?.rows.insert(contentsOf: rows, at: 0)
      return catalog
    }
    driver.show(newer(1))
    #expect(driver.shows("execution:nightly-report:new-0"))
    driver.press("j", "j")
    driver.show(newer(3))
    #expect(driver.shows("execution:nightly-report:\(CatalogFixture.name(1))"))
  }

  @Test("at the end of what is loaded more is asked for")
  func more() throws {
    var catalog = CatalogFixture.opened(100)
    catalog.executions[CatalogFixture.view()]?.hasMore = true
    var driver = WorkspaceDriver(.executions(machineArn: CatalogFixture.machineArn("nightly-report"), name: "nightly-report"))
    driver.show(catalog)
    #expect(driver.shows("1 of 100+"))
    _ = driver.takeEffects()
    driver.press("G")
    #expect(driver.takeEffects() == [.look(CatalogFixture.view(limit: 200))])
    #expect(driver.shows("100 of 100+"))
  }

  @Test("waiting, nothing there, denied, cut off: each in words")
  func words() throws {
    var driver = WorkspaceDriver()
    #expect(driver.shows("asking for state machines…"))
    var catalog = CatalogSnapshot(place: .remote(name: "prod"), isReadOnly: false)
    catalog.region = "eu-west-1"
    catalog.capabilities = [.pollNow]
    catalog.machines.problem = "access denied: states:ListStateMachines is not allowed; ask for that permission"
    driver.show(catalog)
    #expect(driver.shows("access denied: states:ListStateMachines is not allowed; ask for that permission"))
    #expect(driver.shows("R asks again"))
    catalog.machines.problem = nil
    catalog.machines.asOf = Fixture.start
    driver.show(catalog)
    #expect(driver.shows("there are no state machines in eu-west-1"))
    var cut = CatalogFixture.catalog()
    cut.poll?.problem = "prod cannot be reached: connection refused"
    driver.show(cut)
    #expect(driver.header.contains("last known · as of 22:13:20"))
    #expect(driver.header.contains("prod cannot be reached: connection refused"))
    #expect(driver.shows("nightly-report-preview"))
    driver.press(":machine release")
    #expect(driver.shows("prod cannot be reached"))
  }

  @Test("a running execution's time goes on, and stands when the connection fails")
  func clocks() throws {
    var driver = executions()
    #expect(driver.shows("02:41"))
    driver.wait(.seconds(5))
    #expect(driver.shows("02:46"))
    #expect(driver.header.contains("as of 5 s"))
    var cut = CatalogFixture.opened()
    cut.poll?.problem = "gone"
    cut.now = driver.now
    driver.show(cut)
    driver.wait(.seconds(60))
    #expect(driver.shows("02:41"))
    // Each call that fails tells the time anew: the rows are still those of before, and the next try comes nearer.
    cut.now = driver.now
    cut.poll?.next = driver.now + .seconds(12)
    driver.show(cut)
    #expect(driver.shows("02:41") && driver.header.hasSuffix("gone · next in 12 s"))
    driver.wait(.seconds(5))
    #expect(driver.shows("02:41") && driver.header.hasSuffix("gone · next in 7 s"))
    #expect(driver.workspace.nextDeadline == driver.now + .seconds(1))
  }

  @Test(":machine takes a name, its beginning or an ARN, and says what it does not know")
  func machine() throws {
    var driver = WorkspaceDriver()
    driver.show(CatalogFixture.catalog())
    driver.press(":machine nightly")
    #expect(driver.said == " 2 machines begin with \"nightly\": nightly-report, nightly-report-preview…")
    driver.press(":machine relaese")
    #expect(driver.said == " there is no state machine \"relaese\"; did you mean \"release\"?")
    driver.press(":machine image")
    #expect(driver.header.contains("image-resize"))
  }

  @Test("names made to steer a terminal are drawn as visible symbols")
  func hostile() throws {
    var catalog = CatalogFixture.catalog()
    catalog.machines.rows[0].name = Fixture.hostileName
    catalog.machines.rows[1].name = String(repeating: "状", count: 5_000)
    var list = CatalogList<ExecutionRow>()
    list.asOf = Fixture.start
    list.rows = [ExecutionRow(arn: Fixture.hostileName, name: Fixture.hostileName, stateMachineArn: "", status: .failed)]
    catalog.executions[CatalogFixture.view(Fixture.hostileName)] = list
    for (width, height) in [(1, 1), (40, 10), (41, 11), (60, 20), (80, 24), (120, 40), (300, 100)] {
      var driver = WorkspaceDriver(.machines, Size(width: width, height: height))
      driver.show(catalog)
      driver.press("g", "Enter")
      driver.show(catalog)
      driver.press("X", "n", "D")
      let grid = driver.workspace.render()
      #expect(grid.size == Size(width: width, height: height))
      #expect(!grid.text.contains { $0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E } })
      driver.press("n", "q")
      #expect(driver.workspace.render().size == Size(width: width, height: height))
    }
  }

  @Test("ten thousand rows: what is not in view costs nothing to draw")
  func many() throws {
    var driver = executions(10_000)
    let clock = ContinuousClock()
    let took = clock.measure {
      for _ in 0..<50 {
        driver.press("j", "Ctrl-D")
        _ = driver.workspace.render()
      }
    }
    // Unoptimised, on a busy machine; a list that looked at every row would take seconds.
    #expect(took < .seconds(4), "\(took)")
    driver.press("G")
    #expect(driver.shows("10,000 of 10,000"))
  }

  @Test("the machines watched say what was found; w watches, none stops it")
  func watching() throws {
    var driver = WorkspaceDriver()
    driver.show(CatalogFixture.swept())
    #expect(driver.shows("◷ 1 waiting · 1 stranded"))
    driver.press("w")
    let watched = ["release", "nightly-report", "billing-close-month"].map(CatalogFixture.machineArn)
    #expect(driver.takeCatalogActions() == [.watch(watched)])
    driver.press(":watch none")
    #expect(driver.takeCatalogActions() == [.watch([])])
    driver.press(":watch nonsense")
    #expect(driver.said == " there is no state machine \"nonsense\"")
  }
}
