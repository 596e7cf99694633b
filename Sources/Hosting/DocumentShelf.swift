import JSON
import Store
import Synchronization

/// The API's documents as they are kept, in memory.
final class DocumentShelf: Sendable {
  /// Documents of one kind in the order in which they came.
  private struct Kind {
    var numbers: [String: Int] = [:]
    var documents: [Int: (key: String, document: JSONValue)] = [:]
  }

  private struct State {
    var kinds: [String: Kind] = [:]
    var next = 0
  }

  private let state: Mutex<State>

  init(_ documents: [(kind: String, key: String, document: JSONValue)]) {
    state = Mutex(State())
    for document in documents { put(document.kind, document.key, document.document) }
  }

  /// Documents of a kind, oldest first.
  func all(_ kind: String) -> [(key: String, document: JSONValue)] {
    state.withLock { state in
      guard let kind = state.kinds[kind] else { return [] }
      return kind.documents.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  subscript(kind: String, key: String) -> JSONValue? {
    state.withLock { state in state.kinds[kind].flatMap { kind in kind.numbers[key].flatMap { kind.documents[$0]?.document } } }
  }

  /// Takes over what is kept now.
  func put(_ kind: String, _ key: String, _ document: JSONValue?) {
    state.withLock { state in
      let known = state.kinds[kind]?.numbers[key]
      guard let document else {
        if let known {
          state.kinds[kind]?.documents[known] = nil
          state.kinds[kind]?.numbers[key] = nil
        }
        return
      }
      let number = known ?? state.next
      if known == nil { state.next += 1 }
      state.kinds[kind, default: Kind()].numbers[key] = number
      state.kinds[kind]?.documents[number] = (key, document)
    }
  }
}
