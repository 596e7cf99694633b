import JSON

/// The parameters of a Task's call, as far as the definition spells them out.
struct CallParameters {
  private let node: JSONNode?

  init(_ state: State) {
    node = (state.queryLanguage == .jsonPath ? state.parameters : state.arguments)?.node
  }

  /// A literal string; nil for what is computed or absent.
  func text(_ key: String) -> String? {
    guard let text = node?[key]?.stringValue, !text.hasPrefix("{%") else { return nil }
    return text
  }

  func value(_ key: String) -> JSONNode? { node?[key] }

  /// Whether the parameter is there, literal or computed.
  func has(_ key: String) -> Bool { node?[key] != nil || node?[key + ".$"] != nil }
}
