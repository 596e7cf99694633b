import Testing

/// The screen as a person sees it, at the sizes people have.
@Suite(.enabled(if: TmuxTerminal.program != nil, Comment(rawValue: TmuxTerminal.skipped)), .fewTerminals)
struct ScreenTests {
  static let sizes = [(80, 24), (120, 40), (200, 60)]

  private func paused(_ size: (Int, Int), _ arguments: [String]) async throws -> TmuxTerminal {
    let terminal = try await TmuxTerminal(size.0, size.1, folder: try TestFolder())
    try await terminal.run([Stepscope.binary] + arguments + Stepscope.fixed + ["--step"])
    try await terminal.wait("the run, paused") { $0.header.contains("‖ PAUSED before") && $0.footer.contains("s step") }
    return terminal
  }

  private func jobAndApproval(_ size: (Int, Int)) async throws -> TmuxTerminal {
    let folder = try TestFolder()
    let terminal = try await TmuxTerminal(size.0, size.1, folder: folder)
    let machine = try folder.write("machine.asl.json", Machines.jobAndApproval)
    try await terminal.run([Stepscope.binary, "run", machine, "--input-json", Machines.jobInput] + Stepscope.fixed + ["--step"])
    try await terminal.wait("the run, paused") { $0.header.contains(#"‖ PAUSED before "Run job""#) }
    return terminal
  }

  @Test(arguments: sizes) func theExampleIsSteppedToItsEnd(_ size: (Int, Int)) async throws {
    let terminal = try await paused(size, Stepscope.example)
    var screen = try await terminal.screen()
    for _ in 0..<150 where !screen.header.contains("SUCCEEDED") {
      screen = try await terminal.step(from: screen)
    }
    #expect(screen.header.contains("✔ SUCCEEDED"))
    #expect(screen.contains("57 of 57"))
    try await terminal.press("q")
    let end = try await terminal.waitForExit()
    #expect(end.status == 0)
    #expect(try await terminal.isRestored())
  }

  /// From the moment a token waits, the keys are read off the footer, as somebody would who has never seen the program.
  @Test(arguments: sizes) func aTokenIsApprovedByWhatTheFooterSays(_ size: (Int, Int)) async throws {
    let terminal = try await jobAndApproval(size)
    var screen = try await terminal.screen()
    for _ in 0..<60 where !screen.text.contains(#/TaskSubmitted +Ask/#) {
      screen = try await terminal.step(from: screen)
    }
    var pressed: [String] = []
    for word in ["tokens", "approve", "send", "yes"] {
      screen = try await terminal.wait("a key for \(word) in the footer") { $0.key(for: word) != nil }
      let key = try #require(screen.key(for: word))
      try await terminal.press(key)
      pressed.append(key)
    }
    #expect(pressed.count <= 5)
    try await terminal.wait("the approval") { $0.contains("approved \"Ask\"") || $0.contains("no token pending") }
    try await terminal.press("Escape")
    try await terminal.press("c")
    try await terminal.wait("the end") { $0.header.contains("✔ SUCCEEDED") }
  }

  /// Where the command came from: the field of the machine's file and the expression in it.
  @Test(arguments: sizes) func overridesAreShownWithTheirSourceWithinThreeKeys(_ size: (Int, Int)) async throws {
    let terminal = try await jobAndApproval(size)
    // Entered, then ready: the Overrides tab opens by itself before anything is sent.
    try await terminal.press("s")
    try await terminal.wait(for: "entered")
    try await terminal.press("s")
    let screen = try await terminal.wait("the overrides") { $0.contains("report sales") && $0.contains("machine.asl.json:11:") }
    #expect(screen.header.contains("nothing"))
    #expect(screen.contains("$.commands"))
  }

  @Test func theScreenSurvivesEverySize() async throws {
    let terminal = try await paused((80, 24), Stepscope.example)
    try await terminal.press("S")
    let sizes = [(1, 1), (2, 60), (200, 1), (39, 9), (40, 10), (79, 24), (119, 24), (120, 40), (300, 100), (5, 5), (60, 12), (100, 30)]
    for (width, height) in sizes { try await terminal.resize(width, height) }
    try await terminal.wait("the screen at its last size") {
      $0.header.contains("‖ PAUSED") && $0.lines.count == 30 && $0.contains("Events")
    }
    try await terminal.resize(30, 8)
    try await terminal.wait("what size is needed") { $0.contains("40") && $0.contains("10") }
    try await terminal.resize(120, 40)
    try await terminal.wait("the panes again") { $0.contains("Graph") && $0.contains("Events") }
  }

  @Test func aRunThatIsLeftAsksFirst() async throws {
    let terminal = try await paused((80, 24), Stepscope.example)
    try await terminal.press("q")
    try await terminal.wait("the question") { $0.footer.contains("y yes") }
    try await terminal.press("n")
    try await terminal.wait("the run again") { $0.footer.contains("s step") }
    try await terminal.press("q")
    try await terminal.wait("the question") { $0.footer.contains("y yes") }
    try await terminal.press("y")
    let end = try await terminal.waitForExit()
    #expect(end.status == 130)
    #expect(try await terminal.isRestored())
  }
}
