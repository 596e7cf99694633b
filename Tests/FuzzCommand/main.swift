import Foundation
import Fuzz

// Usage: fuzz [--seconds N] [--seed N] [--out DIR] [TARGET…]      feeds each target in a process of its own, all at once, and prints a
// summary
//        fuzz --only TARGET [--seconds N] [--seed N] [--out DIR]  feeds one target in this process; the summary is one line of JSON
//        fuzz --only TARGET --input FILE                          feeds one input and says what does not hold
var options = FuzzOptions(CommandLine.arguments.dropFirst())
let seeds = FuzzSeeds.ofCorpus()
let targets = FuzzTargets.all(seeds)
try? FileManager.default.createDirectory(at: options.folder, withIntermediateDirectories: true)

if let only = options.only {
  guard let target = targets.first(where: { $0.name == only }) else {
    FileHandle.standardError.write(
      Data("error: there is no target '\(only)'; there are \(targets.map(\.name).joined(separator: ", "))\n".utf8))
    exit(2)
  }
  if let path = options.input {
    let input = [UInt8]((try? Data(contentsOf: URL(fileURLWithPath: path))) ?? Data())
    let problem = await target.problem(with: input)
    print(problem ?? "all is well")
    exit(problem == nil ? 0 : 1)
  }
  let watch = FuzzWatch(only, folder: options.folder, secondsOfOne: options.secondsOfOne, megabytes: options.megabytes)
  watch.start()
  let summary = await FuzzSession(target, seed: options.seed, folder: options.folder).run(seconds: options.seconds, watch: watch)
  print(String(decoding: try JSONEncoder().encode(summary), as: UTF8.self))
  exit(0)
}

let chosen = targets.map(\.name).filter { options.targets.isEmpty || options.targets.contains($0) }
let supervisors = chosen.map { FuzzSupervisor($0, options) }
await withTaskGroup(of: Void.self) { group in
  for supervisor in supervisors { group.addTask { await supervisor.run() } }
}
print("target\tinputs\tfirst seed\tcrashes\thangs\ttoo large\tproblems\tslowest ms\tmost MB")
var isWell = true
for supervisor in supervisors {
  print(supervisor.row)
  isWell = isWell && supervisor.isWell
}
for line in supervisors.flatMap(\.notes) { print(line) }
exit(isWell ? 0 : 1)
