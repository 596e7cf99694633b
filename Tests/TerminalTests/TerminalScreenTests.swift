import Canvas
import Foundation
import Testing

@testable import Terminal

/// Real ncurses on a pseudo-terminal. ncurses is one in a process, so one test at a time.
@Suite(.serialized) struct TerminalScreenTests {
  private func open(
    _ terminal: PseudoTerminal, type: String = "xterm-256color", colors: ColorDepth = .rgb, input: Int32? = nil,
    _ body: @TerminalActor (TerminalScreen) throws -> Void
  ) throws {
    setenv("LC_ALL", "C.UTF-8", 1)
    var configuration = TerminalConfiguration()
    configuration.type = type
    configuration.input = input ?? terminal.line
    configuration.output = terminal.line
    configuration.colors = colors
    configuration.guardsProcess = false
    try TerminalActor.onThisThread {
      let screen = try TerminalScreen(configuration)
      defer { screen.close() }
      try body(screen)
    }
  }

  private func sample(_ size: Size) -> CellGrid {
    var grid = CellGrid(size: size)
    grid.frame(grid.bounds, title: StyledText("Graph 作者", Style(.title, on: nil, .bold)), focused: true)
    grid.put("✔ Prepare 作者🚑 e\u{301} end", x: 2, y: 1, Style(.stateSucceeded))
    grid.put("🇩🇪👨‍👩‍👧‍👦x", x: 2, y: 2, Style(.stateFailed, on: .selection))
    grid.put("Z", x: size.width - 1, y: size.height - 1, Style(.key))
    return grid
  }

  /// Each cell that ncurses shows is the grid's.
  @TerminalActor private func expectShown(_ grid: CellGrid, on screen: TerminalScreen, _ why: Comment) {
    for y in 0..<grid.height {
      var x = 0
      while x < grid.width {
        let cell = grid[x, y]
        let simple = cell.character.unicodeScalars.count == 1 || cell.character == "e\u{301}"
        if simple {
          let text = screen.shown(x, y).text
          #expect(text?.unicodeScalars.elementsEqual(cell.character.unicodeScalars) == true, "\(why) at \(x),\(y): \(text ?? "nothing")")
        }
        x += max(1, Int(cell.width))
      }
    }
  }

  @Test(arguments: ["xterm-256color", "tmux-256color", "screen", "linux", "vt100", "xterm"])
  func ncursesHoldsTheGrid(_ type: String) throws {
    let terminal = try PseudoTerminal(width: 40, height: 6)
    try open(terminal, type: type) { screen in
      #expect(screen.size == Size(width: 40, height: 6))
      #expect(screen.isUTF8)
      let grid = sample(screen.size)
      screen.present(grid)
      expectShown(grid, on: screen, "first")
      var changed = grid
      changed.put("x", x: 5, y: 1)
      changed.put("作", x: 9, y: 1)
      changed.put("者", x: 12, y: 1)
      screen.present(changed, cursor: Point(x: 3, y: 1))
      expectShown(changed, on: screen, "changed")
      #expect(screen.shown(39, 5).text == "Z")
    }
    let output = terminal.finish()
    #expect(output.contains("作"))
    #expect(output.contains("\u{1B}[?2004h") == !["linux", "vt100"].contains(type))
  }

  @Test func coloursAndAttributesReachNcurses() throws {
    let terminal = try PseudoTerminal(width: 10, height: 2)
    try open(terminal) { screen in
      #expect(screen.depth == .ansi256)
      screen.use { style in
        Appearance(
          foreground: style.role == .title ? .palette(196) : nil, background: style.background == .bar ? .ansi(4) : nil,
          emphasis: style.emphasis)
      }
      var grid = CellGrid(size: screen.size)
      grid.put("a", x: 0, y: 0, Style(.title, on: .bar, [.bold, .underline]))
      grid.put("b", x: 1, y: 0, Style(.text, on: nil, .reverse))
      screen.present(grid)
      #expect(screen.shown(0, 0) == ("a", 5, 196, 4))
      #expect(screen.shown(1, 0) == ("b", 8, -1, -1))
      screen.use { _ in Appearance(foreground: .ansi(2)) }
      screen.present(grid)
      #expect(screen.shown(0, 0) == ("a", 0, 2, -1))
    }
    _ = terminal.finish()
  }

