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
/// cuts bodies short, drips them, resets, keeps silent, sends other things, mixes up pages, and is not there at all.
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
    case throttle
    case serverError
    /// The whole answer to the call of that operation before.
    case repeated
    /// A page whose events come in any order, some of them twice.
    case shuffled
    /// The port is closed until so much of the monitor's time has passed.
    case gone(Duration)
  }

  /// A request as it came.
  struct Received: Sendable {
    /// Empty for what is no call of an operation.
    var operation: String
    var input: JSONValue
    /// By small letters.
    var headers: [String: String]
  }

  typealias Answer = @Sendable (Received) -> HTTPResponse

  let port: Int
  private let answer: Answer
  private let manner: @Sendable (_ number: Int, _ operation: String) -> Manner
  private let pass: @Sendable (Duration) async -> Void
  private let state: Mutex<State>

  private struct State {
    var listener: Int32
    var number = 0
    var isClosed = false
    /// The last whole answer to each operation, and to each stream's log.
    var before: [String: HTTPResponse] = [:]
    var random = SplitMix64(seed: 1)
  }

  /// - Parameters:
  ///   - pass: returns when so much of the monitor's time has passed; for a port that is gone.
  ///   - manner: how the n-th request is answered.
  init(
    pass: @escaping @Sendable (Duration) async -> Void = { _ in },
    manner: @escaping @Sendable (_ number: Int, _ operation: String) -> Manner = { _, _ in .whole }, answer: @escaping Answer
  ) throws {
    guard let (listener, port) = FaultyServer.listen(on: 0) else { throw POSIXError(.EADDRINUSE) }
    self.port = port
    self.answer = answer
    self.manner = manner
    self.pass = pass
    state = Mutex(State(listener: listener))
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

  /// Until the listener is closed; the next one has a thread of its own.
  private func acceptAll() {
    while true {
      let listener = state.withLock { $0.listener }
      guard listener >= 0 else { return }
      let connection = accept(listener, nil, nil)
      if state.withLock({ $0.isClosed }) {
        if connection >= 0 { systemClose(connection) }
        closeListener()
        return
      }
      guard connection >= 0 else { continue }
      Thread.detachNewThread { [self] in serve(connection) }
    }
  }

  private func serve(_ connection: Int32) {
    defer { systemClose(connection) }
    guard let request = FaultyServer.request(connection) else { return }
    let number = state.withLock { state in
      state.number += 1
      return state.number - 1
    }
    let manner = manner(number, request.operation)
    let response = self.response(to: request, manner)
    let bytes = FaultyServer.head(of: response)
    switch manner {
    case .whole, .throttle, .serverError, .repeated, .shuffled, .html: send(bytes + response.body, connection)
    case .truncated: send(bytes + response.body.prefix(response.body.count / 2), connection)
    case .dripping: drip(bytes + response.body, connection)
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
    case .gone(let time): vanish(time)
    }
  }

  /// What is answered, whole.
  private func response(to request: Received, _ manner: Manner) -> HTTPResponse {
    switch manner {
    case .throttle: return FaultyServer.refusal("ThrottlingException", "Rate exceeded")
    case .serverError: return FaultyServer.refusal("InternalFailure", "", status: 500)
    case .html:
      return HTTPResponse(
        status: 502, headers: HTTPHeaders([("Content-Type", "text/html")]), body: Array("<html>502 Bad Gateway</html>".utf8))
    default: break
    }
    let key = request.operation + (request.input["logStreamName"]?.stringValue ?? "")
    let whole = answer(request)
    return state.withLock { state in
      if case .repeated = manner { return state.before[key] ?? whole }
      state.before[key] = whole
      guard case .shuffled = manner, var object = (try? JSONValue(parsing: whole.body))?.objectValue,
        let events = object["events"]?.arrayValue, object["nextForwardToken"] == nil
      else { return whole }
      object["events"] = .array((events + events.prefix(3)).shuffled(using: &state.random))
      return HTTPResponse(status: whole.status, headers: whole.headers, body: Array(JSONValue.object(object).compact.utf8))
    }
  }

  /// An error as AWS answers it.
  static func refusal(_ code: String, _ message: String, status: Int = 400, headers: HTTPHeaders = HTTPHeaders()) -> HTTPResponse {
    HTTPResponse(
      status: status, headers: headers, body: Array((["__type": .string(code), "message": .string(message)] as JSONValue).compact.utf8))
  }

  private static func head(of response: HTTPResponse) -> [UInt8] {
    var lines = ["HTTP/1.1 \(response.status) X", "Content-Length: \(response.body.count)", "Connection: close"]
    if response.headers["Content-Type"] == nil { lines.append("Content-Type: application/x-amz-json-1.0") }
    for field in response.headers.fields { lines.append("\(field.name): \(field.value)") }
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
  }

  /// The pauses are what is wrong with this connection.
  private func drip(_ bytes: [UInt8], _ connection: Int32) {
    let part = max(1, bytes.count / 10)
    for start in stride(from: 0, to: bytes.count, by: part) {
      send(Array(bytes[start..<min(bytes.count, start + part)]), connection)
      Thread.sleep(forTimeInterval: 0.02)
    }
  }

  /// Nobody listens for a while.
  private func vanish(_ time: Duration) {
    guard closeListener() else { return }
    Task {
      await pass(time)
      // Another program may have taken the port meanwhile; then the test finds nobody, and says so.
      guard let (again, _) = FaultyServer.listen(on: port) else { return }
      let isWanted = state.withLock { state in
        if !state.isClosed { state.listener = again }
        return !state.isClosed
      }
      guard isWanted else { return systemClose(again) }
      Thread.detachNewThread { [self] in acceptAll() }
    }
  }

  /// Each descriptor is closed once: its number may be another's by then.
  @discardableResult private func closeListener() -> Bool {
    let listener = state.withLock { state in
      defer { state.listener = -1 }
      return state.listener
    }
    guard listener >= 0 else { return false }
    _ = shutdown(listener, Int32(SHUT_RDWR))
    systemClose(listener)
    return true
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

  /// One request, by Content-Length.
  private static func request(_ connection: Int32) -> Received? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let text = String(decoding: bytes, as: UTF8.self)
      if let end = text.range(of: "\r\n\r\n") {
        let fields = text[..<end.lowerBound].split(separator: "\r\n").dropFirst().map { line -> (String, String) in
          let parts = line.split(separator: ":", maxSplits: 1)
          return (parts.first?.lowercased() ?? "", parts.last?.trimmingCharacters(in: .whitespaces) ?? "")
        }
        let headers = Dictionary(fields) { first, _ in first }
        let body = text[end.upperBound...]
        if body.utf8.count >= Int(headers["content-length"] ?? "0") ?? 0 {
          let operation = String(headers["x-amz-target"]?.split(separator: ".").last ?? "")
          return Received(operation: operation, input: (try? JSONValue(parsing: String(body))) ?? .null, headers: headers)
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
