import JSON
import Yams

/// Reads YAML into the tree that JSON gives.
struct YAMLReader {
  private let bytes: [UInt8]
  private let limits: JSONLimits

  init(_ bytes: [UInt8], limits: JSONLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  func document() throws(Undecodable) -> JSONNode {
    throw Undecodable(diagnostic: Diagnostic(.error, "NOT_YAML", "YAML is not read yet.", at: SourceRange(empty: .start)))
  }
}
