import AWS
import Foundation
import HTTP

/// The endpoint of a local `run` or `serve`, found by its address file.
enum LocalEndpoint {
  /// The one that answers; nil when none does.
  /// - Throws: `CommandStop` that lists them when there are several.
  static func find() throws(CommandStop) -> AddressFile? {
    let running = AddressFile.running()
    guard running.count > 1 else { return running.first }
    let list = running.map { "  \($0.url)  \($0.kind.rawValue), process \($0.pid)" + ($0.executionArn.map { ", \($0)" } ?? "") }
    throw CommandStop(
      .usage, "error: several local runs answer; choose one with --endpoint-url:\n" + list.joined(separator: "\n"))
  }

  /// As `find`, where one is needed.
  static func need() throws(CommandStop) -> AddressFile {
    if let found = try find() { return found }
    throw CommandStop(.usage, "error: no local run answers: start `stepscope serve`, or give --endpoint-url")
  }
}

extension RemoteOptions {
  /// What all clients of this process share, at the endpoint of a local run.
  func session(at local: AddressFile) -> AWSSession {
    var settings = settings()
    settings.endpointURL = local.url
    settings.bearerToken = local.bearer
    return AWSSession(settings)
  }

  /// What all clients of this process share. At the endpoint of a local run that asks for a word, its address file tells it.
  func sessionOrLocal() -> AWSSession {
    guard let endpointUrl, let origin = try? HTTPAddress(parsing: endpointUrl).origin,
      let local = AddressFile.running().first(where: { (try? HTTPAddress(parsing: $0.url).origin) == origin }), local.bearer != nil
    else { return session() }
    return session(at: local)
  }

  /// Whether somebody said where to ask: an option, or a variable that the AWS CLI reads.
  var namesEndpoint: Bool {
    let variables = ProcessInfo.processInfo.environment.filter { !$0.value.isEmpty }
    return endpointUrl != nil || profile != nil || region != nil
      || ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SFN", "AWS_PROFILE"].contains { variables[$0] != nil }
  }
}
