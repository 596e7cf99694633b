import Crypto
import JSON

/// The digests of `States.Hash`.
enum Digest {
  /// The digest of the first argument, a text or JSON, by the algorithm the second one names, in lower-case hexadecimal.
  static func hexadecimal(_ given: IntrinsicArguments) throws(IntrinsicError) -> String {
    let data: String
    if case .string = given.values[0] { data = try given.text(0, most: 10_000) } else { data = given.values[0].compact }
    if data.utf16.count > 10_000 { throw given.failure("argument 1 has \(data.utf16.count) characters; at most 10000 are accepted") }
    switch try given.text(1) {
    case "MD5": return digest(Insecure.MD5(), data)
    case "SHA-1": return digest(Insecure.SHA1(), data)
    case "SHA-256": return digest(SHA256(), data)
    case "SHA-384": return digest(SHA384(), data)
    case "SHA-512": return digest(SHA512(), data)
    default: throw given.failure("the algorithm must be MD5, SHA-1, SHA-256, SHA-384 or SHA-512")
    }
  }

  private static func digest(_ empty: some HashFunction, _ text: String) -> String {
    var function = empty
    Array(text.utf8).withUnsafeBytes { function.update(bufferPointer: $0) }
    let hex = Array("0123456789abcdef".utf8)
    return String(decoding: function.finalize().flatMap { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] }, as: UTF8.self)
  }
}
