#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Tells when the thread's stack is nearly used up, wherever on it the work began.
struct StackGuard {
  /// The lowest address that may be used. Found out when it is first asked for: on a main thread that costs a look into a system file.
  private var floor: UInt?

  /// Kept free for what is called between one look and the next.
  private let reserve: UInt
  /// What every thread can be expected to have left where nothing tells how much it has.
  private static let leastSize: UInt = 384 << 10

  /// - Parameter levels: how many parts of an expression lie within one another, which no look comes between.
  init(levels: Int) {
    #if DEBUG
      let level: UInt = 4 << 10
    #else
      let level: UInt = 2 << 10
    #endif
    reserve = 192 << 10 + UInt(levels) * level
  }

  /// Whether less than the reserve is left.
  var isNearlyUsed: Bool {
    mutating get {
      let here = StackGuard.here
      if let floor { return here < floor }
      let floor = (StackGuard.lowest ?? here - StackGuard.leastSize) + reserve
      self.floor = floor
      return here < floor
    }
  }

  private static var here: UInt {
    @inline(never) get {
      var mark = 0
      return withUnsafePointer(to: &mark) { UInt(bitPattern: $0) }
    }
  }

  /// The lowest address of this thread's stack.
  private static var lowest: UInt? {
    #if os(Linux)
      var attributes = pthread_attr_t()
      guard let look = StackGuard.look, look(pthread_self(), &attributes) == 0 else { return nil }
      defer { pthread_attr_destroy(&attributes) }
      var low: UnsafeMutableRawPointer?
      var size = 0
      guard pthread_attr_getstack(&attributes, &low, &size) == 0, let low else { return nil }
      return UInt(bitPattern: low)
    #else
      return UInt(bitPattern: pthread_get_stackaddr_np(pthread_self())) - UInt(pthread_get_stacksize_np(pthread_self()))
    #endif
  }

  #if os(Linux)
    private typealias Look = @convention(c) (pthread_t, UnsafeMutablePointer<pthread_attr_t>) -> Int32

    /// A GNU extension that the module of the C library does not show: it is looked up by its name.
    private static let look: Look? = dlsym(nil, "pthread_getattr_np").map { unsafeBitCast($0, to: Look.self) }
  #endif
}
