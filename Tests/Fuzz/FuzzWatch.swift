import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Looks on from a thread of its own while inputs are fed: an input that takes too much of the processor's time, or memory, ends the
/// process, and the input is
/// there to be seen.
public final class FuzzWatch: Sendable {
  /// Exit codes of a process that was ended.
  public static let (hung, tooLarge): (Int32, Int32) = (97, 98)

  private let current: URL
  private let name: String
  private let secondsOfOne: Double
  private let megabytes: Int
  private let state = Mutex(State())

  private struct State {
    var count = 0
    var seed: UInt64 = 0
    var isOver = false
  }

  /// - Parameters:
  ///   - name: of the target.
  ///   - folder: where the current input is kept.
  ///   - secondsOfOne: processor time that one input may take.
  ///   - megabytes: memory the process may hold.
  public init(_ name: String, folder: URL, secondsOfOne: Double, megabytes: Int) {
    self.name = name
    current = folder.appendingPathComponent("fuzz-\(name)-current.txt")
    self.secondsOfOne = secondsOfOne
    self.megabytes = megabytes
  }

  /// The file with the current input: it is left when the process is killed.
  public static func current(_ name: String, in folder: URL) -> URL { folder.appendingPathComponent("fuzz-\(name)-current.txt") }

  func begins(_ input: [UInt8], seed: UInt64) {
    write(input)
    state.withLock {
      $0.count += 1
      $0.seed = seed
    }
  }

  func ends() {
    state.withLock { $0.isOver = true }
    unlink(current.path)
  }

  private func write(_ input: [UInt8]) {
    let file = open(current.path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard file >= 0 else { return }
    var done = 0
    input.withUnsafeBytes { bytes in
      while done < bytes.count, let base = bytes.baseAddress {
        #if canImport(Glibc)
          let count = Glibc.write(file, base + done, bytes.count - done)
        #else
          let count = Darwin.write(file, base + done, bytes.count - done)
        #endif
        if count <= 0 { break }
        done += count
      }
    }
    close(file)
  }

  /// Begins to look.
  public func start() {
    let thread = Thread { [self] in
      var last = (count: -1, since: FuzzWatch.processorSeconds)
      while true {
        usleep(50_000)
        let now = state.withLock { $0 }
        if now.isOver { return }
        if now.count != last.count { last = (now.count, FuzzWatch.processorSeconds) }
        if FuzzWatch.processorSeconds - last.since > secondsOfOne { end("does not end within \(secondsOfOne) s", FuzzWatch.hung, now.seed) }
        let held = ProcessMemory.now
        if held > megabytes { end("holds \(held) MB", FuzzWatch.tooLarge, now.seed) }
      }
    }
    thread.start()
  }

  private func end(_ what: String, _ code: Int32, _ seed: UInt64) -> Never {
    let input = (try? Data(contentsOf: current)) ?? Data()
    FileHandle.standardError.write(Data("\(name): the input of seed \(seed) \(what):\n".utf8) + input.prefix(4_000) + Data("\n".utf8))
    _exit(code)
  }

  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
