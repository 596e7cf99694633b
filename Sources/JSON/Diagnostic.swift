/// One thing worth saying about a source text: what, how bad, where, and how to mend it.
public struct Diagnostic: Sendable, Equatable {
  /// How bad it is: only errors keep a definition from being used.
  public enum Severity: String, Sendable, CaseIterable { case error, warning, note }

  /// How bad it is.
  public var severity: Severity
  /// A stable code in capitals, such as `MISSING_NEXT`: what scripts match on.
  public var code: String
  /// One sentence without the place, which `range` and `pointer` give.
  public var message: String
  /// What to write instead, where one answer is certain.
  public var fix: String?
  /// The place in the text.
  public var range: SourceRange
  /// JSON Pointer (RFC 6901) of the node the sentence is about; empty for the document.
  public var pointer: String

  /// From its parts.
  public init(
    _ severity: Severity, _ code: String, _ message: String, fix: String? = nil, at range: SourceRange, pointer: String = ""
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.fix = fix
    self.range = range
    self.pointer = pointer
  }

  /// `file:line:column: severity: sentence [code]`, the form of `stepscope validate` and of compilers.
  public func text(file: String) -> String {
    "\(file):\(range.start.line):\(range.start.column): \(severity.rawValue): \(message) [\(code)]"
  }
}
