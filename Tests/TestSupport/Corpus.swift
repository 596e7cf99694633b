import Foundation
import JSON

/// The recorded cases that tests judge by. They live outside the project, in the folder that `STEPSCOPE_CORPUS` names; without it the tests that need them are skipped.
public enum Corpus {
  /// Why a test that needs the corpus did not run.
  public static let skipped = "STEPSCOPE_CORPUS does not name the corpus folder"

  /// The corpus folder, nil without the variable.
  public static let root: URL? = ProcessInfo.processInfo.environment["STEPSCOPE_CORPUS"].map { URL(fileURLWithPath: $0, isDirectory: true) }

  /// Whether tests may read the corpus. With `STEPSCOPE_REQUIRE_ALL` set (as `.ci/run` does) they run even without it, and fail.
  public static var isThere: Bool { root != nil || ProcessInfo.processInfo.environment["STEPSCOPE_REQUIRE_ALL"] != nil }

  /// A file or folder of the corpus.
  public static func url(_ path: String) throws -> URL {
    guard let root else { throw CorpusError.missing(path) }
    return root.appendingPathComponent(path)
  }

  /// The bytes of a file of the corpus.
  public static func bytes(_ path: String) throws -> [UInt8] { try Array(Data(contentsOf: url(path))) }
  /// The JSON of a file of the corpus.
  public static func json(_ path: String) throws -> JSONValue { try JSONValue(parsing: bytes(path)) }
  /// One JSON value a line.
  public static func jsonLines(_ path: String) throws -> [JSONValue] {
    try String(decoding: bytes(path), as: UTF8.self).split(separator: "\n").map { try JSONValue(parsing: String($0)) }
  }

  /// Paths (relative to the corpus) of all files below `folder` whose names end in `suffix`, sorted.
  public static func files(_ folder: String, suffix: String = ".json") throws -> [String] {
    let base = try url(folder)
    guard let walk = FileManager.default.enumerator(atPath: base.path) else { throw CorpusError.missing(folder) }
    return walk.compactMap { $0 as? String }.filter { $0.hasSuffix(suffix) }.sorted().map { folder + "/" + $0 }
  }
}

/// Why a file cannot be read.
public enum CorpusError: Error { case missing(String) }
