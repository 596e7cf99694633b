#if canImport(Glibc)
  import Glibc
#endif

/// How the C library hands out memory. Its defaults keep what was freed: an arena a thread, and a threshold that rises with every large array that grows.
/// A long history is read with many arrays that grow and go, and costs half as much again in resident memory for nothing.
enum Allocator {
  /// Large pieces go back to the system once they are free, and few arenas are kept. To be called before there are threads.
  /// - Parameter arenas: how many; nil for the library's own choice, where many threads work at once.
  static func returnMemory(arenas: Int32?) {
    #if canImport(Glibc)
      _ = mallopt(M_MMAP_THRESHOLD, 256 * 1024)
      if let arenas { _ = mallopt(M_ARENA_MAX, arenas) }
    #endif
  }
}
