#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How much a host does at once.
enum HostPower {
  /// Shards: one a processor, since a shard runs one slice at a time.
  static let shards = max(2, min(16, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
}
