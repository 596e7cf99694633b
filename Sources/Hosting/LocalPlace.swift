import Embedded
import Engine
import ExecutionSource
import History
import JSON
import StatesLanguage
import Store
import Tasks
import Time

/// The local store as somebody looks at it: with the host that runs its executions, or while another process does.
struct LocalPlace: Sendable {
  let shared: HostShared
  /// Nil while another process runs the executions, or nobody does.
  let host: ExecutionHost?
  let isReadOnly: Bool

  var store: ExecutionStore { shared.store }
  var clock: any WallClock { shared.clock }

  /// What the screen says of it.
  var place: ExecutionIdentity.Place {
    if host != nil { return .local(detail: "store \(store.folder.path)") }
    let owner = isReadOnly ? nil : ExecutionStore.owner(of: store.folder)
    return .local(detail: "store \(store.folder.path)" + (owner.map { ", run by process \($0)" } ?? ""))
  }

  /// What can be done through it.
  var capabilities: Set<Capability> {
    host == nil || isReadOnly ? [] : [.answerTokens, .stop, .redrive, .startNew]
  }

  /// The documents of a kind as they are now.
  func documents(_ kind: String) throws(StoreFailure) -> [(key: String, document: JSONValue)] {
    host == nil ? try store.documents(kind) : shared.documents.all(kind)
  }

  /// The host, for an operation that changes something.
  /// - Throws: `SourceRefusal`, a sentence, when nothing may be changed from here.
  func writer(for operation: String?) throws(SourceRefusal) -> ExecutionHost {
    let operation = operation ?? "The change"
    if isReadOnly { throw SourceRefusal.readOnly(operation) }
    guard let host else {
      guard let owner = ExecutionStore.owner(of: store.folder) else {
        throw SourceRefusal("\(operation) is not done: the store is only read here; open it again")
      }
      throw SourceRefusal("\(operation) is not done: process \(owner) runs these executions; browse its server with --endpoint-url")
    }
    return host
  }

  /// Does what a call at the API would do.
  /// - Throws: `SourceRefusal`, a sentence.
  func perform(_ write: ServiceWrite, with host: ExecutionHost) async throws(SourceRefusal) -> SourceAnswer {
    func text(_ key: String) -> String { write.input[key]?.stringValue ?? "" }
    do throws(HostRefusal) {
      switch write.operation {
      case "StartExecution":
        return .started(executionArn: try await start(text("stateMachineArn"), write.input["name"]?.stringValue, text("input"), host))
      case "StopExecution":
        _ = try await host.stop(text("executionArn"), error: write.input["error"]?.stringValue, cause: write.input["cause"]?.stringValue)
      case "RedriveExecution": _ = try await host.redrive(text("executionArn"))
      case "SendTaskSuccess": try await host.answer(token: text("taskToken"), .success(output: text("output")))
      case "SendTaskFailure":
        try await host.answer(
          token: text("taskToken"), .failure(error: write.input["error"]?.stringValue, cause: write.input["cause"]?.stringValue))
      case "SendTaskHeartbeat": try await host.answer(token: text("taskToken"), .heartbeat)
      case "UpdateMapRun":
        try await host.update(mapRun: text("mapRunArn"), MapRunChange(maxConcurrency: write.input["maxConcurrency"]?.integerValue))
      default: throw HostRefusal.unsupported("\(write.operation) is not done here: the tasks of the local store are simulated.")
      }
    } catch {
      throw SourceRefusal(error.sentence)
    }
    return .done
  }

  private func start(_ machine: String, _ name: String?, _ input: String, _ host: ExecutionHost) async throws(HostRefusal) -> String {
    guard let found = shared.machine(machine) else { throw .unsupported("The machine \(machine) is not in the store any more.") }
    let loaded = StateMachine.load(bytes: Array(found.definition.utf8), file: found.machineName)
    guard let definition = loaded.machine else { throw .unsupported("The definition of \(found.machineName) cannot be read.") }
    var generator = SystemRandomNumberGenerator()
    let name = name ?? generator.uuid()
    var arn = HostShared.executionArn(of: found.stateMachineArn, name: name)
    if found.isExpress { arn = arn.replacing(":execution:", with: ":express:", maxReplacements: 1) + ":" + generator.uuid() }
    let order = StartOrder(
      machine: definition, definition: found.definition, machineName: found.machineName, executionName: name,
      stateMachineArn: found.stateMachineArn, stateMachineVersionArn: found.versionArn, stateMachineAliasArn: found.aliasArn,
      executionArn: arn, roleArn: found.roleArn, isExpress: found.isExpress, input: input)
    return try await host.start(order).executionArn
  }
}

extension HostRefusal {
  /// As a person reads it.
  public var sentence: String {
    switch self {
    case .executionDoesNotExist: "There is no such execution any more."
    case .executionAlreadyExists: "There is an execution of this name already; choose another."
    case .notRedrivable(let sentence), .limitExceeded(let sentence), .unsupported(let sentence), .store(let sentence): sentence
    case .invalidToken: "No task here was given this token."
    case .taskTimedOut: "Nobody waits for this token any more: its task has ended."
    case .mapRunDoesNotExist: "There is no such Map Run any more."
    }
  }
}
