import CTerminal
import Canvas

/// The screen of one terminal: shows grids, reads keys, and gives the terminal back as it was.
///
/// There is one at a time, since ncurses is one. Open it inside `TerminalActor.onThisThread`, close it before that returns.
@TerminalActor public final class TerminalScreen {
  /// The colours that this terminal can show, within what the configuration allows: what to ask a theme for.
  public let depth: ColorDepth
  /// Whether the terminal speaks UTF-8. Where not, draw with `Glyphs.ascii`; anything else than ASCII shows as `?`.
  public let isUTF8: Bool
  /// Columns and rows at the last look.
  public internal(set) var size: Size
  /// Whether a payload such as the title may be sent: old terminals would print it.
  let takesPrivateModes: Bool

  let type: String
  let input: Int32
  let output: Int32
  private let ownsInput: Bool
  private let guardsProcess: Bool
  private var modes: ct_modes
  private let colors: ColorNumbers
  private var handle: UnsafeMutableRawPointer?
  var decoder: KeyDecoder

  /// What ncurses was last given; nil when nothing of it can be relied on.
  private(set) var held: CellGrid?
  private var look: (Style) -> Appearance = { Appearance(emphasis: $0.emphasis) }
  private var inks: [Style: Ink] = [:]
  private var pairs: [ColorPair: Int32] = [:]
  private let mostPairs: Int32
  private var isLeft = false
  var hasTitle = false
  /// Signals that arrived while another program had the terminal, for the loop.
  private var deferredSignals: Int32 = 0

  private struct Ink {
    var attributes: Int32
    var pair: Int32
  }

  private struct ColorPair: Hashable {
    var foreground: Int32
    var background: Int32
  }

