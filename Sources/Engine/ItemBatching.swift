import JSON

/// `ItemBatcher`, evaluated: how items are put together into the inputs of child executions.
struct ItemBatching: Sendable {
  /// Items in one batch at most; nil for no limit.
  var items: Int?
  /// Bytes of one input at most.
  var bytes: Int
  /// `BatchInput`, which every input carries.
  var input: JSONValue?

  static let maximumBytes = 262_144

  init(items: Int?, bytes: Int?, input: JSONValue?) {
    self.items = items.map { max(1, $0) }
    self.bytes = min(bytes ?? ItemBatching.maximumBytes, ItemBatching.maximumBytes)
    self.input = input
  }

  /// The batches as ranges of the items: each as full as it may be; an item too large for any stands alone.
  func ranges(_ values: [JSONValue]) -> [Range<Int>] {
    let empty = wrap([]).compact.utf8.count
    var ranges: [Range<Int>] = []
    var start = 0
    var size = empty
    for (at, value) in values.enumerated() {
      let more = value.compact.utf8.count + (at > start ? 1 : 0)
      if at > start, at - start >= items ?? Int.max || size + more > bytes {
        ranges.append(start..<at)
        start = at
        size = empty
      }
      size += value.compact.utf8.count + (at > start ? 1 : 0)
    }
    if start < values.count { ranges.append(start..<values.count) }
    return ranges
  }

  /// A child's input.
  func wrap(_ items: [JSONValue]) -> JSONValue {
    var object = JSONObject()
    object["BatchInput"] = input
    object["Items"] = .array(items)
    return .object(object)
  }
}
