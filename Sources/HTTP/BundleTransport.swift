import CTransport
import Dispatch
import Synchronization

/// The transport for `https` where a file names the certificates to trust, instead of the system's; everything else goes to another transport.
///
/// Foundation's `URLSession` cannot be told certificates on Linux. This asks libcurl, which is below `URLSession`, one exchange a thread; connections stay open for the next.
public final class BundleTransport: HTTPTransport {
  private let certificates: String
  private let limit: Int
  private let others: any HTTPTransport
  private let idle = Mutex<[Exchanger]>([])

  /// - Parameters:
  ///   - certificates: the path of a file of PEM certificates; only these are trusted.
  ///   - others: carries what is not `https`.
  ///   - limit: the longest answer accepted, in bytes.
  public init(certificates: String, others: any HTTPTransport = URLSessionTransport(), limit: Int = 64 << 20) {
    self.certificates = certificates
    self.others = others
    self.limit = limit
  }

  /// Sends `request`; see `HTTPTransport`.
  public func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
    guard request.address.isSecure else { return try await others.send(request) }
    let lines = try BundleTransport.lines(request.headers)
    guard let exchanger = idle.withLock({ $0.popLast() }) ?? Exchanger() else {
      throw HTTPFailure(.insecure(.other("certificates of one's own need libcurl, which is not on this machine")))
    }
    let (certificates, limit) = (certificates, limit)
    let call = Call()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        call.begin(continuation)
        DispatchQueue.global().async { [self] in
          let result = exchanger.exchange(request, lines, certificates: certificates, limit: limit, call)
          idle.withLock { if $0.count < 16 { $0.append(exchanger) } }
          call.end(result)
        }
      }
    } onCancel: {
      call.cancel()
    }
    return try result.get()
  }

  private static func lines(_ headers: HTTPHeaders) throws(HTTPFailure) -> [String] {
    // What libcurl would add by itself is taken away.
    var lines = ["Expect:"] + (headers["Content-Type"] == nil ? ["Content-Type:"] : [])
    for field in headers.fields where field.name.lowercased() != "host" {
      guard field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
        throw HTTPFailure(.invalidRequest("the header \(field.name) has a control character in its value"))
      }
      lines.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
    }
    return lines
  }
}

/// One exchange under way: ended once, by its answer or by the caller.
private final class Call: Sendable {
  typealias Outcome = Result<HTTPResponse, HTTPFailure>
  private struct State {
    var continuation: CheckedContinuation<Outcome, Never>?
    var isCancelled = false
  }
  private let state = Mutex(State())

  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  func begin(_ continuation: CheckedContinuation<Outcome, Never>) {
    let isOver = state.withLock { state in
      if !state.isCancelled { state.continuation = continuation }
      return state.isCancelled
    }
    if isOver { continuation.resume(returning: .failure(HTTPFailure(.cancelled))) }
  }

  func end(_ outcome: Outcome) {
    let continuation = state.withLock { state in
      defer { state.continuation = nil }
      return state.continuation
    }
    continuation?.resume(returning: outcome)
  }

  func cancel() {
    state.withLock { $0.isCancelled = true }
    end(.failure(HTTPFailure(.cancelled)))
  }
}

/// A handle of libcurl. Unchecked, because a pointer is not Sendable: it is taken out of the list before it is used, so only one exchange has it.
private final class Exchanger: @unchecked Sendable {
  private let handle: OpaquePointer

  init?() {
    guard let handle = ct_exchanger_open() else { return nil }
    self.handle = handle
  }

  deinit { ct_exchanger_close(handle) }

  /// Waits for the answer on the calling thread.
  func exchange(_ request: HTTPRequest, _ lines: [String], certificates: String, limit: Int, _ call: Call) -> Call.Outcome {
    var answer = ct_answer()
    defer { ct_answer_free(&answer) }
    let timeout = max(1, request.timeout / .milliseconds(1))
    withCStrings([request.address.description, request.method, certificates] + lines) { texts in
      var headers = texts.dropFirst(3).map(Optional.init) + [nil]
      request.body.withUnsafeBufferPointer { body in
        headers.withUnsafeMutableBufferPointer { headers in
          var native = ct_request()
          (native.url, native.method, native.certificates) = (texts[0], texts[1], texts[2])
          native.headers = headers.baseAddress.map { UnsafePointer($0) }
          (native.body, native.body_length) = (body.baseAddress, body.count)
          (native.timeout_milliseconds, native.limit) = (Int(min(timeout, 86_400_000)), limit)
          native.is_cancelled = { context in context.map { Unmanaged<Call>.fromOpaque($0).takeUnretainedValue().isCancelled } ?? true }
          native.context = Unmanaged.passUnretained(call).toOpaque()
          ct_exchange(handle, &native, &answer)
        }
      }
    }
    guard answer.error == 0 else { return .failure(failure(answer, request, limit)) }
    let head = answer.head.map { UnsafeRawBufferPointer(start: $0, count: answer.head_length) }
    let body = answer.body.map { Array(UnsafeBufferPointer(start: $0, count: answer.body_length)) } ?? []
    let headers = Exchanger.headers(String(decoding: head.map(Array.init) ?? [], as: UTF8.self))
    return .success(HTTPResponse(status: answer.status, headers: headers, body: body))
  }

  private static func headers(_ head: String) -> HTTPHeaders {
    var headers = HTTPHeaders()
    for line in head.split(separator: "\r\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      headers.append(String(line[..<colon]), String(value))
    }
    return headers
  }

  private func failure(_ answer: ct_answer, _ request: HTTPRequest, _ limit: Int) -> HTTPFailure {
    if answer.is_too_large { return HTTPFailure(.tooLarge(limit: limit)) }
    let reason = withUnsafeBytes(of: answer.reason) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    // libcurl's numbers.
    switch answer.error {
    case 5, 6: return HTTPFailure(.hostNotFound)
    case 7: return HTTPFailure(.refused)
    case 28: return HTTPFailure(.timedOut(after: request.timeout))
    case 42: return HTTPFailure(.cancelled)
    case 77: return HTTPFailure(.insecure(.unusableCertificates))
    case 35, 60:
      return HTTPFailure(
        TLSProblem(reason: reason).map { .insecure($0) } ?? (answer.error == 60 ? .insecure(.other(reason)) : .broken(reason)))
    default: return HTTPFailure(.broken(reason))
    }
  }
}

/// Lends C copies of `texts`; bytes after a NUL are not seen, and none has one: addresses and headers were checked.
private func withCStrings(_ texts: [String], _ body: ([UnsafePointer<CChar>]) -> Void) {
  let buffers = texts.map { ContiguousArray($0.utf8CString) }
  func lend(_ rest: ArraySlice<ContiguousArray<CChar>>, _ lent: [UnsafePointer<CChar>]) {
    guard let first = rest.first else { return body(lent) }
    first.withUnsafeBufferPointer { pointer in
      guard let start = pointer.baseAddress else { return }
      lend(rest.dropFirst(), lent + [start])
    }
  }
  lend(buffers[...], [])
}
