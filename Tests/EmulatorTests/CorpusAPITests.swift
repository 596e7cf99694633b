import Emulator
import Foundation
import JSON
import TestSupport
import Testing
import Time

/// Every recorded case of the API, in the scenarios that their tests were.
@Suite(.serialized, .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
struct CorpusAPITests {
  @Test func everyCaseIsAnsweredAsRecorded() async throws {
    var results: [(one: CorpusCase, verdict: CorpusScenario.Verdict)] = []
    let sample = (ProcessInfo.processInfo.environment["STEPSCOPE_SAMPLE"] ?? "1:100").split(separator: ":").compactMap { Int($0) }
    var generator = SplitMix64(seed: UInt64(sample[0]))
    for (_, all) in try CorpusCase.all() {
      let cases = CorpusScenario.sampled(all, &generator, percent: sample[1])
      var scenario = try await CorpusScenario(cases)
      results += try await scenario.run()
    }
    print(CorpusAPITests.table(results))
    for (one, verdict) in results {
      if case .differs(let why) = verdict { Issue.record("\(one.file) (\(one.key)): \(why)") }
    }
    #expect(results.count > 0)
  }

  /// A row an operation.
  private static func table(_ results: [(one: CorpusCase, verdict: CorpusScenario.Verdict)]) -> String {
    var rows: [String: [Int]] = [:]
    var services: [String: Int] = [:]
    for (one, verdict) in results {
      var row = rows[one.operation?.rawValue ?? one.operationName] ?? [0, 0, 0, 0, 0]
      row[0] += 1
      switch verdict {
      case .asRecorded: row[1] += 1
      case .client: row[2] += 1
      case .otherService(let service):
        row[3] += 1
        services[service, default: 0] += 1
      case .differs: row[4] += 1
      }
      rows[one.operation?.rawValue ?? one.operationName] = row
    }
    func pad(_ value: Int) -> String { String(repeating: " ", count: max(0, 8 - String(value).count)) + String(value) }
    var text = "operation                             cases   same by SDK service differs\n"
    var sums = [0, 0, 0, 0, 0]
    for (name, row) in rows.sorted(by: { $0.key < $1.key }) {
      text += name.prefix(34).padding(toLength: 35, withPad: " ", startingAt: 0) + row.map(pad).joined() + "\n"
      for at in sums.indices { sums[at] += row[at] }
    }
    text += "all".padding(toLength: 35, withPad: " ", startingAt: 0) + sums.map(pad).joined() + "\n"
    for (service, count) in services.sorted(by: { $0.key < $1.key }) { text += "needs \(service): \(count)\n" }
    return text
  }
}
