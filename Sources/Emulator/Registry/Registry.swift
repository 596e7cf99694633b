import Hosting
import JSON
import StatesLanguage
import Time

/// The machines, versions, aliases, activities and tags of a server, in memory; each change is kept by the host before anybody is told of
/// it.
actor Registry {
  let host: any ExecutionHosting
  private(set) var machines: [String: MachineRecord] = [:]
  private(set) var activities: [String: ActivityRecord] = [:]
  private(set) var tags: [String: [TagRecord]] = [:]
  /// Definitions that were decoded, by their text: executions of one machine share one.
  private var decoded: [String: StateMachine] = [:]
  private var isChanging = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  private static let keptDefinitions = 1_000

  init(host: any ExecutionHosting) { self.host = host }

  /// Reads what the host kept.
  func load() async {
    for (key, document) in await host.documents(DocumentKind.machine) {
      machines[key] = MachineRecord(key: key, document: document)
    }
    for (key, document) in await host.documents(DocumentKind.version) {
      guard let machine = document["stateMachineArn"]?.stringValue, let version = VersionRecord(key: key, document: document) else {
        continue
      }
      machines[machine]?.versions.append(version)
    }
    for (key, document) in await host.documents(DocumentKind.alias) {
      guard let colon = key.lastIndex(of: ":"), let alias = AliasRecord(key: key, document: document) else { continue }
      machines[String(key[..<colon])]?.aliases.append(alias)
    }
    for (key, document) in await host.documents(DocumentKind.activity) {
      activities[key] = ActivityRecord(key: key, document: document)
    }
    for (key, document) in await host.documents(DocumentKind.tags) {
      tags[key] = [TagRecord](document["tags"]?.arrayValue ?? [])
    }
    for arn in machines.keys {
      machines[arn]?.versions.sort { $0.number < $1.number }
      machines[arn]?.aliases.sort { $0.creationDate < $1.creationDate }
    }
  }

  // MARK: Changing

  /// Lets one change at a time look, decide and be kept.
  func exclusively<Result>(_ change: () async throws(APIError) -> Result) async throws(APIError) -> Result {
    while isChanging { await withCheckedContinuation { waiting.append($0) } }
    isChanging = true
    defer {
      isChanging = false
      if !waiting.isEmpty { waiting.removeFirst().resume() }
    }
    return try await change()
  }

  /// Keeps documents.
  /// - Throws: InternalFailure when the store fails.
  func keep(_ changes: [DocumentChange]) async throws(APIError) {
    guard !changes.isEmpty else { return }
    do throws(HostRefusal) { try await host.keep(changes) } catch { throw APIError(refusal: error, arn: "") }
  }

  func set(_ machine: MachineRecord) { machines[machine.arn] = machine }
  func removeMachine(_ arn: String) { machines[arn] = nil }
  func set(_ activity: ActivityRecord) { activities[activity.arn] = activity }
  func removeActivity(_ arn: String) { activities[arn] = nil }
  func setTags(_ list: [TagRecord], of arn: String) { tags[arn] = list.isEmpty ? nil : list }

  // MARK: Reading

  /// The machine, decoded.
  /// - Throws: InvalidDefinition, for a definition that an earlier version of the program accepted.
  func decode(_ definition: String, isExpress: Bool) throws(APIError) -> StateMachine {
    if let machine = decoded[definition] { return machine }
    let machine = try CheckedDefinition.machine(definition, isExpress: isExpress)
    if decoded.count >= Registry.keptDefinitions { decoded.removeAll() }
    decoded[definition] = machine
    return machine
  }

  /// A machine by its ARN without qualifier.
  func machine(_ arn: String) -> MachineRecord? { machines[arn] }
}