  @Test func withoutColoursThereAreOnlyAttributes() throws {
    for (type, most) in [("vt100", ColorDepth.rgb), ("xterm-256color", .none)] {
      let terminal = try PseudoTerminal(width: 4, height: 1)
      try open(terminal, type: type, colors: most) { screen in
        #expect(screen.depth == .none)
        screen.use { _ in Appearance(foreground: .ansi(1), background: .ansi(2), emphasis: .bold) }
        var grid = CellGrid(size: screen.size)
        grid.put("a", x: 0, y: 0)
        screen.present(grid)
        #expect(screen.shown(0, 0) == ("a", 1, -1, -1))
      }
      #expect(!terminal.finish().contains("[31"))
    }
  }

  @Test func onlyWhatChangedIsWritten() throws {
    let terminal = try PseudoTerminal(width: 80, height: 24)
    let marker = "MARK"
    try open(terminal) { screen in
      var grid = CellGrid(size: screen.size)
      for y in 0..<24 { grid.fill(Rect(x: 0, y: y, width: 80, height: 1), "q") }
      screen.present(grid)
      screen.setTitle(marker)
      grid.put("!", x: 40, y: 12)
      screen.present(grid)
      screen.present(grid)
      screen.setTitle(marker)
    }
    let parts = terminal.finish().components(separatedBy: marker)
    try #require(parts.count == 3)
    #expect(parts[1].contains("!"))
    #expect(!parts[1].contains("q"))
    #expect(parts[1].utf8.count < 60)
  }

  @Test func aNotificationIsOneLineThatSteersNothing() throws {
    let terminal = try PseudoTerminal(width: 20, height: 5)
    try open(terminal) { screen in screen.notify("Run job failed\u{7}\u{1B}]0;x\u{1B}\\\n\u{9C}after 41 min") }
    let output = terminal.finish()
    let start = try #require(output.range(of: "\u{1B}]9;"))
    let end = try #require(output[start.upperBound...].firstIndex(of: "\u{7}"))
    let text = output[start.upperBound..<end]
    #expect(text.hasPrefix("Run job failed"))
    #expect(text.hasSuffix("after 41 min"))
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
  }

