import Time

/// Chance from a seed, with the questions a generator asks.
struct FuzzRandom: RandomNumberGenerator {
  private var source: SplitMix64

  init(seed: UInt64) { source = SplitMix64(seed: seed) }

  mutating func next() -> UInt64 { source.next() }

  /// A number below `count`, which is at least 1.
  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(max(1, count))) }

  /// True once in so many times.
  mutating func once(in count: Int) -> Bool { below(count) == 0 }

  /// One of the elements, of which there is at least one.
  mutating func one<Element>(of elements: [Element]) -> Element { elements[below(elements.count)] }
}
