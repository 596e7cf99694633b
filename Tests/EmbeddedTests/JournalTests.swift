import Engine
import ExecutionSource
import History
import JSON
import Tasks
import Testing
import Time

@testable import Embedded

@Suite("Going back")
struct JournalTests {
  @Test("Ten thousand steps keep a bounded number of checkpoints, and all of them can be gone back")
  func longWay() throws {
    var controller = try Bench.setup(
      """
      {"StartAt": "L", "States": {"L": {"Type": "Choice", "Choices": [{"Variable": "$.end", "IsPresent": true, "Next": "Z"}], "Default": "L"},
        "Z": {"Type": "Succeed"}}}
      """
    ).controller(isInteractive: true)
    var counts: [Int] = []
    for _ in 0..<10_000 {
      counts.append(controller.core.events.count)
      _ = try controller.perform(.step)
      #expect(controller.past.checkpoints.count <= Journal.maximumCheckpoints)
    }
    #expect(controller.core.events.count == 10_001)
    for count in counts.reversed().prefix(300) {
      _ = try controller.perform(.stepBack)
      #expect(controller.core.events.count == count)
    }
  }

  @Test("The checkpoints share what ECS said: going back over it and on again gives the same")
  func observations() throws {
    var controller = try Bench.setup(Bench.task).controller(isInteractive: true)
    for _ in 0..<6 { _ = try controller.perform(.step) }
    let seen = controller.core.observations.count
    #expect(seen > 0)
    for _ in 0..<3 { _ = try controller.perform(.step) }
    let statuses = controller.core.observations.map { $0.task.lastStatus.rawValue }
    let events = controller.core.events
    for _ in 0..<3 { _ = try controller.perform(.stepBack) }
    #expect(controller.core.observations.count == seen)
    for _ in 0..<3 { _ = try controller.perform(.step) }
    #expect(controller.core.observations.map { $0.task.lastStatus.rawValue } == statuses)
    #expect(controller.core.events == events)
  }

  @Test("What people gave is gone back over too, and nothing is asked twice")
  func answers() throws {
    var controller = try Bench.setup(Bench.task, tasks: RunnerChain(tasks: .manual)).controller(isInteractive: true)
    for _ in 0..<3 { _ = try controller.perform(.step) }
    let before = controller.core.events
    _ = try controller.perform(.succeedByHand(controller.chosen, json: #"{"ok":1}"#))
    #expect(controller.core.events.count == before.count + 1)
    _ = try controller.perform(.stepBack)
    #expect(controller.core.events == before)
    #expect(controller.stand == "T sent")
    _ = try controller.perform(.failByHand(controller.chosen, error: "Other", cause: ""))
    _ = try controller.perform(.resume)
    #expect(try controller.run(budget: 1_000) == .ended)
    #expect(controller.core.events.last?.details == .succeeded(output: #"{"error":{"Error":"Other","Cause":""}}"#))
    _ = try controller.perform(.stepBack)
    #expect(controller.core.engine.status == .running)
  }

  @Test("Whatever is done in whatever order, the events stay one chain and going back reaches the beginning")
  func anything() throws {
    let definition = """
      {"StartAt": "M", "States": {"M": {"Type": "Map", "MaxConcurrency": 2, "Next": "P", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z"}],
        "ItemProcessor": {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 5, "Next": "J"}, "J": {"Type": "Task",
          "Resource": "arn:aws:states:::ecs:runTask.waitForTaskToken", "TimeoutSeconds": 900, "Parameters": {"TaskDefinition": "job"}, "End": true,
          "Retry": [{"ErrorEquals": ["States.ALL"]}]}}}},
        "P": {"Type": "Parallel", "Next": "Z", "Branches": [{"StartAt": "X", "States": {"X": {"Type": "Pass", "End": true}}}]}, "Z": {"Type": "Pass", "End": true}}}
      """
    for seed in UInt64(1)...12 {
      var random = SplitMix64(seed: seed)
      var controller = try Bench.setup(definition, input: "[1, 2, 3]").controller(isInteractive: true)
      for _ in 0..<120 {
        let keys = controller.core.engine.cursorKeys
        let cursor = keys.isEmpty ? CursorID(0) : CursorID(keys[Int(random.next() % UInt64(keys.count))].rawValue)
        let actions: [SourceAction] = [
          .step, .step, .stepOver, .stepOut, .stepBack, .selectCursor(cursor), .edit(cursor, json: "{}"), .succeedByHand(cursor, json: "1"),
          .failByHand(cursor, error: "E", cause: ""), .skipWait(cursor), .pause,
        ]
        do { _ = try controller.perform(actions[Int(random.next() % UInt64(actions.count))]) } catch {}
        let isOneChain = controller.core.events.enumerated().allSatisfy { $1.id == $0 + 1 && $1.previousEventId < $1.id }
        #expect(isOneChain, "seed \(seed)")
      }
      var refusal: String?
      while refusal == nil {
        do { _ = try controller.perform(.stepBack) } catch { refusal = error.message }
      }
      #expect(refusal == "This is the first stop; there is nothing to go back to.", "seed \(seed)")
      #expect(controller.core.events.count == 1, "seed \(seed)")
    }
  }

  @Test("A plan is taken in the order of its times; a task's plan is dropped as a whole")
  func plans() throws {
    var queue = PlanQueue()
    var random = SplitMix64(seed: 4)
    for at in 0..<500 { queue.insert(.started([]), for: TaskID(at % 7), at: Timestamp(milliseconds: Int64(random.next() % 100))) }
    queue.removeAll(of: TaskID(3))
    #expect(!queue.has(TaskID(3)))
    queue.insert(.started([]), for: TaskID(3), at: Timestamp(milliseconds: 50))
    var taken: [PlannedEntry] = []
    while let entry = queue.popFirst() { taken.append(entry) }
    #expect(taken.count == 500 - 71 + 1)
    #expect(taken.filter { $0.task == TaskID(3) }.count == 1)
    #expect(zip(taken, taken.dropFirst()).allSatisfy { ($0.due, $0.sequence) < ($1.due, $1.sequence) })
    #expect(queue.isEmpty && !queue.has(TaskID(1)))
  }
}
