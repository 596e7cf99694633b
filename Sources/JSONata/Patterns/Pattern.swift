/// A regular expression with JavaScript's meaning, over UTF-16 units. It tries one way after the other as JavaScript does, but counts its steps: a pattern that takes for ever is an error.
final class Pattern: Sendable {
  /// What a match found.
  struct Found {
    var range: Range<Int>
    /// Nil for a group that took no part.
    var groups: [Range<Int>?]
  }

  let source: String
  let flags: String
  private let program: [PatternInstruction]
  let groupCount: Int
  private let ignoresCase: Bool
  private let isMultiline: Bool

  /// - Throws: S0303 with the reason.
  init(_ source: String, flags: String, at position: Int) throws(JSONataError) {
    var reader = PatternReader(source)
    do throws(PatternReader.Failure) {
      let part = try reader.read()
      var compiler = PatternCompiler()
      try compiler.emit(part)
      compiler.program.append(.done)
      program = compiler.program
    } catch {
      throw JSONataError("S0303", at: position, token: source, value: error.message)
    }
    self.source = source
    self.flags = flags
    groupCount = reader.groups
    ignoresCase = flags.contains("i")
    isMultiline = flags.contains("m")
  }

  /// The first match from `start` on.
  /// - Parameter steps: grows by what it took.
  /// - Throws: U1001 when it takes too many steps.
  func first(in text: [UInt16], from start: Int, steps: inout Int) throws(JSONataError) -> Found? {
    var run = PatternRun(text, program, groupCount, ignoresCase: ignoresCase, isMultiline: isMultiline)
    defer { steps += run.steps }
    var at = start
    while at <= text.count {
      // Each beginning makes room for all groups.
      run.steps += groupCount >> 4
      if let end = try run.match(from: at) { return Found(range: at..<end, groups: run.groups) }
      at += 1
    }
    return nil
  }
}

/// A step of a compiled pattern.
enum PatternInstruction: Sendable {
  case unit([ClosedRange<UInt16>], isInverted: Bool)
  case jump(Int)
  /// Tries the first place, and when that fails the second.
  case split(Int, Int)
  case open(Int)
  case close(Int)
  case forget(Range<Int>)
  /// Remembers where a repetition's round begins, in a register.
  case mark(Int)
  /// Fails when the round took nothing.
  case moved(Int)
  case reference(Int)
  case start
  case end
  case boundary(Bool)
  /// Looks ahead with what follows up to `.done`; goes on at the place.
  case look(isNegative: Bool, next: Int)
  case done
}

/// Turns the parts of a pattern into steps.
struct PatternCompiler {
  var program: [PatternInstruction] = []
  private var registers = 0
  private var emitted = 0
  static let maximumSize = 20_000

  mutating func emit(_ part: PatternPart) throws(PatternReader.Failure) {
    emitted += 1
    // Parts that are empty count too: repeated over and over they would take for ever.
    if program.count > PatternCompiler.maximumSize || emitted > PatternCompiler.maximumSize * 4 {
      throw PatternReader.Failure(message: "it is too large")
    }
    switch part {
    case .unit(let set): program.append(.unit(set.ranges, isInverted: set.isInverted))
    case .sequence(let parts): for part in parts { try emit(part) }
    case .choice(let options): try emit(options: options)
    case .repeated(let inner, let least, let most, let isLazy, let groups):
      for _ in 0..<least {
        if !groups.isEmpty { program.append(.forget(groups)) }
        try emit(inner)
      }
      if most == .max {
        try emit(loop: inner, isLazy, groups)
      } else {
        try emit(optional: inner, most - least, isLazy, groups)
      }
    case .group(let inner, let number):
      if let number { program.append(.open(number - 1)) }
      try emit(inner)
      if let number { program.append(.close(number - 1)) }
    case .look(let inner, _, let isNegative):
      let at = program.count
      program.append(.done)
      try emit(inner)
      program.append(.done)
      program[at] = .look(isNegative: isNegative, next: program.count)
    case .reference(let number): program.append(.reference(number - 1))
    case .start: program.append(.start)
    case .end: program.append(.end)
    case .boundary(let isOne): program.append(.boundary(isOne))
    }
  }

  private mutating func emit(options: [PatternPart]) throws(PatternReader.Failure) {
    var jumps: [Int] = []
    for (at, option) in options.enumerated() {
      let split = program.count
      let isLast = at == options.count - 1
      if !isLast { program.append(.done) }
      try emit(option)
      if !isLast {
        jumps.append(program.count)
        program.append(.done)
        program[split] = .split(split + 1, program.count)
      }
    }
    for jump in jumps { program[jump] = .jump(program.count) }
  }

  private func split(_ body: Int, _ out: Int, _ isLazy: Bool) -> PatternInstruction { isLazy ? .split(out, body) : .split(body, out) }

  private mutating func emit(loop inner: PatternPart, _ isLazy: Bool, _ groups: Range<Int>) throws(PatternReader.Failure) {
    let register = registers
    registers += 1
    let start = program.count
    program.append(.done)
    program.append(.mark(register))
    if !groups.isEmpty { program.append(.forget(groups)) }
    try emit(inner)
    program.append(.moved(register))
    program.append(.jump(start))
    program[start] = split(start + 1, program.count, isLazy)
  }

