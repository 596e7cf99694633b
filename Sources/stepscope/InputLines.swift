import Foundation

/// The lines of standard input, read on a thread of their own, one ahead of who asks for them.
final class InputLines: Sendable {
  /// Longer than any command with its JSON; the rest of a longer line counts as the next.
  private static let longest = 1 << 20

  private let lines: AsyncStream<String>
  private let room = DispatchSemaphore(value: 1)

  init() {
    let (lines, continuation) = AsyncStream.makeStream(of: String.self)
    self.lines = lines
    let room = room
    Thread.detachNewThread {
      var line: [UInt8] = []
      while let byte = InputLines.nextByte() {
        if byte != UInt8(ascii: "\n") { line.append(byte) }
        guard byte == UInt8(ascii: "\n") || line.count == InputLines.longest else { continue }
        room.wait()
        continuation.yield(String(decoding: line, as: UTF8.self))
        line = []
      }
      if !line.isEmpty { continuation.yield(String(decoding: line, as: UTF8.self)) }
      continuation.finish()
    }
  }

  /// Nil at the end of the input.
  func next() async -> String? {
    var iterator = lines.makeAsyncIterator()
    let line = await iterator.next()
    room.signal()
    return line
  }

  /// Buffered by the C library.
  private static func nextByte() -> UInt8? {
    let code = getchar()
    return code < 0 ? nil : UInt8(truncatingIfNeeded: code)
  }
}
