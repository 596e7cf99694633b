import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The exchanges under way: collects each answer as the session delivers it, and ends each exactly once.
final class HTTPExchanges: NSObject, URLSessionDataDelegate, Sendable {
  typealias Continuation = CheckedContinuation<Result<HTTPResponse, HTTPFailure>, Never>

  private struct Exchange {
    var limit: Int
    var timeout: Duration
    var head: (status: Int, headers: HTTPHeaders)?
    var body: [UInt8] = []
    var continuation: Continuation
  }

  private let running = Mutex<[Int: Exchange]>([:])

  func begin(_ task: URLSessionTask, limit: Int, timeout: Duration, _ continuation: Continuation) {
    running.withLock { $0[task.taskIdentifier] = Exchange(limit: limit, timeout: timeout, continuation: continuation) }
  }

  /// Ends an exchange with a failure and drops its connection; does nothing when it has ended.
  func fail(_ task: URLSessionTask, _ failure: HTTPFailure) {
    guard let exchange = running.withLock({ $0.removeValue(forKey: task.taskIdentifier) }) else { return }
    exchange.continuation.resume(returning: .failure(failure))
    task.cancel()
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    note(response, of: dataTask)
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let limit: Int? = running.withLock { running in
      guard var exchange = running.removeValue(forKey: dataTask.taskIdentifier) else { return nil }
      exchange.body.append(contentsOf: data)
      running[dataTask.taskIdentifier] = exchange
      return exchange.body.count > exchange.limit ? exchange.limit : nil
    }
    if let limit { fail(dataTask, HTTPFailure(.tooLarge(limit: limit))) }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    if let response = task.response { note(response, of: task) }
    guard let exchange = running.withLock({ $0.removeValue(forKey: task.taskIdentifier) }) else { return }
    if let error {
      exchange.continuation.resume(returning: .failure(HTTPExchanges.failure(error, exchange.timeout, task)))
    } else if let head = exchange.head {
      exchange.continuation.resume(returning: .success(HTTPResponse(status: head.status, headers: head.headers, body: exchange.body)))
    } else {
      exchange.continuation.resume(returning: .failure(HTTPFailure(.broken("the server closed it without an answer"))))
    }
  }

  /// A redirect is an answer: following it would send signed headers to another host.
  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
    completionHandler: @escaping (URLRequest?) -> Void
  ) {
    note(response, of: task)
    completionHandler(nil)
  }

  private func note(_ response: URLResponse, of task: URLSessionTask) {
    guard let response = response as? HTTPURLResponse else { return }
    var headers = HTTPHeaders()
    for (name, value) in response.allHeaderFields { headers.append("\(name)", "\(value)") }
    running.withLock { $0[task.taskIdentifier]?.head = (response.statusCode, headers) }
  }

  private static func failure(_ error: any Error, _ timeout: Duration, _ task: URLSessionTask) -> HTTPFailure {
    let isSecure = task.originalRequest?.url?.scheme == "https"
    // On Linux the library's words are all that tells a certificate that is refused from a connection that breaks.
    if isSecure, let problem = TLSProblem(reason: error.localizedDescription) { return HTTPFailure(.insecure(problem)) }
    guard let error = error as? URLError else { return HTTPFailure(.broken(error.localizedDescription)) }
    return switch error.code {
    case .timedOut: HTTPFailure(.timedOut(after: timeout))
    case .cannotFindHost, .dnsLookupFailed: HTTPFailure(.hostNotFound)
    case .cannotConnectToHost: HTTPFailure(.refused)
    case .cancelled: HTTPFailure(.cancelled)
    // The address was checked before: this is what is made of an answer in another protocol.
    case .unsupportedURL: HTTPFailure(.broken("the answer is not HTTP"))
    case .badURL: HTTPFailure(.invalidAddress("'\(error.failingURL?.absoluteString ?? "")' is not a URL"))
    case .serverCertificateHasBadDate, .serverCertificateNotYetValid: HTTPFailure(.insecure(.outOfDate(error.localizedDescription)))
    case .serverCertificateUntrusted, .serverCertificateHasUnknownRoot: HTTPFailure(.insecure(.untrusted(error.localizedDescription)))
    case .secureConnectionFailed, .clientCertificateRejected, .clientCertificateRequired:
      HTTPFailure(.insecure(.other(error.localizedDescription)))
    default: HTTPFailure(.broken(error.localizedDescription))
    }
  }
}
