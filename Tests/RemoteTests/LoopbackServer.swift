import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A server on a free loopback port that answers each connection with bytes the test wrote, whatever they are, and then closes it.
final class LoopbackServer: Sendable {
  enum Reply: Sendable {
    /// Reads the request, sends these bytes, closes.
    case bytes(String)
    /// Reads the request, closes without a word.
    case nothing
    /// Reads the request and keeps silent until the test is over.
    case silence
  }

  #if canImport(Glibc)
    private static let noSignal = Int32(MSG_NOSIGNAL)
  #else
    private static let noSignal: Int32 = 0
  #endif

  let port: Int
  private let descriptor: Int32
  private let requests = Mutex<[String]>([])

  var received: [String] { requests.withLock { $0 } }

  init(_ replies: [Reply]) throws {
    #if canImport(Glibc)
      let stream = Int32(SOCK_STREAM.rawValue)
    #else
      let stream = SOCK_STREAM
    #endif
    let descriptor = socket(AF_INET, stream, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard bound else { throw POSIXError(.EADDRINUSE) }
    self.descriptor = descriptor
    port = Int(UInt16(bigEndian: address.sin_port))
    let thread = Thread { [self] in
      var silent: [Int32] = []
      for reply in replies {
        let connection = accept(descriptor, nil, nil)
        guard connection >= 0 else { break }
        let request = LoopbackServer.read(connection)
        requests.withLock { $0.append(request) }
        switch reply {
        case .bytes(let text): _ = Array(text.utf8).withUnsafeBytes { send(connection, $0.baseAddress, $0.count, LoopbackServer.noSignal) }
        case .nothing: break
        case .silence:
          silent.append(connection)
          continue
        }
        closeSocket(connection)
      }
      for connection in silent {
        // The client gives up and closes; only then is the connection over.
        _ = LoopbackServer.read(connection)
        closeSocket(connection)
      }
    }
    thread.start()
  }

  deinit { closeSocket(descriptor) }

  /// Head and body, by Content-Length; what has come when the other side closes.
  private static func read(_ connection: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let text = String(decoding: bytes, as: UTF8.self)
      if let end = text.range(of: "\r\n\r\n") {
        let length =
          text[..<end.lowerBound].lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
          .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
        if text[end.upperBound...].utf8.count >= length { return text }
      }
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return text }
      bytes += buffer[..<count]
    }
  }
}

private func closeSocket(_ descriptor: Int32) { _ = close(descriptor) }
