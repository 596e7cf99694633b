import CTerminal
import Canvas

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The system calls around a terminal.
enum TerminalSystem {
  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Where keys come from: the given descriptor, standard input where it is a terminal, else the process's terminal. True: to be closed.
  static func keyboard(_ given: Int32?) throws(TerminalError) -> (Int32, Bool) {
    if let given { return (given, false) }
    if isatty(0) != 0 { return (0, false) }
    let fd = open("/dev/tty", O_RDONLY | O_CLOEXEC)
    guard fd >= 0 else { throw .noKeyboard }
    return (fd, true)
  }

  #if canImport(Glibc)
    static func close(_ fd: Int32) { _ = Glibc.close(fd) }
    private static func rawWrite(_ fd: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int { Glibc.write(fd, bytes, count) }
  #elseif canImport(Musl)
    static func close(_ fd: Int32) { _ = Musl.close(fd) }
    private static func rawWrite(_ fd: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int { Musl.write(fd, bytes, count) }
  #else
    static func close(_ fd: Int32) { _ = Darwin.close(fd) }
    private static func rawWrite(_ fd: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int { Darwin.write(fd, bytes, count) }
  #endif

  /// Writes all of it; a terminal that is gone takes nothing, which the loop notices.
  static func write(_ fd: Int32, _ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)[...]
      while let base = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
        let count = rawWrite(fd, base, rest.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
      }
    }
  }

  /// Bytes that are there now, at least one after `poll` promised so. Nil: the terminal is gone.
  static func read(_ fd: Int32) -> [UInt8]? {
    var isGone = false
    let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
      let got = rawRead(fd, buffer)
      count = max(0, got)
      isGone = got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)
    }
    return isGone ? nil : bytes
  }

  private static func rawRead(_ fd: Int32, _ buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    #if canImport(Glibc)
      return Glibc.read(fd, buffer.baseAddress, buffer.count)
    #elseif canImport(Musl)
      return Musl.read(fd, buffer.baseAddress, buffer.count)
    #else
      return Darwin.read(fd, buffer.baseAddress, buffer.count)
    #endif
  }

  /// The exit code, or the negative error number.
  static func run(_ arguments: [String], input: Int32, output: Int32) -> Int32 {
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    pointers.append(nil)
    return ct_run(&pointers, input, output)
  }

  static func reason(_ number: Int32) -> String { strerror(number).map { String(cString: $0) } ?? "error \(number)" }

  /// A terminfo string, without padding; empty where the terminal has none.
  static func terminfo(_ name: String) -> [UInt8] {
    var bytes = [CChar](repeating: 0, count: 128)
    let count = Int(ct_string(name, &bytes, Int32(bytes.count)))
    return bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
  }

  /// The key sequences of this terminal as terminfo has them. Single bytes and what does not begin with Escape stay with the decoder.
  static func knownKeys() -> [[UInt8]: Key] {
    var table: [[UInt8]: Key] = [:]
    for (name, key) in KeySequences.capabilities {
      let bytes = terminfo(name)
      if bytes.count >= 2, bytes[0] == 0x1B { table[bytes] = key }
    }
    return table
  }

  /// Whether bracketed paste, focus reports and titles mean something to this type; consoles and old terminals may print them.
  static func takesPrivateModes(_ type: String) -> Bool {
    let plain = ["linux", "vt", "ansi", "cons", "sun", "hurd", "mach", "pcansi", "wsvt", "cygwin", "Eterm"]
    return !plain.contains { type.hasPrefix($0) }
  }
}
