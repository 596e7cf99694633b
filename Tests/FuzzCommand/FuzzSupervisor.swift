import Foundation
import Fuzz
import Synchronization

/// Runs one target in processes of its own: when one ends before its time, what ended it is kept, and the next goes on behind it.
final class FuzzSupervisor: Sendable {
  private struct State {
    var inputs = 0
    var crashes = 0
    var hangs = 0
    var tooLarge = 0
    var slowest = 0.0
    var slowestSeed: UInt64 = 0
    var megabytes = 0
    var problems = 0
    var notes: [String] = []
  }

  private let name: String
  private let options: FuzzOptions
  private let state = Mutex(State())

  init(_ name: String, _ options: FuzzOptions) {
    self.name = name
    self.options = options
  }

  var row: String {
    state.withLock {
      "\(name)\t\($0.inputs)\t\(options.seed)\t\($0.crashes)\t\($0.hangs)\t\($0.tooLarge)\t\($0.problems)\t\(Int($0.slowest)) (seed \($0.slowestSeed))\t\($0.megabytes)"
    }
  }
  var isWell: Bool { state.withLock { $0.crashes + $0.hangs + $0.tooLarge + $0.problems == 0 } }
  var notes: [String] { state.withLock { $0.notes } }

  func run() async {
    let end = ContinuousClock.now + .seconds(options.seconds)
    var seed = options.seed
    while true {
      let left = (end - .now) / .seconds(1)
      if left <= 0.5 { return }
      guard let (status, isSignal, summary) = await child(seconds: left, seed: seed) else {
        state.withLock { $0.notes.append("\(name): its process cannot be started") }
        return
      }
      if let summary {
        take(summary)
        if summary.problems.count < 100 { return }
        seed = summary.nextSeed
      } else {
        fell(status, isSignal, &seed)
        if state.withLock({ $0.crashes + $0.hangs + $0.tooLarge }) >= 50 { return }
      }
    }
  }

  private func take(_ summary: FuzzSession.Summary) {
    state.withLock {
      $0.inputs += summary.inputs
      $0.problems += summary.problems.count
      if summary.slowest > $0.slowest { ($0.slowest, $0.slowestSeed) = (summary.slowest, summary.slowestSeed) }
      $0.megabytes = max($0.megabytes, summary.megabytes)
      $0.notes += summary.problems.prefix(10).map { "\(name): \($0)" }
    }
  }

  /// The input that ended a process stays in the folder under a name of its own.
  private func fell(_ status: Int32, _ isSignal: Bool, _ seed: inout UInt64) {
    let what = isSignal ? "crash" : status == FuzzWatch.hung ? "hang" : status == FuzzWatch.tooLarge ? "large" : "crash"
    let kept = options.folder.appendingPathComponent(
      "fuzz-\(name)-\(what)-\(seed)-\(state.withLock { $0.crashes + $0.hangs + $0.tooLarge }).txt")
    try? FileManager.default.removeItem(at: kept)
    try? FileManager.default.moveItem(at: FuzzWatch.current(name, in: options.folder), to: kept)
    state.withLock {
      if what == "hang" { $0.hangs += 1 } else if what == "large" { $0.tooLarge += 1 } else { $0.crashes += 1 }
      $0.notes.append("\(name): \(what) (\(isSignal ? "signal" : "exit") \(status)), the input is in \(kept.relativePath)")
    }
    // The seeds behind the one that fell are not known here: others are taken.
    seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
  }

  private func child(seconds: Double, seed: UInt64) async -> (status: Int32, isSignal: Bool, summary: FuzzSession.Summary?)? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).standardizedFileURL
    process.arguments = [
      "--only", name, "--seconds", "\(seconds)", "--seed", "\(seed)", "--out", options.folder.path, "--seconds-of-one",
      "\(options.secondsOfOne)",
      "--megabytes", "\(options.megabytes)",
    ]
    let output = Pipe()
    process.standardOutput = output
    return await withCheckedContinuation { done in
      process.terminationHandler = { ended in
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let summary = ended.terminationStatus == 0 ? try? JSONDecoder().decode(FuzzSession.Summary.self, from: text) : nil
        done.resume(returning: (ended.terminationStatus, ended.terminationReason == .uncaughtSignal, summary))
      }
      do { try process.run() } catch { done.resume(returning: nil) }
    }
  }
}
