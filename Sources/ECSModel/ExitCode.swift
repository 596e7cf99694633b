/// What an exit code says: a word for a sentence and a longer hint.
public enum ExitCode {
  /// `killed` for 137, `terminated` for 143 …; nil where the code says nothing by itself (0, and 1 to 125, which are the application's
  /// own).
  public static func word(_ code: Int) -> String? {
    switch code {
    case 126: "command not executable"
    case 127: "command not found"
    case 129: "hung up"
    case 130: "interrupted"
    case 134: "aborted itself"
    case 135: "bus error"
    case 136: "arithmetic error"
    case 137: "killed"
    case 139: "segmentation fault"
    case 141: "broken pipe"
    case 143: "terminated"
    case 132...192: "signal \(code - 128)"
    default: nil
    }
  }

  /// A sentence on where to look; nil for 0.
  public static func hint(_ code: Int) -> String? {
    switch code {
    case 0: nil
    case 126: "126: the command is there but cannot be executed; look at its file mode and at the image's architecture."
    case 127: "127: the command was not found in the image; look at command, entryPoint and PATH."
    case 137: "137: ended by SIGKILL, which is running out of memory, or not stopping within stopTimeout after SIGTERM."
    case 139: "139: ended by SIGSEGV, a memory fault in the program."
    case 143: "143: ended by SIGTERM, which ECS sends to stop a task."
    case 1...125: "\(code): the application's own exit code; look at its last log lines."
    case 129...192: "\(code): ended by signal \(code - 128)."
    default: "\(code): no usual exit code; look at the container's last log lines."
    }
  }
}

extension ECSContainer {
  /// `exited 137 (killed)`, `exited 137 (out of memory)`, `is still running`, `never ran`: how the container stands, for a sentence.
  func outcome(taskIsStopped: Bool) -> String {
    guard let exitCode else {
      return taskIsStopped || lastStatus.isFinal ? "never ran" : lastStatus == .running ? "is still running" : "has not ended yet"
    }
    let word = reason?.hasPrefix("OutOfMemory") == true ? "out of memory" : ExitCode.word(exitCode)
    return "exited \(exitCode)" + (word.map { " (\($0))" } ?? "")
  }
}
