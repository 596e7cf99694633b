import Crypto
import Time

/// Everything random in an execution, drawn from its seed.
///
/// Tokens and the seeds of other engines are HMAC-SHA256 of a counter, with the seed as the key: who holds one token of an execution, or has seen its random
/// numbers, learns neither the seed nor any other token. The same seed gives the same draws in the same order, so a journal replays.
struct EngineRandom: Sendable {
  private let key: SymmetricKey
  private var drawn: UInt64 = 0
  /// What `States.MathRandom`, `States.UUID` and jitter draw from: quick, and no secret.
  var expressions: SplitMix64

  init(seed: EngineSeed) {
    let key = SymmetricKey(data: seed.words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } })
    self.key = key
    var words = Words(EngineRandom.block(key, .expressions, 0))
    expressions = SplitMix64(seed: words.next())
  }

  /// A seed for another engine, of as many bits.
  mutating func seed() -> EngineSeed {
    var words = Words(EngineRandom.block(key, .seed, next()))
    return EngineSeed(words: (0..<4).map { _ in words.next() })
  }

  /// From 0 up to, not including, 1.
  mutating func unit() -> Double { Double(expressions.next() >> 11) / 9_007_199_254_740_992 }

  /// A task token in the shape of AWS's: `AQC` and base64, 244 characters.
  mutating func token() -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text = Array("AQC".utf8)
    while text.count < 243 {
      for byte in EngineRandom.block(key, .token, next()) where text.count < 243 { text.append(alphabet[Int(byte & 63)]) }
    }
    text.append(UInt8(ascii: "="))
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func next() -> UInt64 {
    drawn += 1
    return drawn
  }

  /// What is drawn: blocks of different uses never meet.
  private enum Use: UInt8 {
    case expressions, seed, token
  }

  private static func block(_ key: SymmetricKey, _ use: Use, _ number: UInt64) -> HMAC<SHA256>.MAC {
    let message = [use.rawValue] + (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    return HMAC<SHA256>.authenticationCode(for: message, using: key)
  }

  /// A block read as words, lowest byte first.
  private struct Words {
    private var bytes: HMAC<SHA256>.MAC.Iterator

    init(_ block: HMAC<SHA256>.MAC) { bytes = block.makeIterator() }

    mutating func next() -> UInt64 {
      var word: UInt64 = 0
      for at in 0..<8 { word |= UInt64(bytes.next() ?? 0) << (8 * at) }
      return word
    }
  }
}
