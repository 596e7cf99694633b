import JSON

/// A definition's text and the tree read from it, places and all.
struct DefinitionDocument {
  /// The text as it was given.
  var text: String
  var root: JSONNode

  /// - Throws: `Undecodable` for what is neither JSON nor YAML, too large, empty, or not text at all.
  init(bytes: [UInt8], substitutions: [String: String], limits: JSONLimits) throws(Undecodable) {
    try DefinitionDocument.checkText(bytes, limits)
    text = String(decoding: bytes, as: UTF8.self)
    let isJSON = bytes.first { !DefinitionDocument.isSpace($0) }.map { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") } ?? false
    let template = TemplateText(bytes, isJSON: isJSON, substitutions: substitutions)
    var limits = limits
    limits.maximumBytes = limits.maximumBytes &* 4
    if isJSON {
      do {
        root = try JSONNode(parsing: template.bytes, limits: limits)
      } catch {
        throw Undecodable(
          diagnostic: Diagnostic(
            .error, .notJSON, Words.sentence(error.message), at: SourceRange(empty: template.original(error.position))))
      }
    } else {
      var reader = YAMLReader(template.bytes, limits: limits)
      do {
        root = try reader.document()
      } catch {
        var diagnostic = error.diagnostic
        diagnostic.range = SourceRange(start: template.original(diagnostic.range.start), end: template.original(diagnostic.range.end))
        throw Undecodable(diagnostic: diagnostic)
      }
    }
    root = template.restored(root)
  }

  private static func checkText(_ bytes: [UInt8], _ limits: JSONLimits) throws(Undecodable) {
    func failure(_ code: DiagnosticCode, _ message: String, fix: String? = nil, _ position: SourcePosition = .start) -> Undecodable {
      Undecodable(diagnostic: Diagnostic(.error, code, message, fix: fix, at: SourceRange(empty: position)))
    }
    if bytes.count > limits.maximumBytes {
      throw failure(.tooLarge, "The definition has \(bytes.count) bytes; Step Functions accepts at most \(limits.maximumBytes).")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw failure(.byteOrderMark, "The text begins with a byte order mark; save it as UTF-8 without one.")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw failure(.notUTF8, "The text is UTF-16; save it as UTF-8.")
    }
    if let bad = JSONText.firstInvalidUTF8(bytes) {
      let byte = String(bytes[bad], radix: 16, uppercase: true)
      throw failure(.notUTF8, "Byte 0x\(byte) is not UTF-8; save the text as UTF-8.", JSONText.position(of: bad, in: bytes))
    }
    if bytes.allSatisfy(isSpace) { throw failure(.empty, "The definition is empty; it needs 'StartAt' and 'States'.") }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

extension SourceRange {
  /// A place without width.
  init(empty position: SourcePosition) { self.init(start: position, end: position) }
}
