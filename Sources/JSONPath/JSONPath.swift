import JSON

/// A path as Step Functions reads it: Jayway's dialect of JSONPath, parsed once and evaluated often.
///
/// A definite path (names and single indexes, perhaps a function at its end) leads to one value or to an error.
/// An indefinite path (wildcard, `..`, slice, list of indexes, filter) always gives an array, perhaps an empty one.
public struct JSONPath: Sendable {
  /// What the path begins with.
  public enum Root: Sendable, Hashable {
    /// `$`: the value the field works on.
    case input
    /// `$$`: the context object.
    case context
    /// `$name`: a workflow variable.
    case variable(String)
  }

  /// The path as written.
  public let source: String
  /// What the path begins at.
  public let root: Root
  /// Whether the path leads to one value at most.
  public let isDefinite: Bool
  /// Whether the path only names one place (names and single indexes): what ResultPath, ItemsPath and SecondsPath ask for.
  public let isReferencePath: Bool
  let steps: [PathStep]

  /// Parses `source`, which begins with `$`, `$$` or `$name`.
  /// - Throws: `JSONPathSyntaxError` with the place of the fault.
  public init(parsing source: String) throws(JSONPathSyntaxError) {
    var parser = PathParser(Array(source.utf8))
    root = try parser.root()
    steps = try parser.steps()
    self.source = source
    isDefinite = PathStep.areDefinite(steps)
    isReferencePath = steps.allSatisfy(\.isPlain)
  }

  /// Parses `source` as Step Functions takes it when a machine is created: what stands in a filter is looked at only when the path is evaluated. A path whose filter
  /// cannot be read is a path all the same, and fails, with the reason, wherever it is evaluated.
  /// - Throws: `JSONPathSyntaxError` for every other fault.
  public init(deferringFilters source: String) throws(JSONPathSyntaxError) {
    do { try self.init(parsing: source) } catch {
      guard let path = JSONPath(unreadable: source, because: error.message) else { throw error }
      self = path
    }
  }

  /// Why the path fails wherever it is evaluated; nil for a path as it should be.
  public var fault: String? { if case .unreadable(let reason)? = steps.first { reason } else { nil } }

  /// A path, or a call with paths, that fails for a reason wherever it is evaluated; nil where no filter is in it that could be the reason.
  public init?(unreadable source: String, because fault: String) {
    guard JSONPath.hasFilter(source) else { return nil }
    self.source = source
    var parser = PathParser(Array(source.utf8))
    root = (try? parser.root()) ?? .input
    steps = [.unreadable(fault)]
    isDefinite = false
    isReferencePath = false
  }

  /// Whether the text of a path, or of a call with paths, holds what is looked at only when it is evaluated: a filter or a script.
  private static func hasFilter(_ text: String) -> Bool {
    (text.hasPrefix("$") || text.hasPrefix("States.")) && (text.contains("[?(") || text.contains("[("))
  }

  /// The keys and indexes of a path with plain steps only, nil for every other path.
  public var plainTokens: [String]? {
    guard isReferencePath else { return nil }
    return steps.map { step in
      switch step {
      case .name(let name, _): name
      case .index(let index): String(index)
      default: ""
      }
    }
  }
}

extension JSONPath: Hashable {
  /// Paths are equal when they are written alike.
  public static func == (a: JSONPath, b: JSONPath) -> Bool { a.source == b.source }
  /// Paths of one text hash alike.
  public func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

/// One step of a path.
enum PathStep: Sendable {
  /// A member; `quote` is the delimiter it was written with (`'` for a dotted name), which error texts repeat.
  case name(String, quote: Character)
  /// `['a','b']`: an object of these members at the end of a path, each of them in turn before further steps.
  case names([String], quote: Character)
  /// One element; a negative index counts from the end.
  case index(Int)
  case indexes([Int])
  case slice(from: Int?, to: Int?)
  case wildcard
  /// `..`: the value and everything below it, to which the next step applies.
  case descend
  case filter(PathFilter)
  /// What cannot be evaluated, and why.
  case unreadable(String)
  /// A function at the end of the path, such as `length()`.
  case function(PathFunction, [PathFunction.Argument])

  /// A name or a single index.
  var isPlain: Bool {
    switch self {
    case .name, .index: true
    default: false
    }
  }

  /// Whether steps lead to one value at most.
  static func areDefinite(_ steps: [PathStep]) -> Bool {
    steps.indices.allSatisfy { at in
      switch steps[at] {
      case .name, .index, .function: true
      case .names: at == steps.count - 1
      default: false
      }
    }
  }

  /// The step in brackets, as Jayway writes paths in its messages.
  var text: String {
    switch self {
    case .name(let name, let quote): "[\(quote)\(name)\(quote)]"
    case .names(let names, let quote): "[" + names.map { "\(quote)\($0)\(quote)" }.joined(separator: ",") + "]"
    case .index(let index): "[\(index)]"
    case .indexes(let indexes): "[" + indexes.map(String.init).joined(separator: ",") + "]"
    case .slice(let from, let to): "[\(from.map(String.init) ?? ""):\(to.map(String.init) ?? "")]"
    case .wildcard: "[*]"
    case .descend: ".."
    case .filter, .unreadable: "[?]"
    case .function(let function, _): ".\(function.rawValue)()"
    }
  }
}
