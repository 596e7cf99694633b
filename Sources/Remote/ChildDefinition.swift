import JSON

/// What an endpoint gives as the definition of a Map Run's child execution: the Map state's ItemProcessor. Its `ProcessorConfig` tells how the Map runs its children, and is nothing of a
/// state machine's.
enum ChildDefinition {
  /// The state machine in `text`; `text` itself where it is one already, or no JSON.
  static func machine(in text: String) -> String {
    guard text.firstRange(of: "\"ProcessorConfig\"") != nil, case .object(var members)? = try? JSONValue(parsing: text),
      members["ProcessorConfig"] != nil, members["States"] != nil
    else { return text }
    members["ProcessorConfig"] = nil
    return JSONValue.object(members).pretty
  }
}
