import ECSModel
import JSON
import Testing

struct EffectiveOverridesTests {
  private func row(_ rows: [EffectiveOverrides.Row], _ field: String) throws -> EffectiveOverrides.Row {
    try #require(rows.first { $0.field == field })
  }

  @Test func beforeSending() throws {
    let table = EffectiveOverrides(parameters: try Fixtures.json(Fixtures.parameters), definition: try Fixtures.job())
    #expect(table.size == 156)
    #expect(!table.isTooLarge && !table.hasAlarm)
    #expect(table.task.map(\.field) == ["cpu", "memory", "ephemeral storage", "task role", "execution role", "launch type"])
    let memory = try row(table.task, "memory")
    #expect(memory.definition == .value("512") && memory.requested == .value("1024") && memory.effective == .value("1024"))
    #expect(memory.reported == .unknown)
    #expect(memory.pointer?.description == "/Overrides/Memory")
    #expect(table.containers.map(\.container) == ["app", "log_router"])
    let app = table.containers[0]
    #expect(app.isEssential == true && app.isOverridden)
    #expect(app.rows.map(\.field) == ["command", "env MODE", "env DB_URL", "env API_TOKEN"])
    #expect(app.rows[0].definition == .value(["serve"]) && app.rows[0].effective == .value(["a", "b"]))
    #expect(app.rows[1].pointer?.description == "/Overrides/ContainerOverrides/0/Environment/0/Value")
    #expect(app.rows[2].isSecret && app.rows[2].definition == .value("from arn:db"))
    #expect(app.rows[3].isSecret && app.rows[3].definition == .none)
    let router = table.containers[1]
    #expect(router.isEssential == false && !router.isOverridden)
    #expect(router.rows.map(\.field) == ["command"])
    #expect(router.rows[0].definition == .imagesOwn && router.rows[0].effective == .imagesOwn && router.rows[0].requested == .none)
  }

  @Test func withoutATaskDefinitionItIsUnknown() throws {
    let table = EffectiveOverrides(parameters: try Fixtures.json(Fixtures.parameters), definition: nil)
    #expect(!table.isDefinitionKnown && table.requestedDefinition == "job")
    #expect(table.containers.map(\.container) == ["app"])
    #expect(try row(table.task, "cpu").effective == .unknown)
    #expect(try row(table.containers[0].rows, "env MODE").definition == .unknown)
  }

  @Test func aLostOverrideIsAnAlarm() throws {
    let lost =
      #"{"ContainerOverrides":[{"Name":"app","Command":["a","b"],"#
      + #""Environment":[{"Name":"API_TOKEN","Value":"s"}]},{"Name":"log_router","Command":[]}]}"#
    let task = try Fixtures.task([("app", nil, "RUNNING")], overrides: lost)
    let table = EffectiveOverrides(parameters: try Fixtures.json(Fixtures.parameters), definition: try Fixtures.job(), task: task)
    #expect(table.hasAlarm)
    #expect(table.containers[0].rows.filter(\.isAlarm).map(\.field) == ["env MODE"])
    #expect(try row(table.containers[0].rows, "command").reported == .value(["a", "b"]))
    #expect(table.containers[1].rows.allSatisfy { !$0.isAlarm })
  }

  @Test func sizesInOtherUnitsAreTheSame() throws {
    #expect(ComputeSize(cpu: "1 vCPU") == ComputeSize(cpu: "1024"))
    #expect(ComputeSize(memory: "0.5GB") == ComputeSize(memory: "512"))
    #expect(ComputeSize(cpu: "many") == nil)
    #expect(ComputeSize(cpu: "1e400vcpu") == nil)
  }

  @Test func aContainerNobodyDefinedIsMarked() throws {
    let parameters = try Fixtures.json(#"{"TaskDefinition":"job","Overrides":{"ContainerOverrides":[{"Name":"ap","Command":[1,"x"]},7]}}"#)
    let table = EffectiveOverrides(parameters: parameters, definition: try Fixtures.job())
    #expect(table.containers.map(\.isUnknownContainer) == [false, false, true])
    #expect(table.containers[2].rows[0].requested == .value([1, "x"]))
  }
}
