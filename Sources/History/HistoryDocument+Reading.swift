import JSON

extension HistoryDocument {
  /// Reads a history file: GetExecutionHistory's answer, a bare array of events, one event a line, or an answer with a definition beside
  /// the events. Events in falling order (`reverseOrder`) are turned round, of events with one id the first counts, and events of an
  /// unknown type are skipped and listed.
  /// - Throws: `HistoryDocumentError` with line and column.
  public init(parsing bytes: [UInt8], limits: HistoryLimits = HistoryLimits()) throws(HistoryDocumentError) {
    let reader = HistoryReader(bytes: bytes, limits: limits)
    self = try reader.document()
  }
}

/// Reads the forms of a history file. Values are parsed without places, which is quicker; only to name the place of a mistake the text is
/// parsed again with them.
private struct HistoryReader {
  static let forms = "a history is {\"events\": […]}, an array of events or one event a line"

  let bytes: [UInt8]
  let limits: HistoryLimits

  func document() throws(HistoryDocumentError) -> HistoryDocument {
    if let lines = firstLineIsEvent() { return try readLines(lines) }
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes, limits: limits.text)
    } catch {
      throw HistoryDocumentError(error.message, at: error.position)
    }
    if let elements = value.arrayValue { return try read(elements, at: JSONPointer()) }
    guard value.objectValue != nil else {
      throw HistoryDocumentError("this is a JSON \(value.typeName), not a history; \(HistoryReader.forms)", at: .start)
    }
    guard let events = value["events"] else {
      throw HistoryDocumentError("this JSON object has no \"events\"; \(HistoryReader.forms)", at: .start)
    }
    guard let elements = events.arrayValue else {
      throw HistoryDocumentError("\"events\" is a JSON \(events.typeName), not an array of events", at: place(of: JSONPointer(["events"])))
    }
    var document = try read(elements, at: JSONPointer(["events"]))
    document.definition = definition(value["definition"])
    document.machineName = (value["name"] ?? value["machineName"])?.stringValue
    return document
  }

  /// A definition is kept as text; a file may also hold it as the object itself.
  private func definition(_ value: JSONValue?) -> String? {
    switch value {
    case .string(let text): text
    case .object: value?.compact
    default: nil
    }
  }

  private func read(_ elements: [JSONValue], at pointer: JSONPointer) throws(HistoryDocumentError) -> HistoryDocument {
    guard elements.count <= limits.maximumEvents else {
      throw HistoryDocumentError("\(elements.count) events are more than the \(limits.maximumEvents) that are read", at: place(of: pointer))
    }
    var collected = Collected()
    for (at, element) in elements.enumerated() {
      if let problem = collected.add(element) {
        throw HistoryDocumentError("event \(at + 1) \(problem)", at: place(of: pointer.appending(at)))
      }
    }
    return collected.document
  }

  /// The lines of the text when the first that is not blank is an event by itself.
  private func firstLineIsEvent() -> [(start: Int, bytes: ArraySlice<UInt8>)]? {
    let first = bytes.first { !HistoryReader.isSpace($0) }
    guard first == UInt8(ascii: "{"), bytes.count <= limits.text.maximumBytes else { return nil }
    var lines: [(start: Int, bytes: ArraySlice<UInt8>)] = []
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
    where line.contains(where: { !HistoryReader.isSpace($0) }) {
      if lines.isEmpty {
        guard let value = try? JSONValue(parsing: Array(line), limits: limits.text), value["type"]?.stringValue != nil,
          value["events"] == nil
        else { return nil }
      }
      lines.append((line.startIndex, line))
    }
    return lines
  }

  private func readLines(_ lines: [(start: Int, bytes: ArraySlice<UInt8>)]) throws(HistoryDocumentError) -> HistoryDocument {
    guard lines.count <= limits.maximumEvents else {
      throw HistoryDocumentError("\(lines.count) events are more than the \(limits.maximumEvents) that are read", at: .start)
    }
    var collected = Collected()
    for line in lines {
      let value: JSONValue
      do {
        value = try JSONValue(parsing: Array(line.bytes), limits: limits.text)
      } catch {
        throw HistoryDocumentError(error.message, at: JSONText.position(of: line.start + error.position.offset, in: bytes))
      }
      if let problem = collected.add(value) {
        throw HistoryDocumentError("this event \(problem)", at: JSONText.position(of: line.start, in: bytes))
      }
    }
    return collected.document
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private func place(of pointer: JSONPointer) -> SourcePosition {
    guard let root = try? JSONNode(parsing: bytes, limits: limits.text) else { return .start }
    return root.node(at: pointer)?.range.start ?? .start
  }
}

/// The events read so far.
private struct Collected {
  var events: [HistoryEvent] = []
  var unknownTypes: [String] = []

  /// Adds an event; answers what is wrong with it.
  mutating func add(_ value: JSONValue) -> HistoryDecodingError? {
    do throws(HistoryDecodingError) {
      events.append(try HistoryEvent(json: value))
    } catch {
      guard case .unknownType(let type) = error.reason else { return error }
      unknownTypes.append(type)
    }
    return nil
  }

  var document: HistoryDocument { HistoryDocument(events: EventLog(ordering: events), unknownTypes: unknownTypes) }
}

extension EventLog {
  /// The events by rising id whatever their order; of those with one id the first counts.
  public init(ordering events: [HistoryEvent]) {
    if zip(events, events.dropFirst()).allSatisfy({ $0.id < $1.id }) {
      self.init(events)
      return
    }
    var seen = Set<Int>(minimumCapacity: events.count)
    let once = events.enumerated().filter { seen.insert($0.element.id).inserted }
    self.init(once.sorted { ($0.element.id, $0.offset) < ($1.element.id, $1.offset) }.map(\.element))
  }
}
