import Foundation

/// All rows, as text for a terminal and as Markdown for the page.
public struct ConformanceTable: Sendable {
  /// In the order of the table.
  public var rows: [ConformanceRow]

  /// From its rows.
  public init(_ rows: [ConformanceRow]) { self.rows = rows }

  /// Tab-separated with a header, then what does not match, and why.
  public var text: String {
    var out = "group\tcases\tmatching\tnot matching\tnot compared\n"
    for row in rows {
      out += "\(row.title)\t\(row.results.count)\t\(row.matching)\t\(row.differing.count)\t\(row.notCompared.reduce(0) { $0 + $1.count })\n"
    }
    for row in rows {
      for (name, difference, reason) in row.differing {
        out += "differs\t\(row.title)\t\(name)\n  \(difference.prefix(400))\n" + (reason.map { "  known: \($0)\n" } ?? "")
      }
      for (reason, count) in row.notCompared { out += "not compared\t\(row.title)\t\(count)\n  \(reason)\n" }
    }
    return out
  }

  /// The table and the list below it.
  public var markdown: String {
    var out = "| corpus | cases | matching | not matching | not compared |\n|---|---:|---:|---:|---:|\n"
    for row in rows {
      let left = row.notCompared.reduce(0) { $0 + $1.count }
      out += "| \(row.title) | \(row.results.count) | \(row.matching) | \(row.differing.count) | \(left) |\n"
    }
    let lines = rows.flatMap { row in
      row.differing.map { "- \(row.title), `\($0.name)`: \($0.reason ?? ConformanceTable.plain($0.difference))" }
        + row.notCompared.map { "- \(row.title), \($0.count == 1 ? "1 case" : "\($0.count) cases") not compared: \($0.reason)" }
    }
    return lines.isEmpty ? out : out + "\nWhat does not match, or is not compared, and why:\n\n" + lines.joined(separator: "\n") + "\n"
  }

  private static func plain(_ text: String) -> String { "`" + text.prefix(200).replacing("`", with: "'").replacing("\n", with: " ") + "`" }

  /// A page with the table in place of what stands between its two markers.
  public func page(_ page: String) -> String? {
    let (open, close) = ("<!-- table -->\n", "<!-- end of table -->")
    guard let start = page.range(of: open), let end = page.range(of: close), start.upperBound <= end.lowerBound else { return nil }
    return page[..<start.upperBound] + markdown + page[end.lowerBound...]
  }
}
