import Crypto
import JSON

/// The digests of `States.Hash`.
enum Digest {
  /// The digest of the first argument, a text or JSON, by the algorithm the second one names, in lower-case hexadecimal.
  static func hexadecimal(_ given: IntrinsicArguments) throws(IntrinsicError) -> String {
    let data: String
    if case .string = given.values[0] { data = try given.text(0, most: 10_000) } else { data = given.values[0].compact }
    if data.utf16.count > 10_000 { throw given.failure("argument 1 has \(data.utf16.count) characters; at most 10000 are accepted") }
    guard let digest = hexadecimal(data, try given.text(1)) else {
      throw given.failure("the algorithm must be MD5, SHA-1, SHA-256, SHA-384 or SHA-512")
    }
    return digest
  }

  /// The digest of a text by the algorithm of a name; nil for a name that is none.
  static func hexadecimal(_ text: String, _ algorithm: String) -> String? {
    switch algorithm {
    case "MD5": digest(Insecure.MD5(), text)
    case "SHA-1": digest(Insecure.SHA1(), text)
    case "SHA-256": digest(SHA256(), text)
    case "SHA-384": digest(SHA384(), text)
    case "SHA-512": digest(SHA512(), text)
    default: nil
    }
  }

  private static func digest(_ empty: some HashFunction, _ text: String) -> String {
    var function = empty
    Array(text.utf8).withUnsafeBytes { function.update(bufferPointer: $0) }
    let hex = Array("0123456789abcdef".utf8)
    return String(decoding: function.finalize().flatMap { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] }, as: UTF8.self)
  }
}
