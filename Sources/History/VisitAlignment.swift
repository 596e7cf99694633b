import JSON
import Time

/// Puts the visits of two executions side by side, scope by scope.
struct VisitAlignment {
  private(set) var rows: [ExecutionComparison.Row] = []
  private(set) var parting: ExecutionComparison.Parting?

  private typealias Side = ExecutionComparison.Side

  /// The visits of one branch or iteration on either side; the top level has no step.
  private struct Group {
    var left: [Int] = []
    var right: [Int] = []
  }

  private let left: ExecutionComparison.Side
  private let right: ExecutionComparison.Side
  /// The visits directly inside a visit, by the branch or iteration they are in; -1 is the top level.
  private var leftChildren: [Int: [ScopeStep?: [Int]]] = [:]
  private var rightChildren: [Int: [ScopeStep?: [Int]]] = [:]

  init(_ left: ExecutionComparison.Side, _ right: ExecutionComparison.Side) {
    self.left = left
    self.right = right
    leftChildren = VisitAlignment.children(of: left.index)
    rightChildren = VisitAlignment.children(of: right.index)
    addScopes(of: -1, and: -1)
  }

  private static func children(of index: HistoryIndex) -> [Int: [ScopeStep?: [Int]]] {
    var children: [Int: [ScopeStep?: [Int]]] = [:]
    for visit in index.visits { children[visit.parent ?? -1, default: [:]][visit.scope.last, default: []].append(visit.index) }
    return children
  }

  /// Rows of all scopes inside a pair of visits, branches and iterations in their order.
  private mutating func addScopes(of a: Int?, and b: Int?) {
    let inLeft = a.flatMap { leftChildren[$0] } ?? [:]
    let inRight = b.flatMap { rightChildren[$0] } ?? [:]
    let steps = Set(inLeft.keys).union(inRight.keys).sorted { VisitAlignment.number($0) < VisitAlignment.number($1) }
    // Iterations that only one side has are no parting of paths: the other's list of items was shorter.
    for step in steps {
      add(Group(left: inLeft[step] ?? [], right: inRight[step] ?? []), mayPart: inLeft[step] != nil && inRight[step] != nil)
    }
  }

  private static func number(_ step: ScopeStep?) -> Int {
    switch step {
    case .branch(_, let index), .iteration(_, let index): index
    case nil: -1
    }
  }

  private mutating func add(_ group: Group, mayPart: Bool) {
    let pairs = SequenceAlignment.pairs(group.left.map { left.index.visits[$0].state }, group.right.map { right.index.visits[$0].state })
    for (at, pair) in pairs.enumerated() {
      let (a, b) = (pair.left.map { group.left[$0] }, pair.right.map { group.right[$0] })
      if mayPart, parting == nil, a == nil || b == nil { notePart(group, pair, before: at > 0 ? pairs[at - 1] : nil) }
      addRow(a, b)
      addScopes(of: a, and: b)
    }
  }

  private mutating func addRow(_ a: Int?, _ b: Int?) {
    guard let visit = left.visit(a) ?? right.visit(b) else { return }
    var row = ExecutionComparison.Row(state: visit.state, kind: visit.kind, scope: visit.scope, left: a, right: b)
    row.leftDuration = left.visit(a)?.duration(now: left.now)
    row.rightDuration = right.visit(b)?.duration(now: right.now)
    if let first = left.visit(a), let second = right.visit(b) { row.differs = VisitAlignment.aspects(first, second) }
    rows.append(row)
  }

  private static func aspects(_ a: Visit, _ b: Visit) -> Set<ExecutionComparison.Aspect> {
    var differs: Set<ExecutionComparison.Aspect> = []
    if !ExecutionComparison.differences(a.input, b.input, limit: 1).isEmpty { differs.insert(.input) }
    if !ExecutionComparison.differences(a.output, b.output, limit: 1).isEmpty { differs.insert(.output) }
    // A state that goes on may still end as the other did.
    if !a.status.isActive, !b.status.isActive {
      if a.status != b.status { differs.insert(.status) }
      if a.error != b.error { differs.insert(.error) }
    }
    if a.attempts.count != b.attempts.count { differs.insert(.attempts) }
    return differs
  }

  // MARK: Where paths part

  private mutating func notePart(_ group: Group, _ pair: SequenceAlignment.Pair, before: SequenceAlignment.Pair?) {
    // Up to here every pair was a whole one, so the places of the next visits are those after it.
    let (a, b) = ((before?.left ?? -1) + 1, (before?.right ?? -1) + 1)
    guard let onLeft = next(left, group.left, at: a), let onRight = next(right, group.right, at: b) else { return }
    let visit = left.visit(pair.left.map { group.left[$0] }) ?? right.visit(pair.right.map { group.right[$0] })
    parting = ExecutionComparison.Parting(
      row: rows.count, after: before?.left.map { left.index.visits[group.left[$0]].state }, scope: visit?.scope ?? [], left: onLeft,
      right: onRight)
  }