  private mutating func emit(
    optional inner: PatternPart, _ count: Int, _ isLazy: Bool, _ groups: Range<Int>
  ) throws(PatternReader.Failure) {
    var splits: [Int] = []
    for _ in 0..<count {
      splits.append(program.count)
      program.append(.done)
      if !groups.isEmpty { program.append(.forget(groups)) }
      try emit(inner)
    }
    for at in splits { program[at] = split(at + 1, program.count, isLazy) }
  }
}

/// One search of a pattern: the places still to try are on a stack of its own, never on the thread's.
struct PatternRun {
  private let text: [UInt16]
  private let program: [PatternInstruction]
  private let ignoresCase: Bool
  private let isMultiline: Bool
  private let groupCount: Int
  fileprivate(set) var steps = 0
  private(set) var groups: [Range<Int>?] = []

  static let maximumSteps = 5_000_000
  /// Places still to try at most: each costs memory.
  private var maximumPending: Int { 1_000_000 / (1 + (groupCount + registers) >> 3) }
  private let registers: Int

  private struct State {
    var place: Int
    var position: Int
    var opens: [Int]
    var groups: [Range<Int>?]
    var marks: [Int]
  }

  init(_ text: [UInt16], _ program: [PatternInstruction], _ groupCount: Int, ignoresCase: Bool, isMultiline: Bool) {
    self.text = text
    self.program = program
    self.groupCount = groupCount
    registers = program.count { if case .mark = $0 { true } else { false } }
    self.ignoresCase = ignoresCase
    self.isMultiline = isMultiline
  }

  /// Where a match that begins at `start` ends.
  mutating func match(from start: Int) throws(JSONataError) -> Int? {
    let state = State(
      place: 0, position: start, opens: Array(repeating: 0, count: groupCount), groups: Array(repeating: nil, count: groupCount), marks: [])
    guard let end = try run(state) else { return nil }
    groups = end.groups
    return end.position
  }

  private mutating func run(_ first: State) throws(JSONataError) -> State? {
    var pending: [State] = []
    var state = first
    while true {
      steps += 1
      if steps > PatternRun.maximumSteps { throw JSONataError("U1001", text: JSONataError.endless) }
      var goesOn = true
      switch program[state.place] {
      case .done: return state
      case .jump(let place): state.place = place - 1
      case .split(let best, let other):
        var later = state
        later.place = other
        pending.append(later)
        if pending.count > maximumPending { throw JSONataError("U1001", text: JSONataError.endless) }
        state.place = best - 1
      case .unit(let ranges, let isInverted):
        steps += ranges.count >> 4
        goesOn = state.position < text.count && matches(text[state.position], ranges, isInverted)
        state.position += 1
      // What is still to be tried may share these: then all of them are copied.
      case .open(let group):
        steps += groupCount >> 4
        state.opens[group] = state.position
      case .close(let group):
        steps += groupCount >> 4
        state.groups[group] = state.opens[group]..<max(state.opens[group], state.position)
      case .forget(let groups): for group in groups { state.groups[group] = nil }
      case .mark(let register):
        steps += registers >> 4
        while state.marks.count <= register { state.marks.append(-1) }
        state.marks[register] = state.position
      case .moved(let register): goesOn = state.marks[register] != state.position
      case .reference(let group): goesOn = repeats(group, &state)
      case .start: goesOn = state.position == 0 || (isMultiline && isLineEnd(text[state.position - 1]))
      case .end: goesOn = state.position == text.count || (isMultiline && isLineEnd(text[state.position]))
      case .boundary(let isOne): goesOn = (isWord(state.position - 1) != isWord(state.position)) == isOne
      case .look(let isNegative, let next):
        var inner = state
        inner.place += 1
        let found = try run(inner)
        goesOn = (found == nil) == isNegative
        if let found, !isNegative { (state.groups, state.opens) = (found.groups, found.opens) }
        state.place = next - 1
      }
      if goesOn {
        state.place += 1
      } else if let next = pending.popLast() {
        state = next
      } else {
        return nil
      }
    }
  }

  private mutating func repeats(_ group: Int, _ state: inout State) -> Bool {
    guard state.groups.indices.contains(group), let range = state.groups[group] else { return true }
    guard state.position + range.count <= text.count else { return false }
    steps += range.count >> 3
    for offset in 0..<range.count where folded(text[range.lowerBound + offset]) != folded(text[state.position + offset]) { return false }
    state.position += range.count
    return true
  }

  private func matches(_ unit: UInt16, _ ranges: [ClosedRange<UInt16>], _ isInverted: Bool) -> Bool {
    func has(_ unit: UInt16) -> Bool { ranges.contains { $0.contains(unit) } }
    guard ignoresCase else { return has(unit) != isInverted }
    return (has(unit) || has(folded(unit)) || has(lowered(unit))) != isInverted
  }

  private func folded(_ unit: UInt16) -> UInt16 { ignoresCase ? change(unit, \.uppercaseMapping) : unit }
  private func lowered(_ unit: UInt16) -> UInt16 { change(unit, \.lowercaseMapping) }

  private func change(_ unit: UInt16, _ mapping: KeyPath<Unicode.Scalar.Properties, String>) -> UInt16 {
    guard let scalar = Unicode.Scalar(unit) else { return unit }
    let units = Array(scalar.properties[keyPath: mapping].utf16)
    return units.count == 1 ? units[0] : unit
  }

  private func isWord(_ position: Int) -> Bool {
    text.indices.contains(position) && PatternSet.word.contains { $0.contains(text[position]) }
  }

  private func isLineEnd(_ unit: UInt16) -> Bool { PatternSet.lineEnds.contains { $0.contains(unit) } }
}
