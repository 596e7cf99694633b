#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The process's limit of open files, each connection being one.
public enum OpenFiles {
  /// Raises the limit to what the system lets this process have, at most to `wanted`.
  /// - Returns: the limit that holds now.
  @discardableResult public static func raise(to wanted: Int) -> Int {
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return 0 }
    let target = min(limit.rlim_max, rlim_t(wanted))
    if limit.rlim_cur < target {
      limit.rlim_cur = target
      _ = setrlimit(resource, &limit)
      _ = getrlimit(resource, &limit)
    }
    return Int(min(limit.rlim_cur, rlim_t(Int32.max)))
  }
}
