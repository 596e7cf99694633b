import ECSModel
import JSON
import Testing

struct SyncVerdictTests {
  @Test func aSidecarThatWasKilledDecides() throws {
    let task = try Fixtures.task([("app", 0, "STOPPED"), ("log_router", 137, "STOPPED")])
    let verdict = SyncVerdict(task, definition: try Fixtures.job())
    #expect(verdict.outcome == .failure)
    #expect(verdict.decidedBy == "log_router")
    #expect(
      verdict.sentence(isRecorded: false)
        == "log_router exited 137 (killed), so .sync will fail although app exited 0. It counts even though it is not essential.")
    #expect(
      verdict.sentence(isRecorded: true)
        == "log_router exited 137 (killed), so .sync failed although app exited 0. It counts even though it is not essential.")
  }

  @Test func failureIsForeseenWhileTheTaskRuns() throws {
    let task = try Fixtures.task([("app", nil, "RUNNING"), ("log_router", 137, "STOPPED")], status: "RUNNING", code: nil)
    #expect(
      SyncVerdict(task, definition: try Fixtures.job()).sentence(isRecorded: false)
        == "log_router exited 137 (killed), so .sync will fail although app is still running. It counts even though it is not essential.")
    let fine = try Fixtures.task([("app", nil, "RUNNING"), ("log_router", nil, "RUNNING")], status: "RUNNING", code: nil)
    #expect(SyncVerdict(fine).outcome == .open)
    #expect(SyncVerdict(fine).sentence(isRecorded: false) == nil)
  }

  @Test func withoutATaskDefinitionNothingIsSaidOfEssential() throws {
    let task = try Fixtures.task([("app", 0, "STOPPED"), ("log_router", 143, "STOPPED")])
    #expect(SyncVerdict(task).sentence(isRecorded: true) == "log_router exited 143 (terminated), so .sync failed although app exited 0.")
  }

  @Test func anEssentialFailureComesFirst() throws {
    let task = try Fixtures.task([("log_router", 137, "STOPPED"), ("app", 1, "STOPPED")])
    let verdict = SyncVerdict(task, definition: try Fixtures.job())
    #expect(verdict.decidedBy == "app")
    #expect(verdict.sentence(isRecorded: true) == "app exited 1 and log_router exited 137 (killed), so .sync failed.")
  }

  @Test func essentialOnlyPassesOverTheSidecar() throws {
    let task = try Fixtures.task([("app", 0, "STOPPED"), ("log_router", 137, "STOPPED")])
    let verdict = SyncVerdict(task, definition: try Fixtures.job(), rule: .essentialOnly)
    #expect(verdict.outcome == .success)
    #expect(
      verdict.sentence(isRecorded: true)
        == "Every container that counts exited 0, so .sync succeeded. "
        + "log_router exited 137 (killed), but only essential containers count here."
    )
  }

  @Test func aTaskThatNeverStartedSaysWhy() throws {
    let task = try Fixtures.task(
      [("app", nil, "STOPPED")], code: "TaskFailedToStart",
      reason: "CannotPullContainerError: pull image manifest has been retried 1 time(s)")
    #expect(SyncVerdict(task).sentence(isRecorded: true) == "The task never started (the image could not be pulled), so .sync failed.")
    let bare = try Fixtures.task([], code: "TaskFailedToStart")
    #expect(SyncVerdict(bare).sentence(isRecorded: true) == "The task never started, so .sync failed.")
  }

  @Test func aContainerThatNeverRanCounts() throws {
    let task = try Fixtures.task([("app", 0, "STOPPED"), ("log_router", nil, "STOPPED")])
    #expect(
      SyncVerdict(task, definition: try Fixtures.job()).sentence(isRecorded: true)
        == "log_router never ran, so .sync failed although app exited 0. It counts even though it is not essential.")
  }

  @Test func endedWellIsNormal() throws {
    let task = try Fixtures.task([("app", 0, "STOPPED")])
    #expect(SyncVerdict(task).outcome == .success)
    #expect(SyncVerdict(task).sentence(isRecorded: true) == "Every container that counts exited 0, so .sync succeeded.")
  }
}

struct StrandedVerdictTests {
  @Test func theFourVerdicts() throws {
    #expect(StrandedVerdict(nil) == .unknown)
    #expect(StrandedVerdict(try Fixtures.task([("app", nil, "RUNNING")], status: "RUNNING", code: nil)) == .attended)
    #expect(StrandedVerdict(try Fixtures.task([("app", 0, "STOPPED")])) == .unattended)
    #expect(StrandedVerdict(try Fixtures.task([("app", 137, "STOPPED")])) == .stranded)
    #expect(StrandedVerdict(try Fixtures.task([("app", nil, "STOPPED")], code: "TaskFailedToStart")) == .stranded)
    #expect(StrandedVerdict(try Fixtures.task([("app", 0, "STOPPED"), ("log_router", 137, "STOPPED")]), holder: "app") == .unattended)
  }
}

struct HintTests {
  @Test func exitCodes() {
    #expect(ExitCode.word(0) == nil)
    #expect(ExitCode.word(139) == "segmentation fault")
    #expect(ExitCode.word(133) == "signal 5")
    #expect(ExitCode.hint(127) == "127: the command was not found in the image; look at command, entryPoint and PATH.")
    #expect(ExitCode.hint(42) == "42: the application's own exit code; look at its last log lines.")
    #expect(ExitCode.hint(0) == nil)
  }

  @Test func stoppedReasons() {
    #expect(
      StopExplanation(reason: "OutOfMemoryError: Container killed due to memory usage")?.what == "a container used more memory than it has")
    #expect(StopExplanation(reason: "TaskFailedToStart: EMPTY CAPACITY PROVIDER")?.what == "the capacity provider had no instances")
    #expect(
      StopExplanation(reason: "ResourceInitializationError: x")?.sentence
        == "Something the task needs before it starts could not be prepared. Look at secrets, log group and volumes: "
        + "the execution role's rights to them and the subnet's route to their services.")
    #expect(StopExplanation(reason: "Essential container in task exited") == nil)
    #expect(StopExplanation(code: .spotInterruption)?.what == "the Spot capacity was taken back")
  }
}
