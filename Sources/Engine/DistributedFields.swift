import DataFlow
import JSON
import JSONPath
import StatesLanguage
import Time

/// What only a distributed Map has, compiled. A class so that map runs share it; immutable.
final class DistributedFields: Sendable {
  /// The Label, or one made of the state's name as AWS makes one when a machine is created.
  let label: String
  let isExpress: Bool
  /// What the child executions run.
  let child: CompiledMachine
  let reader: ItemReaderFields?
  let batcher: ItemBatcherFields?
  let writer: ResultWriterFields?

  init(_ map: MapState, of state: State, processor: CompiledGroup) throws(FieldSyntaxError) {
    label = map.label ?? DistributedFields.label(of: state)
    isExpress = map.executionType == "EXPRESS"
    let node = state.node["ItemProcessor"] ?? state.node["Iterator"] ?? state.node
    child = CompiledMachine(processor: processor, of: map.processor, node: node, queryLanguage: state.queryLanguage)
    let isJSONata = state.queryLanguage == .jsonata
    reader = try map.itemReader.map { node throws(FieldSyntaxError) in try ItemReaderFields(node, isJSONata) }
    batcher = try map.itemBatcher.map { node throws(FieldSyntaxError) in try ItemBatcherFields(node, isJSONata) }
    writer = try map.resultWriter.map { node throws(FieldSyntaxError) in try ResultWriterFields(node, isJSONata) }
  }

  /// The same for every execution of a machine, in the shape of a UUID.
  private static func label(of state: State) -> String {
    let text = state.pointer.description + state.name
    var random = SplitMix64(text: text)
    return random.uuid()
  }
}

/// `ItemReader`.
struct ItemReaderFields: Sendable {
  /// `getObject` or `listObjectsV2`.
  let api: String
  let parameters: BuiltField?
  let configuration: ReaderConfiguration
  let maximum: NumberField?

  init(_ node: LocatedNode, _ isJSONata: Bool) throws(FieldSyntaxError) {
    api = TaskTarget(arn: node.node["Resource"]?.stringValue ?? "").api
    parameters = try BuiltField(node, isJSONata, "Parameters", "ItemReader/Arguments")
    let configuration = node.part("ReaderConfig")
    self.configuration = ReaderConfiguration(configuration?.node.value ?? .object([:]))
    maximum = try configuration?.number("MaxItems", isJSONata, in: "ItemReader/ReaderConfig")
  }
}

/// `ItemBatcher`.
struct ItemBatcherFields: Sendable {
  let items: NumberField?
  let bytes: NumberField?
  let input: BuiltField?

  init(_ node: LocatedNode, _ isJSONata: Bool) throws(FieldSyntaxError) {
    items = try node.number("MaxItemsPerBatch", isJSONata, in: "ItemBatcher")
    bytes = try node.number("MaxInputBytesPerBatch", isJSONata, in: "ItemBatcher")
    input = try BuiltField(node, isJSONata, "BatchInput", "ItemBatcher/BatchInput")
  }
}

/// `ResultWriter`.
struct ResultWriterFields: Sendable {
  /// Nil without a Resource: nothing is written, only the output is transformed.
  let parameters: BuiltField?
  let writes: Bool
  /// `NONE`, `COMPACT` or `FLATTEN`; nil where there is no WriterConfig.
  let transformation: String?
  let isLines: Bool

  init(_ node: LocatedNode, _ isJSONata: Bool) throws(FieldSyntaxError) {
    writes = node.node["Resource"] != nil
    parameters = try BuiltField(node, isJSONata, "Parameters", "ResultWriter/Arguments")
    let configuration = node.node["WriterConfig"]
    transformation = configuration?["Transformation"]?.stringValue
    isLines = configuration?["OutputType"]?.stringValue == "JSONL"
  }
}

extension LocatedNode {
  /// A member of the node.
  func part(_ key: String) -> LocatedNode? { node[key].map { LocatedNode($0, pointer.appending(key)) } }

  /// A number, or under the name with `Path` the path to one.
  fileprivate func number(_ key: String, _ isJSONata: Bool, in field: String) throws(FieldSyntaxError) -> NumberField? {
    if let value = node[key]?.numberValue { return .value(value) }
    if isJSONata, let value = node[key], let text = value.stringValue {
      return .jsonata(try JSONataNumber(Located(text, value.range, pointer.appending(key)), location: "\(field)/\(key)"))
    }
    guard let path = node[key + "Path"], let text = path.stringValue else { return nil }
    return .path(try JSONPath(Located(text, path.range, pointer.appending(key + "Path"))), field: key + "Path")
  }
}
