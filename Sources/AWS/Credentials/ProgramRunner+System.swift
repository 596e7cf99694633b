import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension ProgramRunner {
  /// Runs programs of this machine: in a process group of their own, with nothing to read (the terminal's keys are the screen's), and with
  /// `posix_spawn`, because Foundation's `Process` waits for everything that inherited its pipes.
  public static let system = ProgramRunner { run in
    await withCheckedContinuation { continuation in
      // Its own thread: waiting would keep one of the few that all tasks share.
      let thread = Thread { continuation.resume(returning: ProgramRun(run).outcome()) }
      thread.name = "credential_process"
      thread.start()
    }
  }
}

/// One run of a program.
private struct ProgramRun {
  private static let errorLimit = 4_096
  private let run: ProgramRunner.Run

  init(_ run: ProgramRunner.Run) { self.run = run }

  func outcome() -> ProgramRunner.Outcome {
    guard let path = path else { return .notFound }
    var pipes: [Int32] = [-1, -1, -1, -1]
    defer { for descriptor in pipes where descriptor >= 0 { close(descriptor) } }
    let isOpen = pipes.withUnsafeMutableBufferPointer { buffer in
      guard let first = buffer.baseAddress else { return false }
      return pipe(first) == 0 && pipe(first + 2) == 0
    }
    guard isOpen else { return .cannotStart(ProgramRun.reason(errno)) }
    for descriptor in pipes { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    var process = pid_t()
    let code = spawn(path, output: pipes[1], errors: pipes[3], &process)
    close(pipes[1])
    close(pipes[3])
    (pipes[1], pipes[3]) = (-1, -1)
    guard code == 0 else { return code == ENOENT ? .notFound : .cannotStart(ProgramRun.reason(code)) }
    let (stop, output, errors) = read(pipes[0], pipes[2], process)
    if let stop {
      kill(-process, SIGKILL)
      _ = status(of: process, waits: true)
      return stop
    }
    return .ended(status: status(of: process, waits: true) ?? 0, output: output, errors: errors)
  }

  /// The program's file: as written when it has a slash in it, else the first in PATH.
  private var path: String? {
    let name = run.command.first ?? ""
    if name.contains("/") { return access(name, F_OK) == 0 ? name : nil }
    let folders = (run.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":", omittingEmptySubsequences: false)
    return folders.map { ($0.isEmpty ? "." : String($0)) + "/" + name }.first { access($0, X_OK) == 0 }
  }

  private func spawn(_ path: String, output: Int32, errors: Int32, _ process: inout pid_t) -> Int32 {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #else
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    // A screen ignores and blocks signals that its children should get.
    var all = sigset_t()
    var none = sigset_t()
    sigfillset(&all)
    sigemptyset(&none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var words = run.command.map { strdup($0) } + [nil]
    var variables = run.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in words + variables { free(pointer) } }
    return posix_spawn(&process, path, &actions, &attributes, &words, &variables)
  }

  /// Reads both pipes until the program has ended, too much has come, or time is up. What the program leaves running behind it may keep the
  /// pipes open; its end is enough.
  private func read(_ output: Int32, _ errors: Int32, _ process: pid_t) -> (ProgramRunner.Outcome?, [UInt8], [UInt8]) {
    let deadline = ContinuousClock.now + run.timeout
    var texts: [[UInt8]] = [[], []]
    var polled = [pollfd(fd: output, events: Int16(POLLIN), revents: 0), pollfd(fd: errors, events: Int16(POLLIN), revents: 0)]
    while polled.contains(where: { $0.fd >= 0 }) {
      let left = deadline - .now
      guard left > .zero else { return (.timedOut, [], []) }
      let ended = hasEnded(process)
      let ready = poll(&polled, 2, ended ? 0 : Int32(min(left.components.seconds * 1_000 + 50, 50)))
      if ready == 0, ended { break }
      for index in 0..<2 where polled[index].fd >= 0 && polled[index].revents != 0 {
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        let count = systemRead(polled[index].fd, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          polled[index].fd = -1
          continue
        }
        let room = index == 0 ? run.outputLimit + 1 - texts[0].count : ProgramRun.errorLimit - texts[1].count
        texts[index].append(contentsOf: buffer[..<min(count, max(room, 0))])
        if texts[0].count > run.outputLimit { return (.tooMuchOutput, [], []) }
      }
    }
    while !hasEnded(process) {
      guard deadline > .now else { return (.timedOut, [], []) }
      _ = poll(nil, 0, 10)
    }
    return (nil, texts[0], texts[1])
  }

  /// Whether the program is over; it is left to be reaped. Where somebody else reaped it, it is over as well.
  private func hasEnded(_ process: pid_t) -> Bool {
    var info = siginfo_t()
    guard waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) == 0 else { return errno == ECHILD }
    return info.si_signo == SIGCHLD
  }

  private func status(of process: pid_t, waits: Bool) -> Int? {
    var status: Int32 = 0
    while waitpid(process, &status, waits ? 0 : WNOHANG) < 0 { guard errno == EINTR else { return nil } }
    let signal = Int(status & 0x7F)
    return signal == 0 ? Int((status >> 8) & 0xFF) : 128 + signal
  }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}

private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int { read(descriptor, bytes, count) }
