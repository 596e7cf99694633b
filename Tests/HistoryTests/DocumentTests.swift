import History
import JSON
import TestSupport
import Testing
import Time

@Suite struct DocumentTests {
  static let started =
    #"{"timestamp":1700000000.000,"type":"ExecutionStarted","id":1,"previousEventId":0,"#
    + #""executionStartedEventDetails":{"input":"{}","inputDetails":{"truncated":false},"roleArn":"r"}}"#
  static let aborted =
    #"{"timestamp":1700000001.500,"type":"ExecutionAborted","id":2,"previousEventId":0,"executionAbortedEventDetails":{}}"#

  @Test(arguments: [
    "{\"events\":[\(started),\(aborted)]}",
    "[\(started),\(aborted)]",
    "{\"events\":[\(aborted),\(started)],\"nextToken\":\"x\"}",
    "\(started)\n\(aborted)\n",
    "\n\(started)\r\n\r\n\(aborted)",
    "[\(started),\(aborted),\(aborted)]",
  ])
  func everyFormIsRead(text: String) throws {
    let document = try HistoryDocument(parsing: Array(text.utf8))
    #expect(document.events.map(\.id) == [1, 2])
    #expect(document.input == "{}")
    #expect(String(decoding: document.bytes, as: UTF8.self) == "{\"events\":[\(Self.started),\(Self.aborted)]}\n")
  }

  @Test(arguments: [#"{"StartAt":"A"}"#, #""{\"StartAt\":\"A\"}""#])
  func theDefinitionBesideTheEventsIsKept(definition: String) throws {
    let document = try HistoryDocument(parsing: Array("{\"name\":\"m\",\"definition\":\(definition),\"events\":[\(Self.started)]}".utf8))
    #expect(document.definition == #"{"StartAt":"A"}"#)
    #expect(document.machineName == "m")
    #expect(try HistoryDocument(parsing: document.bytes) == document)
  }

  @Test func unknownTypesAreSkippedAndListed() throws {
    let text = "[\(Self.started),{\"id\":2,\"type\":\"MoonLanded\",\"timestamp\":1}]"
    let document = try HistoryDocument(parsing: Array(text.utf8))
    #expect(document.events.count == 1)
    #expect(document.unknownTypes == ["MoonLanded"])
  }

  @Test(arguments: [
    ("", "h:1:1: error: the text is empty; a JSON value was expected"),
    ("\"x\"", "h:1:1: error: this is a JSON string, not a history; a history is {\"events\": […]}, an array of events or one event a line"),
    (
      "{\"StartAt\":\"A\"}",
      "h:1:1: error: this JSON object has no \"events\"; a history is {\"events\": […]}, an array of events or one event a line"
    ),
    ("{\n \"events\": 3}", "h:2:12: error: \"events\" is a JSON number, not an array of events"),
    ("{\"events\":[\n  \(started),\n  {\"id\":2}]}", "h:3:3: error: event 2 has no \"type\""),
    ("\(started)\n{\"id\":2,\"type\":\"X\"\n", "h:2:19: error: the text ends inside an object; ',' or '}' was expected"),
    ("\(started)\n\n{\"id\":2}\n", "h:3:1: error: this event has no \"type\""),
  ])
  func mistakesAreNamedWithTheirPlace(text: String, expected: String) {
    let error = #expect(throws: HistoryDocumentError.self) { try HistoryDocument(parsing: Array(text.utf8)) }
    #expect(error?.text(file: "h") == expected)
  }

  @Test func aHistoryThatIsTooLongIsRefused() {
    let text = "[\(Self.started),\(Self.aborted)]"
    let error = #expect(throws: HistoryDocumentError.self) {
      try HistoryDocument(parsing: Array(text.utf8), limits: HistoryLimits(maximumEvents: 1))
    }
    #expect(error?.message == "2 events are more than the 1 that are read")
  }
}
