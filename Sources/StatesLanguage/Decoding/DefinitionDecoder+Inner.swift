import JSON

/// States that hold states, and what handles errors.
extension DefinitionDecoder {
  func branches(_ fields: Fields, what: Title) throws(Undecodable) -> [StateGroup] {
    var branches: [StateGroup] = []
    let pointer = fields.pointer.appending("Branches")
    for (at, node) in try fields.requiredElements("Branches", of: what).enumerated() {
      let branch = Title.words("Branch \(at) of \(what)")
      branches.append(try group(Fields(node, pointer.appending(at), what: branch), what: branch))
    }
    return branches
  }

  func map(_ fields: Fields, isJSONata: Bool, what: Title) throws(Undecodable) -> MapState {
    let key = fields.node["ItemProcessor"] == nil && fields.node["Iterator"] != nil ? "Iterator" : "ItemProcessor"
    let found = try fields.required(key, of: what)
    let processor = try Fields(found.node, found.pointer, what: .words("'\(key)' of \(what)"))
    let configuration = processor.node["ProcessorConfig"]
    return MapState(
      processor: try group(processor, what: .words("'\(key)' of \(what)")),
      isDistributed: configuration?["Mode"]?.stringValue == "DISTRIBUTED",
      executionType: configuration?["ExecutionType"]?.stringValue, itemsPath: isJSONata ? nil : fields.text("ItemsPath"),
      items: isJSONata ? fields.located("Items") : nil, maxConcurrency: fields.number("MaxConcurrency"),
      toleratedFailureCount: fields.number("ToleratedFailureCount"),
      toleratedFailurePercentage: fields.number("ToleratedFailurePercentage"), label: fields.string("Label"),
      itemReader: fields.located("ItemReader"), itemBatcher: fields.located("ItemBatcher"), resultWriter: fields.located("ResultWriter"))
  }

  func retriers(_ fields: Fields) throws(Undecodable) -> [Retrier] {
    guard let elements = fields.node["Retry"]?.elements else { return [] }
    let pointer = fields.pointer.appending("Retry")
    var retriers: [Retrier] = []
    for (at, node) in elements.enumerated() where !isPlaceholder(node) {
      let retrier = try Fields(node, pointer.appending(at), what: .words("A retrier"))
      retriers.append(
        Retrier(
          errorEquals: try errorEquals(retrier, of: .words("A retrier")), intervalSeconds: retrier.integer("IntervalSeconds") ?? 1,
          maxAttempts: retrier.integer("MaxAttempts") ?? 3, backoffRate: retrier.node["BackoffRate"]?.numberValue?.doubleValue ?? 2,
          maxDelaySeconds: retrier.integer("MaxDelaySeconds"), hasFullJitter: retrier.string("JitterStrategy") == "FULL",
          range: node.range, pointer: retrier.pointer))
    }
    return retriers
  }

  func catchers(_ fields: Fields) throws(Undecodable) -> [Catcher] {
    guard let elements = fields.node["Catch"]?.elements else { return [] }
    let pointer = fields.pointer.appending("Catch")
    var catchers: [Catcher] = []
    for (at, node) in elements.enumerated() where !isPlaceholder(node) {
      let catcher = try Fields(node, pointer.appending(at), what: .words("A catcher"))
      catchers.append(
        Catcher(
          errorEquals: try errorEquals(catcher, of: .words("A catcher")), next: try catcher.requiredText("Next", of: .words("A catcher")),
          resultPath: catcher.path("ResultPath"), assign: catcher.located("Assign"), output: catcher.located("Output"), range: node.range,
          pointer: catcher.pointer))
    }
    return catchers
  }

  private func errorEquals(_ fields: Fields, of what: Title) throws(Undecodable) -> [String] {
    if let node = fields.node["ErrorEquals"], isPlaceholder(node) { return [node.stringValue ?? ""] }
    return try fields.requiredElements("ErrorEquals", of: what).compactMap(\.stringValue)
  }

  /// What deployment fills in: nothing is known of it yet.
  private func isPlaceholder(_ node: JSONNode) -> Bool { node.stringValue.map(Placeholder.isIn) ?? false }
}
