import Foundation

/// One target, fed for a while in this process.
public struct FuzzSession: Sendable {
  /// What came of it.
  public struct Summary: Sendable, Codable {
    /// Inputs that were fed.
    public var inputs = 0
    /// Inputs after which something did not hold, with what it was.
    public var problems: [String] = []
    /// Milliseconds the slowest input took, and its seed.
    public var slowest = 0.0
    /// The seed of the slowest input.
    public var slowestSeed: UInt64 = 0
    /// The most memory the process held, in MB.
    public var megabytes = 0
    /// The seed of the next input.
    public var nextSeed: UInt64 = 0

    /// Nothing yet.
    public init() {}
  }

  /// What is fuzzed.
  public var target: any FuzzTarget
  /// The seed of the first input; the next input has the next one.
  public var seed: UInt64
  /// Where the current input is kept, and those that showed something; nil keeps none.
  public var folder: URL?

  /// From its parts.
  public init(_ target: any FuzzTarget, seed: UInt64, folder: URL? = nil) {
    self.target = target
    self.seed = seed
    self.folder = folder
  }

  /// Feeds inputs for so long, or so many.
  /// - Parameter watch: is told of each input; it ends the process when one hangs or takes too much memory.
  public func run(seconds: Double = .infinity, inputs: Int = .max, watch: FuzzWatch? = nil) async -> Summary {
    var summary = Summary()
    let start = ContinuousClock.now
    var seed = seed
    while summary.inputs < inputs, summary.problems.count < 100 {
      let begin = ContinuousClock.now
      if (begin - start) / .seconds(1) >= seconds { break }
      let input = target.input(seed: seed)
      watch?.begins(input, seed: seed)
      if let problem = await target.problem(with: input) {
        summary.problems.append("seed \(seed): \(problem)")
        keep(input, "problem-\(seed)")
      }
      let milliseconds = (ContinuousClock.now - begin) / .milliseconds(1)
      if milliseconds > summary.slowest { (summary.slowest, summary.slowestSeed) = (milliseconds, seed) }
      summary.inputs += 1
      seed &+= 1
    }
    watch?.ends()
    summary.nextSeed = seed
    summary.megabytes = ProcessMemory.peak
    return summary
  }

  private func keep(_ input: [UInt8], _ what: String) {
    guard let folder else { return }
    try? Data(input).write(to: folder.appendingPathComponent("fuzz-\(target.name)-\(what).txt"))
  }
}

/// How much memory this process holds, in MB; zero where the system does not say.
public enum ProcessMemory {
  /// Now.
  public static var now: Int { field("VmRSS:") }
  /// At most so far.
  public static var peak: Int { field("VmHWM:") }

  private static func field(_ name: String) -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return 0 }
    for line in text.split(separator: "\n") where line.hasPrefix(name) {
      return (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) / 1_024
    }
    return 0
  }
}
