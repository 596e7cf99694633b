import JSON

/// An object to be put into a bucket.
public struct ObjectWrite: Sendable, Equatable {
  /// Where it goes.
  public var bucket: String
  /// Its name there.
  public var key: String
  /// JSON, or JSON Lines.
  public var text: String
}

/// `ResultWriter`, evaluated.
struct ResultWriting: Sendable {
  /// Nil when nothing is written and only the output is transformed.
  var bucket: String?
  var prefix: String
  /// `NONE`, `COMPACT` or `FLATTEN`; nil where there is no WriterConfig.
  var transformation: String?
  var isLines: Bool
}

/// A child execution as result files hold it.
public struct MapRunRecord: Sendable {
  /// Which file it goes into.
  public var status: ExecutionStatusName
  /// As DescribeExecution tells of it.
  public var description: JSONValue
  /// Of a child that succeeded.
  public var output: JSONValue?

  /// The three kinds of result file.
  public enum ExecutionStatusName: String, Sendable { case succeeded = "SUCCEEDED", failed = "FAILED", pending = "PENDING" }

  /// From its parts.
  public init(status: ExecutionStatusName, description: JSONValue, output: JSONValue?) {
    self.status = status
    self.description = description
    self.output = output
  }
}

extension MapRun {
  /// Whether the result is made of records of the children, which whoever drives then gives to `result`.
  public var wantsRecords: Bool { writing != nil }

  /// The state's result, and what is to be written before it is given.
  /// - Parameter records: the children's, in order.
  public func result(_ records: [MapRunRecord]) -> (value: JSONValue, writes: [ObjectWrite]) {
    guard let writing else { return (.array(children.compactMap(\.output)), []) }
    guard let bucket = writing.bucket else { return (.array(writing.transformed(records.filter { $0.status == .succeeded })), []) }
    let folder = (writing.prefix.isEmpty ? "" : writing.prefix + "/") + uuid
    var files = JSONObject()
    var writes: [ObjectWrite] = []
    for status in [MapRunRecord.ExecutionStatusName.failed, .pending, .succeeded] {
      let all = records.filter { $0.status == status }
      guard !all.isEmpty else {
        files[status.rawValue] = .array([])
        continue
      }
      let text = writing.text(status == .succeeded ? writing.transformed(all) : all.map(\.description))
      let key = "\(folder)/\(status.rawValue)_0.\(writing.isLines ? "jsonl" : "json")"
      files[status.rawValue] = [["Key": .string(key), "Size": .number(JSONNumber(text.utf8.count))]]
      writes.append(ObjectWrite(bucket: bucket, key: key, text: text))
    }
    let key = folder + "/manifest.json"
    let manifest: JSONValue = ["DestinationBucket": .string(bucket), "MapRunArn": .string(arn), "ResultFiles": .object(files)]
    writes.append(ObjectWrite(bucket: bucket, key: key, text: manifest.compact))
    return (["MapRunArn": .string(arn), "ResultWriterDetails": ["Bucket": .string(bucket), "Key": .string(key)]], writes)
  }

  /// The inputs that no child has, as a file of pending ones holds them.
  public func pendingRecords() -> [MapRunRecord] {
    guard isRead else { return [] }
    let started = children.last?.items.upperBound ?? 0
    return items[started...].map { item in
      MapRunRecord(status: .pending, description: ["Input": .string(item.compact), "Status": "PENDING"], output: nil)
    }
  }
}

extension ResultWriting {
  /// What WriterConfig makes of children that succeeded.
  func transformed(_ records: [MapRunRecord]) -> [JSONValue] {
    let outputs = records.map { $0.output ?? .null }
    return switch transformation {
    case "COMPACT": outputs
    case "FLATTEN": outputs.flatMap { $0.arrayValue ?? [$0] }
    default: records.map(\.description)
    }
  }

  func text(_ values: [JSONValue]) -> String {
    isLines ? values.map { $0.compact + "\n" }.joined() : JSONValue.array(values).compact
  }
}
