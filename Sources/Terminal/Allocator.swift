import CTerminal

/// How the C library hands out memory. Its defaults keep what was freed: an arena a thread, and a threshold that rises with every large array that grows.
/// A long history is read with many arrays that grow and go, and would cost half as much again in resident memory for nothing.
public enum Allocator {
  /// Large pieces go back to the system once they are free, and few arenas are kept. To be called before there are threads.
  /// - Parameter arenas: how many; nil for the library's own choice, where many threads work at once.
  public static func returnMemory(arenas: Int?) { ct_return_memory(Int32(clamping: arenas ?? 0)) }
}
