import Embedded
import Foundation
import Synchronization

/// `--watch` without a screen: runs, waits until a file is saved, and runs again, until somebody ends the program.
struct WatchLoop {
  var files: [String]

  /// - Parameter body: one run; it ends early where `isStale` says that a file was saved meanwhile. What it throws is said, and the next save is waited for.
  func run(_ body: (_ isStale: @escaping @Sendable () -> Bool) throws -> Void) throws -> Never {
    while true {
      // The files as they are before they are read: what is saved from here on is another version.
      let before = WatchedFiles(files)
      do { try body(WatchLoop.staleness(before)) } catch let stop as CommandStop {
        if let message = stop.message { Output.error(message) }
      }
      Output.error("watching \(WatchLoop.list(files)); Ctrl-C ends")
      var watched = before
      var changed: [String] = []
      while changed.isEmpty {
        changed = watched.look()
        if changed.isEmpty { Thread.sleep(forTimeInterval: WatchedFiles.pause / .seconds(1)) }
      }
      Output.error("\n\(WatchLoop.changedText(changed)): run again")
    }
  }

  /// Whether a file has changed since it was looked at first.
  private static func staleness(_ before: WatchedFiles) -> @Sendable () -> Bool {
    let seen = Staleness(before)
    return { seen.look() }
  }

  /// `a.json has changed`, `a.json and b.json have changed`.
  static func changedText(_ files: [String]) -> String { "\(list(files)) \(files.count == 1 ? "has" : "have") changed" }

  static func list(_ files: [String]) -> String {
    let names = files.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  /// Files, and whether one of them was saved: it stays so.
  private final class Staleness: Sendable {
    private let state: Mutex<(files: WatchedFiles, isStale: Bool)>
    init(_ files: WatchedFiles) { state = Mutex((files, false)) }
    func look() -> Bool {
      state.withLock { state in
        if !state.isStale { state.isStale = !state.files.look().isEmpty }
        return state.isStale
      }
    }
  }
}

extension RunCommand {
  /// The files that a run reads, by the names they were given.
  var watchedFiles: [String] {
    var files = [definition] + [tasks.mocks, input, tasks.scenario].compactMap { $0 } + tasks.taskDefinitions
    files += beside.machines.compactMap { text in text.firstIndex(of: "=").map { String(text[text.index(after: $0)...]) } }
    var seen: Set<String> = []
    return files.filter { seen.insert($0).inserted }
  }
}
