import Canvas
import ExecutionSource
import JSON
import Time

extension SuiteReport {
  /// JUnit XML: one test suite, a test case each. What did not succeed is a `failure`, what could not be run an `error`; times are those of the executions' clock.
  public var junit: String {
    let (_, failed, notRun) = counts
    let total = cases.reduce(Duration.zero) { $0 + $1.duration }
    let figures =
      "tests=\"\(cases.count)\" failures=\"\(failed)\" errors=\"\(notRun)\" skipped=\"0\" time=\"\(SuiteReport.seconds(total))\""
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"stepscope\" \(figures)>\n"
    text += "  <testsuite name=\(XML.attribute(machineName)) file=\(XML.attribute(file)) \(figures)"
    if let first = cases.first { text += " timestamp=\"\(first.startedAt.iso8601)\"" }
    text += ">\n" + properties
    for result in cases { text += testCase(result) }
    return text + "  </testsuite>\n</testsuites>\n"
  }

  private var properties: String {
    guard let coverage else { return "" }
    let lines = Coverage.Kind.allCases.map { kind in
      let (reached, all) = coverage.figures(kind)
      return "      <property name=\"coverage.\(kind.noun)\" value=\"\(reached) of \(all)\"/>\n"
    }
    return "    <properties>\n\(lines.joined())    </properties>\n"
  }

  private func testCase(_ result: CaseResult) -> String {
    let head =
      "    <testcase name=\(XML.attribute(result.name)) classname=\(XML.attribute(machineName)) file=\(XML.attribute(file))"
      + (result.failedAt.map { " line=\"\($0.line)\"" } ?? "") + " time=\"\(SuiteReport.seconds(result.duration))\""
    let element: String
    let type: String
    let message: String
    var body = ""
    switch result.verdict {
    case .ended(.succeeded, _, _): return head + "/>\n"
    case .ended(let status, let error, let cause):
      let failure = SuiteReport.failureText(error, cause)
      (element, type, message) = ("failure", error.map { Mask.value($0) } ?? status.rawValue, failure.isEmpty ? status.rawValue : failure)
      body = cause.map { String(Mask.value($0).prefix(32_768)) } ?? ""
    case .notRun(let problem): (element, type, message) = ("error", "NOT_RUN", Mask.value(problem))
    }
    if let state = result.failedState {
      let place = result.failedAt.map { " (\(file):\($0.line):\($0.column))" } ?? ""
      body = "in state \"\(state)\"\(place)" + (body.isEmpty ? "" : "\n\(body)")
    }
    return
      "\(head)>\n      <\(element) type=\(XML.attribute(type)) message=\(XML.attribute(message))>\(XML.text(body))</\(element)>\n    </testcase>\n"
  }
}

/// Text as XML 1.0 can hold it: characters that it has no place for, not even escaped, are shown as symbols.
enum XML {
  /// In quotes; line ends and tabs stay what they are.
  static func attribute(_ text: String) -> String { "\"\(escaped(text, isAttribute: true))\"" }

  /// Between tags.
  static func text(_ text: String) -> String { escaped(text, isAttribute: false) }

  private static func escaped(_ text: String, isAttribute: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += isAttribute ? "&quot;" : "\""
      case "\n": result += isAttribute ? "&#10;" : "\n"
      case "\t": result += isAttribute ? "&#9;" : "\t"
      // An unescaped carriage return is read as a line feed.
      case "\r": result += "&#13;"
      case "\u{FFFE}", "\u{FFFF}", "\u{0}"..."\u{1F}": result += VisibleText.sanitise(String(scalar))
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
