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
    reader = try map.itemReader.map { node throws(FieldSyntaxError) in try ItemReaderFields(node) }
    batcher = try map.itemBatcher.map { node throws(FieldSyntaxError) in try ItemBatcherFields(node) }
    writer = try map.resultWriter.map { node throws(FieldSyntaxError) in try ResultWriterFields(node) }
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
  let parameters: PayloadTemplate?
  let configuration: ReaderConfiguration
  let maximum: NumberField?

  init(_ node: LocatedNode) throws(FieldSyntaxError) {
    api = TaskTarget(arn: node.node["Resource"]?.stringValue ?? "").api
    parameters = try PayloadTemplate(optional: node.part("Parameters"))
    let configuration = node.part("ReaderConfig")
    self.configuration = ReaderConfiguration(configuration?.node.value ?? .object([:]))
    maximum = try configuration?.number("MaxItems")
  }
}

/// `ItemBatcher`.
struct ItemBatcherFields: Sendable {
  let items: NumberField?
  let bytes: NumberField?
  let input: PayloadTemplate?

  init(_ node: LocatedNode) throws(FieldSyntaxError) {
    items = try node.number("MaxItemsPerBatch")
    bytes = try node.number("MaxInputBytesPerBatch")
    input = try PayloadTemplate(optional: node.part("BatchInput"))
  }
}

/// `ResultWriter`.
struct ResultWriterFields: Sendable {
  /// Nil without a Resource: nothing is written, only the output is transformed.
  let parameters: PayloadTemplate?
  let writes: Bool
  /// `NONE`, `COMPACT` or `FLATTEN`; nil where there is no WriterConfig.
  let transformation: String?
  let isLines: Bool

  init(_ node: LocatedNode) throws(FieldSyntaxError) {
    writes = node.node["Resource"] != nil
    parameters = try PayloadTemplate(optional: node.part("Parameters"))
    let configuration = node.node["WriterConfig"]
    transformation = configuration?["Transformation"]?.stringValue
    isLines = configuration?["OutputType"]?.stringValue == "JSONL"
  }
}

extension LocatedNode {
  /// A member of the node.
  fileprivate func part(_ key: String) -> LocatedNode? { node[key].map { LocatedNode($0, pointer.appending(key)) } }

  /// A number, or under the name with `Path` the path to one.
  fileprivate func number(_ key: String) throws(FieldSyntaxError) -> NumberField? {
    if let value = node[key]?.numberValue { return .value(value) }
    guard let path = node[key + "Path"], let text = path.stringValue else { return nil }
    return .path(try JSONPath(Located(text, path.range, pointer.appending(key + "Path"))), field: key + "Path")
  }
}
