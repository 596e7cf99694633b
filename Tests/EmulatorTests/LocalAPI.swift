import Emulator
import Foundation
import Hosting
import JSON
import Store
import Time

/// The API over a host of its own, in the process: its store is a folder that goes with it, its clock the test's.
final class LocalAPI: Sendable {
  let wall: FakeWall
  let host: ExecutionHost
  let api: StepFunctionsAPI
  private let folder: URL

  init(
    account: String = "123456789012", settings: HostSettings = HostSettings(), access: AccessPolicy = AccessPolicy(host: "127.0.0.1"),
    at time: Timestamp? = nil
  ) async throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("stepscope-api-\(UUID().uuidString)")
    wall = time.map { FakeWall($0) } ?? FakeWall()
    var settings = settings
    settings.clock = wall
    let host = try await ExecutionHost(StoreFolder(folder.path), settings)
    self.host = host
    let wall = wall
    api = await StepFunctionsAPI(
      host: host, place: .init(region: "us-east-1", account: account), access: access, seed: 1,
      now: { wall.now })
  }

  /// What the API answers: its JSON, or its error.
  func call(_ operation: APIOperation, _ request: JSONValue) async -> Result<JSONValue, APIError> {
    // Each call at a time of its own, so that lists have an order.
    wall.advance(by: .milliseconds(7))
    do throws(APIError) {
      let body = try await api.perform(operation, body: Array(request.compact.utf8))
      return .success((try? JSONValue(parsing: body)) ?? .null)
    } catch {
      return .failure(error)
    }
  }

  func end() async {
    await host.close()
    try? FileManager.default.removeItem(at: folder)
  }
}
