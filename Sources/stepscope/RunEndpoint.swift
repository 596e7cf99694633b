import Embedded
import Emulator
import ExecutionSource
import HTTPServer
import Hosting
import Time

/// The API on a loopback port while a run lasts, for whatever holds its task tokens: a process, a container, `stepscope token`.
final class RunEndpoint: Sendable {
  /// `http://127.0.0.1:45205`.
  let url: String
  private let server: HTTPServer
  private let address: AddressFile.Published?

  private init(url: String, server: HTTPServer, address: AddressFile.Published?) {
    self.url = url
    self.server = server
    self.address = address
  }

  /// Opens a free port; nil where none can be had: the run goes on without it.
  static func open(_ source: any ExecutionSource, _ setup: LocalSetup) async -> RunEndpoint? {
    let who = setup.identity
    let hosting = RunHosting(source, definition: setup.machine.source, roleArn: who.roleArn)
    let clock = SystemClock()
    let api = await StepFunctionsAPI(
      host: hosting, place: StepFunctionsAPI.Place(region: who.region, account: who.account),
      access: AccessPolicy(host: "127.0.0.1", token: nil, keys: []), now: { clock.now }, realTime: { clock.now })
    var configuration = HTTPServer.Configuration(
      handler: { await api.respond(to: $0) }, isQuick: StepFunctionsAPI.isQuick, refuse: { api.response($0) })
    configuration.limits.bodyBytes = 2 << 20
    configuration.limits.connections = 64
    guard let server = try? await HTTPServer.start(host: "127.0.0.1", port: 0, configuration) else { return nil }
    let url = "http://127.0.0.1:\(server.port)"
    return RunEndpoint(
      url: url, server: server, address: AddressFile.publish(.run, url: url, executionArn: who.executionArn))
  }

  func close() async {
    address?.withdraw()
    await server.stop()
  }
}
