/// Why a JSON value is not a history event.
public struct HistoryDecodingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, for callers that skip some kinds and refuse others.
  public enum Reason: Sendable, Equatable {
    /// The value is not an object.
    case notAnObject
    /// A member that every event has is not there.
    case missing(String)
    /// A member holds another kind of value than it must; the second word says which it must be.
    case mistyped(String, expected: String)
    /// A type that this version does not know: a reader counts such events and goes on.
    case unknownType(String)
  }

  /// What is wrong.
  public var reason: Reason

  /// An error for this reason.
  public init(_ reason: Reason) { self.reason = reason }

  /// A sentence without the place, ready to follow `event 7 `.
  public var description: String {
    switch reason {
    case .notAnObject: "is not an object"
    case .missing(let member): "has no \"\(member)\""
    case .mistyped(let member, let expected): "has a wrong \"\(member)\"; it must be \(expected)"
    case .unknownType(let type): "has the unknown type \"\(HistoryText.visible(type, limit: 60))\""
    }
  }
}
