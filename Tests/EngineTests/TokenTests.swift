import Testing

@testable import Engine

/// Task tokens: as many bits as the seed has, and none of them tells another.
struct EngineRandomTests {
  /// Computed apart, with Python's `hmac` over the four words of seed 1.
  @Test func aTokenIsAnHMACOfTheSeed() {
    var random = EngineRandom(seed: EngineSeed(1))
    #expect(
      random.token()
        == "AQCQ7LnyEAMchYkV0vsrNddz/evC+sOfKZN3rx17S7pEpjlchvBgHaFXVo1cu9j2CRHBkaf6tGJ5LkgSj0DmwCggAbz7F/Ho6EbCcPDqwg0H2XWhXkwp+SEyAJTEL+KLxAMQCNLRrvOtwNLYHHXHAA7n+zQcoVv7tGx8T6+9f5lCp81KdUhNX0S5eS765hoJt8Dt3lbDwcHQPpit6wwDBvss+4EfiNm93lw32XDNydt1ZlQkUpN="
    )
  }

  @Test func everyBitOfTheSeedChangesTheToken() {
    var tokens: Set<String> = []
    for bit in 0..<256 {
      var words: [UInt64] = [1, 2, 3, 4]
      words[bit / 64] ^= 1 << (bit % 64)
      var random = EngineRandom(seed: EngineSeed(words: words))
      tokens.insert(random.token())
    }
    #expect(tokens.count == 256)
  }

  @Test func drawsOfOneSeedDifferAndComeAgain() {
    var random = EngineRandom(seed: EngineSeed(7))
    var again = random
    let tokens = (0..<1_000).map { _ in random.token() }
    #expect(Set(tokens).count == 1_000)
    #expect(tokens == (0..<1_000).map { _ in again.token() })
    let seed = random.seed()
    #expect(seed == again.seed() && seed != random.seed())
  }
}
