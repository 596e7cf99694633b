/// How a program is run that prints credentials: a test puts its own in the machine's place.
public struct ProgramRunner: Sendable {
  /// What to run, and within which bounds.
  public struct Run: Sendable, Equatable {
    /// The program, by name or path, and its arguments.
    public var command: [String]
    /// Its variables.
    public var environment: [String: String]
    /// After this long it is ended, with all it started.
    public var timeout: Duration
    /// The longest output, in bytes.
    public var outputLimit: Int

    /// A run; its output may have 64 KiB unless told otherwise.
    public init(command: [String], environment: [String: String], timeout: Duration, outputLimit: Int = 1 << 16) {
      self.command = command
      self.environment = environment
      self.timeout = timeout
      self.outputLimit = outputLimit
    }
  }

  /// How it went.
  public enum Outcome: Sendable, Equatable {
    case notFound
    case cannotStart(String)
    case timedOut
    case tooMuchOutput
    /// It ended by itself; a signal's number counts as 128 more. Errors are what it wrote to standard error, cut.
    case ended(status: Int, output: [UInt8], errors: [UInt8])
  }

  /// Runs a program to its end.
  public var run: @Sendable (Run) async -> Outcome

  /// A runner of the caller's.
  public init(run: @escaping @Sendable (Run) async -> Outcome) { self.run = run }
}
