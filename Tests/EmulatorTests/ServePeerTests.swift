import Foundation
import TestSupport
import Testing

/// `stepscope serve` as clients that we did not write know it: boto3 and the AWS CLI. Each suite of the driver starts a server of its own.
@Suite(.serialized, .enabled(if: MinistackDriver.isThere, Comment(rawValue: MinistackDriver.skipped)), .timeLimit(.minutes(20)))
struct ServePeerTests {
  private static let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static let binary =
    ProcessInfo.processInfo.environment["STEPSCOPE_BINARY"] ?? project.appendingPathComponent(".build/debug/stepscope").path

  /// Runs a script of Tests/Peers with the clients' Python, on a thread of its own.
  private func run(_ script: String, _ arguments: [String]) async throws -> (status: Int32, output: String) {
    guard let peers = MinistackDriver.peers else { throw CorpusError.missing("STEPSCOPE_PEERS") }
    let process = Process()
    process.executableURL = peers.appendingPathComponent("clients/bin/python")
    process.arguments = [ServePeerTests.project.appendingPathComponent("Tests/Peers/\(script)").path] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output: String = await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(returning: String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self))
      }
    }
    process.waitUntilExit()
    return (process.terminationStatus, output)
  }

  @Test(
    .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)),
    arguments: ["run_and_wait", "task_token", "activities", "nested", "maps", "machines", "command_line", "guarded"])
  func clientsLiveTheirLife(suite: String) async throws {
    let (status, output) = try await run("serve_life.py", [ServePeerTests.binary, try Corpus.url("seed").path, suite])
    let lines = output.split(separator: "\n")
    for line in lines where !line.hasPrefix("ok ") { Issue.record("\(line)") }
    #expect(status == 0)
    #expect(lines.count { $0.hasPrefix("ok ") } > 3)
  }

  /// The examples of docs/serve.md, each run as it stands there.
  @Test func theExamplesOfTheGuideRun() async throws {
    let guide = ServePeerTests.project.appendingPathComponent("docs/serve.md").path
    let (status, output) = try await run("serve_docs.py", [ServePeerTests.binary, guide])
    let lines = output.split(separator: "\n")
    for line in lines where !line.hasPrefix("ok ") { Issue.record("\(line)") }
    #expect(status == 0)
    #expect(lines.count { $0.hasPrefix("ok ") } > 5)
  }

  /// 300 executions of 100 states from 8 connections: every one succeeds, every history is complete (`scripts/bench-serve` does 1,000).
  @Test func manyExecutionsAtOnceSucceed() async throws {
    let (status, output) = try await run("serve_load.py", [ServePeerTests.binary, "300", "100", "8"])
    #expect(status == 0, "\(output)")
  }

  /// 10,000 connections that say nothing, clients that dawdle, and a server that goes on answering the others.
  @Test func tenThousandIdleConnectionsAreBorne() async throws {
    let (status, output) = try await run("serve_crowd.py", [ServePeerTests.binary, "10000"])
    #expect(status == 0, "\(output)")
  }
}
