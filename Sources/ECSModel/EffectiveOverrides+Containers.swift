import Canvas
import JSON

/// Makes the sections of the containers: those of the task definition in its order, then those only the request or ECS names.
struct ContainerSections {
  private let definition: TaskDefinition?
  private let document: ECSTask?
  /// The last override of a name wins, as ECS has it; the order is the request's.
  private var requests: [(name: String, request: Requested)] = []

  init(parameters: JSONValue, definition: TaskDefinition?, document: ECSTask?) {
    self.definition = definition
    self.document = document
    guard let list = Requested(["overrides", "containerOverrides"], in: parameters), let entries = list.value.arrayValue else { return }
    for (at, entry) in entries.prefix(ECSLimits.listLength).enumerated() {
      guard let name = entry.text("name"), let request = Requested([], in: entry, at: list.pointer.appending(at)) else { continue }
      requests.removeAll { $0.name == name }
      requests.append((name, request))
    }
  }

  var sections: [EffectiveOverrides.Section] {
    var names: [String] = []
    for name in (definition?.containers.map(\.name) ?? []) + requests.map(\.name) + (document?.containers.map(\.name) ?? [])
    where !names.contains(name) {
      names.append(name)
    }
    return names.map(section)
  }

  private func section(_ name: String) -> EffectiveOverrides.Section {
    let defined = definition?.container(name)
    let request = requests.first { $0.name == name }?.request
    let rows = ContainerRows(
      defined: defined, isDefinitionKnown: definition != nil, request: request,
      reported: document?.overrides.map { $0.container(name) ?? ContainerOverride(.object([:])) })
    return EffectiveOverrides.Section(
      container: name, isEssential: defined?.isEssential, isOverridden: (request?.value.objectValue?.count ?? 0) > 1, rows: rows.rows,
      isUnknownContainer: definition != nil && defined == nil)
  }
}

/// Makes the rows of one container.
struct ContainerRows {
  let defined: ContainerDefinition?
  let isDefinitionKnown: Bool
  let request: Requested?
  /// What ECS reports for this container; nil while there is no document that speaks of overrides.
  let reported: ContainerOverride?

  var rows: [EffectiveOverrides.Row] {
    let size: [EffectiveOverrides.Row] = [
      number("cpu", "cpu", defined?.cpu, reported?.cpu),
      number("memory", "memory", defined?.memory, reported?.memory),
      number("memory reservation", "memoryReservation", defined?.memoryReservation, reported?.memoryReservation),
    ].filter { $0.requested != .none || $0.definition.value != nil }
    return [entryPoint, command].compactMap(\.self) + environment + environmentFiles + size
  }

  /// Only a task definition can set it; shown where it does, since it changes what `command` means.
  private var entryPoint: EffectiveOverrides.Row? {
    guard let entryPoint = defined?.entryPoint else { return nil }
    let value = EffectiveOverrides.Cell.value(.array(entryPoint.map(JSONValue.string)))
    return row("entryPoint", definition: value, request: nil, effective: value, reported: .none)
  }

  private var command: EffectiveOverrides.Row {
    let asked = part("command").flatMap { $0.value.arrayValue?.isEmpty == true ? nil : $0 }
    let definition =
      defined?.command.map { EffectiveOverrides.Cell.value(.array($0.map(JSONValue.string))) }
      ?? (isDefinitionKnown ? .imagesOwn : .unknown)
    let shown = reported?.command.map { JSONValue.array($0.map(JSONValue.string)) }
    let differs = reported != nil && asked?.value != shown
    return row(
      "command", definition: definition, request: asked, effective: asked.map { .value($0.value) } ?? definition,
      reported: reported == nil ? .unknown : .init(shown), isAlarm: differs)
  }

  /// One row a variable: those of the task definition in its order, its secrets, then those only the request or ECS names.
  private var environment: [EffectiveOverrides.Row] {
    let asked = requestedEnvironment
    var names: [String] = []
    let all =
      (defined?.environment.map(\.name) ?? []) + (defined?.secrets.map(\.name) ?? []) + asked.map(\.name)
      + (reported?.environment.map(\.name) ?? [])
    for name in all where !names.contains(name) { names.append(name) }
    return names.map { name in
      let request = asked.last { $0.name == name }?.value
      let secret = defined?.secrets.last { $0.name == name }
      let plain = (defined?.environment.last { $0.name == name }).map { JSONValue.string($0.value) }
      let definition: EffectiveOverrides.Cell =
        isDefinitionKnown ? .init(plain ?? secret.map { .string("from \($0.valueFrom)") }) : .unknown
      let shown = (reported?.environment.last { $0.name == name }).map { JSONValue.string($0.value) }
      return row(
        "env \(name)", definition: definition, request: request, effective: request.map { .value($0.value) } ?? definition,
        reported: reported == nil ? .unknown : .init(shown), isAlarm: reported != nil && request?.value != shown,
        isSecret: secret != nil || Mask.isSecretName(name) || (request?.value.stringValue).map(Mask.looksLikeToken) ?? false)
    }
  }

  private var environmentFiles: [EffectiveOverrides.Row] {
    let asked = part("environmentFiles").flatMap { $0.value.arrayValue?.isEmpty == true ? nil : $0 }
    let files = defined?.environmentFiles ?? []
    guard asked != nil || !files.isEmpty else { return [] }
    let definition: EffectiveOverrides.Cell =
      isDefinitionKnown ? (files.isEmpty ? .none : .value(.array(files.map(JSONValue.string)))) : .unknown
    let requested = asked.map { JSONValue.array($0.value.arrayValue?.map { $0.field("value") ?? $0 } ?? []) }
    let shown = reported.flatMap { $0.environmentFiles.isEmpty ? nil : JSONValue.array($0.environmentFiles.map(JSONValue.string)) }
    var result = row(
      "environment files", definition: definition, request: asked, effective: requested.map { .value($0) } ?? definition,
      reported: reported == nil ? .unknown : .init(shown), isAlarm: reported != nil && requested != shown)
    result.requested = .init(requested)
    return [result]
  }

  private func number(_ field: String, _ key: String, _ value: String?, _ shown: String?) -> EffectiveOverrides.Row {
    let asked = part(key)
    let definition: EffectiveOverrides.Cell = isDefinitionKnown ? .init(value) : .unknown
    return row(
      field, definition: definition, request: asked, effective: asked.map { .value($0.value) } ?? definition,
      reported: reported == nil ? .unknown : .init(shown), isAlarm: reported != nil && asked?.value.scalarText != shown)
  }

  private var requestedEnvironment: [(name: String, value: Requested)] {
    guard let list = part("environment"), let entries = list.value.arrayValue else { return [] }
    return entries.prefix(ECSLimits.listLength).enumerated().compactMap { at, entry in
      let pointer = list.pointer.appending(at)
      guard let name = entry.text("name"), let value = Requested(["value"], in: entry, at: pointer) else { return nil }
      return (name, value)
    }
  }

  private func part(_ name: String) -> Requested? { request.flatMap { Requested([name], in: $0.value, at: $0.pointer) } }

  private func row(
    _ field: String, definition: EffectiveOverrides.Cell, request: Requested?, effective: EffectiveOverrides.Cell,
    reported: EffectiveOverrides.Cell,
    isAlarm: Bool = false, isSecret: Bool = false
  ) -> EffectiveOverrides.Row {
    EffectiveOverrides.Row(
      field: field, definition: definition, requested: .init(request?.value), effective: effective, reported: reported, isAlarm: isAlarm,
      isSecret: isSecret, pointer: request?.pointer)
  }
}
