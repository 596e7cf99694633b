import JSON
import Testing
import Time

@testable import Engine

@Suite("What an ItemReader makes of its objects")
struct ItemReadingTests {
  static func read(_ configuration: JSONValue, _ text: String, maximum: Int? = nil, api: String = "getObject") throws -> [JSONValue] {
    var reading = try ItemReading(
      api: api, parameters: ["Bucket": "b", "Key": "k"], configuration: ReaderConfiguration(configuration), maximum: maximum)
    try reading.take(.object(Array(text.utf8)))
    return reading.items
  }

  @Test("JSON arrays, also behind a pointer; JSON Lines, blank lines passed over")
  func json() throws {
    #expect(try Self.read(["InputType": "JSON"], "[1,{\"a\":2}]") == [1, ["a": 2]])
    #expect(try Self.read(["InputType": "JSON", "ItemsPointer": "/a~1b/0"], #"{"a/b":[[7,8]]}"#) == [7, 8])
    #expect(try Self.read(["InputType": "JSONL"], "1\n\n  \r\n{\"a\":2}\r\n") == [1, ["a": 2]])
    #expect(try Self.read(["InputType": "JSON"], "[1,2,3]", maximum: 2) == [1, 2])
    #expect(try Self.read(["InputType": "JSON"], "[1,2,3]", maximum: 0) == [1, 2, 3])
  }

  @Test("CSV: quotes, delimiters, short and long rows, line ends of every kind, a byte-order mark")
  func csv() throws {
    let first: JSONValue = ["InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"]
    #expect(
      try Self.read(first, "\u{feff}a,b\r\n\"1,\"\"x\"\"\n2\",3\r\n4\n\n5,6,7") == [
        ["a": "1,\"x\"\n2", "b": "3"], ["a": "4", "b": ""], ["a": "5", "b": "6"],
      ])
    let given: JSONValue = ["InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["h"], "CSVDelimiter": "PIPE"]
    #expect(try Self.read(given, "a,b|c\n|\n") == [["h": "a,b"], ["h": ""]])
    #expect(throws: ItemReaderError("CSV headers cannot contain duplicates.")) { try Self.read(first, "a,a\n1,2") }
  }

  @Test("Objects that are listed are items, or are read themselves")
  func listing() throws {
    let entries = [
      ObjectEntry(key: "p/", size: 0, lastModified: Timestamp(milliseconds: 5_900), etag: "e"),
      ObjectEntry(key: "p/a", size: 3, lastModified: Timestamp(milliseconds: 5_900), etag: "e"),
    ]
    var reading = try ItemReading(
      api: "listObjectsV2", parameters: ["Bucket": "b", "Prefix": "p"], configuration: ReaderConfiguration([:]), maximum: 1)
    #expect(reading.requests == [.list(bucket: "b", prefix: "p")])
    try reading.take(.listing(entries))
    #expect(reading.items == [["Etag": "e", "LastModified": 5, "Key": "p/", "Size": 0, "StorageClass": "STANDARD"]])
    reading = try ItemReading(
      api: "listObjectsV2", parameters: ["Bucket": "b"],
      configuration: ReaderConfiguration(["InputType": "JSON", "Transformation": "LOAD_AND_FLATTEN"]), maximum: nil)
    try reading.take(.listing(entries))
    #expect(reading.requests == [.object(bucket: "b", key: "p/a")])
    try reading.take(.object(Array("[1,2]".utf8)))
    #expect(reading.items == [1, 2] && reading.requests.isEmpty)
  }

  @Test("Manifests name the files that hold the items")
  func manifests() throws {
    var reading = try ItemReading(
      api: "getObject", parameters: ["Bucket": "b", "Key": "manifest.json"], configuration: ReaderConfiguration(["InputType": "MANIFEST"]),
      maximum: nil)
    let manifest = #"{"destinationBucket":"arn:aws:s3:::inv","fileFormat":"CSV","fileSchema":"Bucket, Key","files":[{"key":"x.csv"}]}"#
    try reading.take(.object(Array(manifest.utf8)))
    #expect(reading.requests == [.object(bucket: "inv", key: "x.csv")])
    try reading.take(.object(Array("\"src\",\"a.txt\"\n".utf8)))
    #expect(reading.items == [["Bucket": "src", "Key": "a.txt"]])
    reading = try ItemReading(
      api: "getObject", parameters: ["Bucket": "b", "Key": "m"],
      configuration: ReaderConfiguration(["InputType": "JSONL", "ManifestType": "ATHENA_DATA"]), maximum: nil)
    try reading.take(.object(Array("s3://d/one.jsonl\ns3://d/two.jsonl\n".utf8)))
    #expect(reading.requests.count == 2)
    try reading.take(.object(Array("1\n2".utf8)))
    try reading.take(.object(Array("3".utf8)))
    #expect(reading.items == [1, 2, 3])
  }

  @Test(
    "What cannot be read says so",
    arguments: [
      ("JSON", "{\"a\":1}", "Attempting to map over non-iterable node."),
      ("JSONL", "1\n{", "Line 2 of k is not JSON:"),
      ("PARQUET", "PAR1", "k is a Parquet file, which is not read here; JSON, JSONL and CSV are"),
      ("MANIFEST", "[]", "The manifest is not the manifest.json of an S3 inventory"),
    ])
  func refused(type: String, text: String, sentence: String) throws {
    let configuration: JSONValue = ["InputType": .string(type)]
    let error = #expect(throws: ItemReaderError.self) { try Self.read(configuration, text) }
    #expect(error?.cause.hasPrefix(sentence) == true, "\(error?.cause ?? "")")
  }

  @Test("Compressed objects are refused by their first bytes")
  func compressed() throws {
    var reading = try ItemReading(
      api: "getObject", parameters: ["Bucket": "b", "Key": "k.gz"], configuration: ReaderConfiguration(["InputType": "CSV"]), maximum: nil)
    #expect(throws: ItemReaderError("k.gz is compressed, which is not read here; store it uncompressed")) {
      try reading.take(.object([0x1F, 0x8B, 8]))
    }
  }
}
