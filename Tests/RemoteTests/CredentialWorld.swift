import AWS
import Foundation
import HTTP
import JSON
import Synchronization
import Time

/// Everything that credentials are looked for in, made up by a test: files, services, programs and the clock.
final class CredentialWorld: Sendable {
  /// `METHOD URL` to its answers, taken in turn; the last is repeated. What is not there refuses the connection.
  let web: Mutex<[String: [FakeTransport.Answer]]>
  let sent = Mutex<[HTTPRequest]>([])
  let files: Mutex<[String: String]>
  let runs = Mutex<[ProgramRunner.Run]>([])
  let outcome: Mutex<ProgramRunner.Outcome>
  let clock: FakeWorld

  init(
    files: [String: String] = [:], web: [String: FakeTransport.Answer] = [:], outcome: ProgramRunner.Outcome = .notFound,
    clock: FakeWorld = FakeWorld()
  ) {
    self.files = Mutex(files)
    self.web = Mutex(web.mapValues { [$0] })
    self.outcome = Mutex(outcome)
    self.clock = clock
  }

  /// A world whose only files are `~/.aws/config` and `~/.aws/credentials`.
  convenience init(
    config: String, credentials: String = "", web: [String: FakeTransport.Answer] = [:], outcome: ProgramRunner.Outcome = .notFound
  ) {
    self.init(files: ["/home/me/.aws/config": config, "/home/me/.aws/credentials": credentials], web: web, outcome: outcome)
  }

  var fileReader: AWSFiles {
    AWSFiles { (path: String, limit: Int) throws(AWSFiles.Problem) -> [UInt8]? in
      guard let text = self.files.withLock({ $0[path] }) else { return nil }
      guard text != "unreadable" else { throw AWSFiles.Problem("may not be read; check its permissions") }
      return Array(text.utf8.prefix(limit + 1))
    }
  }

  var programs: ProgramRunner {
    ProgramRunner { run in
      self.runs.withLock { $0.append(run) }
      return self.outcome.withLock { $0 }
    }
  }

  func settings(profile: String? = nil, region: String? = nil, url: String? = nil, _ environment: [String: String] = [:])
    -> AWSEndpointSettings
  {
    AWSEndpointSettings(
      region: region, endpointURL: url, profile: profile, environment: environment.merging(["HOME": "/home/me"]) { mine, _ in mine },
      files: fileReader)
  }

  /// The credentials that a client of Step Functions would sign with.
  func credentials(profile: String? = nil, url: String? = nil, _ environment: [String: String] = [:]) async throws(AWSError)
    -> AWSCredentials
  {
    let settings = settings(profile: profile, region: "us-east-1", url: url, environment)
    let chain = CredentialChain(settings, transport: self, runtime: clock.runtime, programs: programs)
    return try await chain.provider(for: try settings.endpoint(of: .stepFunctions)).credentials()
  }

  /// The sentence that asking for credentials ends with; nil when there are some.
  func problem(profile: String? = nil, url: String? = nil, _ environment: [String: String] = [:]) async -> String? {
    do throws(AWSError) {
      _ = try await credentials(profile: profile, url: url, environment)
      return nil
    } catch { return "\(error)" }
  }
}

extension CredentialWorld: HTTPTransport {
  func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
    sent.withLock { $0.append(request) }
    let key = "\(request.method) \(request.address)"
    let answer: FakeTransport.Answer? = web.withLock { web in
      guard var answers = web[key], let first = answers.first else { return nil }
      if answers.count > 1 { answers.removeFirst() }
      web[key] = answers
      return first
    }
    return try (answer ?? .failure(HTTPFailure(.refused))).get()
  }
}
