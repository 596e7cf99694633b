import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The transport over Foundation's `URLSession`. It costs nothing until the first request: the session, its threads and TLS start then.
public final class URLSessionTransport: HTTPTransport {
  private let limit: Int
  private let exchanges = HTTPExchanges()
  private let session = Mutex<URLSession?>(nil)

  /// - Parameter limit: the longest answer accepted, in bytes; a page of 1,000 events with full data is the largest there is.
  public init(limit: Int = 64 << 20) { self.limit = limit }

  deinit { session.withLock { $0?.invalidateAndCancel() } }

  /// Sends `request`; see `HTTPTransport`.
  public func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
    let task = start().dataTask(with: try URLSessionTransport.native(request))
    let (limit, exchanges) = (limit, exchanges)
    // The session's own timeout starts anew with every byte, so a server that drips would never be given up: this one covers the whole
    // exchange.
    let watch = Task {
      try await Task.sleep(for: request.timeout)
      exchanges.fail(task, HTTPFailure(.timedOut(after: request.timeout)))
    }
    defer { watch.cancel() }
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        exchanges.begin(task, limit: limit, timeout: request.timeout, continuation)
        task.resume()
        if Task.isCancelled { exchanges.fail(task, HTTPFailure(.cancelled)) }
      }
    } onCancel: {
      exchanges.fail(task, HTTPFailure(.cancelled))
    }
    return try result.get()
  }

  private func start() -> URLSession {
    session.withLock { session in
      if let session { return session }
      let configuration = URLSessionConfiguration.ephemeral
      configuration.httpCookieStorage = nil
      configuration.httpShouldSetCookies = false
      configuration.urlCache = nil
      configuration.urlCredentialStorage = nil
      configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
      let fresh = URLSession(configuration: configuration, delegate: exchanges, delegateQueue: nil)
      session = fresh
      return fresh
    }
  }

  private static func native(_ request: HTTPRequest) throws(HTTPFailure) -> URLRequest {
    guard let url = URL(string: request.address.description) else {
      throw HTTPFailure(.invalidAddress("'\(request.address)' is not a URL"))
    }
    var native = URLRequest(url: url, timeoutInterval: Double(request.timeout.components.seconds) + 1)
    native.httpMethod = request.method
    if !request.body.isEmpty { native.httpBody = Data(request.body) }
    for field in request.headers.fields where field.name.lowercased() != "host" {
      guard field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
        throw HTTPFailure(.invalidRequest("the header \(field.name) has a control character in its value"))
      }
      native.addValue(field.value, forHTTPHeaderField: field.name)
    }
    return native
  }
}
