import Foundation
import Testing

/// However the program ends or is stopped, the terminal is the shell's again.
@Suite(.enabled(if: TmuxTerminal.program != nil, Comment(rawValue: TmuxTerminal.skipped)), .fewTerminals)
struct LifecycleTests {
  private func paused(environment: [String: String] = [:]) async throws -> TmuxTerminal {
    let terminal = try await TmuxTerminal(80, 24, environment: environment, folder: try TestFolder())
    try await terminal.run([Stepscope.binary] + Stepscope.example + Stepscope.fixed + ["--step"])
    try await terminal.wait("the run, paused") { $0.header.contains("‖ PAUSED") }
    #expect(try await terminal.state("#{alternate_on}") == "1")
    return terminal
  }

  @Test(arguments: [(SIGTERM, 143), (SIGHUP, 129), (SIGINT, 130)] as [(Int32, Int32)])
  func aSignalRestoresTheTerminal(_ signal: Int32, _ status: Int32) async throws {
    let terminal = try await paused()
    kill(try await terminal.child(), signal)
    let end = try await terminal.waitForExit()
    #expect(end.status == status)
    #expect(try await terminal.isRestored())
  }

  /// While the screen is up, standard error is kept for later; a crash shows it on the shell's screen, where it can be read.
  @Test(arguments: [SIGSEGV, SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGTRAP])
  func aCrashRestoresTheTerminalAndItsTextIsThere(_ signal: Int32) async throws {
    let terminal = try await paused()
    let child = try await terminal.child()
    let said = "Fatal error: said while the screen was up"
    try FileHandle(forWritingTo: URL(fileURLWithPath: "/proc/\(child)/fd/2")).write(contentsOf: Data((said + "\n").utf8))
    kill(child, signal)
    let end = try await terminal.waitForExit()
    #expect(end.status == 128 + signal)
    #expect(end.screen.lines.contains(said), "\(end.screen.framed)")
    #expect(try await terminal.isRestored())
  }

  @Test func controlCLeavesAtOnce() async throws {
    let terminal = try await paused()
    try await terminal.press("C-c")
    #expect(try await terminal.waitForExit().status == 130)
    #expect(try await terminal.isRestored())
  }

  @Test func stoppingAndGoingOn() async throws {
    let terminal = try await paused()
    try await terminal.press("C-z")
    try await terminal.wait("the shell") { $0.text.contains("Stopped") }
    #expect(try await terminal.state("#{alternate_on} #{cursor_flag}") == "0 1")
    try await terminal.resize(100, 30)
    try await terminal.type("fg")
    try await terminal.press("Enter")
    try await terminal.wait("the screen at its new size") {
      $0.header.contains("‖ PAUSED") && $0.lines.count == 30 && $0.contains("Events")
    }
    #expect(try await terminal.state("#{alternate_on}") == "1")
    try await terminal.press("S")
    try await terminal.wait("a step") { $0.header.contains("How many?") }
  }

  @Test func aPipeInsteadOfATerminalGetsTheEvents() async throws {
    let terminal = try await TmuxTerminal(80, 24, folder: try TestFolder())
    try await terminal.run([Stepscope.binary] + Stepscope.example + Stepscope.fixed, after: "| cat > out.txt; exit ${PIPESTATUS[0]}")
    #expect(try await terminal.waitForExit().status == 0)
    let text = terminal.folder.read("out.txt")
    #expect(text.contains("ExecutionSucceeded"))
    #expect(!text.contains("\u{1b}"))
  }

  @Test func aClosedPipeIsSilent() async throws {
    let folder = try TestFolder()
    let command = ([Stepscope.binary] + Stepscope.example + Stepscope.fixed + ["--output", "history"]).map { "'\($0)'" }.joined(
      separator: " ")
    let outcome = try await Program.run(
      "/bin/bash", ["-c", "exec 3>&1; { \(command); echo \"status $?\" >&3; } | true"], in: folder)
    #expect(outcome.output.hasSuffix("status 141\n"), "\(outcome)")
    #expect(outcome.error.isEmpty)
  }
}
