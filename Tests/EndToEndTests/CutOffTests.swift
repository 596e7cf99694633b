import Foundation
import JSON
import Testing

/// The network breaks and is back: every screen says what it last knew, and goes on by itself.
@Suite(.fewTerminals, .serialized) struct CutOffTests {
  private static let waits = """
    {"StartAt": "First", "States": {"First": {"Type": "Pass", "Next": "Long"}, "Long": {"Type": "Wait", "Seconds": 86400, "End": true}}}
    """
  private static let spreads = """
    {"StartAt": "Each", "States": {"Each": {"Type": "Map", "Label": "Each", "ItemsPath": "$.items", "End": true,
      "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "One",
        "States": {"One": {"Type": "Wait", "Seconds": 86400, "End": true}}}}}}
    """
  private static let nests = """
    {"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": true,
      "Parameters": {"StateMachineArn": "\(ServedPlace.machines)waits", "Input": {"by": "nests"}}}}}
    """
  private static let execution = "arn:aws:states:us-east-1:123456789012:execution:"
  /// An address that no other test listens at: its port stays free while the server is gone.
  #if os(Linux)
    private static let host = "127.0.0.7"
  #else
    private static let host = "127.0.0.1"
  #endif

  private func place(in folder: TestFolder) async throws -> ServedPlace {
    let place = try await ServedPlace(in: folder, address: (CutOffTests.host, 0))
    for (name, definition) in [("waits", CutOffTests.waits), ("spreads", CutOffTests.spreads), ("nests", CutOffTests.nests)] {
      try await place.create(name, definition)
    }
    for name in ["wait-1", "wait-2"] { try await place.start("waits", name, #"{"name": "\#(name)"}"#) }
    try await place.start("spreads", "spread-1", #"{"items": [1, 2]}"#)
    try await place.start("nests", "nest-1", "{}")
    return place
  }

  private func open(_ size: (Int, Int), _ arguments: [String], _ place: ServedPlace) async throws -> TmuxTerminal {
    let terminal = try await TmuxTerminal(size.0, size.1, folder: try TestFolder())
    try await terminal.run([Stepscope.binary] + arguments + ["--endpoint-url", place.url])
    return terminal
  }

  /// One screen after another is opened, so that each is in front when the server goes.
  @Test(.enabled(if: TmuxTerminal.program != nil, Comment(rawValue: TmuxTerminal.skipped)), arguments: ScreenTests.sizes)
  func everyScreenSaysWhatItLastKnewAndGoesOn(_ size: (Int, Int)) async throws {
    let folder = try TestFolder()
    var place = try await place(in: folder)
    let isWide = size.0 >= 100

    let attached = try await open(size, ["attach", CutOffTests.execution + "waits:wait-1"], place)
    try await attached.wait("the wait") { $0.contains("timer until") && $0.contains("▼ following") }
    let nested = try await open(size, ["attach", CutOffTests.execution + "nests:nest-1"], place)
    try await nested.wait("the child's line") { $0.contains("CHILD EXECUTION") }
    try await nested.press("Enter")
    try await nested.wait("the nested execution") { $0.contains("timer until") && $0.header.contains("waits") }
    let lists = try await open(size, ["browse", "waits"], place)
    try await lists.wait("the executions") { $0.contains("wait-1") && $0.contains("wait-2") }
    try await lists.press("G", "Space", "k", "Space", "d")
    try await lists.wait("the two compared") { $0.contains("Compared") && $0.contains("the same path") && $0.header.contains("as of") }

    try await place.end()
    for terminal in [attached, nested] {
      let screen = try await terminal.wait("what was last known") {
        $0.header.contains("last known") && $0.contains("nothing new is heard · next try in")
      }
      #expect(!screen.contains("following"), "\(screen.framed)")
      if isWide { #expect(screen.header.contains("the connection was refused · next in "), "\(screen.framed)") }
    }
    let compared = try await lists.wait("what was last known of the two") { $0.header.contains("last known · as of ") }
    #expect(compared.contains("the same path") && compared.header.contains(isWide ? "the connection was refused" : "! says why"))
    try await lists.press("Escape")
    try await lists.wait("the list as it was") { $0.header.contains("last known · as of ") && $0.contains("wait-1") }
    try await attached.press("!")
    try await attached.wait("why, and what to do") { $0.contains("check that the endpoint") }
    try await attached.press("Escape")

    place = try await ServedPlace(in: folder, address: (CutOffTests.host, place.port))
    for terminal in [attached, nested] {
      try await terminal.wait("that it goes on") {
        !$0.header.contains("last known") && $0.contains("▼ following") && $0.contains("timer until")
      }
    }
    try await lists.press("R")
    try await lists.wait("the list goes on") { !$0.header.contains("last known") && $0.header.contains("as of") }
    // What happened meanwhile comes by itself.
    try await place.call("StopExecution", ["executionArn": .string(CutOffTests.execution + "waits:wait-1")])
    try await attached.wait("its end") { $0.header.contains("ABORTED") && $0.contains("ExecutionAborted") }
    try await place.end()
  }

  /// What is opened while nothing answers says so, and is there once it can be.
  @Test(.enabled(if: TmuxTerminal.program != nil, Comment(rawValue: TmuxTerminal.skipped)), arguments: ScreenTests.sizes)
  func whatIsOpenedMeanwhileComesLater(_ size: (Int, Int)) async throws {
    let folder = try TestFolder()
    var place = try await place(in: folder)
    let machines = try await open(size, ["browse"], place)
    try await machines.wait("the machines") { $0.contains("nests") && $0.contains("spreads") }
    let spread = try await open(size, ["attach", CutOffTests.execution + "spreads:spread-1"], place)
    try await spread.wait("the Map Run") { $0.contains("MAP RUN") && $0.contains("RUNNING") }
    try await spread.press("Enter")
    try await spread.wait("its children") { $0.contains("◆ 2 running") || $0.contains("1 of 2") }
    let lists = try await open(size, ["browse", "waits"], place)
    try await lists.wait("the executions") { $0.contains("wait-1") && $0.contains("wait-2") }

    try await place.end()
    try await machines.press("Enter")
    let executions = try await machines.wait("why there are none") {
      $0.contains("the connection was refused") && $0.contains("R asks again")
    }
    #expect(!executions.contains("asking for"), "\(executions.framed)")
    try await spread.press("Enter")
    let child = try await spread.wait("why it is not there") { $0.contains("nothing heard") || $0.contains("the connection was refused") }
    #expect(!child.contains("RUNNING") && !child.contains("following"), "\(child.framed)")
    try await lists.press("G", "Space", "k", "Space", "d")
    let compared = try await lists.wait("why they are not compared") { $0.header.contains("not compared yet") }
    #expect(compared.contains("refused; check that") && !compared.contains("reading"), "\(compared.framed)")

    place = try await ServedPlace(in: folder, address: (CutOffTests.host, place.port))
    try await machines.press("R")
    try await machines.wait("the executions") { $0.contains("nest-1") && $0.contains("◆ RUNNING") }
    // The child is read as well, its definition too.
    let found = try await spread.wait("the child") { $0.header.contains("RUNNING") && $0.contains("timer until") }
    #expect(!found.contains("cannot be read"), "\(found.framed)")
    try await lists.wait("the two compared") { $0.contains("the same path") }
    try await place.end()
  }
}
