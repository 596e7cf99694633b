import Synchronization

/// Which tree a task token belongs to.
final class TokenIndex: Sendable {
  private let trees = Mutex<[String: Int]>([:])

  subscript(token: String) -> Int? { trees.withLock { $0[token] } }

  func insert(_ tokens: some Sequence<String>, tree: Int) {
    trees.withLock { trees in for token in tokens { trees[token] = tree } }
  }

  func remove(_ tokens: some Sequence<String>) {
    trees.withLock { trees in for token in tokens { trees[token] = nil } }
  }

  /// Every token that may be answered, and its tree.
  var all: [String: Int] { trees.withLock { $0 } }
}
