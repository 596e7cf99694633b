/// What comparing one recorded case came to.
public enum Judgement: Sendable, Equatable {
  case matching
  /// With the first thing that differs.
  case differing(String)
  /// With the reason why it cannot be compared.
  case notCompared(String)
}

/// One case of the corpus, judged.
public struct CaseResult: Sendable, Equatable {
  /// What finds the case again: its file, or its row.
  public var name: String
  /// What came of it.
  public var judgement: Judgement

  /// From its parts.
  public init(_ name: String, _ judgement: Judgement) {
    self.name = name
    self.judgement = judgement
  }

  /// Matching where nothing differs.
  init(_ name: String, differences: [String]) {
    self.init(name, differences.first.map { .differing($0) } ?? .matching)
  }
}

/// A row of the table: cases of one kind, and what is known of those that do not match.
public struct ConformanceRow: Sendable {
  /// What the cases are.
  public var title: String
  /// All of them, in the order of their names.
  public var results: [CaseResult]
  /// Why some do not match.
  public var known: [KnownDifference]

  /// From its parts.
  public init(_ title: String, _ results: [CaseResult], known: [KnownDifference] = []) {
    self.title = title
    self.results = results
    self.known = known
  }

  /// How many match.
  public var matching: Int { results.count { $0.judgement == .matching } }
  /// The cases that differ, each with what differs first and the known reason.
  public var differing: [(name: String, difference: String, reason: String?)] {
    results.compactMap { result in
      guard case .differing(let difference) = result.judgement else { return nil }
      return (result.name, difference, known.first { $0.explains(result.name, difference) }?.reason)
    }
  }
  /// The cases that differ and that nobody has explained.
  public var unexplained: [String] { differing.filter { $0.reason == nil }.map { "\($0.name): \($0.difference)" } }
  /// Reasons why cases were not compared, each with how many they are.
  public var notCompared: [(reason: String, count: Int)] {
    var counts: [(reason: String, count: Int)] = []
    for case .notCompared(let reason) in results.map(\.judgement) {
      if let at = counts.firstIndex(where: { $0.reason == reason }) { counts[at].count += 1 } else { counts.append((reason, 1)) }
    }
    return counts
  }
}

/// Cases that do not match, and why that is as it should be.
public struct KnownDifference: Sendable {
  /// A piece of the case's name, or of what differs.
  public var piece: String
  /// Why it does not match.
  public var reason: String
  private var isDifference: Bool

  /// One case, known by a piece of its name.
  public init(_ name: String, _ reason: String) {
    (piece, self.reason, isDifference) = (name, reason, false)
  }

  /// All cases that differ in the same way.
  public init(difference: String, _ reason: String) {
    (piece, self.reason, isDifference) = (difference, reason, true)
  }

  func explains(_ name: String, _ difference: String) -> Bool { (isDifference ? difference : name).contains(piece) }
}
