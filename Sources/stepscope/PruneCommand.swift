import ArgumentParser
import Embedded
import Foundation
import Store
import Tasks
import Time

struct PruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Removes executions of the local store that ended long ago, with all that is kept of them.",
    discussion: "What runs stays. A store that a server uses is pruned by the server: serve --prune-after.")

  @Option(help: ArgumentHelp("How long ago they must have ended: 30d, 12h, 1d12h.", valueName: "AGE")) var olderThan: AgeOption
  @Option(help: ArgumentHelp("The store's folder; the user's own unless given.", valueName: "DIR")) var data: String?

  func run() throws {
    let (data, age) = (data, olderThan.age)
    let line = try Blocking.run { () async throws(CommandStop) -> String in
      do throws(StoreFailure) {
        let folder: StoreFolder
        if let data {
          folder = StoreFolder(data)
        } else {
          folder = try StoreFolder.standard(environment: ProcessInfo.processInfo.environment)
        }
        guard folder.holdsStore else { throw StoreFailure("There is no store in \(folder.path) yet; stepscope serve makes one.") }
        let store = try ExecutionStore(writing: folder)
        let count = try await store.prune(olderThan: SystemClock().now + (.zero - age))
        store.close()
        return "\(count) execution\(count == 1 ? "" : "s") removed from \(folder.path)\n"
      } catch {
        throw CommandStop(.world, "error: \(error.message)")
      }
    }
    Output.standard.write(line)
  }
}

/// How long ago, as it is typed: `30d`, `12h`.
struct AgeOption: ExpressibleByArgument {
  let age: Duration

  init?(argument: String) {
    guard let age = Duration(text: argument) else { return nil }
    self.age = age
  }
}
