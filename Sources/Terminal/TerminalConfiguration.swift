import Canvas

/// How a screen is opened.
public struct TerminalConfiguration: Sendable {
  /// The terminal's type; nil takes TERM.
  public var type: String?
  /// The descriptor keys come from; nil takes standard input, or `/dev/tty` where that is no terminal.
  public var input: Int32?
  /// The descriptor of the terminal that is drawn on. Whether it is one at all is for the caller to ask (`isatty`).
  public var output: Int32 = 1
  /// The most colours to use: `.none` after NO_COLOR or `--color never`. The terminal may have less.
  public var colors: ColorDepth = .rgb
  /// Whether the process is made safe for the time: signals, crash handlers, standard error kept off the screen. Off in tests.
  public var guardsProcess = true

  /// The terminal of TERM on standard output, with all colours and a guarded process.
  public init() {}
}
