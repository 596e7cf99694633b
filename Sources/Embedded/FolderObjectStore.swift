import Engine
import Foundation
import Time

/// A folder in place of S3, laid out bucket/key. Keys name nothing outside it, whatever stands in them and wherever links lead.
public struct FolderObjectStore: ObjectStore {
  private let root: URL

  /// Bytes of an object that are read at most.
  private static let largest = 1 << 30

  /// - Parameter path: the folder; nothing is looked at yet.
  public init(path: String) { root = URL(fileURLWithPath: path, isDirectory: true).resolvingSymlinksInPath() }

  /// The object's bytes, or why there are none.
  public func read(bucket: String, key: String) -> ObjectAnswer {
    guard let file = place(bucket, key) else { return .failure(FolderObjectStore.refused(bucket, key)) }
    let values = try? file.resourceValues(forKeys: [.fileSizeKey, .isRegularFileKey])
    guard values?.isRegularFile == true else {
      return .failure("There is no object \(key) in the bucket \(bucket): \(file.path) is not there")
    }
    guard (values?.fileSize ?? 0) <= FolderObjectStore.largest else { return .failure("The object \(key) is larger than 1 GiB") }
    do { return .object(Array(try Data(contentsOf: file))) } catch { return .failure("\(file.path) cannot be read") }
  }

  /// The objects whose keys begin with `prefix`, in the order of their keys' bytes.
  public func list(bucket: String, prefix: String) -> ObjectAnswer {
    guard let folder = place(bucket, "") else { return .failure(FolderObjectStore.refused(bucket, "")) }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue else {
      return .failure("There is no bucket \(bucket): \(folder.path) is no folder")
    }
    let keys: [URLResourceKey] = [.isRegularFileKey, .fileSizeKey, .contentModificationDateKey]
    guard let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: keys) else {
      return .failure("\(folder.path) cannot be read")
    }
    var entries: [ObjectEntry] = []
    let start = folder.path.count + 1
    for case let file as URL in files {
      let key = String(file.path.dropFirst(start))
      guard key.hasPrefix(prefix), let values = try? file.resourceValues(forKeys: Set(keys)), values.isRegularFile == true else { continue }
      let size = values.fileSize ?? 0
      let seconds = values.contentModificationDate?.timeIntervalSince1970 ?? 0
      let modified = Timestamp(seconds: seconds.rounded(.down)) ?? Timestamp(milliseconds: 0)
      var digest = SplitMix64(text: "\(bucket)/\(key) \(size) \(modified.milliseconds)")
      let etag = digest.uuid().replacing("-", with: "")
      entries.append(ObjectEntry(key: key, size: size, lastModified: modified, etag: "\"\(etag)\""))
    }
    return .listing(entries.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) })
  }

  /// Puts an object; its bucket's folder must be there, as at S3.
  public func write(bucket: String, key: String, text: String) -> String? {
    guard let folder = place(bucket, ""), let file = place(bucket, key), !key.isEmpty else { return FolderObjectStore.refused(bucket, key) }
    guard FileManager.default.fileExists(atPath: folder.path) else {
      return "The specified bucket does not exist: \(folder.path) is no folder"
    }
    do {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      // The folders above it may be links by now.
      guard isInside(file.deletingLastPathComponent().resolvingSymlinksInPath()) else { return FolderObjectStore.refused(bucket, key) }
      try Data(text.utf8).write(to: file, options: .atomic)
      return nil
    } catch {
      return "\(file.path) cannot be written"
    }
  }

  private static func refused(_ bucket: String, _ key: String) -> String {
    "The object \(key) of the bucket \(bucket) would lie outside the folder"
  }

  /// The file that stands for an object; nil when it would lie outside the folder.
  private func place(_ bucket: String, _ key: String) -> URL? {
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    guard !bucket.isEmpty, bucket != ".", bucket != "..", !bucket.contains("/"), !bucket.contains("\0"), !key.contains("\0"),
      parts.allSatisfy({ $0 != ".." && $0 != "." })
    else { return nil }
    var file = root.appendingPathComponent(bucket)
    if !key.isEmpty { file.appendPathComponent(key) }
    let resolved = file.resolvingSymlinksInPath()
    return isInside(resolved) ? resolved : nil
  }

  private func isInside(_ file: URL) -> Bool { file.path.hasPrefix(root.path + "/") }
}
