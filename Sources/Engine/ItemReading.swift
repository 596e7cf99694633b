import JSON
import Time

/// What an ItemReader asks its bucket for.
public enum ObjectRequest: Sendable, Equatable {
  case object(bucket: String, key: String)
  case list(bucket: String, prefix: String)
}

/// What a bucket answers.
public enum ObjectAnswer: Sendable, Equatable {
  case object([UInt8])
  case listing([ObjectEntry])
  /// It cannot be had; a sentence says why.
  case failure(String)
}

/// An object as a bucket lists it.
public struct ObjectEntry: Sendable, Equatable {
  /// Its name in the bucket.
  public var key: String
  /// Bytes.
  public var size: Int
  /// When it was last written.
  public var lastModified: Timestamp
  /// In quotes, as S3 gives it.
  public var etag: String

  /// From its parts.
  public init(key: String, size: Int, lastModified: Timestamp, etag: String) {
    self.key = key
    self.size = size
    self.lastModified = lastModified
    self.etag = etag
  }

  /// As a Map's item holds it.
  var value: JSONValue {
    [
      "Etag": .string(etag), "LastModified": .number(JSONNumber(Int(lastModified.milliseconds / 1_000))), "Key": .string(key),
      "Size": .number(JSONNumber(size)), "StorageClass": "STANDARD",
    ]
  }
}

/// Why the items of a Map cannot be read: the cause of `States.ItemReaderFailed`.
struct ItemReaderError: Error, Equatable {
  var cause: String
  init(_ cause: String) { self.cause = cause }
}

/// The reading of a Map's items: what is asked next, and the items once nothing more is asked.
struct ItemReading: Sendable {
  /// Where `$$.Map.Item.Source` says the items come from.
  let source: String
  private(set) var items: [JSONValue] = []
  private(set) var requests: [ObjectRequest]
  private let configuration: ReaderConfiguration
  /// Items at most; nil for all.
  private let maximum: Int?
  /// Whether the next object is a manifest, which names the files to read.
  private var readsManifest: Bool
  /// The columns an inventory's files have, which have no headers of their own.
  private var columns: [String]?

  /// - Parameter parameters: `Bucket`, and `Key` or `Prefix`, evaluated.
  init(api: String, parameters: JSONValue, configuration: ReaderConfiguration, maximum: Int?) throws(ItemReaderError) {
    self.configuration = configuration
    self.maximum = maximum == 0 ? nil : maximum
    guard let bucket = parameters["Bucket"]?.stringValue, !bucket.isEmpty else {
      throw ItemReaderError("The ItemReader's Parameters need a Bucket")
    }
    if api == "listObjectsV2" {
      requests = [.list(bucket: bucket, prefix: parameters["Prefix"]?.stringValue ?? "")]
      source = "s3://\(bucket)"
      readsManifest = false
    } else {
      guard let key = parameters["Key"]?.stringValue, !key.isEmpty else { throw ItemReaderError("The ItemReader's Parameters need a Key") }
      requests = [.object(bucket: bucket, key: key)]
      source = "s3://\(bucket)/\(key)"
      readsManifest = configuration.inputType == "MANIFEST" || configuration.manifestType != nil
    }
  }

  /// Whether as many items are there as may be.
  private var isFull: Bool { maximum.map { items.count >= $0 } ?? false }

  /// Takes the answer to the first request.
  mutating func take(_ answer: ObjectAnswer) throws(ItemReaderError) {
    guard !requests.isEmpty else { return }
    let request = requests.removeFirst()
    switch (request, answer) {
    case (_, .failure(let sentence)): throw ItemReaderError(sentence)
    case (.list(let bucket, _), .listing(let entries)):
      if configuration.loadsObjects {
        requests += entries.filter { $0.size > 0 }.map { .object(bucket: bucket, key: $0.key) }
      } else {
        add(entries.map(\.value))
      }
    case (.object(let bucket, let key), .object(let bytes)):
      if readsManifest {
        readsManifest = false
        try readManifest(bytes, bucket: bucket)
      } else {
        add(try parse(bytes, key: key))
      }
    default: throw ItemReaderError("The bucket answered something else than it was asked")
    }
    if isFull { requests = [] }
  }

  private mutating func add(_ more: [JSONValue]) {
    items += maximum.map { Array(more.prefix($0 - items.count)) } ?? more
  }

  // MARK: Formats

