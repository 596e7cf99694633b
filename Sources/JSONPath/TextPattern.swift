/// A regular expression of a filter (`=~ /…/`), matched against a whole text.
///
/// It runs all alternatives side by side, so that its time grows with the text and not with the ways to match it: patterns come
/// from definitions that nobody has vetted. Supported are the parts of Java's syntax that need no memory of what was matched:
/// classes, groups, alternatives, repetitions (greedy and lazy match the same texts), `^`, `$` and the flags i, s, m.
struct TextPattern: Sendable {
  struct Failure: Error { let message: String }

  enum Instruction: Sendable {
    case one(ScalarSet)
    case split(Int, Int)
    case start
    case end
    case match
  }

  private let program: [Instruction]

  init(_ expression: String, flags: String) throws(Failure) {
    var parser = PatternParser(expression)
    for flag in flags.unicodeScalars {
      switch flag {
      case "i": parser.ignoresCase = true
      case "s": parser.dotMatchesLines = true
      case "m", "u", "U", "d": break
      default: throw Failure(message: "'\(flag)' is not a flag of a pattern; the flags are i, s and m")
      }
    }
    var program: [Instruction] = []
    try PatternCompiler.emit(try parser.parse(), into: &program)
    program.append(.match)
    self.program = program
  }

  /// What a match costs, in the unit of values looked at.
  func cost(of text: String) -> Int {
    let (product, overflow) = text.utf8.count.multipliedReportingOverflow(by: program.count)
    return overflow ? .max / 2 : product / 16
  }

  /// Whether the whole of `text` matches.
  func matches(_ text: String) -> Bool {
    var threads = ThreadList(count: program.count)
    var next = threads
    threads.add(0, program, atStart: true, atEnd: text.isEmpty)
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      next.clear()
      for at in threads.places {
        if case .one(let set) = program[at], set.contains(scalar) { next.add(at + 1, program, atStart: false, atEnd: rest.isEmpty) }
      }
      swap(&threads, &next)
      if threads.places.isEmpty { return false }
    }
    return threads.places.contains { if case .match = program[$0] { true } else { false } }
  }
}

/// The places of the program that are alive at once, each of them once.
private struct ThreadList {
  var places: [Int] = []
  private var seen: [Bool]

  init(count: Int) { seen = Array(repeating: false, count: count) }

  mutating func clear() {
    places.removeAll(keepingCapacity: true)
    for at in seen.indices { seen[at] = false }
  }

  mutating func add(_ place: Int, _ program: [TextPattern.Instruction], atStart: Bool, atEnd: Bool) {
    var pending = [place]
    while let at = pending.popLast() {
      if seen[at] { continue }
      seen[at] = true
      switch program[at] {
      case .split(let first, let second): pending += [second, first]
      case .start: if atStart { pending.append(at + 1) }
      case .end: if atEnd { pending.append(at + 1) }
      case .one, .match: places.append(at)
      }
    }
  }
}

/// Turns the tree of a pattern into instructions.
private enum PatternCompiler {
  static let maximumSize = 2_000

  static func emit(_ node: PatternNode, into program: inout [TextPattern.Instruction]) throws(TextPattern.Failure) {
    if program.count > maximumSize { throw TextPattern.Failure(message: "the pattern is too large") }
    switch node {
    case .set(let set): program.append(.one(set))
    case .start: program.append(.start)
    case .end: program.append(.end)
    case .sequence(let parts): for part in parts { try emit(part, into: &program) }
    case .choice(let options): try emit(choice: options[...], into: &program)
    case .repeated(let inner, let least, let most):
      for _ in 0..<least {
        let before = program.count
        try emit(inner, into: &program)
        // Repeating nothing adds nothing, and `((){1000}){1000}` would take its time to find that out.
        if program.count == before { break }
      }
      if let most {
        var splits: [Int] = []
        for _ in least..<max(least, most) {
          splits.append(program.count)
          program.append(.match)
          try emit(inner, into: &program)
        }
        for at in splits { program[at] = .split(at + 1, program.count) }
      } else {
        let loop = program.count
        program.append(.match)
        try emit(inner, into: &program)
        program.append(.split(loop, loop))
        program[loop] = .split(loop + 1, program.count)
      }
    }
  }

  private static func emit(
    choice options: ArraySlice<PatternNode>, into program: inout [TextPattern.Instruction]
  ) throws(TextPattern.Failure) {
    var ends: [Int] = []
    for (at, option) in options.enumerated() {
      let isLast = at == options.count - 1
      let split = program.count
      if !isLast { program.append(.match) }
      try emit(option, into: &program)
      if !isLast {
        ends.append(program.count)
        program.append(.match)
        program[split] = .split(split + 1, program.count)
      }
    }
    for at in ends { program[at] = .split(program.count, program.count) }
  }
}
