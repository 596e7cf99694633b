import ECSModel
import Foundation
import JSON
import Tasks
import Testing

/// The files of `examples/` are what they seem.
struct ExampleTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "examples/nightly-report")

  @Test func theNightlyReportsFilesAreRead() throws {
    let definitions = try TaskDefinition.read(
      Array(Data(contentsOf: Self.folder.appending(path: "task-definitions.json"))), file: "task-definitions.json")
    #expect(definitions.map(\.family) == ["nightly-job", "nightly-approval"])
    let scenario = try Scenario(
      yaml: String(contentsOf: Self.folder.appending(path: "scenario.yaml"), encoding: .utf8), file: "scenario.yaml")
    #expect(scenario.tasks.keys.sorted() == ["nightly-approval", "nightly-job"])
    for (family, tasks) in scenario.tasks {
      let names = try #require(definitions.first { $0.family == family }).containers.map(\.name)
      #expect(tasks.allSatisfy { $0.containers.keys.allSatisfy(names.contains) })
    }
    _ = try JSONValue(parsing: Array(Data(contentsOf: Self.folder.appending(path: "nightly-report.asl.json"))))
  }
}
