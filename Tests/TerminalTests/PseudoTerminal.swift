import Foundation

/// A terminal line of which the test holds the other end and reads everything written.
final class PseudoTerminal: Sendable {
  let line: Int32
  private let master: Int32
  private let collected = Collected()
  private let isDone = DispatchSemaphore(value: 0)

  /// Read by the test only after the reading thread has ended.
  private final class Collected: @unchecked Sendable {
    // Safe: the semaphore orders the thread's writes before the test's read.
    var bytes: [UInt8] = []
  }

  init(width: Int, height: Int) throws {
    var (far, line) = (Int32(-1), Int32(-1))
    var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
    guard openpty(&far, &line, nil, nil, &size) == 0 else { throw POSIXError(.EIO) }
    (master, self.line) = (far, line)
    let (master, collected, isDone) = (master, collected, isDone)
    Thread.detachNewThread {
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = read(master, &buffer, buffer.count)
        if count <= 0 { break }
        collected.bytes += buffer.prefix(count)
      }
      isDone.signal()
    }
  }

  func type(_ text: String) { _ = Array(text.utf8).withUnsafeBytes { write(master, $0.baseAddress, $0.count) } }

  func resize(width: Int, height: Int) {
    var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  var modes: termios {
    var modes = termios()
    tcgetattr(line, &modes)
    return modes
  }

  /// Ends the line; everything that was written to it.
  func finish() -> String {
    close(line)
    isDone.wait()
    close(master)
    return String(decoding: collected.bytes, as: UTF8.self)
  }
}
