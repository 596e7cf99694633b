import AWS
import Foundation
import HTTP
import JSON
import Synchronization
import Time

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A server on a loopback port between the monitor and an endpoint inside the test. It does to connections what networks and proxies do to them:
/// cuts bodies short, drips them, resets, keeps silent, sends other things, and is not there at all.
final class FaultyServer: Sendable {
  enum Manner: Sendable {
    case whole
    /// The head promises more than comes.
    case truncated
    /// A few bytes at a time; the whole within half a second.
    case dripping
    /// Slower than anybody waits.
    case endless
    case reset
    /// Closed without a word.
    case silent
    case garbage
    case html
    /// The port is closed until so many seconds later.
    case gone(seconds: Double)
  }

  typealias Answer = @Sendable (_ operation: String, _ input: JSONValue) -> HTTPResponse

  let port: Int
  private let answer: Answer
  private let manner: @Sendable (_ number: Int, _ operation: String) -> Manner
  private let delay: Double
  private let state: Mutex<(listener: Int32, number: Int, isClosed: Bool)>

  /// - Parameters:
  ///   - delay: seconds added to every answer.
  ///   - manner: how the n-th request is answered.
  init(
    delay: Double = 0, manner: @escaping @Sendable (_ number: Int, _ operation: String) -> Manner = { _, _ in .whole },
    answer: @escaping Answer
  ) throws {
    guard let (listener, port) = FaultyServer.listen(on: 0) else { throw POSIXError(.EADDRINUSE) }
    self.port = port
    self.answer = answer
    self.manner = manner
    self.delay = delay
    state = Mutex((listener, 0, false))
    Thread.detachNewThread { [self] in acceptAll() }
  }

  /// How many requests came.
  var requests: Int { state.withLock { $0.number } }

  func close() {
    let listener = state.withLock { state in
      state.isClosed = true
      return state.listener
    }
    _ = shutdown(listener, Int32(SHUT_RDWR))
  }

  private static func listen(on port: Int) -> (Int32, Int)? {
    #if canImport(Glibc)
      let stream = Int32(SOCK_STREAM.rawValue)
    #else
      let stream = SOCK_STREAM
    #endif
    let descriptor = socket(AF_INET, stream, 0)
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = in_port_t(port).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && systemListen(descriptor) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard bound else {
      systemClose(descriptor)
      return nil
    }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }

  private func acceptAll() {
    while true {
      let listener = state.withLock { $0.listener }
      let connection = accept(listener, nil, nil)
      if state.withLock({ $0.isClosed }) {
        systemClose(listener)
        return
      }
      guard connection >= 0 else {
        Thread.sleep(forTimeInterval: 0.005)
        continue
      }
      Thread.detachNewThread { [self] in serve(connection) }
    }
  }

  private func serve(_ connection: Int32) {
    defer { systemClose(connection) }
    guard let (operation, input) = FaultyServer.request(connection) else { return }
    let number = state.withLock { state in
      state.number += 1
      return state.number - 1
    }
    if delay > 0 { Thread.sleep(forTimeInterval: delay) }
    let response = answer(operation, input)
    var bytes = Array(
      "HTTP/1.1 \(response.status) X\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: \(response.body.count)\r\nConnection: close\r\n\r\n"
        .utf8)
    switch manner(number, operation) {
    case .whole: send(bytes + response.body, connection)
    case .truncated: send(bytes + response.body.prefix(response.body.count / 2), connection)
    case .dripping:
      bytes += response.body
      for start in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 10)) {
        send(Array(bytes[start..<min(bytes.count, start + max(1, bytes.count / 10))]), connection)
        Thread.sleep(forTimeInterval: 0.02)
      }
    case .endless:
      send(bytes + response.body.prefix(1), connection)
      // The client gives up and closes.
      var byte: UInt8 = 0
      _ = recv(connection, &byte, 1, 0)
    case .reset:
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    case .silent: break
    case .garbage: send((0..<400).map { UInt8(truncatingIfNeeded: $0 &* 97) }, connection)
    case .html:
      send(Array("HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>502</html>".utf8), connection)
    case .gone(let seconds): vanish(seconds)
    }
  }

  /// Nobody listens for a while.
  private func vanish(_ seconds: Double) {
    let listener = state.withLock { $0.listener }
    guard listener >= 0 else { return }
    _ = shutdown(listener, Int32(SHUT_RDWR))
    systemClose(listener)
    state.withLock { $0.listener = -1 }
    Thread.sleep(forTimeInterval: seconds)
    for _ in 0..<200 {
      if let (again, _) = FaultyServer.listen(on: port) {
        state.withLock { $0.listener = again }
        return
      }
      Thread.sleep(forTimeInterval: 0.02)
    }
  }

  private func send(_ bytes: [UInt8], _ connection: Int32) {
    #if canImport(Glibc)
      let noSignal = Int32(MSG_NOSIGNAL)
    #else
      let noSignal: Int32 = 0
    #endif
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { systemSend(connection, $0, noSignal) }
      guard count > 0 else { return }
      sent += count
    }
  }

  /// The operation and input of one request, by Content-Length.
  private static func request(_ connection: Int32) -> (String, JSONValue)? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let text = String(decoding: bytes, as: UTF8.self)
      if let end = text.range(of: "\r\n\r\n") {
        let fields = text[..<end.lowerBound].split(separator: "\r\n")
        func field(_ name: String) -> String? {
          fields.first { $0.lowercased().hasPrefix(name + ":") }.map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
        }
        let body = text[end.upperBound...]
        if body.utf8.count >= Int(field("content-length") ?? "0") ?? 0 {
          let operation = String(field("x-amz-target")?.split(separator: ".").last ?? "")
          return (operation, (try? JSONValue(parsing: String(body))) ?? .null)
        }
      }
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
    }
  }
}

private func systemClose(_ descriptor: Int32) { _ = close(descriptor) }
private func systemListen(_ descriptor: Int32) -> Int32 { listen(descriptor, 64) }
private func systemSend(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ flags: Int32) -> Int {
  send(descriptor, bytes.baseAddress, bytes.count, flags)
}

/// A clock that runs faster than the world's: what the monitor waits for passes sooner.
struct FastWorld: Sendable {
  var factor: Double
  private let began = Date()

  init(factor: Double) { self.factor = factor }

  var now: Timestamp { TimedExecution.start + .milliseconds(Int64(Date().timeIntervalSince(began) * factor * 1_000)) }

  var runtime: ClientRuntime {
    ClientRuntime(
      now: { now },
      sleep: { (duration: Duration) async throws(CancellationError) -> Void in
        do { try await Task.sleep(for: duration / factor) } catch { throw CancellationError() }
      },
      random: { Double.random(in: 0..<1) })
  }
}

/// Gives up sooner than the monitor would: nobody waits ten seconds in a test.
struct ImpatientTransport: HTTPTransport {
  var inner: any HTTPTransport
  var timeout: Duration

  func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
    var request = request
    request.timeout = min(request.timeout, timeout)
    return try await inner.send(request)
  }
}