  private func parse(_ bytes: [UInt8], key: String) throws(ItemReaderError) -> [JSONValue] {
    if bytes.starts(with: [0x1F, 0x8B]) || bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
      throw ItemReaderError("\(key) is compressed, which is not read here; store it uncompressed")
    }
    if let columns { return CSVTable(bytes, delimiter: UInt8(ascii: ",")).rows.map { ItemReading.item($0, headers: columns) } }
    switch configuration.inputType {
    case "CSV": return try table(bytes)
    case "JSONL": return try lines(bytes, key: key)
    case "PARQUET": throw ItemReaderError("\(key) is a Parquet file, which is not read here; JSON, JSONL and CSV are")
    default: return try document(bytes, key: key)
    }
  }

  private func document(_ bytes: [UInt8], key: String) throws(ItemReaderError) -> [JSONValue] {
    let value: JSONValue
    do { value = try JSONValue(parsing: bytes, limits: .items) } catch { throw ItemReaderError("\(key) is not JSON: \(error)") }
    var found: JSONValue? = value
    if let pointer = configuration.pointer { found = value[JSONPointer(text: pointer)] }
    guard case .array(let items)? = found else { throw ItemReaderError("Attempting to map over non-iterable node.") }
    return items
  }

  private func lines(_ bytes: [UInt8], key: String) throws(ItemReaderError) -> [JSONValue] {
    var items: [JSONValue] = []
    for (at, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
      do { items.append(try JSONValue(parsing: Array(line), limits: .items)) } catch {
        throw ItemReaderError("Line \(at + 1) of \(key) is not JSON: \(error)")
      }
      if let maximum, items.count >= maximum { break }
    }
    return items
  }

  private func table(_ bytes: [UInt8]) throws(ItemReaderError) -> [JSONValue] {
    var rows = CSVTable(bytes, delimiter: configuration.delimiter).rows[...]
    let headers = configuration.takesFirstRow ? rows.popFirst() ?? [] : configuration.headers
    guard Set(headers).count == headers.count else { throw ItemReaderError("CSV headers cannot contain duplicates.") }
    return rows.map { ItemReading.item($0, headers: headers) }
  }

  /// Short rows are filled with empty texts, long ones are cut.
  private static func item(_ row: [String], headers: [String]) -> JSONValue {
    var object = JSONObject()
    for (at, header) in headers.enumerated() { object[header] = .string(row.indices.contains(at) ? row[at] : "") }
    return .object(object)
  }

  /// An inventory's manifest is JSON and names its files; one of Athena's is a list of S3 addresses.
  private mutating func readManifest(_ bytes: [UInt8], bucket: String) throws(ItemReaderError) {
    if configuration.manifestType == "ATHENA_DATA" {
      for row in CSVTable(bytes, delimiter: UInt8(ascii: ",")).rows {
        guard let address = row.first, address.hasPrefix("s3://"), let slash = address.dropFirst(5).firstIndex(of: "/") else {
          throw ItemReaderError("The manifest holds '\(row.first ?? "")', which is no s3:// address")
        }
        let rest = address.dropFirst(5)
        requests.append(.object(bucket: String(rest[..<slash]), key: String(rest[rest.index(after: slash)...])))
      }
      return
    }
    guard let manifest = try? JSONValue(parsing: bytes, limits: .items), let files = manifest["files"]?.arrayValue else {
      throw ItemReaderError("The manifest is not the manifest.json of an S3 inventory")
    }
    guard manifest["fileFormat"]?.stringValue ?? "CSV" == "CSV" else {
      throw ItemReaderError("The inventory's files are \(manifest["fileFormat"]?.stringValue ?? ""), which is not read here; CSV is")
    }
    let schema = manifest["fileSchema"]?.stringValue ?? "Bucket, Key"
    columns = schema.split(separator: ",").map { String($0.drop { $0 == " " }) }
    let destination = manifest["destinationBucket"]?.stringValue?.split(separator: ":").last.map(String.init) ?? bucket
    requests += files.compactMap { $0["key"]?.stringValue }.map { .object(bucket: destination, key: $0) }
  }
}

extension JSONLimits {
  /// A file of items; an object in S3 may have gigabytes, but here it is held at once.
  static let items = JSONLimits(maximumBytes: 1 << 30)
}

extension JSONPointer {
  /// A pointer as RFC 6901 writes it.
  init(text: String) {
    self.init(
      text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
        String($0).replacing("~1", with: "/").replacing("~0", with: "~")
      })
  }
}
