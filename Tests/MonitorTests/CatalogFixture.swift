import ExecutionSource
import History
import Time

/// Catalogs made up for tests.
enum CatalogFixture {
  static func ago(_ seconds: Int) -> Timestamp { Fixture.start + .seconds(-seconds) }
  static func machineArn(_ name: String) -> String { "arn:aws:states:eu-west-1:123456789012:stateMachine:\(name)" }
  static func executionArn(_ machine: String, _ name: String) -> String {
    "arn:aws:states:eu-west-1:123456789012:execution:\(machine):\(name)"
  }

  static let names = [
    "billing-close-month", "image-resize", "ingest-orders", "nightly-report", "nightly-report-preview", "release", "retention-sweep",
    "telemetry",
  ]

  /// An endpoint with eight machines.
  static func catalog(isReadOnly: Bool = false) -> CatalogSnapshot {
    var catalog = CatalogSnapshot(place: .remote(name: "prod"), isReadOnly: isReadOnly)
    catalog.revision = 1
    catalog.region = "eu-west-1"
    catalog.account = "123456789012"
    catalog.capabilities = [.pollNow, .stop, .redrive, .startNew, .answerTokens, .stopTask, .edit]
    catalog.machines.rows = names.enumerated().map { index, name in
      MachineRow(
        arn: machineArn(name), name: name, type: name == "telemetry" ? "EXPRESS" : "STANDARD",
        createdAt: ago(86_400 * (index * 37 + 3)))
    }
    catalog.machines.asOf = Fixture.start
    catalog.poll = PollStatus(asOf: Fixture.start, next: Fixture.at(15_000))
    catalog.now = Fixture.start
    return catalog
  }

  /// Executions of one machine, newest first.
  static func executions(_ count: Int, of machine: String = "nightly-report") -> [ExecutionRow] {
    (0..<count).map { index in
      let statuses: [ExecutionStatus] = [
        .running, .succeeded, .failed, .succeeded, .succeeded, .timedOut, .succeeded, .aborted, .succeeded,
      ]
      let status = index == 0 ? .running : statuses[index % statuses.count]
      let start = ago(161 + index * 3_600)
      return ExecutionRow(
        arn: executionArn(machine, name(index)), name: name(index), stateMachineArn: machineArn(machine), status: status, startedAt: start,
        stoppedAt: status == .running ? nil : start + .milliseconds(Int64(2_000 + index * 137_311 % 2_600_000)),
        redriveCount: index == 7 ? 2 : 0)
    }
  }

  static func name(_ index: Int) -> String { "exec-\(String(UInt32(truncatingIfNeeded: (index + 3) &* 2_654_435_761), radix: 16))" }

  static func view(_ machine: String = "nightly-report", _ status: ExecutionStatus? = nil, limit: Int = 100) -> CatalogView {
    .executions(machineArn: machineArn(machine), status: status, limit: limit)
  }

  /// The same with executions of `nightly-report`.
  static func opened(_ count: Int = 30, isReadOnly: Bool = false) -> CatalogSnapshot {
    var catalog = catalog(isReadOnly: isReadOnly)
    var list = CatalogList<ExecutionRow>()
    list.rows = executions(count)
    list.asOf = Fixture.start
    catalog.executions[view()] = list
    return catalog
  }

  /// Tokens found in two watched machines.
  static func swept(isReadOnly: Bool = false) -> CatalogSnapshot {
    var catalog = opened(isReadOnly: isReadOnly)
    catalog.sweep.watched = [machineArn("release"), machineArn("nightly-report")]
    catalog.sweep.scanned = 38
    catalog.sweep.total = 112
    catalog.sweep.startedAt = ago(12)
    let task = "arn:aws:ecs:eu-west-1:123456789012:task/batch/9f2c0d91a7be4c0c8d4a3c2b1a0f9e8d"
    catalog.sweep.tokens = [
      TokenRow(
        executionArn: executionArn("nightly-report", "exec-7f3a"), executionName: "exec-7f3a", machineName: "nightly-report",
        state: "Manage ECS task", token: token("a"), since: ago(34_300), taskArn: task,
        verdict: .stranded("app exited 137: nobody will answer"), asOf: ago(2)),
      TokenRow(
        executionArn: executionArn("release", "exec-4410"), executionName: "exec-4410", machineName: "release", state: "Approve deploy",
        token: token("b"), since: ago(5_000), timesOutAt: Fixture.start + .seconds(2_200), heartbeatSeconds: 60, taskArn: task,
        verdict: .unattended, asOf: ago(9)),
      TokenRow(
        executionArn: executionArn("release", "exec-91c"), executionName: "exec-91c", machineName: "release", state: "Approve deploy",
        token: token("c"), since: ago(842), timesOutAt: Fixture.start + .seconds(6_358), heartbeatSeconds: 60, taskArn: task,
        verdict: .waiting, asOf: ago(9)),
      TokenRow(
        executionArn: executionArn("release", "exec-91d"), executionName: "exec-91d", machineName: "release", state: "Ask the owner",
        token: nil,
        unreadable: "it is not in the Parameters", since: ago(90), verdict: .waiting, asOf: Fixture.start),
      TokenRow(
        executionArn: executionArn("release", "exec-91e"), executionName: "exec-91e", machineName: "release", state: "Approve deploy",
        token: token("d"), since: ago(60), taskArn: task, verdict: .unknown, asOf: Fixture.start),
    ]
    return catalog
  }

  static func token(_ letter: Character) -> String {
    "AQC" + String(letter) + String(repeating: "kSweptTokenNobodyMaySee0123456789", count: 21)
  }
}
