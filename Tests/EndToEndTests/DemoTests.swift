import Testing

/// `make demo` without its build: the same script with the debug binary.
struct DemoTests {
  private var script: String { Stepscope.project.appendingPathComponent("scripts/demo").path }

  @Test func withoutATerminalItPrintsTheEvents() async throws {
    let folder = try TestFolder()
    let outcome = try await Program.run("/bin/bash", [script, Stepscope.binary], in: folder)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.contains("ExecutionStarted") && outcome.output.contains("ExecutionSucceeded"))
    #expect(outcome.error.isEmpty)
  }

  @Test(.enabled(if: TmuxTerminal.program != nil, Comment(rawValue: TmuxTerminal.skipped)), .fewTerminals)
  func onATerminalItOpensPaused() async throws {
    let terminal = try await TmuxTerminal(120, 40, folder: try TestFolder())
    try await terminal.run(["/bin/bash", script, Stepscope.binary])
    let screen = try await terminal.wait("the example, paused") { $0.header.contains(#"‖ PAUSED before "Prepare input""#) }
    #expect(screen.contains("nightly-report"))
  }
}