  /// How a side goes on from place `at` of a scope; nil when it has not got there yet.
  private func next(_ side: ExecutionComparison.Side, _ visits: [Int], at: Int) -> ExecutionComparison.Parting.Next? {
    if visits.indices.contains(at) { return .state(side.index.visits[visits[at]].state) }
    guard at > 0, let last = side.visit(visits[at - 1]) else { return side.index.endedAt == nil ? nil : .ended }
    switch last.status {
    case .running, .waiting, .retrying: return nil
    case .failed, .aborted: return .stopped(last.status, error: last.error)
    // A state that was left leads on, unless it was the last one: then the execution, or the Map or Parallel around, goes on without it.
    case .succeeded, .caught: return side.index.endedAt != nil || last.parent != nil ? .ended : nil
    }
  }
}

/// Aligns two sequences of names: the longest common subsequence, or, where that would take too long, what is common at both ends.
enum SequenceAlignment {
  /// Places of a name in the two sequences; one of the two may be missing.
  struct Pair: Equatable {
    var left: Int?
    var right: Int?
  }

  /// More cells than this are not filled in.
  static let maximumCells = 4_000_000

  static func pairs(_ left: [String], _ right: [String]) -> [Pair] {
    var numbers: [String: Int] = [:]
    func number(_ name: String) -> Int {
      if let known = numbers[name] { return known }
      numbers[name] = numbers.count
      return numbers.count - 1
    }
    let (a, b) = (left.map(number), right.map(number))
    var start = 0
    while start < min(a.count, b.count), a[start] == b[start] { start += 1 }
    var end = 0
    while end < min(a.count, b.count) - start, a[a.count - 1 - end] == b[b.count - 1 - end] { end += 1 }
    let (middleA, middleB) = (start..<(a.count - end), start..<(b.count - end))
    let middle =
      (middleA.count + 1) * (middleB.count + 1) <= maximumCells
      ? longestCommon(a, middleA, b, middleB) : byOccurrence(a, middleA, b, middleB)
    return (0..<start).map { Pair(left: $0, right: $0) } + middle
      + (0..<end).map { Pair(left: a.count - end + $0, right: b.count - end + $0) }
  }

  private static func longestCommon(_ a: [Int], _ inA: Range<Int>, _ b: [Int], _ inB: Range<Int>) -> [Pair] {
    let width = inB.count + 1
    var lengths = [Int32](repeating: 0, count: (inA.count + 1) * width)
    for i in stride(from: inA.count - 1, through: 0, by: -1) {
      for j in stride(from: inB.count - 1, through: 0, by: -1) {
        lengths[i * width + j] =
          a[inA.lowerBound + i] == b[inB.lowerBound + j]
          ? lengths[(i + 1) * width + j + 1] + 1 : max(lengths[(i + 1) * width + j], lengths[i * width + j + 1])
      }
    }
    var pairs: [Pair] = []
    var (i, j) = (0, 0)
    while i < inA.count || j < inB.count {
      let (atA, atB) = (inA.lowerBound + i, inB.lowerBound + j)
      if i < inA.count, j < inB.count, a[atA] == b[atB] {
        pairs.append(Pair(left: atA, right: atB))
        i += 1
        j += 1
      } else if j >= inB.count || i < inA.count && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
        pairs.append(Pair(left: atA))
        i += 1
      } else {
        pairs.append(Pair(right: atB))
        j += 1
      }
    }
    return pairs
  }

  /// The next visit of the same name on the other side, as long as the order allows it.
  private static func byOccurrence(_ a: [Int], _ inA: Range<Int>, _ b: [Int], _ inB: Range<Int>) -> [Pair] {
    var places: [Int: [Int]] = [:]
    for at in inB.reversed() { places[b[at], default: []].append(at) }
    var pairs: [Pair] = []
    var nextB = inB.lowerBound
    for at in inA {
      while let found = places[a[at]]?.last, found < nextB { places[a[at]]?.removeLast() }
      // A match far ahead would leave everything between it alone.
      guard let found = places[a[at]]?.last, found - nextB <= 64 else {
        pairs.append(Pair(left: at))
        continue
      }
      pairs += (nextB..<found).map { Pair(right: $0) }
      pairs.append(Pair(left: at, right: found))
      nextB = found + 1
    }
    return pairs + (nextB..<inB.upperBound).map { Pair(right: $0) }
  }
}