  @Test func theTerminalIsGivenBackAsItWas() throws {
    let terminal = try PseudoTerminal(width: 20, height: 5)
    var modes = terminal.modes
    modes.c_lflag &= ~tcflag_t(ECHOE)
    modes.c_cc.3 = 8
    tcsetattr(terminal.line, TCSANOW, &modes)
    let before = terminal.modes
    try open(terminal) { screen in
      screen.present(sample(screen.size))
      #expect(terminal.modes.c_lflag & tcflag_t(ICANON | ECHO | IEXTEN) == 0)
      #expect(terminal.modes.c_lflag & tcflag_t(ISIG) != 0)
    }
    let after = terminal.modes
    #expect(
      after.c_lflag == before.c_lflag && after.c_iflag == before.c_iflag && after.c_oflag == before.c_oflag
        && after.c_cflag == before.c_cflag)
    #expect(after.c_cc.3 == 8)
    let output = terminal.finish()
    let end = try #require(output.range(of: "\u{1B}[?1049l"))
    #expect(output.range(of: "\u{1B}[?2004l") != nil)
    #expect(output.range(of: "\u{1B}[?1049h", range: end.upperBound..<output.endIndex) == nil)
  }

  @Test func everySizeIsSurvived() throws {
    let terminal = try PseudoTerminal(width: 30, height: 9)
    try open(terminal) { screen in
      for (width, height) in [(1, 1), (2, 1), (1, 7), (200, 60), (3, 3), (80, 24)] {
        terminal.resize(width: width, height: height)
        #expect(screen.updateSize())
        #expect(screen.size == Size(width: width, height: height))
        let grid = sample(screen.size)
        screen.present(grid)
        expectShown(grid, on: screen, "\(width)×\(height)")
        screen.present(sample(Size(width: 50, height: 12)))
        screen.present(CellGrid(size: Size(width: 0, height: 0)))
      }
      #expect(!screen.updateSize())
    }
    _ = terminal.finish()
  }

  @Test func keysComeThroughTheLine() throws {
    let terminal = try PseudoTerminal(width: 20, height: 5)
    try open(terminal) { screen in
      terminal.type("s\u{1B}[A\u{1B}OB\u{1B}[200~two\rlines\u{1B}[201~")
      var keys: [Key] = []
      while keys.count < 4 { keys += try #require(screen.readKeys()) }
      #expect(keys == [.character("s"), .up, .down, .paste("two\nlines")])
    }
    _ = terminal.finish()
  }

  @Test func aProgramRunsOnTheTerminalAndTheScreenComesBack() throws {
    let terminal = try PseudoTerminal(width: 20, height: 5)
    try open(terminal) { screen in
      let grid = sample(screen.size)
      screen.present(grid)
      let exited = try screen.suspend(running: ["/bin/sh", "-c", "test -t 0 && echo from-child; exit 7"])
      let killed = try screen.suspend(running: ["/bin/sh", "-c", "kill -TERM $$"])
      #expect(exited == 7)
      #expect(killed == 143)
      screen.present(grid)
      expectShown(grid, on: screen, "after the program")
      do {
        _ = try screen.suspend(running: ["no-such-editor-here"])
        Issue.record("it started")
      } catch {
        #expect(
          "\(error)" == "\"no-such-editor-here\" cannot be started (No such file or directory); set EDITOR to a program that can.")
      }
    }
    #expect(terminal.finish().contains("from-child"))
  }

  @Test(arguments: [
    ("dumb", "The terminal type \"dumb\" cannot move its cursor; use another terminal or --plain."),
    (
      "unknown", "The terminal type \"unknown\" is unknown here; set TERM to one that is known (for example xterm-256color) or use --plain."
    ),
    (
      "no-such", "The terminal type \"no-such\" is unknown here; set TERM to one that is known (for example xterm-256color) or use --plain."
    ),
    ("", "TERM is not set, so nothing is known about this terminal; set it (for example to xterm-256color) or use --plain."),
  ])
  func unusableTerminalsAreSaid(_ type: String, _ message: String) throws {
    let terminal = try PseudoTerminal(width: 20, height: 5)
    let error = #expect(throws: TerminalError.self) { try open(terminal, type: type) { _ in } }
    #expect(error?.description == message)
    #expect(terminal.finish() == "")
  }

  @Test func theLoopDrivesAnApplication() throws {
    let terminal = try PseudoTerminal(width: 20, height: 5)
    try open(terminal) { screen in
      let application = Recorder()
      Task.detached { await application.news() }
      terminal.type("a")
      #expect(TerminalLoop.run(screen, application) == 42)
      #expect(application.seen.first == "20×5")
      #expect(Set(application.seen) == ["20×5", "a", "news", "deadline"])
      #expect(screen.shown(0, 0).text == "n")
    }
    _ = terminal.finish()
  }

  @Test func aLostTerminalEndsTheLoop() throws {
    let terminal = try PseudoTerminal(width: 20, height: 5)
    let keys = Pipe()
    try open(terminal, input: keys.fileHandleForReading.fileDescriptor) { screen in
      try keys.fileHandleForWriting.write(contentsOf: Data("xy".utf8))
      try keys.fileHandleForWriting.close()
      let application = Recorder()
      #expect(TerminalLoop.run(screen, application) == 129)
      #expect(application.seen.filter { $0 != "deadline" } == ["20×5", "x", "y"])
    }
    _ = terminal.finish()
  }
}

/// Ends once it has had a key, news from a task, a deadline and a painting after all that.
@TerminalActor private final class Recorder: TerminalApplication {
  var seen: [String] = []
  private var isPainted = false
  private(set) var needsPaint = true
  private(set) var nextDeadline: ContinuousClock.Instant? = .now
  nonisolated init() {}

  func handle(_ key: Key) { seen.append(key.description) }
  func resized(to size: Size) { seen.append("\(size.width)×\(size.height)") }
  func deadlinePassed() {
    seen.append("deadline")
    nextDeadline = nil
  }
  func news() {
    seen.append("news")
    needsPaint = true
  }
  func picture() -> (grid: CellGrid, cursor: Point?) {
    needsPaint = false
    isPainted = seen.contains("news")
    var grid = CellGrid(size: Size(width: 20, height: 5))
    grid.put(seen.last ?? "", x: 0, y: 0)
    grid.put(seen.contains("news") ? "n" : "-", x: 0, y: 0)
    return (grid, nil)
  }
  var exitCode: Int32? { isPainted && seen.contains("a") && seen.contains("deadline") ? 42 : nil }
}
