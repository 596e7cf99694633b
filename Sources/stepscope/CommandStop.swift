import History

/// Why a command ends early: what is said on standard error, and with which code the program exits.
struct CommandStop: Error {
  /// The exit codes of the command line's contract.
  enum Code: Int32 {
    case succeeded = 0
    /// The execution did not succeed.
    case notSucceeded = 1
    /// Usage, or an invalid definition or file.
    case usage = 2
    /// The network, an endpoint, the terminal.
    case world = 3
    case interrupted = 130

    /// What leaving a monitor tells: of a local run how it went, or that it was given up; of anything else nothing.
    init(leaving status: ExecutionStatus, isLocal: Bool) {
      guard isLocal else {
        self = .succeeded
        return
      }
      switch status {
      case .succeeded: self = .succeeded
      case .running, .pendingRedrive: self = .interrupted
      case .failed, .timedOut, .aborted: self = .notSucceeded
      }
    }
  }

  var code: Code
  var message: String?

  init(_ code: Code, _ message: String? = nil) {
    self.code = code
    self.message = message
  }

  func leave() -> Never {
    if let message { Output.error(message) }
    Output.exit(code.rawValue)
  }

  /// For a file that cannot be used: `file:line:column: error: sentence`, the form of compilers, made of a sentence that may begin with its place.
  static func unusable(_ sentence: String) -> CommandStop {
    if let place = sentence.prefixMatch(of: #/.+?:\d+:\d+: /#), !sentence[place.range.upperBound...].hasPrefix("error: ") {
      return CommandStop(.usage, "\(sentence[place.range])error: \(sentence[place.range.upperBound...])")
    }
    return CommandStop(.usage, sentence.contains("error: ") ? sentence : "error: \(sentence)")
  }
}
