import Engine
import JSON
import Testing
import Time

@testable import Embedded

@Suite("A host's journal")
struct DriverInputTests {
  static let inputs: [DriverCore.Input] = [
    .time(Timestamp(milliseconds: 1_700_000_000_123)), .answer(token: "t", .success(["a": [1, .null]])),
    .answer(token: "t", .success(.null)),
    .answer(token: "t", .failure(error: "E", cause: nil)), .answer(token: "t", .failure(error: nil, cause: nil)),
    .answer(token: "t", .heartbeat), .takeActivity(token: "t", worker: "w"), .takeActivity(token: "t", worker: nil),
    .stop(ExecutionKey(3), error: "E", cause: "ç\u{1b}"), .stop(.root, error: nil, cause: nil), .redrive,
    .updateMapRun(arn: "a", MapRunLimits(maxConcurrency: 3, toleratedFailurePercentage: 1.5)), .provide(need: 1, .exists),
    .provide(need: 2, .written), .provide(need: 8, .result(["a": .null])), .provide(need: 3, .object(Array("text ü".utf8))),
    .provide(need: 4, .object([0, 255, 128])),
    .provide(need: 5, .listing([ObjectEntry(key: "k", size: 3, lastModified: Timestamp(milliseconds: 5_000), etag: "\"e\"")])),
    .provide(need: 6, .failure(error: "E", cause: "c")),
    .provide(
      need: 7,
      .machine(
        ProvidedMachine(definition: "{}", machineName: "m", stateMachineArn: "a", versionArn: "v", roleArn: "r", isExpress: true))),
  ]

  @Test("Every external input survives its JSON")
  func roundTrip() throws {
    for input in Self.inputs {
      let json = try #require(input.json)
      let back = try #require(DriverCore.Input(json: try JSONValue(parsing: json.compact)), "\(json.compact)")
      #expect("\(back)" == "\(input)")
    }
  }

  @Test("The debugger's own inputs are in no journal, and nothing else reads as an input")
  func others() {
    #expect(DriverCore.Input.deliver.json == nil)
    #expect(DriverCore.Input.engine(.advance(CursorKey(1))).json == nil)
    for json: JSONValue in [
      [:], "x", ["time": "now"], ["answer": ["token": "t"]], ["time": 1, "redrive": [:]], ["other": 1], ["provide": ["need": 1]],
    ] {
      #expect(DriverCore.Input(json: json) == nil)
    }
  }
}
