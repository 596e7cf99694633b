import ExecutionSource
import Foundation
import History
import JSON
import Testing
import Time

@testable import Embedded

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Reports of test cases")
struct SuiteReportTests {
  private static let start = Timestamp(milliseconds: 1_767_225_600_000)

  private static func report(_ name: String = "Happy", cause: String = "no <b> & \"c\"") throws -> SuiteReport {
    var coverage = Coverage(try CoverageTests.machine(CoverageTests.choosing))
    coverage.reached(branch: 0, of: "C")
    return SuiteReport(
      machineName: "m", file: "m.json",
      cases: [
        CaseResult(
          name: name, verdict: .ended(.succeeded, error: nil, cause: nil), startedAt: start, duration: .milliseconds(4_200), events: 12),
        CaseResult(
          name: "Sad", verdict: .ended(.failed, error: "E", cause: cause), startedAt: start, duration: .zero, events: 1, failedState: "C",
          failedAt: SourcePosition(line: 2, column: 3, offset: 9)),
        CaseResult(name: "Gap", verdict: .notRun("x.json:1:2: nothing there."), startedAt: start, duration: .zero, events: 0),
      ],
      coverage: coverage)
  }

  @Test("As text")
  func text() throws {
    let report = try Self.report()
    #expect(
      report.cases.map { SuiteReport.line(of: $0, nameColumns: 5) } == [
        "SUCCEEDED  Happy      4.200 s     12 events", #"FAILED     Sad        0.000 s      1 event   E: no <b> & "c""#,
        "NOT RUN    Gap        0.000 s      0 events  x.json:1:2: nothing there.",
      ])
    #expect(report.summary == "3 test cases: 1 succeeded, 1 did not, 1 could not be run.")
    #expect(SuiteReport(machineName: "m", file: "f", cases: [report.cases[0]]).summary == "1 test case: 1 succeeded.")
    #expect(
      report.coverageText == """
        Coverage of m.json: states 0 of 2, branches 1 of 3, retries 0 of 0, catches 0 of 0.
        Not reached:
          m.json:2:3   state "C"
          m.json:4:5   Choice "C", rule 2 → "P"
          m.json:4:71  Choice "C", Default → "P"
          m.json:5:3   state "P"

        """)
  }

  @Test("As JSON")
  func json() throws {
    let json = try Self.report().json
    #expect(
      json["testCases"]
        == [
          ["name": "Happy", "status": "SUCCEEDED", "seconds": try JSONValue(parsing: "4.200"), "events": 12],
          [
            "name": "Sad", "status": "FAILED", "error": "E", "cause": "no <b> & \"c\"", "seconds": try JSONValue(parsing: "0.000"),
            "events": 1, "state": "C",
          ],
          [
            "name": "Gap", "status": "NOT_RUN", "problem": "x.json:1:2: nothing there.", "seconds": try JSONValue(parsing: "0.000"),
            "events": 0,
          ],
        ])
    #expect(json["coverage"]?["branches"] == ["reached": 1, "all": 3])
    #expect(json["coverage"]?["notReached"]?[2]?["rule"] == "Default")
  }

  @Test("As JUnit XML, to the letter")
  func junit() throws {
    #expect(
      try Self.report().junit == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="stepscope" tests="3" failures="1" errors="1" skipped="0" time="4.200">
          <testsuite name="m" file="m.json" tests="3" failures="1" errors="1" skipped="0" time="4.200" timestamp="2026-01-01T00:00:00.000Z">
            <properties>
              <property name="coverage.states" value="0 of 2"/>
              <property name="coverage.branches" value="1 of 3"/>
              <property name="coverage.retries" value="0 of 0"/>
              <property name="coverage.catches" value="0 of 0"/>
            </properties>
            <testcase name="Happy" classname="m" file="m.json" time="4.200"/>
            <testcase name="Sad" classname="m" file="m.json" line="2" time="0.000">
              <failure type="E" message="E: no &lt;b&gt; &amp; &quot;c&quot;">in state "C" (m.json:2:3)
        no &lt;b&gt; &amp; "c"</failure>
            </testcase>
            <testcase name="Gap" classname="m" file="m.json" time="0.000">
              <error type="NOT_RUN" message="x.json:1:2: nothing there."></error>
            </testcase>
          </testsuite>
        </testsuites>

        """)
  }

  @Test(
    "JUnit XML is well formed whatever names hold, and gives them back",
    arguments: [
      "a\u{0}b", "<x y=\"1\">", "]]>", "&amp;", "line\nbreak\ttab\r", "\u{1B}[31m", "\u{FFFE}\u{FFFF}", "ünï 😀", "--", "<!--", "]]&gt;",
      "'",
    ])
  func hostileNames(_ name: String) throws {
    let report = try Self.report(name, cause: name)
    let reader = XMLReader()
    let parser = XMLParser(data: Data(report.junit.utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "") \(report.junit)")
    let shown = name.unicodeScalars.map { scalar in
      switch scalar {
      case "\n", "\t", "\r": return String(scalar)
      case "\u{FFFE}": return "‹U+FFFE›"
      case "\u{FFFF}": return "‹U+FFFF›"
      default: return scalar.value < 0x20 ? String(UnicodeScalar(0x2400 + scalar.value).map(Character.init) ?? "?") : String(scalar)
      }
    }.joined()
    #expect(reader.names == [shown, "Sad", "Gap"])
  }

  @Test("Secrets in causes are masked")
  func secrets() throws {
    let report = try Self.report(cause: "login --password hunter2 failed")
    #expect(!report.junit.contains("hunter2"))
    #expect(!SuiteReport.line(of: report.cases[1], nameColumns: 5).contains("hunter2"))
  }

  private final class XMLReader: NSObject, XMLParserDelegate {
    var names: [String] = []
    func parser(
      _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
    ) {
      if element == "testcase" { names.append(attributes["name"] ?? "") }
    }
  }
}
