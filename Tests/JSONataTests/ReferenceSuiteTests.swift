import Foundation
import JSON
import JSONata
import TestSupport
import Testing

@Suite("The reference's own test suite")
struct ReferenceSuiteTests {
  @Test("every case of JSONata 2.0.6", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
  func everyCase() throws {
    let cases = try ReferenceCase.all()
    #expect(cases.count == 1_625)
    var counts: [String: (cases: Int, matching: Int)] = [:]
    var mismatches: [String] = []
    for each in cases {
      let problem = each.group == "function-eval" ? evalProblem(each) : each.mismatch(each.run())
      counts[each.group, default: (0, 0)].cases += 1
      if let problem { mismatches.append(problem) } else { counts[each.group, default: (0, 0)].matching += 1 }
    }
    var table = ["group".padding(toLength: 40, withPad: " ", startingAt: 0) + "cases  matching"]
    for (group, count) in counts.sorted(by: { $0.key < $1.key }) {
      table.append(group.padding(toLength: 40, withPad: " ", startingAt: 0) + String(format: "%5d  %8d", count.cases, count.matching))
    }
    let matching = counts.values.reduce(0) { $0 + $1.matching }
    table.append("all".padding(toLength: 40, withPad: " ", startingAt: 0) + String(format: "%5d  %8d", cases.count, matching))
    print(table.joined(separator: "\n"))
    for each in mismatches { print("  " + each) }
    #expect(mismatches.isEmpty)
  }

  /// Step Functions has no `$eval`: every case that calls it must say so.
  private func evalProblem(_ each: ReferenceCase) -> String? {
    let result = each.run()
    if case .failure(let error) = result, error.code == "T1006", error.message.contains("$eval") { return nil }
    return each.mismatch(result) ?? "\(each.group)/\(each.name): $eval works"
  }
}
