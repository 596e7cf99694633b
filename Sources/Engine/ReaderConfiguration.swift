import JSON

/// `ReaderConfig` of an ItemReader.
struct ReaderConfiguration: Sendable {
  /// `CSV`, `JSON`, `JSONL`, `PARQUET` or `MANIFEST`; empty where it is not said.
  var inputType: String
  /// Whether the first row of a CSV file holds the headers.
  var takesFirstRow: Bool
  var headers: [String]
  var delimiter: UInt8
  var pointer: String?
  /// `LOAD_AND_FLATTEN`: the objects that are listed are read too.
  var loadsObjects: Bool
  /// `ATHENA_DATA` or `S3_INVENTORY`.
  var manifestType: String?

  init(_ value: JSONValue) {
    inputType = value["InputType"]?.stringValue ?? ""
    takesFirstRow = value["CSVHeaderLocation"]?.stringValue != "GIVEN"
    headers = value["CSVHeaders"]?.arrayValue?.compactMap(\.stringValue) ?? []
    pointer = value["ItemsPointer"]?.stringValue
    loadsObjects = value["Transformation"]?.stringValue == "LOAD_AND_FLATTEN"
    manifestType = value["ManifestType"]?.stringValue
    delimiter =
      switch value["CSVDelimiter"]?.stringValue {
      case "PIPE": UInt8(ascii: "|")
      case "SEMICOLON": UInt8(ascii: ";")
      case "SPACE": UInt8(ascii: " ")
      case "TAB": UInt8(ascii: "\t")
      default: UInt8(ascii: ",")
      }
  }
}
