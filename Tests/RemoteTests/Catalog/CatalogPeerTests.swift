import AWS
import ExecutionSource
import Remote
import TestSupport
import Testing

/// The catalog against a real emulator. What is waited for is always an update of the catalog, never time.
@Suite(.serialized, .enabled(if: MinistackDriver.isThere, Comment(rawValue: MinistackDriver.skipped)), .timeLimit(.minutes(2)))
struct CatalogPeerTests {
  private let approval = """
    {"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.waitForTaskToken", "End": true,
      "Parameters": {"LaunchType": "FARGATE", "Cluster": "jobs", "TaskDefinition": "job",
        "Overrides": {"ContainerOverrides": [{"Name": "main", "Environment": [{"Name": "TOKEN", "Value.$": "$$.Task.Token"}]}]}}}}}
    """
  private let pass = #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#

  private func catalog(_ driver: MinistackDriver) throws -> RemoteCatalog {
    try RemoteCatalog.attach(
      session: AWSSession(AWSEndpointSettings(endpointURL: driver.endpoint, environment: [:])), isReadOnly: false)
  }

  /// The first snapshot for which `condition` holds.
  /// - Parameter isHurried: asks again as soon as something was answered, as a key does; else the next look comes at its time.
  private func update(
    of catalog: RemoteCatalog, isHurried: Bool = false, where condition: (CatalogSnapshot) -> Bool
  ) async -> CatalogSnapshot? {
    for await snapshot in catalog.updates() {
      if condition(snapshot) { return snapshot }
      if isHurried { _ = try? await catalog.perform(.pollNow) }
    }
    return nil
  }

  @Test func machinesExecutionsAndNewOnes() async throws {
    let driver = try await MinistackDriver(machines: ["approval": approval, "pass": pass])
    let catalog = try catalog(driver)
    await catalog.look(at: .machines)
    let machines = try #require(await update(of: catalog) { $0.machines.asOf != nil }).machines.rows
    #expect(machines.map(\.name) == ["approval", "pass"])
    let machine = try #require(machines.last).arn
    let answer = try await catalog.perform(.start(machineArn: machine, name: "first", input: #"{"x": 1}"#))
    guard case .started(let arn) = answer else { throw DriverError("nothing was started") }
    #expect(arn.hasSuffix(":execution:pass:first"))
    let view = CatalogView.executions(machineArn: machine, status: .succeeded, limit: 10)
    await catalog.look(at: view)
    let list = try #require(await update(of: catalog, isHurried: true) { $0.executions[view]?.rows.isEmpty == false }).executions[view]
    #expect(list?.rows.map(\.arn) == [arn])
    #expect(list?.rows.first?.stoppedAt != nil)
    await #expect(throws: SourceRefusal.self) { try await catalog.perform(.redrive(executionArn: arn)) }
    let source = try await catalog.open(arn)
    for await snapshot in source.updates() where snapshot.status.isFinal {
      #expect(snapshot.status == .succeeded)
      break
    }
    await #expect(
      throws: SourceRefusal("no other execution of this machine has succeeded yet, so nothing tells how long its states usually take")
    ) { try await source.perform(.learnDurations) }
    await source.close()
    await catalog.close()
  }

  @Test func aTokenIsFoundBySearchingAndAnswered() async throws {
    let driver = try await MinistackDriver(machines: ["approval": approval])
    let arn = try await driver.start("approval")
    let catalog = try catalog(driver)
    await catalog.look(at: .machines)
    let machine = try #require(await update(of: catalog) { $0.machines.asOf != nil }?.machines.rows.first).arn
    try await catalog.perform(.watch([machine]))
    await catalog.look(at: .tokens)
    let row = try #require(await update(of: catalog, isHurried: true) { $0.sweep.tokens.first?.token != nil }?.sweep.tokens.first)
    #expect(row.executionArn == arn)
    #expect(row.state == "Ask")
    #expect(row.taskArn?.contains(":task/jobs/") == true)
    #expect(row.verdict == .waiting)
    let token = try #require(row.token)
    try await catalog.perform(.sendTaskSuccess(token: token, output: #"{"ok": true}"#))
    #expect(await update(of: catalog) { $0.sweep.tokens.isEmpty } != nil)
    #expect(try await driver.ask("describe \(arn)")["status"]?.stringValue == "SUCCEEDED")
    #expect(await catalog.snapshot().audit.map(\.text).last?.hasPrefix("approved \"Ask\" (execution ") == true)
    await catalog.close()
  }
}
