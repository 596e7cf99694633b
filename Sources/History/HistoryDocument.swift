import JSON

/// An execution's history as a file holds it: the events, and what a file may carry beside them.
public struct HistoryDocument: Sendable, Equatable {
  /// The events by rising id, each id once.
  public var events: EventLog
  /// The definition as JSON text, where the file carries one.
  public var definition: String?
  /// The state machine's name, where the file says it.
  public var machineName: String?
  /// The types of the events that were skipped because this version does not know them, in the file's order.
  public var unknownTypes: [String]

  /// A document to write, or one put together from an endpoint's answers.
  public init(events: EventLog, definition: String? = nil, machineName: String? = nil, unknownTypes: [String] = []) {
    self.events = events
    self.definition = definition
    self.machineName = machineName
    self.unknownTypes = unknownTypes
  }

  /// The input of the execution, as its first event tells it.
  public var input: String? {
    if case .executionStarted(let input, _) = events.first?.details { input } else { nil }
  }

  /// GetExecutionHistory's answer, compact, and a newline: `{"events":[…]}`. Definition and name precede the events where they are there.
  public var bytes: [UInt8] {
    var all: [UInt8] = []
    write { all += $0 }
    return all
  }

  /// `bytes`, piece by piece: a long history is never all in memory.
  public func write(_ take: ([UInt8]) -> Void) {
    let piece = 32_768
    var out: [UInt8] = []
    out.reserveCapacity(min(piece * 2, 256 * events.count + 1_024))
    out.append(UInt8(ascii: "{"))
    if let machineName {
      out.append(contentsOf: "\"name\":".utf8)
      JSONWriter.write(string: machineName, into: &out)
      out.append(UInt8(ascii: ","))
    }
    if let definition {
      out.append(contentsOf: "\"definition\":".utf8)
      JSONWriter.write(string: definition, into: &out)
      out.append(UInt8(ascii: ","))
    }
    out.append(contentsOf: "\"events\":[".utf8)
    for (at, event) in events.enumerated() {
      if at > 0 { out.append(UInt8(ascii: ",")) }
      event.write(into: &out)
      if out.count >= piece {
        take(out)
        out.removeAll(keepingCapacity: true)
      }
    }
    out.append(contentsOf: "]}\n".utf8)
    take(out)
  }
}

/// Why a file is not a history: one sentence and its place.
public struct HistoryDocumentError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A sentence without the place: what is wrong and what to do.
  public var message: String
  /// Where the text is wrong.
  public var position: SourcePosition

  /// An error at a place of the text.
  public init(_ message: String, at position: SourcePosition) {
    self.message = message
    self.position = position
  }

  /// `line 3, column 14: …`.
  public var description: String { "line \(position.line), column \(position.column): \(message)" }

  /// `file:line:column: error: …`, the form of the program's other diagnostics.
  public func text(file: String) -> String { "\(file):\(position.line):\(position.column): error: \(message)" }
}

/// What a history file may cost before it is refused.
public struct HistoryLimits: Sendable {
  /// Size and nesting of the text.
  public var text: JSONLimits
  /// Events; Step Functions ends an execution at 25,000, local runs may be longer.
  public var maximumEvents: Int

  /// Limits; the defaults hold whatever Step Functions can give.
  public init(text: JSONLimits = .document, maximumEvents: Int = 250_000) {
    self.text = text
    self.maximumEvents = maximumEvents
  }
}
