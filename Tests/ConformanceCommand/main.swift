import Conformance
import Foundation

// Usage: conformance [PAGE]. Prints the table of what matches the recorded corpus; with a page's path it writes the table into that
// page too.
let arguments = CommandLine.arguments.dropFirst()
guard ProcessInfo.processInfo.environment["STEPSCOPE_CORPUS"] != nil else {
  FileHandle.standardError.write(Data("error: STEPSCOPE_CORPUS does not name the corpus folder\n".utf8))
  exit(2)
}
do {
  let table = try await ConformanceTable.ofCorpus()
  print(table.text, terminator: "")
  if let path = arguments.first {
    let url = URL(fileURLWithPath: path)
    guard let page = table.page(try String(contentsOf: url, encoding: .utf8)) else {
      FileHandle.standardError.write(Data("error: \(path) has no place for the table\n".utf8))
      exit(2)
    }
    try Data(page.utf8).write(to: url)
  }
  exit(table.rows.allSatisfy { $0.unexplained.isEmpty } ? 0 : 1)
} catch {
  FileHandle.standardError.write(Data("error: \(error)\n".utf8))
  exit(3)
}
