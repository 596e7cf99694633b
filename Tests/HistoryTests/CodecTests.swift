import History
import JSON
import TestSupport
import Testing
import Time

@Suite struct CodecTests {
  @Test(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
  func everyRecordedEventComesBackAsItWas() throws {
    let cases = try RecordedCase.all()
    #expect(cases.count > 400)
    for recorded in cases {
      for event in recorded.events {
        let decoded = try HistoryEvent(json: event)
        #expect(decoded.json == wireForm(event), "\(recorded.path) event \(decoded.id)")
      }
    }
  }

  @Test func anEventIsWrittenInTheOrderOfTheAPI() throws {
    let event = HistoryEvent(
      id: 3, previousEventId: 2, timestamp: Timestamp(milliseconds: 1_700_000_000_040), type: .taskScheduled,
      details: .taskScheduled(
        TaskScheduled(
          task: TaskResource(resourceType: "ecs", resource: "runTask.sync"), region: "us-east-1", parameters: "{\"Cluster\":\"c\"}",
          timeoutInSeconds: 60, heartbeatInSeconds: 20, credentialsRoleArn: "arn:aws:iam::123456789012:role/r")))
    #expect(
      event.json.compact
        == #"{"timestamp":1700000000.040,"type":"TaskScheduled","id":3,"previousEventId":2,"taskScheduledEventDetails":{"#
        + #""resourceType":"ecs","resource":"runTask.sync","region":"us-east-1","parameters":"{\"Cluster\":\"c\"}","#
        + #""timeoutInSeconds":60,"heartbeatInSeconds":20,"#
        + #""taskCredentials":{"roleArn":"arn:aws:iam::123456789012:role/r"}}}"#)
  }

  @Test func assignedVariablesFollowTheOutputAndAreLeftOutWhenThereAreNone() throws {
    func exited(_ variables: [AssignedVariable]) -> String {
      HistoryEvent(
        id: 3, previousEventId: 2, timestamp: Timestamp(milliseconds: 0), type: .passStateExited,
        details: .stateExited(name: "A", output: "{}", assignedVariables: variables)
      ).json.compact
    }
    let head =
      #"{"timestamp":0.000,"type":"PassStateExited","id":3,"previousEventId":2,"#
      + #""stateExitedEventDetails":{"name":"A","output":"{}","outputDetails":{"truncated":false}"#
    #expect(exited([]) == head + "}}")
    #expect(
      exited([AssignedVariable(name: "x", value: "42")])
        == head + #","assignedVariables":{"x":"42"},"assignedVariablesDetails":{"truncated":false}}}"#)
  }

  @Test func endingsAlwaysHaveDetailsAndBareTypesNever() throws {
    let aborted = HistoryEvent(
      id: 9, previousEventId: 0, timestamp: Timestamp(milliseconds: 0), type: .executionAborted, details: .failed(error: nil, cause: nil))
    #expect(aborted.json["executionAbortedEventDetails"] == [:])
    for type in [EventType.mapStateSucceeded, .parallelStateStarted, .taskStateAborted, .lambdaFunctionStarted] {
      let event = try HistoryEvent(json: ["type": .string(type.rawValue), "id": 2, "timestamp": 1, "previousEventId": 1])
      #expect(event.json.objectValue?.keys == ["timestamp", "type", "id", "previousEventId"])
    }
  }

  @Test func anISOTimeAndMissingMembersAreRead() throws {
    let event = try HistoryEvent(json: ["id": 2, "type": "TaskScheduled", "timestamp": "2023-11-14T22:13:20.250+00:00"])
    #expect(event.timestamp == Timestamp(milliseconds: 1_700_000_000_250))
    #expect(event.previousEventId == 0)
    #expect(event.details == .taskScheduled(TaskScheduled(task: TaskResource(resourceType: "", resource: ""))))
  }

  @Test func aLogRecordOfAnExpressWorkflowIsRead() throws {
    let event = try HistoryEvent(json: [
      "id": "3", "type": "PassStateExited", "details": ["name": "A", "output": "1"], "previous_event_id": "2",
      "event_timestamp": "1700000000123", "redrive_count": "0",
    ])
    #expect(event.id == 3)
    #expect(event.previousEventId == 2)
    #expect(event.timestamp.milliseconds == 1_700_000_000_123)
    #expect(event.details == .stateExited(name: "A", output: "1", assignedVariables: []))
  }

  @Test(arguments: [
    ("7", "is not an object"),
    (#"{"id":1,"timestamp":1}"#, #"has no "type""#),
    (#"{"id":1,"timestamp":1,"type":3}"#, #"has a wrong "type"; it must be a text"#),
    (#"{"id":1,"timestamp":1,"type":"MoonLanded"}"#, #"has the unknown type "MoonLanded""#),
    (#"{"timestamp":1,"type":"ExecutionStarted"}"#, #"has no "id""#),
    (#"{"id":0,"timestamp":1,"type":"ExecutionStarted"}"#, #"has a wrong "id"; it must be a positive integer"#),
    (
      #"{"id":2,"previousEventId":-1,"timestamp":1,"type":"ExecutionStarted"}"#,
      #"has a wrong "previousEventId"; it must be an integer from 0 up"#
    ),
    (#"{"id":1,"type":"ExecutionStarted"}"#, #"has no "timestamp""#),
    (#"{"id":1,"timestamp":1e300,"type":"ExecutionStarted"}"#, #"has a wrong "timestamp"; it must be epoch seconds or an ISO 8601 time"#),
  ])
  func whatIsNotAnEventIsSaid(text: String, sentence: String) throws {
    let value = try JSONValue(parsing: text)
    let error = #expect(throws: HistoryDecodingError.self) { try HistoryEvent(json: value) }
    #expect(error?.description == sentence)
  }
}
