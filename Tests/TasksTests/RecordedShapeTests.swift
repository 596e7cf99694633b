import ECSModel
import Engine
import JSON
import Tasks
import Testing
import TestSupport

/// Simulated documents have the members of recorded ones, in their order, and the same words where they are not names or times.
@Suite(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
struct RecordedShapeTests {
  private static let words: Set<String> = [
    "PROVISIONING", "PENDING", "STOPPED", "RUNNING", "PRECREATED", "DELETED", "eni", "ElasticNetworkInterface", "CONNECTED", "FARGATE",
    "1.4.0",
    "Linux", "family:task_definition_family", "AWS Step Functions", "EssentialContainerExited", "TaskFailedToStart", "256", "512", "x86_64",
  ]

  /// The skeleton of a value: member names in order, kinds of scalars, and ECS's own words as they are. A recording masks the date
  /// header together with its list.
  private func shape(_ value: JSONValue) -> String {
    switch value {
    case .object(let object): "{" + object.map { "\($0.key):\($0.key == "Date" ? "" : shape($0.value))" }.joined(separator: ",") + "}"
    case .array(let elements): "[" + elements.map(shape).joined(separator: ",") + "]"
    case .string(let text): Self.words.contains(text) ? text : "s"
    default: "n"
    }
  }

  /// A recording writes times as the word `time`.
  private func timesAsNumbers(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let object): .object(JSONObject(object.map { ($0.key, timesAsNumbers($0.value)) }))
    case .array(let elements): .array(elements.map(timesAsNumbers))
    case .string("time"): 0
    default: value
    }
  }

  private struct Recording { var parameters: JSONValue, submitted: JSONValue?, final: JSONValue?, answer: JSONValue? }

  private func recording(_ name: String) throws -> Recording {
    let cases = try Corpus.json("ecs/ecs_snapshot.json")
    let recorded = try #require(cases.objectValue?.first { $0.key.hasSuffix("::" + name) }?.value)
    let events = try #require(recorded["recorded-content"]?["get_execution_history"]?["events"]?.arrayValue)
    func details(_ type: String, _ member: String, _ field: String) throws -> JSONValue? {
      guard let value = events.first(where: { $0["type"]?.stringValue == type })?[member]?[field] else { return nil }
      guard let text = value.stringValue else { return value }
      return try JSONValue(parsing: text)
    }
    let succeeded = try details("TaskSucceeded", "taskSucceededEventDetails", "output")
    return Recording(
      parameters: try #require(try details("TaskScheduled", "taskScheduledEventDetails", "parameters")),
      submitted: try details("TaskSubmitted", "taskSubmittedEventDetails", "output"),
      final: try succeeded?["TaskArn"] == nil ? details("TaskFailed", "taskFailedEventDetails", "cause") : succeeded,
      answer: succeeded?["Tasks"] == nil ? nil : succeeded)
  }

  private func told(_ recording: Recording, _ resource: String, scenario: String = "") throws -> [TaskUpdate] {
    var ecs = SimulatedECS(seed: 3, scenario: try Scenario(yaml: scenario, file: "s.yaml"))
    return try ecs.begin(Fixtures.request(resource, parameters: recording.parameters.compact), at: Fixtures.start).told.map(\.1)
  }

  @Test func syncThatSucceeds() throws {
    let recording = try recording("test_run_task_sync")
    let told = try told(recording, "arn:aws:states:::ecs:runTask.sync")
    guard case .submitted(let submitted) = told[0], case .succeeded(let output) = told[1] else { Issue.record("\(told)"); return }
    #expect(shape(submitted) == shape(timesAsNumbers(try #require(recording.submitted))))
    #expect(shape(output) == shape(timesAsNumbers(try #require(recording.final))))
    #expect(output["Version"] == recording.final?["Version"])
    #expect(output["StopCode"] == recording.final?["StopCode"] && output["StoppedReason"] == recording.final?["StoppedReason"])
  }

  @Test func syncThatCannotPull() throws {
    let recording = try recording("test_run_task_sync_raise_failure")
    let told = try told(
      recording, "arn:aws:states:::ecs:runTask.sync", scenario: "tasks: {'*': {failToStart: 'CannotPullContainerError: x'}}")
    guard case .submitted(let submitted) = told[0], case .failed("States.TaskFailed", let cause?) = told[1] else {
      Issue.record("\(told)"); return
    }
    #expect(shape(submitted) == shape(timesAsNumbers(try #require(recording.submitted))))
    let task = try JSONValue(parsing: cause)
    #expect(shape(task) == shape(timesAsNumbers(try #require(recording.final))))
    #expect(task["Version"] == recording.final?["Version"] && task["StopCode"] == recording.final?["StopCode"])
  }

  @Test(arguments: ["test_run_task", "test_run_task_raise_failure"]) func requestResponse(_ name: String) throws {
    let recording = try recording(name)
    let told = try told(recording, "arn:aws:states:::ecs:runTask")
    guard case .succeeded(let output) = told[0] else { Issue.record("\(told)"); return }
    #expect(shape(output) == shape(timesAsNumbers(try #require(recording.answer))))
  }

  @Test func aRecordedTaskReadsAsOne() throws {
    let document = try #require(try recording("test_run_task_sync_raise_failure").final)
    let final = try #require(ECSTask(document))
    #expect(SyncVerdict(final).sentence(isRecorded: true) == "The task never started (the image could not be pulled), so .sync failed.")
    #expect(StrandedVerdict(final) == .stranded)
  }
}