  /// Takes the terminal over. Throws, with the terminal as it was, when that cannot be done.
  public init(_ configuration: TerminalConfiguration = TerminalConfiguration()) throws(TerminalError) {
    let type = configuration.type ?? TerminalSystem.environment("TERM") ?? ""
    guard !type.isEmpty else { throw .typeUnset }
    switch Int(ct_term_check(type, configuration.output)) {
    case CT_TERM_OK: break
    case CT_TERM_NO_CURSOR: throw .noCursorAddressing(type)
    default: throw .typeUnknown(type)
    }
    let (input, ownsInput) = try TerminalSystem.keyboard(configuration.input)
    var modes = ct_modes()
    let hasModes = ct_modes_read(configuration.output, &modes) != 0
    isUTF8 = ct_locale_is_utf8() != 0
    guardsProcess = configuration.guardsProcess
    if guardsProcess {
      // Before ncurses, which leaves alone the signals that have handlers.
      ct_signals_install(TerminalExecutor.shared.wakeInput)
      _ = ct_capture_start()
    }
    guard hasModes, TerminalExecutor.shared.wakeInput >= 0, let handle = ct_open(type, input, configuration.output) else {
      if configuration.guardsProcess {
        ct_capture_end()
        ct_signals_restore()
      }
      if ownsInput { TerminalSystem.close(input) }
      throw .refused(type)
    }
    (self.type, self.input, self.output, self.ownsInput) = (type, input, configuration.output, ownsInput)
    (self.modes, self.handle) = (modes, handle)
    colors = ColorNumbers(colors: Int(ct_colors()), most: configuration.colors)
    depth = colors.depth
    mostPairs = ct_pairs()
    takesPrivateModes = TerminalSystem.takesPrivateModes(type)
    decoder = KeyDecoder(known: TerminalSystem.knownKeys())
    size = Size(width: 80, height: 24)
    if guardsProcess {
      let leaving = leavingBytes
      leaving.withUnsafeBytes { ct_crash_arm(output, &self.modes, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count)) }
    }
    updateSize()
    enter()
  }

  // MARK: Showing

  /// Says what styles look like from now on (a theme's answer for `depth`). Everything is painted again.
  public func use(_ appearance: @escaping (Style) -> Appearance) {
    look = appearance
    inks = [:]
    held = nil
  }

  /// Shows `grid` from the upper left corner; only cells that changed since the last time reach ncurses, and it writes once. What the grid does not
  /// cover is blank. The cursor is seen only where one is given, inside the screen.
  public func present(_ grid: CellGrid, cursor: Point? = nil) {
    guard handle != nil, !isLeft else { return }
    let before = held.flatMap { $0.size == grid.size ? $0 : nil }
    if before == nil { ct_erase() }
    for y in 0..<min(grid.height, size.height) {
      if let before, grid.rowEquals(before, y) { continue }
      for x in 0..<min(grid.width, size.width) {
        let cell = grid[x, y]
        if cell.width == 0 || cell == before?[x, y] { continue }
        put(cell, x, y)
      }
    }
    held = grid
    let seen = cursor.flatMap { Rect(size).contains($0) ? $0 : nil }
    ct_show(Int32(seen?.y ?? -1), Int32(seen?.x ?? 0))
  }

  /// Paints every cell at the next `present`: after something else wrote on the terminal.
  public func repaint() {
    held = nil
    if handle != nil { ct_repaint() }
  }

  private func put(_ cell: Cell, _ x: Int, _ y: Int) {
    let ink = ink(for: cell.style)
    if let byte = cell.character.asciiValue {
      withUnsafePointer(to: UInt32(byte)) { ct_put(Int32(y), Int32(x), $0, 1, ink.attributes, ink.pair) }
      return
    }
    let right = min(size.width, x + max(1, Int(cell.width)))
    var column = x
    for piece in CellPieces.of(cell, isUTF8: isUTF8, width: { Int(ct_width($0)) }) where column < right {
      let columns = max(1, Int(ct_width(piece[0])))
      if column + columns > right {
        ct_put(Int32(y), Int32(column), [0x20], 1, ink.attributes, ink.pair)
      } else {
        ct_put(Int32(y), Int32(column), piece, Int32(piece.count), ink.attributes, ink.pair)
      }
      column += columns
    }
  }

  private func ink(for style: Style) -> Ink {
    if let ink = inks[style] { return ink }
    let appearance = look(style)
    let foreground = colors.number(appearance.foreground)
    let background = colors.number(appearance.background)
    var emphasis = appearance.emphasis
    if foreground.dim { emphasis.insert(.dim) }
    let bits: [(Emphasis, Int32)] = [(.bold, 1), (.dim, 2), (.underline, 4), (.reverse, 8), (.italic, 16)]
    let attributes = bits.reduce(Int32(0)) { emphasis.contains($1.0) ? $0 | $1.1 : $0 }
    let ink = Ink(attributes: attributes, pair: pair(foreground.number, background.number))
    inks[style] = ink
    return ink
  }

  /// Pairs are defined when first needed; when the terminal has no more, text is in its own colours.
  private func pair(_ foreground: Int32, _ background: Int32) -> Int32 {
    if foreground < 0 && background < 0 { return 0 }
    let wanted = ColorPair(foreground: foreground, background: background)
    if let pair = pairs[wanted] { return pair }
    let next = Int32(pairs.count) + 1
    guard next < mostPairs, ct_define_pair(next, foreground, background) != 0 else { return 0 }
    pairs[wanted] = next
    return next
  }

  // MARK: Entering and leaving

  /// Looks at the terminal's size; whether it changed. What is shown is kept as far as it fits.
  @discardableResult
  public func updateSize() -> Bool {
    var (width, height) = (Int32(80), Int32(24))
    _ = ct_window_size(output, &width, &height)
    let now = Size(width: min(max(1, Int(width)), 4_096), height: min(max(1, Int(height)), 4_096))
    guard now != size || held == nil else { return false }
    let changed = now != size
    size = now
    if handle != nil { ct_resize(Int32(now.height), Int32(now.width)) }
    held = nil
    return changed
  }

  private func enter() {
    isLeft = false
    ct_modes_tune(output)
    if takesPrivateModes { TerminalSystem.write(output, "\u{1B}[?2004h\u{1B}[?1004h") }
  }

  /// Gives the terminal back for a while, exactly as it was.
  private func leave() {
    guard handle != nil, !isLeft else { return }
    isLeft = true
    if takesPrivateModes { TerminalSystem.write(output, "\u{1B}[?2004l\u{1B}[?1004l") }
    ct_leave()
    _ = ct_modes_write(output, &modes)
  }

  /// Takes it again and shows at once what was there.
  private func resume() {
    guard handle != nil, isLeft else { return }
    isLeft = false
    let last = held
    updateSize()
    repaint()
    present(last ?? CellGrid(size: size))
    held = nil
    enter()
  }

  /// Ctrl-Z: leaves the screen, stops the process, and comes back when the shell continues it.
  public func stopProcess() {
    leave()
    ct_stop()
    // The continuation is this one's, and the size is looked at anyway.
    deferredSignals |= ct_signals_take() & ~Int32(CT_SIG_CONT | CT_SIG_WINCH)
    resume()
  }

  /// After a SIGCONT that no `stopProcess` waits for: somebody else may have changed the terminal's modes.
  func continued() {
    leave()
    resume()
  }

  /// Runs a program (`$EDITOR` with a file) on the terminal and waits for its end. Gives its exit code, 128 and its signal where one ended it.
  public func suspend(running arguments: [String]) throws(TerminalError) -> Int32 {
    guard let program = arguments.first else { return 0 }
    leave()
    let result = TerminalSystem.run(arguments, input: input, output: output)
    // Ctrl-C and Ctrl-Z were meant for the program.
    deferredSignals |= ct_signals_take() & Int32(CT_SIG_TERM | CT_SIG_HUP)
    resume()
    if result < 0 { throw .notStarted(program, reason: TerminalSystem.reason(-result)) }
    return result
  }

  /// Gives the terminal back; then what was written to standard error in the meantime is shown. Doing it twice does no harm.
  public func close() {
    guard let handle else { return }
    leave()
    if hasTitle { TerminalSystem.write(output, "\u{1B}[23;0t") }
    ct_close(handle)
    self.handle = nil
    _ = ct_modes_write(output, &modes)
    if guardsProcess {
      ct_crash_disarm()
      ct_signals_restore()
      ct_capture_end()
    }
    if ownsInput { TerminalSystem.close(input) }
  }

  /// The keys that have arrived; to be called when `poll` says that there is input. Nil when the terminal is gone.
  public func readKeys() -> [Key]? {
    guard let bytes = TerminalSystem.read(input) else { return nil }
    return decoder.feed(bytes)
  }

  /// What ncurses shows in a cell, for tests: its text (nil in the right half of a wide character), attributes and colour numbers.
  func shown(_ x: Int, _ y: Int) -> (text: String?, attributes: Int32, foreground: Int32, background: Int32) {
    var scalars = [UInt32](repeating: 0, count: 8)
    var (attributes, foreground, background) = (Int32(0), Int32(-1), Int32(-1))
    let count = ct_held(Int32(y), Int32(x), &scalars, Int32(scalars.count), &attributes, &foreground, &background)
    guard count > 0 else { return (nil, attributes, foreground, background) }
    let text = String(String.UnicodeScalarView(scalars.prefix(Int(count)).compactMap { Unicode.Scalar($0) }))
    return (text, attributes, foreground, background)
  }

  func takeSignals() -> Int32 {
    defer { deferredSignals = 0 }
    return deferredSignals | ct_signals_take()
  }

  /// What a crash handler writes: everything that leaves the screen, computed while there is still time.
  private var leavingBytes: [UInt8] {
    var bytes = takesPrivateModes ? Array("\u{1B}[?2004l\u{1B}[?1004l".utf8) : []
    for name in ["rmkx", "sgr0", "cnorm", "rmcup"] { bytes += TerminalSystem.terminfo(name) }
    return bytes + Array("\r".utf8)
  }
}
