import Foundation

/// How a program ended and what it wrote.
struct Outcome: Sendable, CustomStringConvertible {
  /// The exit code; 128 and the signal's number when a signal ended it, as shells say it.
  var status: Int32
  var output: String
  var error: String

  var description: String { "exit \(status)\n--- standard output\n\(output.prefix(4_000))\n--- standard error\n\(error.prefix(4_000))" }
}

/// Programs that tests run. They are started with `posix_spawn`: Foundation's `Process` waits for everything that inherited its pipe, and a
/// tmux server inherits it for good.
enum Program {
  /// How long a program may run before it is ended.
  static let limit = Duration.seconds(900)

  /// Goes to the program's folder and leaves it no files but the standard ones.
  private static let clean = #"cd "$0"; for file in /dev/fd/*; do [ "${file##*/}" -gt 2 ] && eval "exec ${file##*/}>&-"; done; exec "$@""#

  /// Variables that every program of a test sees: nothing of the person who runs the tests.
  static func environment(_ folder: TestFolder) -> [String: String] {
    // A runtime folder of its own: runs of other tests are not found by their address files.
    var environment = [
      "HOME": folder.path, "XDG_RUNTIME_DIR": folder.path, "TZ": "UTC", "LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no",
    ]
    for name in ["PATH", "LD_LIBRARY_PATH", "TMPDIR"] { environment[name] = ProcessInfo.processInfo.environment[name] }
    return environment
  }

  /// Runs a program to its end.
  static func run(
    _ program: String, _ arguments: [String], input: String = "", environment: [String: String] = [:], in folder: TestFolder
  ) async throws -> Outcome {
    let name = UUID().uuidString
    let files = ["in", "out", "err"].map { folder.path("\(name).\($0)") }
    defer { for file in files { unlink(file) } }
    try Data(input.utf8).write(to: URL(fileURLWithPath: files[0]))
    let environment = Program.environment(folder).merging(environment) { $1 }
    let process = try spawn(["/bin/bash", "-c", clean, folder.path, program] + arguments, environment, files: files)
    let deadline = Task {
      try await Task.sleep(for: limit)
      kill(process, SIGKILL)
    }
    let status = await end(of: process)
    deadline.cancel()
    func text(_ file: String) -> String { String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self) }
    return Outcome(status: status, output: text(files[1]), error: text(files[2]))
  }

  private static func spawn(_ command: [String], _ environment: [String: String], files: [String]) throws -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, files[0], O_RDONLY, 0)
    for number in 1...2 { posix_spawn_file_actions_addopen(&actions, Int32(number), files[number], O_WRONLY | O_CREAT | O_TRUNC, 0o600) }
    // Signals as a shell leaves them: the test runner may ignore some.
    var (all, none) = (sigset_t(), sigset_t())
    sigfillset(&all)
    sigemptyset(&none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var arguments = command.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var process: pid_t = 0
    let problem = posix_spawn(&process, command[0], &actions, &attributes, &arguments, &variables)
    guard problem == 0 else { throw POSIXError(POSIXErrorCode(rawValue: problem) ?? .EIO) }
    return process
  }

  /// Waits on a thread of its own, so that tests that run beside this one are not held up.
  private static func end(of process: pid_t) async -> Int32 {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7f
        continuation.resume(returning: signal == 0 ? (status >> 8) & 0xff : 128 &+ signal)
      }
    }
  }

  /// Where a program of the search path is, nil when it is not there.
  static func find(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { $0 + "/" + name }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
