import Canvas
import ExecutionSource
import History
import JSON

/// The secrets of an execution: what must not be shown in any text.
enum Secrets {
  /// The pending tokens, and those in requests that cursors are about to send.
  static func known(in snapshot: ExecutionSnapshot, index: HistoryIndex) -> Set<String> {
    var secrets = Set(index.pendingTokens(in: snapshot.events).compactMap(\.token))
    for cursor in snapshot.live.cursors {
      guard let request = cursor.request, let token = token(in: request) else { continue }
      secrets.insert(token)
    }
    return secrets
  }

  private static func token(in request: JSONValue) -> String? {
    switch request {
    case .string(let text): Mask.looksLikeToken(text) ? text : nil
    case .array(let elements): elements.lazy.compactMap { token(in: $0) }.first
    case .object(let object): object.lazy.compactMap { token(in: $0.value) }.first
    default: nil
    }
  }
}
