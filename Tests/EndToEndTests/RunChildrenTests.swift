import Testing

/// What a run starts is opened from its screen.
@Suite(.enabled(if: TmuxTerminal.program != nil, Comment(rawValue: TmuxTerminal.skipped)), .fewTerminals)
struct RunChildrenTests {
  private static let outer = """
    {"StartAt": "Each", "States": {
      "Each": {"Type": "Map", "ItemsPath": "$.items", "Label": "Each", "End": true, "MaxConcurrency": 2,
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Hold each",
          "States": {"Hold each": {"Type": "Wait", "Seconds": 3600, "End": true}}}}}}
    """
  private static let nesting = """
    {"StartAt": "Nest", "States": {"Nest": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": true,
      "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:inner", "Name": "inner-1", "Input": {"n": 1}}}}}
    """
  private static let inner = """
    {"StartAt": "Hold inside", "States": {"Hold inside": {"Type": "Wait", "Seconds": 3600, "End": true}}}
    """

  @Test(arguments: ScreenTests.sizes) func aMapRunsChildren(_ size: (Int, Int)) async throws {
    let folder = try TestFolder()
    let terminal = try await TmuxTerminal(size.0, size.1, folder: folder)
    let machine = try folder.write("outer.asl.json", RunChildrenTests.outer)
    try await terminal.run([Stepscope.binary, "run", machine, "--input-json", #"{"items": [1, 2, 3]}"#])
    try await terminal.wait("the Map Run") { $0.contains("lists its child executions") && $0.contains("2 running") }
    try await terminal.press("3", "Enter")
    let list = try await terminal.wait("its children") { $0.contains("─ Map Run") && $0.contains("◆ RUNNING") }
    #expect(list.header.contains("LOCAL"))
    try await terminal.press("Enter")
    let child = try await terminal.wait("one of them") { $0.contains("Hold each") && $0.contains("WaitStateEntered") }
    #expect(child.header.contains("RUNNING"))
    try await terminal.press("Escape")
    try await terminal.wait("the children") { $0.contains("─ Map Run") && $0.footer.contains("Enter open") }
    try await terminal.press("Escape")
    try await terminal.wait("the run") { $0.contains("MapRunStarted") && $0.contains("lists its child executions") }
  }

  @Test func anExecutionThatATaskStarted() async throws {
    let folder = try TestFolder()
    let terminal = try await TmuxTerminal(80, 24, folder: folder)
    let machine = try folder.write("outer.asl.json", RunChildrenTests.nesting)
    let inner = try folder.write("inner.asl.json", RunChildrenTests.inner)
    try await terminal.run([Stepscope.binary, "run", machine, "--machine", "inner=\(inner)"])
    try await terminal.wait("the child") { $0.contains("CHILD EXECUTION") && $0.contains("opens it") }
    try await terminal.press("3", "Enter")
    let child = try await terminal.wait("it") { $0.contains("Hold inside") && $0.contains("WaitStateEntered") }
    #expect(child.header.contains("inner"))
    try await terminal.press("Escape")
    try await terminal.wait("the run") { $0.contains("Nest") && $0.contains("CHILD EXECUTION") }
  }
}
