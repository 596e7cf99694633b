import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A TCP connection that sends what a test wrote, byte for byte. What blocks does so on threads of its own.
final class RawClient: Sendable {
  private let descriptor: Int32
  private static let queue = DispatchQueue(label: "raw clients", attributes: .concurrent)
  #if canImport(Glibc)
    private static let noSignal = Int32(MSG_NOSIGNAL)
  #else
    private static let noSignal: Int32 = 0
  #endif

  init(host: String = "127.0.0.1", port: Int) throws {
    #if canImport(Glibc)
      let stream = Int32(SOCK_STREAM.rawValue)
    #else
      let stream = SOCK_STREAM
    #endif
    let descriptor = socket(AF_INET, stream, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = inet_addr(host)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard result == 0 else {
      closeDescriptor(descriptor)
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
    // A server that never answers fails the test, and does not hold it up.
    var limit = timeval(tv_sec: 300, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    self.descriptor = descriptor
  }

  deinit { closeDescriptor(descriptor) }

  func send(_ text: String) async { await send(Array(text.utf8)) }

  /// Sends all, or as much as the other side takes before it closes.
  func send(_ bytes: [UInt8]) async {
    await on { descriptor in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { systemSend(descriptor, $0.baseAddress, $0.count, RawClient.noSignal) }
        if count <= 0 { return }
        rest = rest.dropFirst(count)
      }
    }
  }

  /// Everything until the other side closes, or until `text` came.
  func read(until text: String? = nil) async -> String {
    await on { descriptor in
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = buffer.withUnsafeMutableBytes { systemReceive(descriptor, $0.baseAddress, $0.count) }
        if count <= 0 { break }
        bytes.append(contentsOf: buffer[..<count])
        if let text, String(decoding: bytes, as: UTF8.self).contains(text) { break }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  private func on<Value: Sendable>(_ work: @escaping @Sendable (Int32) -> Value) async -> Value {
    let descriptor = descriptor
    return await withCheckedContinuation { continuation in
      RawClient.queue.async { [self] in
        let value = work(descriptor)
        withExtendedLifetime(self) { continuation.resume(returning: value) }
      }
    }
  }
}

private func closeDescriptor(_ descriptor: Int32) { close(descriptor) }
private func systemSend(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int, _ flags: Int32) -> Int {
  send(descriptor, bytes, count, flags)
}
private func systemReceive(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  recv(descriptor, bytes, count, 0)
}
