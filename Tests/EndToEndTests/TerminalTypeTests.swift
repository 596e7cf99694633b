import Testing

/// Terminals of many kinds: a readable screen, or one sentence that offers `--plain`.
@Suite(.enabled(if: TmuxTerminal.program != nil, Comment(rawValue: TmuxTerminal.skipped)), .fewTerminals)
struct TerminalTypeTests {
  private func start(_ term: String?, _ environment: [String: String] = [:], _ options: [String] = []) async throws -> TmuxTerminal {
    let terminal = try await TmuxTerminal(80, 24, term: term, environment: environment, folder: try TestFolder())
    try await terminal.run([Stepscope.binary] + Stepscope.example + Stepscope.fixed + ["--step"] + options)
    return terminal
  }

  @Test(arguments: ["xterm-256color", "tmux-256color", "screen", "linux", "vt100"])
  func theScreenIsReadable(on term: String) async throws {
    let terminal = try await start(term)
    let screen = try await terminal.wait("the run, paused") { $0.header.contains("‖ PAUSED before") && $0.footer.contains("s step") }
    #expect(screen.contains("Prepare input"))
    try await terminal.press("S")
    try await terminal.wait("a step") { $0.header.contains("How many?") }
  }

  @Test(
    arguments: [
      ("dumb", #"error: The terminal type "dumb" cannot move its cursor; use another terminal or --plain."#),
      (
        "no-such-terminal",
        #"error: The terminal type "no-such-terminal" is unknown here; set TERM to one that is known (for example xterm-256color) "#
          + "or use --plain."
      ),
      (nil, "error: TERM is not set, so nothing is known about this terminal; set it (for example to xterm-256color) or use --plain."),
    ] as [(String?, String)])
  func aTerminalThatCannotShowTheScreenIsToldSo(_ term: String?, _ sentence: String) async throws {
    let terminal = try await start(term)
    let end = try await terminal.waitForExit()
    #expect(end.status == 3)
    // The terminal breaks lines where it likes.
    let said = String(end.screen.text.filter { !$0.isWhitespace })
    #expect(said.contains(sentence.filter { $0 != " " }), "\(end.screen.framed)")
  }

  @Test(arguments: [["LC_ALL": "C"], ["LC_ALL": "", "LANG": ""], ["LC_ALL": "POSIX"]])
  func withoutUTF8TheScreenIsASCII(_ environment: [String: String]) async throws {
    let terminal = try await start("tmux-256color", environment)
    let screen = try await terminal.wait("the run, paused") { $0.header.contains("PAUSED before") && $0.footer.contains("s step") }
    #expect(screen.isASCII, "\(screen.framed)")
    #expect(screen.contains("Prepare input"))
  }

  @Test func asciiIsObeyed() async throws {
    let terminal = try await start("tmux-256color", [:], ["--ascii"])
    let screen = try await terminal.wait("the run, paused") { $0.header.contains("PAUSED before") && $0.footer.contains("s step") }
    #expect(screen.isASCII, "\(screen.framed)")
  }

  @Test(arguments: [(["NO_COLOR": "1"], [String]()), ([:], ["--color", "never"])])
  func withoutColourNoneIsSent(_ environment: [String: String], _ options: [String]) async throws {
    let terminal = try await start("tmux-256color", environment, options)
    try await terminal.wait("the run, paused") { $0.header.contains("‖ PAUSED before") && $0.footer.contains("s step") }
    let colours = try await terminal.colours()
    #expect(!colours.contains(#/\u{1b}\[[0-9;]*(3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]/#))
  }

  @Test func withColourItIsSent() async throws {
    let terminal = try await start("tmux-256color")
    try await terminal.wait("the run, paused") { $0.header.contains("‖ PAUSED before") && $0.footer.contains("s step") }
    #expect(try await terminal.colours().contains(#/\u{1b}\[[0-9;]*(3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]/#))
  }
}
